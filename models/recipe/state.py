"""A training's state on disk: one safetensors file, whole or not there."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from torch import Tensor

from duizhao.errors import UsageError
from recipe.pairs import Place

STATE = "state.safetensors"
_PROGRESS = "progress"


@dataclass(frozen=True)
class Seen:
    """What weights have been trained on."""

    updates: int = 0
    pairs: int = 0


@dataclass
class Progress:
    """How far a training has come. `updates` and `pairs` are its own, `before` what the weights had seen already;
    `seconds` is the time spent."""

    before: Seen = field(default_factory=Seen)
    updates: int = 0
    pairs: int = 0
    seconds: float = 0.0
    place: Place = field(default_factory=Place)

    @property
    def seen(self) -> Seen:
        """By the weights, in all."""
        return Seen(self.before.updates + self.updates, self.before.pairs + self.pairs)

    def after(self) -> Progress:
        """One update further."""
        return replace(self, updates=self.updates + 1)


@dataclass(frozen=True)
class Buffers:
    """All that changes in training, flat float32: see `flat`, `optimiser.Moments`."""

    master: Tensor
    average: Tensor
    first: Tensor
    second: Tensor

    def named(self) -> dict[str, Tensor]:
        return {"master": self.master, "average": self.average, "first": self.first, "second": self.second}


def save(folder: Path, buffers: Buffers, progress: Progress, settings: str) -> None:
    """Write the state; `settings` names what must be the same for the training to go on."""
    from safetensors.torch import save_file

    part = folder / f".{STATE}.part"
    # shared memory cannot be told apart by safetensors, which would take two buffers for one
    tensors = {name: x.clone() for name, x in buffers.named().items()}
    save_file(tensors, part, {_PROGRESS: json.dumps(asdict(progress)), "settings": settings})
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(folder / STATE)


def load(folder: Path, buffers: Buffers, settings: str) -> Progress | None:
    """Fill the buffers and say how far it came; None where there is no state.

    Raises UsageError where it was made with other settings.
    """
    from safetensors import safe_open

    path = folder / STATE
    if not path.is_file():
        return None
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
        if metadata["settings"] != settings:
            raise UsageError(
                "was begun with other settings or data",
                where=folder,
                remedy=f"Give the same ones to go on, or another folder. Then: {metadata['settings']}. Now: {settings}",
            )
        for name, x in buffers.named().items():
            x.copy_(file.get_tensor(name))
    saved = json.loads(metadata[_PROGRESS])
    return Progress(**saved | {"before": Seen(**saved["before"]), "place": Place(**saved["place"])})
