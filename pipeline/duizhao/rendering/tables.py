"""The draft as a table (csv, tsv): a sentence a row, for spreadsheets, none of whose cells is a formula."""

from __future__ import annotations

import csv as tables
import io
from collections.abc import Iterator

from duizhao.record import Draft, Sentence
from duizhao.rendering import parts
from duizhao.rendering.safe import visible
from duizhao.roundtrip import guarded, text_hash

HEADING = ("source", "target", "flags", "confidence", "from", "id", "source_hash", "target_hash")
"""The columns, what people read first."""


def csv(draft: Draft) -> str:
    """The draft as a table with commas, all cells in quotes: a semicolon in the text begins no cell anywhere."""
    return _table(draft, ",")


def tsv(draft: Draft) -> str:
    """The draft as a table with tabs."""
    return _table(draft, "\t")


def _table(draft: Draft, separator: str) -> str:
    """The rows after a byte order mark, without which Excel takes UTF-8 for the encoding of the country."""
    out = io.StringIO()
    writer = tables.writer(out, delimiter=separator, quoting=tables.QUOTE_ALL)
    writer.writerow(HEADING)
    writer.writerows([guarded(visible(cell)) for cell in _cells(s)] for s in draft.sentences)
    return "\ufeff" + out.getvalue()


def _cells(s: Sentence) -> Iterator[str]:
    yield s.source
    yield s.target.strip()
    yield "; ".join(f"{f.severity}: {parts.note(f)}" for f in s.flags)
    yield from (s.confidence or "", s.came_from, s.id, s.source_hash, text_hash(s.target.strip()))
