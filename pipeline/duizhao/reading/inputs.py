"""What the user names, as a list of files: directories, patterns and standard input included."""

from __future__ import annotations

import difflib
import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao.errors import InputError, UsageError
from duizhao.reading.compressed import bare_name


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read; `path` None is standard input. `base` is the directory it was found under, if one was named."""

    path: Path | None
    base: Path | None = None


def expand(inputs: Sequence[str], suffixes: Iterable[str]) -> list[Input]:
    """The files behind `inputs`, each once, in the order named; those of a directory sorted, by known `suffixes`
    (before that of a compression).

    Links are followed to files, and not to folders below the one named. What is a file by its name and cannot be looked
    at (a link to nothing), and a folder that cannot be listed, is among them: its reading tells why.
    Raises InputError for a name that does not exist (naming the nearest that does), a pattern that matches nothing and
    a directory with nothing to read.
    """
    known = {f".{s}" for s in suffixes}
    found: dict[str | None, Input] = {}
    for name in inputs:
        for item in _behind(name, known):
            found.setdefault(os.path.realpath(item.path) if item.path else None, item)
    return list(found.values())


def _behind(name: str, known: set[str]) -> Iterator[Input]:
    if name == "-":
        yield Input(None)
        return
    if not name:
        raise UsageError("an input without a name", remedy="Name a file, a folder, or - for standard input.")
    path = Path(name)
    if _exists(path):
        yield from _directory(path, known) if path.is_dir() else (Input(path),)
    elif glob.has_magic(name):
        matches = sorted(_matches(name))
        if not matches:
            raise InputError("matches no file", where=name, remedy="Check the pattern.")
        for match in map(Path, matches):
            if not os.path.isdir(match):
                yield Input(match)
            elif "**" not in name or not _listed(match):
                yield from _directory(match, known)
    else:
        raise InputError("does not exist", where=name, remedy=_nearest(path))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _directory(folder: Path, known: set[str]) -> Iterator[Input]:
    some = False
    closed: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(files):
            path = Path(parent, file)
            if Path(bare_name(file)).suffix.lower() in known and not file.startswith(".") and _is_file(path):
                some = True
                yield Input(path, folder)
    for error in closed:
        some = True
        yield Input(Path(error.filename), folder)
    if not some:
        raise InputError("holds no file to read", where=folder, remedy=f"Read are: {', '.join(sorted(known))}.")


def _is_file(path: Path) -> bool:
    """Whether it is a file, or may be one: a link to nothing, or what must not be looked at."""
    try:
        return path.is_file() or (path.is_symlink() and not path.exists())
    except (OSError, RuntimeError):
        return True


def _listed(folder: Path) -> bool:
    """Whether a folder can be listed."""
    try:
        os.scandir(folder).close()
    except OSError:
        return False
    return True


def _matches(pattern: str) -> Iterator[str]:
    """What a pattern stands for, with folders that cannot be listed. glob itself follows links in a circle."""
    parts = pattern.split("/")
    if "**" not in parts:
        yield from glob.glob(pattern)
        return
    at = parts.index("**")
    rest = parts[at + 1 :] or ["*"]
    for top in glob.glob("/".join(parts[:at]) or "/") if at else ["."]:
        closed: list[OSError] = []
        for parent, folders, _ in os.walk(top, onerror=closed.append):
            folders[:] = [f for f in folders if not f.startswith(".")]
            yield from _matches("/".join([glob.escape(parent.rstrip("/")), *rest]).removeprefix("./"))
        yield from (error.filename for error in closed)


def _nearest(path: Path) -> str:
    """The existing name most like `path`."""
    parent = path.parent
    try:
        names = os.listdir(parent)
    except (OSError, ValueError):
        return f"There is no directory {str(parent)!r}."
    close = difflib.get_close_matches(path.name, names, 1, 0.5)
    return f"Did you mean {str(parent / close[0])!r}?" if close else "Check the name."
