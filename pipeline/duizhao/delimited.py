"""Tables as text (csv, tsv) that people hand about: whatever separates their cells, in the encodings they come in."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.errors import InputError
from duizhao.roundtrip import unguarded

if TYPE_CHECKING:
    from _csv import Reader

FILE_LIMIT = 256 << 20
"""Bytes of a table."""
CELL_LIMIT = 8 << 20
"""Characters of one cell: a quote that is not closed makes one of the rest of the file."""
SAMPLE = 50
"""Rows that the separator is told by."""
_SEPARATORS = "\t,;|"
_OPENS = re.compile(r'(?:^|[\t\r\n])"')
_SAID = re.compile(r'"?sep=(.)"?', re.I)
_SHEETS = frozenset((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".et"))
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Heading = Callable[[Sequence[str]], int]
"""How many columns the cells of a first row name."""
Row = tuple[int, list[str]]
"""The line that a row begins in, and its cells."""


def rows(data: bytes, name: str, heading: Heading) -> Iterator[Row]:
    """The rows of a table that are not blank. Raises InputError where it is too large, or damaged."""
    if len(data) > FILE_LIMIT:
        raise InputError(f"is a table of more than {FILE_LIMIT >> 20} MB", where=name, remedy="Split it.")
    text = _decoded(data, name)
    said = _SAID.fullmatch(text[:20].split("\n", 1)[0].strip())
    if said:
        text = text.partition("\n")[2]
    separator = said[1] if said else _separator(text, heading)
    quoted = separator != "\t" or _is_quoted(text)
    return _rows(text, separator, name, 1 + bool(said), quoted=quoted)


def remedy(suffix: str, known: Iterable[str]) -> str:
    """What to do about a file that is no table as text, where those with a suffix of `known` are read."""
    if suffix.lower() in _SHEETS:
        return "Save it as CSV in the spreadsheet."
    return f"Known suffixes: {', '.join(known)}."


def column_names(table: Path) -> dict[str, str]:
    """Name of a column → the field it holds: those of `columns.tsv` that all tables share, and those of `table`.

    A table of fields has the names of each after it (`#`: a comment).
    """
    return _column_names(Path(__file__).parent / "columns.tsv") | _column_names(table)


def _column_names(table: Path) -> dict[str, str]:
    lines = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    return {_plain(name): field for field, *names in lines if not field.startswith("#") for name in names}


def named(heading: Iterable[str], names: Mapping[str, str]) -> dict[str, int]:
    """Field → its column; the first of several counts."""
    found: dict[str, int] = {}
    for i, cell in enumerate(heading):
        if field := names.get(_plain(cell)):
            found.setdefault(field, i)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip(" :：").casefold()


def _decoded(data: bytes, name: str) -> str:
    """UTF-8, UTF-16 with its mark, or what a Chinese Windows writes."""
    known = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    if known != "utf-16" and b"\0" in data:
        _refuse_zeros(data, name)
    for codec in (known,) if known else ("utf-8", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise InputError("is in no encoding that bilingual tables have", where=name, remedy="Save it as UTF-8.")


def _refuse_zeros(data: bytes, name: str) -> None:
    """Raise InputError: zero bytes all at even or all at odd places are those of UTF-16."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if not (even and odd) and even + odd > len(data) / 20:
        raise InputError("looks like UTF-16 without its mark", where=name, remedy="Save it as UTF-8.")
    raise InputError("holds zero bytes, and is no text", where=name, remedy="Save it as UTF-8.")


def _separator(text: str, heading: Heading) -> str:
    """The separator with which the first row names most columns, or else cuts the first rows evenly."""
    head = text[: 1 << 16].splitlines(keepends=True)[: 4 * SAMPLE]
    return max(_SEPARATORS, key=lambda s: _fitness(head, s, heading))


def _fitness(lines: Sequence[str], separator: str, heading: Heading) -> tuple[int, float]:
    try:
        found = list(islice(csv.reader(lines, delimiter=separator), SAMPLE))
    except csv.Error:
        return 0, 0.0
    widths = [len(row) for row in found if row]
    usual = max(set(widths), key=widths.count, default=1)
    return heading(found[0]) if found else 0, widths.count(usual) / len(widths) if usual > 1 else 0.0


def _is_quoted(text: str) -> bool:
    """Whether the quotes of a table with tabs are those of cells, and not of the text.

    They are of the text where reading them as those of cells fails, or where without it there are other rows, all of
    one width: what corpus tools export has no quoting, and a sentence may begin with a quotation.
    """
    if not _OPENS.search(text):
        return True
    quoted, plain = (_widths(text, quoted=quoted) for quoted in (True, False))
    return quoted is not None and (plain is None or len(plain) > 1 or quoted == plain)


def _widths(text: str, *, quoted: bool) -> Counter[int] | None:
    """How many rows have how many cells; None where they cannot be read."""
    try:
        return Counter(len(row) for row in _reader(text, "\t", quoted=quoted) if row)
    except csv.Error:
        return None


def _reader(text: str, separator: str, *, quoted: bool) -> Reader:
    csv.field_size_limit(max(csv.field_size_limit(), CELL_LIMIT))  # of the process, so it is only ever raised
    lines = io.StringIO(text, newline="")
    if quoted:
        return csv.reader(lines, delimiter=separator, strict=True)
    return csv.reader(lines, delimiter=separator, strict=True, quoting=csv.QUOTE_NONE)


def _rows(text: str, separator: str, name: str, begun: int, *, quoted: bool) -> Iterator[Row]:
    reader = _reader(text, separator, quoted=quoted)
    first = begun
    while True:
        try:
            row = next(reader, None)
        except csv.Error as e:
            what = f"is no row: {e}"
            raise InputError(what, where=f"{name}:{begun}", remedy="Double the quotes that stand in the text.") from e
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield begun, [unguarded(cell) for cell in row]
        begun = reader.line_num + first
