"""Bilingual files that a command is given, read by their suffix."""

from __future__ import annotations

from pathlib import Path

from duizhao import bilingual, delimited
from duizhao.errors import InputError

LIMIT = 256 << 20
"""Bytes of a bilingual file."""


def read_units(file: Path) -> list[bilingual.Unit]:
    """The units of a file. Raises InputError for one that cannot be read, or is no bilingual file."""
    read = bilingual.FORMATS.get(file.suffix.lower().lstrip("."))
    if read is None:
        remedy = delimited.remedy(file.suffix, sorted(bilingual.FORMATS))
        raise InputError("is no bilingual file that can be read", where=file, remedy=remedy)
    try:
        with file.open("rb") as stream:
            data = stream.read(LIMIT + 1)
    except OSError as e:
        raise InputError(f"cannot be read ({e.strerror})", where=file, remedy="Name a file that exists.") from e
    if len(data) > LIMIT:
        raise InputError(f"is larger than {LIMIT >> 20} MB", where=file, remedy="Split it.")
    return read(data, str(file))
