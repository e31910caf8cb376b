"""The files of a run's input: local ones and remote ones, each with the name that the run calls it by."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from duizhao import reading
from duizhao.batch import remote
from duizhao.batch.journal import plain
from duizhao.errors import InputError, UsageError
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
    Raises UsageError for standard input, InputError for what is not there.
    """
    found: dict[str, File] = {}
    local: list[Input] = []
    for name in names:
        if remote.is_remote(name):
            for address, size, version in remote.behind(name):
                found.setdefault(address, File(address, address, size, version))
        elif name == "-":
            raise UsageError("standard input cannot be taken up again", remedy="Name files or folders.")
    here = [name for name in names if not remote.is_remote(name)]
    if here:
        local = reading.expand(here)
    return [*_local(local), *found.values()]


def stat(path: str) -> tuple[int, int]:
    """Bytes and time of change (nanoseconds) of a file. Raises OSError."""
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns


def _local(inputs: Sequence[Input]) -> Iterator[File]:
    if not inputs:
        return
    real = cache(os.path.realpath)
    places = [
        (real(i.base), i.path.relative_to(i.base)) if i.base else (real(i.path.parent), Path(i.path.name))
        for i in inputs
        if i.path is not None
    ]
    top = os.path.commonpath({folder for folder, _ in places})
    for item, (folder, rest) in zip(inputs, places, strict=True):
        name = os.path.relpath(os.path.join(folder, rest), top).replace(os.sep, "/")
        place = os.fspath(item.path or "")
        try:
            size, modified = stat(place)
        except OSError as e:
            raise InputError(f"cannot be read ({e.strerror})", where=place, remedy="Check it.") from e
        yield File(plain(name) or "", place, size, modified)
