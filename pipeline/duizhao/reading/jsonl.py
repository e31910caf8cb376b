"""JSON lines: records of `duizhao/1`, or texts with what is known of them beside; one at a time, in flat memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from duizhao import jsonform
from duizhao.document import Block, Document, lines
from duizhao.errors import InputError
from duizhao.reading.content import LINE_LIMIT, Content, whole_characters
from duizhao.record import SCHEMA, Draft, Json, Meta, Origin
from duizhao.settings import Reading

TEXT_FIELDS = ("text", "article", "content", "body")
OTHER_FIELDS = ("title", "date", "source", "url", "id")


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """A document for each line that is not blank; one that cannot be used is yielded as the error it is."""
    _check_names(settings.field)
    codec: str | None = None
    empty = True
    for number, line in enumerate(content.lines(), 1):
        if line is not None and not line.strip(b" \t\r\n\xef\xbb\xbf\0"):
            continue
        empty = False
        where = f"{content.name}:{number}"
        try:
            if line is None:
                raise InputError(f"is longer than {LINE_LIMIT >> 20} MB", remedy="Give the text as a file.")
            decoded = content.decoded(line, codec)
            codec = decoded.encoding
            data = _object(decoded.text)
            origin = content.origin(line, decoded, "jsonl")
            yield _document(data, f"{content.id}-{number}", origin, settings.field)
        except InputError as e:
            yield InputError(e.what, where=where, remedy=e.remedy)
    if empty:
        raise InputError("is empty", where=content.name, remedy="Name a file with a JSON object on each line.")


def _check_names(names: Mapping[str, str]) -> None:
    from duizhao.settings import unknown

    for name in names:
        if name not in ("text", *OTHER_FIELDS):
            raise unknown("field", name, ("text", *OTHER_FIELDS))


def _object(text: str) -> Json:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as e:
        raise InputError(f"is not JSON ({e.msg}, column {e.colno})", remedy="One JSON object a line is needed.") from e
    except (RecursionError, ValueError) as e:
        raise InputError(
            "is JSON beyond reading (nested too deep, or a number too long)", remedy="Mend the line."
        ) from e
    if not isinstance(data, dict):
        raise InputError(f"is JSON but no object ({type(data).__name__})", remedy="One JSON object a line is needed.")
    return data


def _document(data: Json, id: str, origin: Origin, names: Mapping[str, str]) -> Document:
    if data.get("schema") == SCHEMA:
        return _of_record(jsonform.from_json(data), origin)
    text = _text(data, names.get("text"))
    values = {name: _value(data, name, names.get(name)) for name in OTHER_FIELDS}
    title = values["title"]
    raw = f"{title}\n{text}" if title else text
    start = len(title) + 1 if title else 0
    return Document(
        values["id"] or id,
        raw,
        raw,
        origin,
        _meta(values),
        tuple(lines(text, start)),
        (0, len(title)) if title else None,
    )


def _meta(values: Mapping[str, str | None]) -> Meta:
    evidence: dict[str, Any] = {k: v and k for k, v in values.items() if v and k in ("date", "source", "url", "title")}
    return Meta(
        title=values["title"], date=values["date"], source=values["source"], url=values["url"], evidence=evidence
    )


def _text(data: Json, given: str | None) -> str:
    name = given or next((f for f in TEXT_FIELDS if f in data), None)
    if name is None or name not in data:
        wanted = repr(given) if given else "text"
        raise InputError(
            f"has no {wanted} (its fields: {', '.join(map(str, data))[:120] or 'none'})",
            remedy="Name the field with --field text=NAME.",
        )
    text = data[name]
    if not isinstance(text, str):
        raise InputError(
            f"has no text in {name!r} but {type(text).__name__}", remedy="Name another with --field text=NAME."
        )
    text = whole_characters(text)
    if not text.strip():
        raise InputError(f"has nothing in {name!r}", remedy="Leave the line out.")
    return text


def _value(data: Json, name: str, given: str | None) -> str | None:
    """A field beside the text as one line, a number written out. Raises InputError for a list or an object."""
    if given and given not in data:
        raise InputError(f"has no {given!r}", remedy=f"Name the field with --field {name}=NAME.")
    value = data.get(given or name)
    if value is None or isinstance(value, bool):
        return None
    if not isinstance(value, (str, int, float)):
        what = f"has no text in {given or name!r} but {type(value).__name__}"
        raise InputError(what, remedy=f"Name another with --field {name}=NAME.")
    return " ".join(whole_characters(str(value)).split()) or None


def _of_record(draft: Draft, origin: Origin) -> Document:
    """The document whose sources a record holds: its title, its paragraphs with their kinds and places."""
    parts = [*([draft.title] if draft.title else []), *draft.paragraphs]
    raw = "\n".join(p.source for p in parts)
    if not raw.strip():
        raise InputError("is a record without text", remedy="Leave the line out.")
    blocks, at = [], 0
    for part in parts:
        blocks.append(Block(at, at + len(part.source), part.kind, part.place))
        at += len(part.source) + 1
    title = (0, blocks.pop(0).end) if draft.title else None
    kept = tuple(b for b in blocks if raw[b.start : b.end].strip())
    meta = replace(draft.meta, evidence=dict.fromkeys(draft.meta.evidence, "record"))
    origin = replace(origin, format=SCHEMA)
    return Document(draft.id, raw, raw, origin, meta, kept, title)
