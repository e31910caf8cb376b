"""Streams of bytes over something else: what was read of a file and its rest, a decompressor, a member of a ZIP."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from duizhao.errors import InputError

BUFFER = 1 << 16
FLOOR = 256 << 20
RATIO = 200
"""What unpacks to more than FLOOR bytes and more than RATIO times its size is a bomb; text packs to a tenth."""


class Stream(io.RawIOBase):
    """A stream over `take`. An error is raised again at every later read, so that no reader takes it for the end."""

    def __init__(self) -> None:
        self._failure: InputError | None = None

    def take(self, size: int) -> bytes:
        """The next bytes, at most `size`; none at the end. Raises InputError."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._failure is not None:
            raise self._failure
        try:
            data = self.take(len(buffer))
        except InputError as e:
            self._failure = e
            raise
        buffer[: len(data)] = data
        return len(data)

    def buffered(self) -> BinaryIO:
        return io.BufferedReader(self, BUFFER)


class Joined(Stream):
    """`head`, then what `rest` has; closing it closes `rest` where that is `owned`."""

    def __init__(self, head: bytes, rest: BinaryIO, *, owned: bool = False) -> None:
        super().__init__()
        self._head, self._rest, self._owned = head, rest, owned

    def take(self, size: int) -> bytes:
        if not self._head:
            return self._rest.read(size)
        data, self._head = self._head[:size], self._head[size:]
        return data

    def close(self) -> None:
        if self._owned:
            self._rest.close()
        super().close()


def beginning(stream: BinaryIO, size: int) -> bytes:
    """The first `size` bytes of a buffered stream, or those before its error, which the next read raises.

    Raises the error where nothing stands before it.
    """
    data = b""
    try:
        # read1 is not part of BinaryIO, but every stream given here has it
        while len(data) < size and (more := stream.read1(size - len(data))):  # type: ignore[attr-defined]
            data += more
    except InputError:
        if not data:
            raise
    return data


def refuse_bomb(unpacked: int, packed: int, name: str) -> None:
    """Raises InputError where `packed` bytes have become so many more that no text was packed."""
    if unpacked > max(FLOOR, RATIO * packed):
        what = f"unpacks to more than {RATIO} times its size ({unpacked >> 20:,} MB so far)"
        raise InputError(what, where=name, remedy="Unpack it with another program, and look at what it is.")
