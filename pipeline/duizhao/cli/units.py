"""Bilingual files that a command is given, read by their suffix."""

from __future__ import annotations

from pathlib import Path

from duizhao import bilingual, delimited
from duizhao.errors import InputError
from duizhao.files import read_whole

LIMIT = 256 << 20
"""Bytes of a bilingual file."""


def read_units(file: Path) -> list[bilingual.Unit]:
    """The units of a file. Raises InputError for one that cannot be read, or is no bilingual file."""
    read = bilingual.FORMATS.get(file.suffix.lower().lstrip("."))
    if read is None:
        remedy = delimited.remedy(file.suffix, sorted(bilingual.FORMATS))
        raise InputError("is no bilingual file that can be read", where=file, remedy=remedy)
    return read(read_whole(file, LIMIT), str(file))
