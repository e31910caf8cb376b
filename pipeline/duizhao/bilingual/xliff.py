"""XLIFF as units: 1.2 and 2.x, of Trados Studio and memoQ too, from Chinese or into it."""

from __future__ import annotations

from typing import get_args

from duizhao.bilingual.moments import moment
from duizhao.bilingual.unit import Unit
from duizhao.errors import InputError
from duizhao.langs import side
from duizhao.record import Kind
from duizhao.xliff import CLOSED, MARK, Segment, languages, parse, segments, text_of
from duizhao.xml import local, value

_KINDS: dict[str, Kind] = {f"{before}{kind}": kind for kind in get_args(Kind) for before in ("x-", MARK)}


def read(data: bytes, name: str) -> list[Unit]:
    """The segments of the files that are in Chinese and English, in either direction.

    Raises InputError where it is no XLIFF, or none of its files is.
    """
    units: list[Unit] = []
    others: set[str] = set()
    for segment in segments(parse(data, name)):
        tags = languages(segment)
        sides = tuple(map(side, tags))
        if "zh" not in sides or (None in sides and tags[sides.index(None)]) or sides[0] == sides[1]:
            others.add(" → ".join(tag or "?" for tag in tags))
        else:
            units.append(_unit(segment, backwards=sides[1] == "zh"))
    if others and not units:
        what = f"is in other languages ({', '.join(sorted(others)[:3])})"
        raise InputError(what, where=name, remedy="Files of Chinese and English are read.")
    return units


def _unit(segment: Segment, *, backwards: bool) -> Unit:
    source, target = text_of(segment.source), text_of(segment.target)
    if backwards:
        source, target = target, source
    mark, made = _hashes(segment)
    return Unit(
        source,
        target,
        segment.id if mark else None,
        mark,
        _kind(segment),
        segment.state,
        _note(segment),
        made,
        ":".join(filter(None, (segment.id, segment.mid))) or None,
        segment.closed == "not-for-translation" or (segment.closed == "locked" and segment.state not in CLOSED),
        backwards,
        moment(segment.changed),
    )


def _hashes(segment: Segment) -> tuple[str | None, str | None]:
    """The hashes of source and target that duizhao wrote beside the unit."""
    said = value(segment.unit, "extradata") or ""
    if said.startswith(MARK):
        source, _, target = said.removeprefix(MARK).partition(":")
        return source, target or None
    metas = {
        value(m, "type"): m.text
        for m in segment.unit.iterfind("{*}metadata/{*}metaGroup/{*}meta")
        if value(m.getparent(), "category") == MARK.rstrip(":")
    }
    return metas.get("source-hash"), metas.get("target-hash")


def _kind(segment: Segment) -> Kind:
    group = segment.unit.getparent()
    said = None if group is None else value(group, "restype") or value(group, "type")
    return _KINDS.get(said or "", "paragraph")


def _note(segment: Segment) -> str | None:
    notes = [n for n in segment.unit.iter("{*}note") if local(n.getparent()) in ("trans-unit", "notes")]
    return "\n".join(t for n in notes if (t := "".join(n.itertext()).strip())) or None
