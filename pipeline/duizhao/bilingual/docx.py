"""Bilingual Word files: tables of two columns, and paragraphs whose sentences carry bookmarks.

What duizhao wrote is known again by its bookmarks, wherever the rows went. In tables that others made the columns are
told by the script in them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from duizhao.bilingual import columns
from duizhao.bilingual.moments import moment
from duizhao.bilingual.restored import restored
from duizhao.bilingual.unit import Unit, source_hash
from duizhao.bilingual.wordtext import Mark, Passage, Reader
from duizhao.errors import InputError
from duizhao.record import Kind
from duizhao.roundtrip import SUMMARY, Side
from duizhao.xml import Element, local, value
from duizhao.xmlparts import Parts, open_parts, resolve

Row = list[Passage]

_KINDS: dict[str, Kind] = {
    "title": "heading",
    "listbullet": "item",
    "listcontinue": "item",
    "quote": "quote",
    "caption": "caption",
}
_WIDTH_LIMIT = 63
"""Columns of a table, as many as Word allows."""
_SUPPORT = re.compile(r"\[[A-Za-z0-9.]+\]")
_POINT = re.compile(r"\s*\d+\. ")
_SIDES: tuple[Side, Side] = ("source", "target")
_SUPPORTS = 50
"""Links behind a sentence of the summary."""
_SPLIT_LIMIT = 8
"""Rows that one sentence may have been split into."""


def read(data: bytes, name: str) -> list[Unit]:
    """The units of a Word file in its order. Raises InputError where it is damaged, or nothing in it is bilingual."""
    with open_parts(data, name) as parts:
        body = parts.xml(_main(parts)).find("{*}body")
        changed = _changed(parts)
    units = [] if body is None else [replace(u, changed=changed) for u in _units(body)]
    if not units:
        what = "holds no table with Chinese in one column and English in another"
        raise InputError(what, where=name, remedy="Name a bilingual file: docx, xliff, tmx, csv or jsonl.")
    return units


def _changed(parts: Parts) -> str | None:
    """When an editor saved the file; None where it still says what duizhao wrote, or nothing."""
    path = parts.find("docProps/core.xml")
    if path is None:
        return None
    try:
        root = parts.xml(path)
    except InputError:  # the text may be whole all the same
        return None
    created, modified = (moment(root.findtext(f"{{*}}{name}")) for name in ("created", "modified"))
    return modified if modified != created else None


def _main(parts: Parts) -> str:
    """The path of the part that holds the text."""
    for relation in parts.xml("_rels/.rels").iter("{*}Relationship"):
        if (value(relation, "Type") or "").endswith("/officeDocument"):
            return resolve("", value(relation, "Target") or "")
    return "word/document.xml"


def _units(body: Element) -> Iterator[Unit]:
    reader = Reader()
    loose: list[Passage] = []
    for element in _blocks(body):
        if local(element) == "tbl":
            yield from _of_paragraphs(loose)
            loose = []
            yield from _joined(_of_table(list(_rows(element, reader))))
            for inner in element.iterfind(".//{*}tbl"):
                yield from _joined(_of_table(list(_rows(inner, reader))))
        else:
            loose.append(reader.passage([element]))
    yield from _of_paragraphs(loose)


def _blocks(body: Element) -> Iterator[Element]:
    """Paragraphs and tables, also those in content controls and insertions."""
    for child in body:
        if local(child) in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _blocks(child)
        else:
            yield child


def _rows(table: Element, reader: Reader) -> Iterator[Row]:
    """The rows that are not deleted and repeat on no page."""
    before: list[Element] = []
    for row in _blocks(table):
        if local(row) != "tr":
            before.append(row)
            continue
        if row.find("{*}trPr/{*}del") is None and row.find("{*}trPr/{*}tblHeader") is None:
            yield list(_cells(before, row, reader))
        before = []


def _cells(before: list[Element], row: Element, reader: Reader) -> Iterator[Passage]:
    """The cells; a bookmark that stands between two belongs to the one after it."""
    held = [e for e in before if local(e).startswith("bookmark")]
    for cell in _blocks(row):
        held.append(cell)
        if local(cell) == "tc":
            yield reader.passage(held)
            held = []


def _of_table(rows: list[Row]) -> Iterator[Unit]:
    chosen = _columns(rows)
    if chosen is None:
        return
    source, target = chosen
    if {"source", "target"} <= columns.named(cell.text for cell in rows[0]).keys():
        rows = rows[1:]
    for row in rows:
        if len(row) > max(chosen):
            yield from _paired(row[source], row[target])


def _columns(rows: Sequence[Row]) -> tuple[int, int] | None:
    """The columns of source and target: those with the marks, else the most Chinese one and the one with most English.

    None where the table is not bilingual.
    """
    marked = Counter((mark.side, i) for row in rows for i, cell in enumerate(row) for _, mark in cell.marks)
    sides = [max((c for c in marked if c[0] == side), key=lambda c: marked[c], default=None) for side in _SIDES]
    if sides[0] and sides[1] and sides[0][1] != sides[1][1]:
        return sides[0][1], sides[1][1]
    width = min(max(map(len, rows), default=0), _WIDTH_LIMIT)
    texts = ["\n".join(row[i].text for row in rows if i < len(row) > 1) for i in range(width)]
    return columns.by_script(texts)


def _paired(source: Passage, target: Passage) -> Iterator[Unit]:
    """The units of a row: one, or as many as there are sentences on both of its sides."""
    left, right = list(source.pieces()), list(target.pieces())
    style = source.style or target.style
    names = [[mark and mark.id for mark, _ in side] for side in (left, right)]
    if len(left) > 1 and names[0] == names[1]:
        for (mark, text), (other_mark, other) in zip(left, right, strict=True):
            yield _unit(mark, other_mark, text, other, style)
    elif source.text.strip() or target.text.strip():
        yield _unit(left[0][0], right[0][0], source.text, target.text, style)


def _unit(left: Mark | None, right: Mark | None, source: str, target: str, style: str) -> Unit:
    name = style.lower().replace(" ", "").rstrip("0123456789")
    kind = "heading" if name.startswith("heading") else _KINDS.get(name, "paragraph")
    mark = left or right
    if mark is None:
        return Unit(source.strip(), target.strip(), kind=kind)
    written = right.hash if right and right.id == mark.id else None
    return Unit(
        restored(source, left.hash) if left else source.strip(),
        restored(target.strip(), written),
        mark.id,
        left.hash if left else None,
        kind,
        target_hash=written,
    )


def _joined(units: Iterable[Unit]) -> Iterator[Unit]:
    """The units, those put together again that were split over rows: where the sources joined are what was written."""
    found = [u for u in units if u.source or u.target]
    at = 0
    while at < len(found):
        unit = found[at]
        count = _parts_of(unit, found[at + 1 : at + _SPLIT_LIMIT])
        if count:
            texts = found[at : at + count + 1]
            source = restored("".join(u.source for u in texts), unit.source_hash)
            target = " ".join(u.target for u in texts if u.target)
            unit = replace(unit, source=source, target=target, note=f"joined from {count + 1} rows")
        yield unit
        at += count + 1


def _parts_of(unit: Unit, after: Sequence[Unit]) -> int:
    """How many of the units `after` are parts of `unit`."""
    if unit.id is None or unit.intact:
        return 0
    source = unit.source
    for count, other in enumerate(after, 1):
        if other.id not in (None, unit.id):
            break
        source += other.source
        if unit.source_hash in (source_hash(source), source_hash(f"{source}\n")):
            return count
    return 0


def _of_paragraphs(passages: Iterable[Passage]) -> Iterator[Unit]:
    """The units of a text in paragraphs, by the bookmarks on both sides; a paragraph may have been cut in two."""
    texts: dict[tuple[Side, str], str] = {}
    marks: dict[tuple[Side, str], Mark] = {}
    styles: dict[str, str] = {}
    going_on: Mark | None = None
    for passage in passages:
        for mark, text in passage.pieces():
            mark, gap = (mark, "") if mark else (going_on, "\n")
            if mark:
                key = (mark.side, mark.id)
                texts[key] = texts[key] + gap + text if key in texts else text
                marks.setdefault(key, mark)
                styles.setdefault(mark.id, passage.style)
        going_on = passage.open
    for side, id in texts:
        if id.startswith(f"{SUMMARY}."):
            text, mark = texts[side, id], marks[side, id]
            if not _is_as_written(text, mark.hash):
                yield Unit("", text.strip(), id, target_hash=mark.hash, locked=True)
        elif side == "source":
            other: tuple[Side, str] = ("target", id)
            yield _unit(marks[side, id], marks.get(other), texts[side, id], texts.get(other, ""), styles[id])


def _is_as_written(text: str, wanted: str) -> bool:
    """Whether a sentence of the summary is what duizhao wrote, between its number and the links to its supports."""
    for shown in (text.strip(), _POINT.sub("", text, count=1).strip()):
        words = shown.split(" ")
        for _ in range(_SUPPORTS + 1):
            whole = " ".join(words)
            if source_hash(restored(whole, wanted)) == wanted:
                return True
            if not _SUPPORT.fullmatch(words.pop() if words else ""):
                break
    return False
