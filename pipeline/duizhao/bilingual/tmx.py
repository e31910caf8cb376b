"""TMX as units: every pair of Chinese and English."""

from __future__ import annotations

from typing import get_args

from duizhao.bilingual.moments import moment
from duizhao.bilingual.unit import Unit
from duizhao.errors import InputError
from duizhao.record import Kind
from duizhao.tmx import Entry, entries, parse, text_of
from duizhao.xml import value

_PROP = "x-duizhao-"


def read(data: bytes, name: str) -> list[Unit]:
    """The units with Chinese and English. Raises InputError where it is no TMX, or is in other languages altogether."""
    root = parse(data, name, kind="tmx")
    units = [_unit(entry, entry.target) for entry in entries(root) if entry.target is not None]
    if not units and (found := {value(v, "lang") or "?" for v in root.iter("{*}tuv")}):
        what = f"has no unit in Chinese and English (only {', '.join(sorted(found)[:5])})"
        raise InputError(what, where=name, remedy="Memories of these two languages are read.")
    return units


def _unit(entry: Entry, target: object) -> Unit:
    said = {value(p, "type") or "": (p.text or "").strip() for p in entry.unit.iterfind("{*}prop")}
    mark, kind = said.get(f"{_PROP}source-hash"), said.get(f"{_PROP}kind")
    notes = [t for n in entry.unit.iterfind("{*}note") if (t := "".join(n.itertext()).strip())]
    return Unit(
        text_of(entry.source),
        text_of(target),
        value(entry.unit, "tuid") if mark else None,
        mark,
        kind if kind in get_args(Kind) else "paragraph",  # type: ignore[arg-type]
        said.get(f"{_PROP}from"),
        "\n".join(notes) or None,
        said.get(f"{_PROP}target-hash"),
        changed=_changed(entry),
    )


def _changed(entry: Entry) -> str | None:
    """When the English was changed last, or the unit."""
    english = None if entry.target is None else entry.target.getparent()
    said = [moment(value(e, "changedate")) for e in (entry.unit, english) if e is not None]
    return max((s for s in said if s), default=None)
