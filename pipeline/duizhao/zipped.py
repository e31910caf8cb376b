"""ZIP containers, read in bounded time and memory: what they say of their own sizes is not believed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from duizhao.errors import InputError

MEMBERS = 100_000
"""Members of a container; an archive of more pages is better a WARC."""
DIRECTORY_LIMIT = 64 << 20
"""Bytes of the list of members."""
END_SIZE = 22 + 0xFFFF
"""Bytes in which the end record stands (APPNOTE 4.3.16): its own and those of the longest comment."""
MEMBER_LIMIT = 128 << 20
"""Bytes of one member, unpacked."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError, KeyError)


@contextmanager
def open_zip(data: bytes | BinaryIO, name: str) -> Iterator[zipfile.ZipFile]:
    """The container in `data`, its bytes or a file of them.

    Raises InputError where it is damaged, encrypted, or has more than MEMBERS members.
    """
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    _refuse_huge(file, name)
    try:
        container = zipfile.ZipFile(file)
    except BROKEN as e:
        raise InputError(f"is a damaged ZIP container ({e})", where=name, remedy="Fetch or save it again.") from e
    with container:
        infos = container.infolist()
        if len(infos) > MEMBERS:
            raise InputError(f"has {len(infos):,} members", where=name, remedy=f"At most {MEMBERS:,} are read.")
        if any(i.flag_bits & 1 for i in infos):
            raise InputError("is encrypted", where=name, remedy="Save it without a password.")
        yield container


def _refuse_huge(file: BinaryIO, name: str) -> None:
    """Look at what the end of the container says of its directory, before all of that is read."""
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - END_SIZE))
    end = file.read()
    at = end.rfind(b"PK\x05\x06")
    count, size = struct.unpack("<HL", end[at + 10 : at + 16]) if 0 <= at <= len(end) - 16 else (0, 0)
    if size > DIRECTORY_LIMIT:
        raise InputError(f"has {count:,} members or more", where=name, remedy=f"At most {MEMBERS:,} are read.")


def member(container: zipfile.ZipFile, path: str, name: str) -> bytes:
    """The bytes of one member. Raises InputError where it is missing, damaged or larger than MEMBER_LIMIT."""
    try:
        with container.open(path) as file:
            data = file.read(MEMBER_LIMIT + 1)
    except BROKEN as e:
        what = f"has a damaged member {path!r} ({e})" if path in container.NameToInfo else f"has no {path!r}"
        raise InputError(what, where=name, remedy="Fetch or save it again.") from e
    if len(data) > MEMBER_LIMIT:
        raise InputError(f"has a member larger than {MEMBER_LIMIT >> 20} MB ({path!r})", where=name, remedy="Split it.")
    return data
