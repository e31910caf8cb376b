"""What a training is, and where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from recipe import mixing, prepare
from recipe.schedule import Schedule


@dataclass(frozen=True)
class Settings:
    """What a training is. `budget`: padded tokens of one process's batch, both sides; `longest`: of a sentence."""

    schedule: Schedule
    stretch: str = "main"
    start: str = "e5"
    layers: tuple[int, int] = (6, 2)
    heads: int = 12
    budget: int = 8000
    longest: int = 100
    smoothing: float = 0.1
    seed: int = 1
    processes: int = 1


@dataclass(frozen=True)
class Run:
    """Where a training is and how it talks; nothing here changes the weights.

    `report`: updates between two lines of the log; `save`: minutes between two saves; `kernels`: None decides by what
    the machine has. `build`: where the kernels are compiled. `dev_lines`: of each development set.
    """

    folder: Path
    tokens: Path
    vocabulary: Path
    dev: Path
    mix: Path = mixing.MIX
    build: Path = Path("build")
    kernels: bool | None = None
    report: int = 200
    save: float = 5.0
    dev_lines: int = 250
    tell: Callable[[str], None] = lambda line: None


def named(settings: Settings, run: Run) -> str:
    """What must be the same for a training to go on: all but its end, the shares of the mix, the number of pairs."""
    mix = mixing.read(run.mix)
    told = asdict(settings)
    told["schedule"] = {k: v for k, v in told["schedule"].items() if k not in ("updates", "minutes")}
    told["mix"] = {source: share for source in sorted(mix.shares) if (share := mix.share(source, settings.stretch))}
    told["pairs"] = len(prepare.load(run.tokens, mix, settings.stretch))
    return repr(told)
