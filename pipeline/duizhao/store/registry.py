"""The models duizhao knows by name (`configs/models.toml`)."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from duizhao.errors import ModelError

Task = Literal["translate", "summarise"]

INPUT_TOKENS = 120
"""Source tokens in one piece, for models that say nothing of it: longer than nearly every sentence of news."""
LENGTH_PENALTY = PATIENCE = 1.0
SCORE_HIGH, SCORE_LOW = -0.7, -1.4
"""Half and a quarter of the probability on the token chosen, on average: a guess, for models nobody has calibrated."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A model by name: `package` is its folder in `duizhao_models`, or it is `repo` at `revision` of the hub.

    `files`: patterns of the names fetched, and no others; of several installed ones `auto` takes the highest `rank`.
    `input_tokens`, `length_penalty`, `patience`: the piece of a sentence, and the search, that it translates best with;
    `score_high`, `score_low`: the scores from which confidence is high, and below which it is low.
    """

    name: str
    task: Task
    family: str
    licence: str
    rank: int
    note: str
    package: str = ""
    repo: str = ""
    revision: str = ""
    files: tuple[str, ...] = ()
    prefix: str = ""
    input_tokens: int = INPUT_TOKENS
    length_penalty: float = LENGTH_PENALTY
    patience: float = PATIENCE
    score_high: float = SCORE_HIGH
    score_low: float = SCORE_LOW


@cache
def registry() -> dict[str, Entry]:
    """Every model known by name."""
    path = Path(__file__).parent.parent / "configs" / "models.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Entry(name=name, **{**row, "files": tuple(row.get("files", ()))}) for name, row in table.items()}


def entry(name: str) -> Entry:
    """The model of that name. Raises ModelError, with the nearest name, where there is none."""
    if name in registry():
        return registry()[name]
    close = difflib.get_close_matches(name, [*registry(), "auto"], 1)
    remedy = (
        f"Did you mean {close[0]!r}?" if close else f"Known: auto, {', '.join(registry())}; or the folder of a model."
    )
    raise ModelError(f"unknown model {name!r}", remedy=remedy)
