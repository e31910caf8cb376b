"""Where models and converted models live: platformdirs' folders, or `DUIZHAO_DATA` and `DUIZHAO_CACHE`."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duizhao.errors import OutputError


def models_folder() -> Path:
    """The folder of pulled models, one folder each."""
    from platformdirs import user_data_path

    home = os.environ.get("DUIZHAO_DATA")
    return (Path(home) if home else user_data_path("duizhao")) / "models"


def cache_folder() -> Path:
    """The folder of what can be made again: converted models, known hashes."""
    from platformdirs import user_cache_path

    home = os.environ.get("DUIZHAO_CACHE")
    return Path(home) if home else user_cache_path("duizhao")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the lock file `path`, waiting for other processes. Raises OutputError where it cannot be made."""
    from filelock import FileLock

    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """Turns a failure to write below `where` into the one line a user sees."""
    try:
        yield
    except OSError as e:
        full = e.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = (
            "Free some space and run the same command again."
            if full
            else "Name another place in DUIZHAO_DATA, DUIZHAO_CACHE."
        )
        raise OutputError(f"cannot be written ({e.strerror or e})", where=where, remedy=remedy) from e
