"""Where things are, and folders that appear whole."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from duizhao.errors import InputError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHIPPED = ROOT / "models" / "duizhao_models" / "zh_en_small"
LEXICON = SHIPPED.with_name("lexicon")
SHARED = ROOT.parent / "shared" / "data"
DATA, DEV = SHARED / "zh-en", SHARED / "dev"
WRITTEN = HERE / "written"
"""Pairs of our own, part of the project, with their SOURCES.md: read beside every folder of pairs."""
SETS = ("flores-dev", "wmt20")
"""Development sets: NAME.zh and NAME.en in the folder DEV, a line each."""

STOP = "stop"


def needed(folder: Path, what: str, option: str) -> Path:
    """The folder. Raises InputError, which says how to name another, where it is not there."""
    if not folder.is_dir():
        raise InputError(f"no {what} here", where=folder, remedy=f"Name the folder with {option}.")
    return folder


@contextlib.contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder to write into, which takes the place of `out` when the block ends well."""
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        for path in filter(Path.is_file, part.rglob("*")):
            with path.open("rb") as file:
                os.fsync(file.fileno())
        replace_folder(part, out)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def replace_folder(part: Path, out: Path) -> None:
    """Rename `part` to `out`; what was there goes away afterwards. A kill in between leaves it beside, as .NAME.old."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    part.rename(out)
    shutil.rmtree(old, ignore_errors=True)
