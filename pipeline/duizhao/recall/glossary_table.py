"""Glossaries as tables (csv, tsv): `source,target[,note][,case][,forbidden][,also]`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path

from duizhao import delimited
from duizhao.recall.glossary_rows import HAN, Row
from duizhao.roundtrip import guarded
from duizhao.terms import Term

COLUMNS = ("source", "target", "note", "case", "forbidden", "also")
"""The order of the columns where no heading names them."""
_BETWEEN = re.compile(r"\s*[|;；]\s*")  # several expressions in one cell
_YES = frozenset(("yes", "y", "true", "1", "x", "case", "是", "对", "對", "区分", "區分", "√"))
_NO = frozenset(("", "no", "n", "false", "0", "-", "否", "不区分", "不區分"))


def read(data: bytes, name: str) -> Iterator[Row]:
    """The rows of a table; a heading is not needed. Raises InputError where it is damaged."""
    rows = delimited.rows(data, name, lambda cells: len(delimited.named(cells, _names())))
    sample = list(islice(rows, delimited.SAMPLE))
    fields = delimited.named(sample[0][1], _names()) if sample else {}
    headed = {"source", "target"} <= fields.keys() or (bool(sample) and len(sample[0][1]) == 1 and "source" in fields)
    if not headed:
        fields = {field: i for i, field in enumerate(COLUMNS)}
        if _exchanged([cells for _, cells in sample]):
            fields |= {"source": 1, "target": 0}
    for line, cells in islice(chain(sample, rows), int(headed), None):
        yield _row(cells, fields, name, line)


def write(terms: Iterable[Term], separator: str) -> str:
    """The terms as a table under a heading; of no cell does a spreadsheet make a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for t in terms:
        cells = (t.source, t.target, t.note, "yes" if t.case else "", " | ".join(t.forbidden), " | ".join(t.also))
        writer.writerow(map(guarded, cells))
    return "\ufeff" + out.getvalue()


def _row(cells: Sequence[str], fields: Mapping[str, int], name: str, line: int) -> Row:
    def cell(field: str) -> str:
        i = fields.get(field, len(cells))
        return " ".join(cells[i].split()) if i < len(cells) else ""

    def several(field: str) -> tuple[str, ...]:
        return tuple(part for part in _BETWEEN.split(cell(field)) if part)

    case = cell("case").casefold()
    term = Term(cell("source"), cell("target"), cell("note"), case in _YES, several("forbidden"), several("also"))
    doubt = "" if case in _YES | _NO else f"“{cell('case')}” says neither yes nor no for case; taken as no"
    return Row(term, name, line, doubt)


def _exchanged(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the English stands before the Chinese."""
    pairs = [row for row in rows if len(row) > 1]
    return (
        sum(bool(HAN.search(row[1])) for row in pairs) > len(pairs) / 2 > sum(bool(HAN.search(row[0])) for row in pairs)
    )


@cache
def _names() -> dict[str, str]:
    return delimited.column_names(Path(__file__).parent / "glossary_columns.tsv")
