"""What a model was trained on, as a sample of keys from which no sentence can be read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from duizhao.evaluation import overlap
from duizhao.files import write_whole
from recipe import prepare, ship


def make(paths: Iterable[Path], out: Path) -> str:
    """Write `seen.u32` of the Chinese sides of these pairs into a model's folder, and pin it.

    `duizhao evaluate` then says how much of a test set the model has seen.
    """
    data = overlap.sample(zh for path in paths for zh, _ in prepare.read(path))
    write_whole(out / overlap.SEEN, data, force=True)
    ship.pin(out)
    return f"{out / overlap.SEEN}: {len(data) // 4:,} keys"
