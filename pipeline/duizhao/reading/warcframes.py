"""Where the records of a WARC begin and end, and where one begins again after damage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from duizhao.errors import InputError

BLOCK_LIMIT = 32 << 20
"""Bytes of the block of a record; pages have some 100 kB."""
HEAD_LIMIT = 1 << 18
"""Bytes of the header of a record."""
REREAD = 512 << 20
"""Bytes that are gone through a second time, behind lengths that are wrong."""
PIECE = 1 << 20
_NEXT = re.compile(rb"\r?\n\r?\n(?=WARC/[01]\.\d+\r?\n)")
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,30})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Frame:
    """A record, header and block. `number` counts from 1."""

    number: int
    data: bytes


def frames(stream: BinaryIO, name: str) -> Iterator[Frame | InputError]:
    """The records of `stream`, an error for each that is damaged, or larger than BLOCK_LIMIT.

    Raises InputError where the stream cannot be read on, or lengths were wrong so often that REREAD is used up.
    """
    return _Frames(stream, name).all()


class _Frames:
    """`_again` is what was taken from the stream and stands behind the damage, from `_at` on."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._again, self._at = b"", 0
        self._budget = REREAD
        self._number = 0

    def all(self) -> Iterator[Frame | InputError]:
        while (line := self._begin()) is not None:
            self._number += 1
            if not line.startswith(b"WARC/"):
                self._to_next_line()
                yield self._error("is no record, but something else")
                continue
            yield self._record(line)

    def _begin(self) -> bytes | None:
        """The first line that is not blank."""
        while line := self._line():
            if line.strip():
                return line
        return None

    def _record(self, line: bytes) -> Frame | InputError:
        head = line
        while (line := self._line()).strip():
            head += line
            if len(head) > HEAD_LIMIT:
                self._to_next_line()
                return self._error(f"has a header larger than {HEAD_LIMIT >> 10} kB")
        found = _LENGTH.search(head)
        if found is None:
            self._to_next_line()
            return self._error("does not say its length")
        length = int(found[1])
        block = self._read(min(length, BLOCK_LIMIT + 1))
        if len(block) == length <= BLOCK_LIMIT and self._ends():
            return Frame(self._number, head + b"\r\n" + block)
        block += self._line()
        if (again := _NEXT.search(block)) is not None:
            self._go_back(block[again.end() :])
            return self._error(f"is not as long as it says ({length:,} bytes)")
        if length > BLOCK_LIMIT:
            self._skip(length - len(block))
            return self._error(f"is larger than {BLOCK_LIMIT >> 20} MB ({length:,} bytes)")
        if len(block) < length:
            return self._error(f"is cut off: the archive ends in it, {length - len(block):,} bytes early")
        self._to_next_line()
        return self._error(f"is longer than it says ({length:,} bytes)")

    def _ends(self) -> bool:
        """Whether the record is over: a blank line, the next record, or the end. What is looked at is put back."""
        line = self._line()
        self._put_back(line)
        return not line.strip() or line.startswith(b"WARC/")

    def _to_next_line(self) -> None:
        """Skip to the next line that begins a record."""
        while line := self._line():
            if line.startswith(b"WARC/"):
                self._put_back(line)
                return

    def _go_back(self, data: bytes) -> None:
        self._put_back(data)
        self._budget -= len(data)
        if self._budget < 0:
            what = f"is damaged beyond reading from record {self._number} on"
            raise InputError(what, where=self._name, remedy="Fetch it again.")

    def _put_back(self, data: bytes) -> None:
        """What was taken last is to be taken again."""
        if self._at >= len(data):
            self._at -= len(data)
        else:
            self._again, self._at = data + self._again[self._at :], 0

    def _line(self) -> bytes:
        """The next line, or a piece of it where it is long."""
        end = self._again.find(b"\n", self._at, self._at + HEAD_LIMIT) + 1
        if end or len(self._again) - self._at >= HEAD_LIMIT:
            return self._held(end or self._at + HEAD_LIMIT)
        return self._held(len(self._again)) + self._stream.readline(HEAD_LIMIT)

    def _read(self, size: int) -> bytes:
        if len(self._again) - self._at >= size:
            return self._held(self._at + size)
        data = self._held(len(self._again))
        return data + self._stream.read(size - len(data))

    def _held(self, end: int) -> bytes:
        """What was put back, up to `end`. All of it is forgotten with its last byte."""
        data = self._again[self._at : end]
        self._at = end
        if end >= len(self._again):
            self._again, self._at = b"", 0
        return data

    def _skip(self, size: int) -> None:
        while size > 0 and (piece := self._read(min(size, PIECE))):
            size -= len(piece)

    def _error(self, what: str) -> InputError:
        return InputError(f"record {self._number} {what}", where=self._name, remedy="The other records are read.")
