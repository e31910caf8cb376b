"""JSON: one object a line, read line by line; or an array of objects, or objects over several lines, read whole.

An object that is a record of duizhao's own gives the document that it was made from.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from duizhao import jsonform
from duizhao.document import Block, Document
from duizhao.errors import InputError
from duizhao.reading import fields
from duizhao.reading.content import LINE_LIMIT, Content
from duizhao.reading.encoding import Decoded
from duizhao.record import SCHEMA, Draft, Json, Origin
from duizhao.settings import Reading

_LAID_OUT = re.compile(rb"\[|\{[ \t]*\r?\n|\{[^\n]*,[ \t]*\r?\n")
"""How JSON begins that is no object a line."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Row:
    """An object of a file. `id`: what its document is called where it names none; `where`: its place, for people."""

    data: Json
    id: str
    origin: Origin
    where: str

    def document(self, given: Mapping[str, str], but: Collection[str] = ()) -> Document:
        """Its document; the columns `but` are none of its fields. Raises InputError where it has no text."""
        data = {name: value for name, value in self.data.items() if name not in but} if but else self.data
        try:
            return _document(data, self.id, self.origin, given)
        except InputError as e:
            raise InputError(e.what, where=self.where, remedy=e.remedy) from e


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """A document for each line that is not blank, or each item; one that cannot be used is yielded as its error."""
    fields.check(settings.field)
    for row in rows(content):
        try:
            yield row if isinstance(row, InputError) else row.document(settings.field)
        except InputError as e:
            yield e


def rows(content: Content) -> Iterator[Row | InputError]:
    """The objects of a file; what is none is yielded as its error. Raises InputError where the file has none."""
    if not (content.head.startswith(_UTF16) or _LAID_OUT.match(content.head.lstrip(b" \t\r\n\xef\xbb\xbf"))):
        yield from _of_lines(content)
        return
    data = content.whole()
    decoded = content.decoded(data)
    try:
        items = _items(decoded.text)
    except InputError as e:
        if not any(map(_is_json, decoded.text.lstrip().split("\n", 2)[:2])):
            raise InputError(e.what, where=content.name, remedy=e.remedy) from e
        content = replace(content, head=decoded.text.encode(), rest=io.BytesIO(), encoding="utf-8")
        yield from _of_lines(content)
        return
    yield from _of_items(items, content, content.origin(data, decoded, "json"))


def _items(text: str) -> list[Any]:
    """The values in `text`, those of an array each. Raises InputError where it is not JSON to its end."""
    decoder = json.JSONDecoder()
    found: list[Any] = []
    at = _past_blank(text, 0)
    with _as_input_error():
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            found.append(value)
            at = _past_blank(text, at)
    return found[0] if len(found) == 1 and isinstance(found[0], list) else found


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), (dict, list))
    except (RecursionError, ValueError):
        return False


def _past_blank(text: str, at: int) -> int:
    found = re.compile(r"\s*").match(text, at)
    return found.end() if found else at


def _of_items(items: list[Any], content: Content, origin: Origin) -> Iterator[Row | InputError]:
    if not items:
        raise InputError("is an empty array", where=content.name, remedy="Name a file with texts in it.")
    for number, item in enumerate(items, 1):
        id = f"{content.id}-{number}" if len(items) > 1 else content.id
        where = f"{content.name}, item {number}"
        try:
            yield Row(_object(item), id, origin, where)
        except InputError as e:
            yield InputError(e.what, where=where, remedy=e.remedy)


def _of_lines(content: Content) -> Iterator[Row | InputError]:
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
            origin = content.origin(line, decoded, "jsonl")
            yield Row(_object(_parsed(decoded)), f"{content.id}-{number}", origin, where)
        except InputError as e:
            yield InputError(e.what, where=where, remedy=e.remedy)
    if empty:
        raise InputError("is empty", where=content.name, remedy="Name a file with a JSON object on each line.")


def _parsed(decoded: Decoded) -> Any:
    with _as_input_error():
        return json.loads(decoded.text)


@contextmanager
def _as_input_error() -> Iterator[None]:
    try:
        yield
    except json.JSONDecodeError as e:
        place = f"column {e.colno}" if e.lineno == 1 else f"line {e.lineno}, column {e.colno}"
        raise InputError(f"is not JSON ({e.msg}, {place})", remedy="One JSON object a line is needed.") from e
    except (RecursionError, ValueError) as e:
        raise InputError(
            "is JSON beyond reading (nested too deep, or a number too long)", remedy="Mend the line."
        ) from e


def _object(data: Any) -> Json:
    if not isinstance(data, dict):
        raise InputError(f"is JSON but no object ({type(data).__name__})", remedy="A JSON object is needed.")
    return data


def _document(data: Json, id: str, origin: Origin, given: Mapping[str, str]) -> Document:
    if data.get("schema") == SCHEMA:
        return _of_record(jsonform.from_json(data), origin)
    return fields.document(data, fields.columns(data, given), id, origin)


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
