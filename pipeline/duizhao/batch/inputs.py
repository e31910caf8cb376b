"""The files of a run's input: local ones and remote ones, each with the name that the run calls it by."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from stat import S_ISDIR

from duizhao import reading
from duizhao.batch import remote
from duizhao.batch.journal import plain
from duizhao.errors import UsageError
from duizhao.reading import Input


@dataclass(frozen=True, slots=True)
class File:
    """A file of the input: what it is called, its path or address, bytes, and a number that changes when it does.

    Size and number are None where the file is not there to look at: its reading tells why.
    """

    name: str
    place: str
    size: int | None
    version: int | None

    @property
    def remote(self) -> bool:
        return remote.is_remote(self.place)


def find(names: Sequence[str]) -> list[File]:
    """The files that `names` (files, folders, patterns, addresses) stand for, each once, in the order named.

    A local file is called by its path from the innermost folder that holds all of the input, so that the name does not
    depend on how or from where the input was named; a remote one by its address.
    Raises UsageError for standard input, InputError for a name that stands for nothing.
    """
    found: dict[str, File] = {}
    for name in names:
        if remote.is_remote(name):
            for address, size, version in remote.behind(name):
                found.setdefault(address, File(address, address, size, version))
        elif name == "-":
            raise UsageError("standard input cannot be taken up again", remedy="Name files or folders.")
    here = [name for name in names if not remote.is_remote(name)]
    return [*_local(reading.expand(here)), *found.values()]


def stat(path: str) -> tuple[int, int]:
    """Bytes and time of change (nanoseconds) of a file. Raises OSError, also for a folder, which is none."""
    found = os.stat(path)
    if S_ISDIR(found.st_mode):
        raise IsADirectoryError(path)
    return found.st_size, found.st_mtime_ns


def _local(inputs: list[Input]) -> Iterator[File]:
    """Takes the inputs out of the list as it goes: there may be a million."""
    real = cache(os.path.realpath)
    top = os.path.commonpath({real(i.base or i.path.parent) for i in inputs if i.path}) if inputs else ""
    inputs.reverse()
    while inputs:
        item = inputs.pop()
        assert item.path is not None
        base = item.base or item.path.parent
        name = os.path.relpath(os.path.join(real(base), item.path.relative_to(base)), top).replace(os.sep, "/")
        place = os.fspath(item.path)
        try:
            size, modified = stat(place)
        except OSError:
            yield File(plain(name) or "", place, None, None)
        else:
            yield File(plain(name) or "", place, size, modified)
