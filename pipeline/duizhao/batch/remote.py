"""Files at remote addresses (`s3://bucket/folder`), through fsspec: the extra `s3`, or what else is installed."""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Callable, Iterator
from glob import has_magic
from pathlib import Path
from typing import Any

from duizhao import reading
from duizhao.errors import InputError, OutputError, UsageError

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_VERSIONS = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "created")
"""What file systems call that which changes with a file, the surest first."""
_BLOCK = 8 << 20


def is_remote(name: str) -> bool:
    """Whether `name` is an address."""
    return _ADDRESS.match(name) is not None


def system(address: str) -> tuple[Any, str]:
    """The fsspec file system of an address, and the path in it. Raises UsageError where it has none."""
    try:
        import fsspec

        # a listing that is kept would hide what other processes write
        system, path = fsspec.core.url_to_fs(address, use_listings_cache=False)
    except ImportError as e:
        remedy = "Install duizhao[s3], or what fsspec asks for."
        raise UsageError(f"cannot be reached ({e})", where=address, remedy=remedy) from e
    except ValueError as e:
        raise UsageError(f"is no address that fsspec knows ({e})", where=address, remedy="For example s3://.") from e
    return system, path


def behind(address: str) -> Iterator[tuple[str, int | None, int | None]]:
    """The files at an address, under a folder or a pattern: address, bytes, version; sorted. Raises InputError."""
    files, path = system(address)
    try:
        if has_magic(path):
            found = files.glob(path, detail=True)
        else:
            one = files.info(path)
            found = {path: one} if one["type"] == "file" else files.find(path, detail=True)
    except Exception as e:
        raise InputError(f"cannot be read ({told(e)})", where=address, remedy="Check the address and keys.") from e
    some = False
    for name in sorted(found):
        if found[name]["type"] == "file" and (name == path or _wanted(name)):
            some = True
            yield files.unstrip_protocol(name), found[name].get("size"), version(found[name])
    if not some:
        raise InputError("holds no file to read", where=address, remedy="Check the address.")


def version(info: dict[str, Any]) -> int | None:
    """A number of 63 bits that changes with the file that fsspec tells this of."""
    known = next((str(info[key]) for key in _VERSIONS if info.get(key)), None)
    return int.from_bytes(hashlib.sha256(known.encode()).digest()[:8], "big") >> 1 if known else None


def stat(address: str) -> tuple[int | None, int | None]:
    """Bytes and version of a file. Raises what fsspec raises."""
    files, path = system(address)
    info = files.info(path)
    return info.get("size"), version(info)


def fetch(address: str, to: Path, alive: Callable[[], None]) -> None:
    """Copy a remote file to `to`; `alive` is called after every block. Raises InputError; OutputError: a full disk."""
    files, path = system(address)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with files.open(path, "rb", block_size=_BLOCK) as source, to.open("wb") as target:
            while block := source.read(_BLOCK):
                target.write(block)
                alive()
    except Exception as e:
        if isinstance(e, OSError) and e.errno in (errno.ENOSPC, errno.EDQUOT):
            remedy = "Free some space and run the same command again."
            raise OutputError(f"cannot be written ({e.strerror})", where=to, remedy=remedy) from e
        raise InputError(f"cannot be fetched ({told(e)})", where=address, remedy="Run the batch again.") from e


def told(error: Exception) -> str:
    """An error of fsspec in one line."""
    return " ".join(str(error).split())[:300] or type(error).__name__


def _wanted(name: str) -> bool:
    last = name.rpartition("/")[2]
    return not last.startswith(".") and reading.named(last) is not None
