"""Files are read whole within a limit, and appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from duizhao.errors import InputError, OutputError

_UNFINISHED: set[Path] = set()


def read_whole(path: Path, limit: int) -> bytes:
    """The bytes of a file. Raises InputError where it cannot be read, or has more than `limit` of them."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as e:
        raise InputError(f"cannot be read ({e.strerror})", where=path, remedy="Name a file that exists.") from e
    if len(data) > limit:
        raise InputError(f"is larger than {limit >> 20} MB", where=path, remedy="Split it.")
    return data


def discard_unfinished() -> None:
    """Take away every file that is being written: for a process that is about to end."""
    for path in list(_UNFINISHED):
        with contextlib.suppress(OSError):
            path.unlink()


def refuse_taken(path: Path, *, force: bool) -> None:
    """Raises OutputError where `path` exists, and is no plain file or `force` is not given."""
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as e:
        raise OutputError(f"cannot be written ({e.strerror})", where=path, remedy=_remedy(e)) from e
    if stat.S_ISDIR(mode):
        raise OutputError("is a directory", where=path, remedy="Name a file, or give -o DIR and --format.")
    if not stat.S_ISREG(mode):
        raise OutputError("is no plain file", where=path, remedy="Leave -o out to write to standard output.")
    if not force:
        raise OutputError("exists already", where=path, remedy="Use --force to replace it.")


def write_whole(path: Path, data: bytes | str, *, force: bool = False) -> None:
    """Write `data` to `path` in one go: see `WholeFile`."""
    with WholeFile(path, force=force) as file:
        file.write(data)
        file.commit()


class WholeFile:
    """A file that is written beside its place, and appears there, fsynced, when it is committed. Text is UTF-8.

    Raises OutputError where the place is taken and `force` is not given, or where it cannot be written; an existing
    file is never damaged, and nothing is left behind where the file is not committed.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        self.path, self._force = path, force
        self._temporary: Path | None = None
        with self._told():
            refuse_taken(path, force=force)
            self._place = Path(os.path.realpath(path))  # what a link points to is replaced, not the link
            self._place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=self._place.parent)
            self._temporary = Path(name)
            _UNFINISHED.add(self._temporary)
            self._file = os.fdopen(handle, "wb")

    def __enter__(self) -> WholeFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, data: bytes | str) -> None:
        with self._told():
            self._file.write(data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data)

    def commit(self) -> None:
        """Let the file appear."""
        assert self._temporary is not None
        with self._told():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            os.chmod(self._temporary, _mode(self._place))
            if self._force:
                os.replace(self._temporary, self._place)
            else:  # a link fails where the file has appeared meanwhile; a rename would replace it
                _place_new(self._temporary, self._place)
            _UNFINISHED.discard(self._temporary)
            self._temporary = None

    def close(self) -> None:
        """Take away what was not committed."""
        with contextlib.suppress(OSError):
            self._file.close()
        if self._temporary is not None:
            with contextlib.suppress(OSError):
                self._temporary.unlink()
            _UNFINISHED.discard(self._temporary)
            self._temporary = None

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as e:
            raise OutputError(f"cannot be written ({e.strerror or e})", where=self.path, remedy=_remedy(e)) from e


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
