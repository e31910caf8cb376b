"""Files packed by gzip, bzip2, xz or Zstandard, unpacked as they are read."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from duizhao.errors import InputError
from duizhao.reading.bytestream import Stream, refuse_bomb

CHUNK = 1 << 13
"""Packed bytes that are read at once: what of a damaged file stands this close before the damage is lost."""
PIECE = 1 << 18
"""Bytes that are unpacked at once."""
XZ_MEMORY = 256 << 20
"""Bytes of memory a file may ask for; the highest level of xz asks for 65 MB."""


class Decoder(Protocol):
    """What bz2.BZ2Decompressor is."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Gzip:
    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        return not self._decoder.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)


class _Zstandard:
    """Gives more than `max_length`, but little at a time: a block of 4 bytes makes 128 kB at most."""

    SLICE = 256

    def __init__(self) -> None:
        import zstandard

        self._decoder = zstandard.ZstdDecompressor().decompressobj()
        self._waiting = b""

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data + self._waiting

    def decompress(self, data: bytes, max_length: int) -> bytes:
        import zstandard

        self._waiting += data
        piece, self._waiting = self._waiting[: self.SLICE], self._waiting[self.SLICE :]
        try:
            return self._decoder.decompress(piece)
        except zstandard.ZstdError as e:
            raise OSError(str(e)) from e


_KINDS: dict[bytes, Callable[[], Decoder]] = {
    b"\x1f\x8b\x08": _Gzip,
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\0": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY),
    b"\x28\xb5\x2f\xfd": _Zstandard,
    **{bytes([0x50 + n]) + b"*M\x18": _Zstandard for n in range(16)},  # frames to skip, which pzstd begins with
}
SUFFIXES = (".gz", ".bz2", ".xz", ".zst")


def decoder_of(head: bytes) -> Callable[[], Decoder] | None:
    """What unpacks a file that begins with `head`, or None where it is not packed."""
    kind = next((make for magic, make in _KINDS.items() if head.startswith(magic)), None)
    if kind is bz2.BZ2Decompressor and head[4:10] not in (b"1AY&SY", b"\x17rE8P\x90"):  # letters: a text may begin so
        return None
    return kind


def bare_name(name: str) -> str:
    """`name` without the suffix of a compression."""
    stem, _, suffix = name.rpartition(".")
    return stem if stem and f".{suffix.lower()}" in SUFFIXES else name


class Unpacked(Stream):
    """The bytes in `packed`, part after part. Raises InputError where it is damaged, cut off or a bomb."""

    def __init__(self, packed: BinaryIO, make: Callable[[], Decoder], name: str) -> None:
        super().__init__()
        self._packed, self._make, self._name = packed, make, name
        self._decoder = make()
        self._waiting = self._ready = b""
        self._taken = self._given = 0

    def take(self, size: int) -> bytes:
        while not self._ready:
            if self._decoder.eof and not self._next_part():
                return b""
            self._ready = self._unpack()
        data, self._ready = self._ready[:size], self._ready[size:]
        return data

    def close(self) -> None:
        self._packed.close()
        super().close()

    def _unpack(self) -> bytes:
        data = self._more() if self._decoder.needs_input else None
        try:
            out = self._decoder.decompress(data or b"", PIECE)
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as e:
            raise self._damaged(f"is damaged as a compressed file ({e})") from e
        if data == b"" and not out and not self._decoder.eof:
            raise self._damaged("ends in the middle of its compressed part")
        self._given += len(out)
        refuse_bomb(self._given, self._taken, self._name)
        return out

    def _more(self) -> bytes:
        data, self._waiting = self._waiting or self._packed.read(CHUNK), b""
        self._taken += len(data)
        return data

    def _next_part(self) -> bool:
        """Whether another part follows; zeros may stand between and after the parts."""
        left = self._decoder.unused_data.lstrip(b"\0")
        while len(left) < 10 and (more := self._packed.read(CHUNK)):
            left = (left + more).lstrip(b"\0")
        if not left:
            return False
        make = decoder_of(left)
        if make is not self._make:
            raise self._damaged("has something else after its compressed part")
        self._decoder, self._waiting = make(), left
        return True

    def _damaged(self, what: str) -> InputError:
        return InputError(what, where=self._name, remedy="Fetch or save it again; what stands before is read.")
