"""Bilingual tables as text (csv, tsv), by the names of their columns; without names by the script in them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from duizhao.bilingual import columns
from duizhao.bilingual.restored import restored
from duizhao.bilingual.unit import Unit
from duizhao.errors import InputError
from duizhao.roundtrip import unguarded

FILE_LIMIT = 256 << 20
"""Bytes of a table."""
CELL_LIMIT = 8 << 20
"""Characters of one cell: a quote that is not closed makes one of the rest of the file."""
SAMPLE = 50
"""Rows that the separator and the columns are told by."""
_SEPARATORS = "\t,;|"
_SAID = re.compile(r'"?sep=(.)"?', re.I)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(data: bytes, name: str) -> list[Unit]:
    """The units of a table in its order. Raises InputError where it is damaged, or nothing in it is bilingual."""
    if len(data) > FILE_LIMIT:
        raise InputError(f"is a table of more than {FILE_LIMIT >> 20} MB", where=name, remedy="Split it.")
    text = _decoded(data, name)
    said = _SAID.fullmatch(text[:20].split("\n", 1)[0].strip())
    if said:
        text = text.partition("\n")[2]
    rows = _rows(text, said[1] if said else _separator(text), name)
    sample = list(islice(rows, SAMPLE))
    fields = columns.named(sample[0]) if sample else {}
    headed = {"source", "target"} <= fields.keys()
    if not headed:
        fields = _by_script(sample, name)
    units = (_unit(row, fields) for row in islice(chain(sample, rows), int(headed), None))
    return [u for u in units if u.source or u.target or u.id]


def _decoded(data: bytes, name: str) -> str:
    """UTF-8, UTF-16 with its mark, or what a Chinese Windows writes."""
    known = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    for codec in (known,) if known else ("utf-8", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise InputError("is in no encoding that bilingual tables have", where=name, remedy="Save it as UTF-8.")


def _separator(text: str) -> str:
    """The separator with which the first row names most columns, or else cuts the first rows evenly."""
    head = text[: 1 << 16].splitlines(keepends=True)[: 4 * SAMPLE]
    return max(_SEPARATORS, key=lambda s: _fitness(head, s))


def _fitness(lines: Sequence[str], separator: str) -> tuple[int, float]:
    try:
        found = list(islice(csv.reader(lines, delimiter=separator), SAMPLE))
    except csv.Error:
        return 0, 0.0
    widths = [len(row) for row in found if row]
    usual = max(set(widths), key=widths.count, default=1)
    return len(columns.named(found[0])) if found else 0, widths.count(usual) / len(widths) if usual > 1 else 0.0


def _rows(text: str, separator: str, name: str) -> Iterator[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), CELL_LIMIT))  # of the process, so it is only ever raised
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begun = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as e:
            what = f"is no row: {e}"
            raise InputError(what, where=f"{name}:{begun}", remedy="Double the quotes that stand in the text.") from e
        if row is None:
            return
        begun = reader.line_num + 1
        if any(cell.strip() for cell in row):
            yield [unguarded(cell) for cell in row]


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
