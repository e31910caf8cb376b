"""Bilingual tables as text (csv, tsv), by the names of their columns; without names by the script in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain, islice

from duizhao import delimited
from duizhao.bilingual import columns
from duizhao.bilingual.restored import restored
from duizhao.bilingual.unit import Unit
from duizhao.errors import InputError

SAMPLE = 50
"""Rows that the columns are told by."""
_TERM = re.compile(r"\bterms?\b|术语|術語|词条|詞條|译名|譯名", re.I)
"""In headings of glossaries; a memory may be of terms too, but it has no notes on them."""


def read(data: bytes, name: str) -> list[Unit]:
    """The units of a table in its order. Raises InputError where it is damaged, or nothing in it is bilingual."""
    numbered = delimited.rows(data, name, lambda cells: len(columns.named(cells)))
    first = list(islice(numbered, SAMPLE))
    sample = [cells for _, cells in first]
    fields = columns.named(sample[0]) if sample else {}
    headed = {"source", "target"} <= fields.keys()
    if headed and (own := [cell for cell in sample[0] if _is_of_glossary(cell, fields)]):
        what = f"is a glossary by its columns ({', '.join(own)})"
        raise InputError(what, where=name, remedy="Give it by --glossary; it is no memory.")
    if not headed:
        fields = _by_script(sample, name)
    width = len(sample[0]) if headed else None
    units = (
        _unit(_whole(row, width, name, line), fields) for line, row in islice(chain(first, numbered), int(headed), None)
    )
    return [u for u in units if u.source or u.target or u.id]


def _whole(row: Sequence[str], width: int | None, name: str, line: int) -> Sequence[str]:
    """A row. Raises InputError where it says more than the heading has columns: 4,506 without quotation marks."""
    if width is not None and any(map(str.strip, row[width:])):
        remedy = "Put cells that hold the separator into quotation marks."
        raise InputError("has more cells than the heading", where=f"{name}:{line}", remedy=remedy)
    return row


def _is_of_glossary(heading: str, fields: Mapping[str, int]) -> bool:
    own = columns.named([heading]).keys()
    return bool(own & {"case", "forbidden", "also"} or ("note" in fields and _TERM.search(heading)))


def _by_script(rows: Sequence[Sequence[str]], name: str) -> dict[str, int]:
    width = max(map(len, rows), default=0)
    chosen = columns.by_script(["\n".join(row[i] for row in rows if i < len(row)) for i in range(min(width, 64))])
    if chosen is None:
        what = "has no columns with Chinese and its English"
        raise InputError(what, where=name, remedy="Name the columns source and target in the first row.")
    return dict(zip(("source", "target"), chosen, strict=True))


def _unit(row: Sequence[str], fields: Mapping[str, int]) -> Unit:
    def cell(field: str) -> str:
        return row[fields[field]] if field in fields and fields[field] < len(row) else ""

    wanted, written = (cell(name).strip() or None for name in ("source_hash", "target_hash"))
    return Unit(
        restored(cell("source"), wanted) if wanted else cell("source").strip(),
        restored(cell("target").strip(), written),
        cell("id").strip() or None if wanted else None,
        wanted,
        state=cell("state").strip() or None,
        note=cell("note").strip() or None,
        target_hash=written,
    )
