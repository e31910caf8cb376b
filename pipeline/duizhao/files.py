"""Files appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from duizhao.errors import OutputError


def write_whole(path: Path, data: bytes | str, *, force: bool = False) -> None:
    """Write `data` to `path`: a temporary file beside it, fsync, rename. Text is UTF-8.

    Raises OutputError where `path` exists and `force` is not given, or where it cannot be written; an existing file is
    never damaged.
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    temporary = None
    try:
        if path.is_dir():
            raise OutputError("is a directory", where=path, remedy="Name a file, or a directory with -o DIR and --format.")
        if path.exists() and not force:
            raise OutputError("exists already", where=path, remedy="Use --force to replace it.")
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        os.chmod(temporary, _mode(path))
        if force:
            os.replace(temporary, path)
        else:  # link fails where the file has appeared meanwhile; replace would not
            _place_new(temporary, path)
        temporary = None
    except OSError as e:
        raise OutputError(f"cannot be written ({e.strerror or e})", where=path, remedy=_remedy(e)) from e
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _place_new(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise OutputError("exists already", where=path, remedy="Use --force to replace it.") from None
    except OSError:  # a file system without hard links
        os.replace(temporary, path)
    else:
        temporary.unlink()


def _mode(path: Path) -> int:
    """The mode of the file that is replaced, or what open() would give a new one."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remedy(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Free some space and run the same command again."
    return "Choose another place with -o."
