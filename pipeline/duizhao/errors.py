"""What can go wrong, and the exit code of each.

    DuizhaoError            1  a defect in duizhao, or anything below
    ├─ UsageError           2  flags, settings or names that make no sense
    ├─ InputError           3  an input that cannot be used
    ├─ ModelError           4  a model that is missing or unusable, or a mixed OpenCC install
    ├─ StrictError          5  --strict, and a check flagged something
    ├─ PartlyDone           6  some documents failed, the rest is written
    └─ OutputError          7  an output that cannot be written

Each carries what is wrong, where, and what to do about it: the three parts of the one line that a user sees.
"""

from __future__ import annotations


class DuizhaoError(Exception):
    """Base of all errors that duizhao raises on purpose. `str()` is the one line shown."""

    exit_code = 1

    def __init__(self, what: str, *, where: object = None, remedy: str | None = None) -> None:
        self.what, self.where, self.remedy = what, where, remedy
        line = what if where is None else f"{where}: {what}"
        super().__init__(" ".join((line if remedy is None else f"{line}. {remedy}").split()))


class UsageError(DuizhaoError):
    """A flag, a setting or a name that makes no sense."""

    exit_code = 2


class InputError(DuizhaoError):
    """An input that cannot be used: missing, empty, damaged beyond reading, not Chinese."""

    exit_code = 3


class ModelError(DuizhaoError):
    """A model that is missing, damaged or of an unknown kind; or an `opencc` that is not the one we need."""

    exit_code = 4


class StrictError(DuizhaoError):
    """`--strict` was asked for and a check flagged something."""

    exit_code = 5


class PartlyDone(DuizhaoError):
    """Some documents failed; the others are written."""

    exit_code = 6


class OutputError(DuizhaoError):
    """An output that cannot be written: it exists, the disk is full, permission is missing."""

    exit_code = 7


PRECEDENCE = (130, 7, 1, 4, 6, 5, 3, 2, 0)
"""Where several exit codes apply, the first of these is the one."""
