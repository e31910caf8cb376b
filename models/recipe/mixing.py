"""The mix: how often a pair of each source is seen in a pass."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from duizhao.errors import InputError
from recipe.folders import HERE

MIX = HERE / "mix.json"
STRETCHES = ("main", "end")


@dataclass(frozen=True)
class Mix:
    """`shares[source]`: visits in a pass of each stretch of the training, in the order of STRETCHES.

    A source that is not named is left out: what goes into a model is named, with its licence, on its card.
    """

    shares: dict[str, tuple[float, float]]

    def share(self, source: str, stretch: str) -> float:
        return self.shares.get(source, (0.0, 0.0))[STRETCHES.index(stretch)]

    def wanted(self, source: str) -> bool:
        """Whether any stretch sees the source."""
        return any(self.shares.get(source, ()))


def read(path: Path = MIX) -> Mix:
    """A JSON object: source → [share in the main stretch, share in the last one]."""
    try:
        shares = {name: (float(main), float(end)) for name, (main, end) in json.loads(path.read_text()).items()}
    except (OSError, ValueError, TypeError, AttributeError) as e:
        raise InputError(f"is no mix ({e})", where=path, remedy='It reads {"source": [1, 0.5], ...}.') from e
    return Mix(shares)
