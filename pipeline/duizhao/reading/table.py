"""Tables as text (csv, tsv): a document a row, in flat memory."""

from __future__ import annotations

import codecs
import csv
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TextIO

from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.reading import columns, fields
from duizhao.reading.content import Content
from duizhao.reading.encoding import LOST_SHARE, Decoded
from duizhao.settings import Reading

ROW_LIMIT = 8 << 20
"""Characters of one row, over however many lines: no article is longer, and a quote that is not closed is."""
REREAD = 64 << 20
"""Characters that are read a second time, after quotes that were not closed; a table with more of them is given up."""
SAMPLE = 50
"""Rows that the separator, the heading and the column of the text are decided on."""
_SEPARATORS = ",\t;|"
_SAID = re.compile(r'"?sep=(.)"?\s*', re.I)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """`number`: the line that the row begins in, `text`: its lines as they stand."""

    number: int
    cells: list[str]
    text: str


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """A document for each row that is not blank; one that cannot be used is yielded as the error it is.

    Raises InputError where no column has Chinese text.
    """
    fields.check(settings.field)
    decoded, lines = _decoded(content)
    rows = iter(_Rows(lines, content.name, _separator(decoded.text, content.suffix)))
    sample = _sample(rows)
    try:
        layout = columns.laid_out([r.cells for r in sample if isinstance(r, Row)], settings.field, content.name)
    except InputError:
        broken = next((r for r in sample if isinstance(r, InputError)), None)
        if broken is not None:
            raise broken from None
        raise
    if layout.guessed:
        log.info("%s: %s", content.name, layout.said())
    heading = layout.heading
    for row in chain(sample, rows):
        if isinstance(row, Row) and heading:
            heading = False
        elif isinstance(row, Row):
            yield _document(row, layout, content, decoded)
        else:
            yield row


def _sample(rows: Iterator[Row | InputError]) -> list[Row | InputError]:
    """The first rows, as many as SAMPLE, or fewer where they are long."""
    found: list[Row | InputError] = []
    size = 0
    for row in rows:
        found.append(row)
        size += len(row.text) if isinstance(row, Row) else 0
        if len(found) == SAMPLE or size > ROW_LIMIT:
            break
    return found


def _document(row: Row, layout: columns.Layout, content: Content, decoded: Decoded) -> Document | InputError:
    where = f"{content.name}:{row.number}"
    lost = row.text.count("\ufffd")
    try:
        if lost > max(2, LOST_SHARE * len(row.text)):
            raise InputError(f"is not {decoded.encoding}", remedy="Name the encoding with --encoding.")
        sure = max(0.0, decoded.confidence - 10 * lost / len(row.text))
        origin = content.origin(row.text.encode(), replace(decoded, confidence=round(sure, 3)), "csv")
        values = layout.values(row.cells)
        id = f"{content.id}-{row.number}"
        return fields.document(values, layout.chosen, id, origin, guessed=layout.guessed)
    except InputError as e:
        return InputError(e.what, where=where, remedy=e.remedy)


def _decoded(content: Content) -> tuple[Decoded, TextIO]:
    """How the table is encoded, with the text of its beginning; and all of it, to be read line by line."""
    head = content.head
    decoded = content.decoded(head[: head.rfind(b"\n") + 1] or head)
    try:
        codecs.lookup(decoded.encoding)
    except LookupError:  # two encodings in one file, or one that is no codec of Python's
        decoded = content.decoded(content.whole())
        return decoded, io.StringIO(decoded.text, newline="")
    return decoded, io.TextIOWrapper(content.stream(), decoded.encoding, "replace", newline="")


def _separator(text: str, suffix: str) -> str:
    """The separator that the table says, or else that cuts its first rows into the same number of cells."""
    lines = text.lstrip("\ufeff").splitlines(keepends=True)[: 4 * SAMPLE]
    if lines and (said := _SAID.fullmatch(lines[0])):
        return said[1]
    preferred = "\t" + _SEPARATORS.replace("\t", "") if suffix in (".tsv", ".tab") else _SEPARATORS
    return max(preferred, key=lambda s: _evenness(lines, s))


def _evenness(lines: list[str], separator: str) -> float:
    """The share of rows that have as many cells as most have; 0 where that is one."""
    try:
        found = csv.reader((line.replace("\0", "") for line in lines), delimiter=separator)
        widths = [len(cells) for cells in found if cells][:SAMPLE]
    except csv.Error:
        return 0.0
    usual = max(set(widths), key=widths.count, default=1)
    return widths.count(usual) / len(widths) if usual > 1 else 0.0


class _TooLong(Exception):
    pass


class _Rows:
    """The rows of a table that are not blank, and an error for each that is no row.

    Lines after a quote that was not closed are read again, as rows. Raises InputError; see REREAD.
    """

    def __init__(self, lines: TextIO, name: str, separator: str) -> None:
        self._file, self._name = lines, name
        self._parser = csv.reader(self._lines(), delimiter=separator, strict=True)
        self._separator = separator
        self._number = 0
        self._again: list[str] = []
        self._row: list[str] = []
        self._budget = REREAD
        csv.field_size_limit(max(csv.field_size_limit(), ROW_LIMIT))  # of the process, so it is only ever raised

    def __iter__(self) -> Iterator[Row | InputError]:
        while True:
            self._row = []
            number = self._number + 1
            try:
                cells = next(self._parser, None)
            except (csv.Error, _TooLong) as e:
                yield self._broken(number, isinstance(e, _TooLong))
                continue
            if cells is None:
                return
            text = "".join(self._row)
            if any(cell.strip() for cell in cells) and not (number == 1 and _SAID.fullmatch(text)):
                yield Row(number, cells, text)

    def _lines(self) -> Iterator[str]:
        """The lines for the parser, which begins a row with each that it asks for first."""
        size = 0
        while line := self._again.pop() if self._again else self._file.readline(ROW_LIMIT):
            self._number += 1
            line = (line.lstrip("\ufeff") if self._number == 1 else line).replace("\0", "")
            size = len(line) + (size if self._row else 0)
            self._row.append(line)
            if size >= ROW_LIMIT:
                raise _TooLong
            yield line

    def _broken(self, number: int, too_long: bool) -> InputError:
        """The error for the row in hand; the lines after its first are put back.

        Raises it where too much was put back already.
        """
        after = self._row[1:]
        if cut := self._past_line_end(self._row[-1]):
            after = after[:-1]
        self._again += reversed(after)
        self._number -= len(after)
        self._budget -= sum(map(len, after))
        self._parser = csv.reader(self._lines(), delimiter=self._separator, strict=True)
        remedy = "Double the quotes that stand in the text."
        if self._budget < 0:
            what = f"is no table from line {number} on: too many quotes are not closed"
            raise InputError(what, where=self._name, remedy=remedy)
        what = "is no row: a quote is not closed, or stands in the text"
        if too_long:
            what = f"is longer than {ROW_LIMIT >> 20} million characters{'' if cut else ', or a quote is not closed'}"
        return InputError(what, where=f"{self._name}:{number}", remedy=remedy)

    def _past_line_end(self, line: str) -> bool:
        """Read on to the end of a line that was cut short; whether it was."""
        cut = False
        while not line.endswith(("\n", "\r")) and (line := self._file.readline(ROW_LIMIT)):
            cut = True
        return cut
