"""ZIP containers, read in bounded time and memory: what they say of their own sizes is not believed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from duizhao.errors import InputError

MEMBERS = 100_000
"""Members of a container; an archive of more pages is better a WARC."""
MEMBER_LIMIT = 128 << 20
"""Bytes of one member, unpacked."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError, KeyError)


@contextmanager
def open_zip(data: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """The container in `data`. Raises InputError where it is damaged, encrypted, or has more than MEMBERS members."""
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as e:
        raise InputError(f"is a damaged ZIP container ({e})", where=name, remedy="Fetch or save it again.") from e
    with container:
        infos = container.infolist()
        if len(infos) > MEMBERS:
            raise InputError(f"has {len(infos):,} members", where=name, remedy=f"At most {MEMBERS:,} are read.")
        if any(i.flag_bits & 1 for i in infos):
            raise InputError("is encrypted", where=name, remedy="Save it without a password.")
        yield container


def member(container: zipfile.ZipFile, path: str, name: str) -> bytes:
    """The bytes of one member. Raises InputError where it is missing, damaged or larger than MEMBER_LIMIT."""
    try:
        with container.open(path) as file:
            data = file.read(MEMBER_LIMIT + 1)
    except _BROKEN as e:
        what = f"has a damaged member {path!r} ({e})" if path in container.NameToInfo else f"has no {path!r}"
        raise InputError(what, where=name, remedy="Fetch or save it again.") from e
    if len(data) > MEMBER_LIMIT:
        raise InputError(f"has a member larger than {MEMBER_LIMIT >> 20} MB ({path!r})", where=name, remedy="Split it.")
    return data
