"""A model's name → its folder of verified files."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from duizhao.errors import ModelError
from duizhao.store.folders import models_folder
from duizhao.store.registry import (
    INPUT_TOKENS,
    LENGTH_PENALTY,
    PATIENCE,
    SCORE_HIGH,
    SCORE_LOW,
    Entry,
    Task,
    entry,
    registry,
)
from duizhao.store.verify import problems, weights_sha256


@dataclass(frozen=True, slots=True)
class Model:
    """An installed model. `sha256` is that of its weights; the last five as in the registry."""

    name: str
    folder: Path
    family: str
    task: Task
    licence: str
    sha256: str
    note: str
    input_tokens: int = INPUT_TOKENS
    length_penalty: float = LENGTH_PENALTY
    patience: float = PATIENCE
    score_high: float = SCORE_HIGH
    score_low: float = SCORE_LOW


def find(name: str, task: Task = "translate") -> Model:
    """The model to use for a name of the registry, for "auto" (the best installed one of the task), or for a folder.

    Files that have pins are checked against them. Raises ModelError for a name that is unknown, not installed or made
    for another task, and for damaged files.
    """
    if name == "auto":
        ranked = [e for e in _by_rank(task) if _folder(e).is_dir()]
        if not ranked:
            known = ", ".join(e.name for e in _by_rank(task))
            raise ModelError(f"no model to {task} is installed", remedy=f"Run `duizhao models pull NAME`: {known}.")
        return _usable(ranked[0])
    if name not in registry() and (Path(name).is_dir() or "/" in name or "\\" in name or name.startswith(".")):
        return _from_folder(Path(name), task)
    found = entry(name)
    if found.task != task:
        raise ModelError(f"{name} is a model to {found.task}", remedy=f"Name one to {task}: see `duizhao models list`.")
    return _usable(found)


def info(name: str) -> Model:
    """The installed model of that name or folder, whatever its task and whether its files are sound or not."""
    if name not in registry() and Path(name).is_dir():
        return _from_folder(Path(name), "translate")
    return _model(entry(name))


def installed() -> list[Model]:
    """Every installed model of the registry, the best of each task first."""
    return [_model(e) for task in ("translate", "summarise") for e in _by_rank(task) if _complete(_folder(e))]


def verify(name: str) -> list[str]:
    """What is wrong with the files of an installed model, all read anew; empty where all are as pinned."""
    folder = info(name).folder
    out = problems(folder)
    return out if out or _complete(folder) else ["no weights (*.safetensors)"]


def _by_rank(task: str) -> list[Entry]:
    return sorted((e for e in registry().values() if e.task == task), key=lambda e: -e.rank)


def _folder(found: Entry) -> Path:
    """Where the model is when it is installed."""
    if not found.package:
        return models_folder() / found.name
    spec = find_spec("duizhao_models")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0] if places else "duizhao_models") / found.package


def _complete(folder: Path) -> bool:
    return any(folder.glob("*.safetensors"))


def _model(found: Entry) -> Model:
    folder = _folder(found)
    if not folder.is_dir():
        raise _not_installed(found)
    return Model(
        found.name,
        folder,
        found.family,
        found.task,
        found.licence,
        weights_sha256(folder),
        found.note,
        found.input_tokens,
        found.length_penalty,
        found.patience,
        found.score_high,
        found.score_low,
    )


def _usable(found: Entry) -> Model:
    model = _model(found)
    _sound(model.folder, f"Run `duizhao models pull {found.name}`." if found.repo else "Install duizhao again.")
    return model


def _sound(folder: Path, remedy: str) -> None:
    damaged = problems(folder, fresh=False)
    if damaged:
        raise ModelError(f"damaged model files ({damaged[0]})", where=folder, remedy=remedy)
    if not _complete(folder):
        pickled = any(folder.glob("*.bin"))
        what = "has pickled weights only, which can run code" if pickled else "has no weights (*.safetensors)"
        raise ModelError(what, where=folder, remedy="Use a revision with safetensors." if pickled else remedy)


def _not_installed(found: Entry) -> ModelError:
    return ModelError(f"the model {found.name} is not installed", remedy=f"Run `duizhao models pull {found.name}`.")


def _from_folder(folder: Path, task: Task) -> Model:
    """A model in a folder of the user's; `licence` and `note` from the `duizhao.toml` beside the weights, if any."""
    if not folder.is_dir():
        raise ModelError(
            "no such folder", where=folder, remedy="Name the folder of a model, or see `duizhao models list`."
        )
    try:
        family = str(json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"])
        path = folder / "duizhao.toml"
        said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, ValueError, KeyError, TypeError) as e:
        what = f"is no model folder ({type(e).__name__}: {e})"
        raise ModelError(what, where=folder, remedy="It needs the config.json of a Hugging Face model.") from e
    _sound(folder, "Get the model again.")
    return Model(
        folder.name,
        folder,
        family,
        task,
        str(said.get("licence", "")),
        weights_sha256(folder),
        str(said.get("note", "")),
        int(said.get("input_tokens", INPUT_TOKENS)),
        float(said.get("length_penalty", LENGTH_PENALTY)),
        float(said.get("patience", PATIENCE)),
        float(said.get("score_high", SCORE_HIGH)),
        float(said.get("score_low", SCORE_LOW)),
    )
