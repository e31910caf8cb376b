"""Records of duizhao, and the corrections that the html draft saves, as units."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from duizhao.bilingual.moments import moment
from duizhao.bilingual.unit import Unit
from duizhao.errors import InputError
from duizhao.record import SCHEMA, Draft, Json

CORRECTIONS = "duizhao-corrections/1"
LINE_LIMIT = 64 << 20
"""Bytes of one record."""
_REMEDY = f"A line is a {SCHEMA} record, or an object with source and target."
_AGAIN = "Save the corrections again."


def read(data: bytes, name: str) -> list[Unit]:
    """The sentences of records, one a line, or lines of `source` and `target`; or a file of corrections.

    Raises InputError where it is neither, naming the line.
    """
    text = _text(data, name)
    if text.lstrip()[:1] in ("{", "[") and (whole := _whole(text)) is not None:
        return list(_units(whole, name))
    units: list[Unit] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            units += _units(_parsed(line, f"{name}:{number}"), f"{name}:{number}")
    return units


def _text(data: bytes, name: str) -> str:
    if len(data) > LINE_LIMIT:
        raise InputError(f"is larger than {LINE_LIMIT >> 20} MB", where=name, remedy="Split it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise InputError(f"is no UTF-8 ({e.reason} at byte {e.start:,})", where=name, remedy="Save it as UTF-8.") from e


def _whole(text: str) -> object:
    """The one value that a file is, over several lines perhaps; None where it is a value a line."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _parsed(line: str, where: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as e:
        raise InputError(f"is no JSON ({e})", where=where, remedy=_REMEDY) from e


def _units(data: object, where: str) -> Iterator[Unit]:
    if isinstance(data, list):
        for number, item in enumerate(data, 1):
            yield from _units({} if isinstance(item, list) else item, f"{where}[{number}]")
        return
    if not isinstance(data, dict):
        raise InputError("is no object", where=where, remedy=_REMEDY)
    schema = data.get("schema")
    if schema == SCHEMA:
        draft, marks = _draft(data, where), _marks(data)
        for paragraph in draft.blocks:
            for s in paragraph.sentences:
                mark = marks.get(s.id, s.source_hash)
                yield Unit(s.source, s.target, s.id, mark, paragraph.kind, s.came_from)
    elif schema == CORRECTIONS:
        units = data.get("units")
        if not isinstance(units, list):
            raise InputError("has no list of units", where=where, remedy=_AGAIN)
        saved = data.get("saved")
        changed = moment(saved) if isinstance(saved, str) else None
        for item in units:
            yield replace(_pair(item, where, _AGAIN), changed=changed)
    elif isinstance(schema, str) and schema.startswith("duizhao"):
        what = f"is of the schema {schema!r}, which is not known here"
        raise InputError(what, where=where, remedy="A newer duizhao may have written it.")
    else:
        yield _pair(data, where)


def _draft(data: Json, where: str) -> Draft:
    try:
        return Draft.from_json(data)
    except InputError as e:
        raise InputError(e.what, where=where, remedy=e.remedy) from e


def _marks(data: Json) -> dict[str, str]:
    """The hash that stands beside each sentence: the source may have been changed since."""
    blocks = [*data["paragraphs"], data.get("title") or {}]
    said = (s for block in blocks for s in block.get("sentences") or ())
    return {s["id"]: s["source_hash"] for s in said if isinstance(s.get("source_hash"), str)}


def _pair(data: object, where: str, remedy: str = _REMEDY) -> Unit:
    said: Json = data if isinstance(data, dict) else {}
    values = [said.get(key) for key in ("source", "target", "id", "source_hash")]
    source, target, identity, mark = (v if isinstance(v, str) else None for v in values)
    if source is None or target is None:
        raise InputError("has a unit without source and target", where=where, remedy=remedy)
    return Unit(source, target, identity, mark)
