"""The parts of a container of XML (docx, odt, epub): each read once, all together within bounds."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from duizhao.errors import InputError
from duizhao.xml import Element, parse_xml
from duizhao.zipped import member, open_zip

TOTAL_LIMIT = 256 << 20
"""Bytes of all parts that are read of one container, unpacked."""
MARKS_LIMIT = 6_000_000
"""Tags and attributes of one part: a tree takes more than a hundred bytes for each, however short it is written."""

PROBLEMS = 20
"""Parts of one container that cannot be read and are named one by one."""


class Parts:
    """A container's parts by their path. `name` is what errors call the container."""

    def __init__(self, container: zipfile.ZipFile, name: str) -> None:
        self.name = name
        self._container = container
        self._left = TOTAL_LIMIT
        self._lower: dict[str, str] = {}
        for path in container.NameToInfo:
            self._lower.setdefault(path.lower(), path)

    def find(self, path: str) -> str | None:
        """The path as the container writes it: capitals are forgiven."""
        return path if path in self._container.NameToInfo else self._lower.get(path.lower())

    def read(self, path: str) -> bytes:
        """The bytes of a part. Raises InputError where it is missing, damaged, or one too many."""
        data = b"" if self._left < 0 else member(self._container, self.find(path) or path, self.name)
        self._left -= len(data)
        if self._left < 0:
            what = f"unpacks to more than {TOTAL_LIMIT >> 20} MB of text"
            raise InputError(what, where=self.name, remedy="Split it.")
        return data

    def xml(self, path: str) -> Element:
        """The tree of a part. Raises InputError as `read` does, and where it is no XML or of too many elements."""
        data = self.read(path)
        countable(data, path, self.name)
        return parse_xml(data, f"{self.name}:{path}")


def countable(data: bytes, path: str, name: str) -> None:
    """Raise InputError where the part `path` of `name` has too many tags and attributes to make a tree of."""
    if data.count(b"<") + data.count(b"=") > MARKS_LIMIT:
        what = f"has more than {MARKS_LIMIT // 1_000_000} million elements in {path!r}"
        raise InputError(what, where=name, remedy="Split it.")


def first_of(problems: list[InputError], name: str) -> list[InputError]:
    """The first PROBLEMS of what cannot be read in the container `name`, and a last one that counts the others."""
    if len(problems) <= PROBLEMS:
        return problems
    what = f"has {len(problems) - PROBLEMS:,} more parts that cannot be read"
    return [*problems[:PROBLEMS], InputError(what, where=name, remedy="Fetch or save it again.")]


@contextmanager
def open_parts(data: bytes, name: str) -> Iterator[Parts]:
    """The parts of the container in `data`. Raises InputError as `open_zip` does."""
    with open_zip(data, name) as container:
        yield Parts(container, name)


def resolve(base: str, target: str) -> str:
    """The path of what `target`, a relative address, names in the part `base`; it never leaves the container."""
    target = unquote(target.partition("#")[0]).replace("\\", "/")
    path = target if target.startswith("/") else posixpath.join(posixpath.dirname(base), target)
    return posixpath.normpath("/" + path).lstrip("/")
