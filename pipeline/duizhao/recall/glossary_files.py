"""Glossary files: read by suffix, checked, and written in another form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from duizhao import delimited
from duizhao.errors import InputError
from duizhao.files import read_whole
from duizhao.recall import glossary_table, glossary_tbx
from duizhao.recall.glossary_rows import Row, cleaned
from duizhao.settings import unknown
from duizhao.terms import Term

LIMIT = 64 << 20
"""Bytes of a glossary: a million terms."""

READERS: dict[str, Callable[[bytes, str], Iterator[Row]]] = {
    "csv": glossary_table.read,
    "tsv": glossary_table.read,
    "tab": glossary_table.read,
    "txt": glossary_table.read,
    "tbx": glossary_tbx.read,
    "xml": glossary_tbx.read,
}
"""Suffix to reader: (bytes, name for errors) → rows."""

WRITERS: dict[str, Callable[[Sequence[Term]], str | bytes]] = {
    "csv": lambda terms: glossary_table.write(terms, ","),
    "tsv": lambda terms: glossary_table.write(terms, "\t"),
    "tbx": glossary_tbx.write,
}


def glossary_rows(files: Iterable[Path]) -> list[Row]:
    """The rows of glossary files, in their order. Raises InputError for one that cannot be read."""
    return [cleaned(row) for file in files for row in _reader(file)(read_whole(file, LIMIT), str(file))]


def written(terms: Sequence[Term], suffix: str, where: object = None) -> str | bytes:
    """A glossary as a file with that suffix. Raises UsageError for one that is no format."""
    write = WRITERS.get(suffix.lower().lstrip("."))
    if write is None:
        raise unknown("format of a glossary", suffix.lower().lstrip("."), WRITERS, where)
    return write(terms)


def _reader(file: Path) -> Callable[[bytes, str], Iterator[Row]]:
    read = READERS.get(file.suffix.lower().lstrip("."))
    if read is None:
        remedy = delimited.remedy(file.suffix, READERS)
        raise InputError("is no glossary that can be read", where=file, remedy=remedy)
    return read
