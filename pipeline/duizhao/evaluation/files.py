"""The files of a test set: plain lines, tables, jsonl, and what translators work in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao import bilingual, delimited
from duizhao.errors import InputError
from duizhao.files import read_whole
from duizhao.reading import encoding

LIMIT = 256 << 20
"""Bytes of a file."""
_SOURCE = re.compile(r"source|src|zh([-_]\w+)?|chinese|原文")
_REFERENCE = re.compile(
    r"(reference|ref|target|tgt)s?([ _-]?(\d{1,2}|[a-d]))?|translation|english|en([-_]\w+)?|译文|譯文"
)
_DOCUMENT = re.compile(r"doc(ument)?([ _-]?id)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A segment of a file, without white space at its ends; no `references` where the file has none."""

    source: str
    references: tuple[str, ...] = ()
    document: str = ""


def rows(path: Path) -> list[Row]:
    """The segments of a test set, in order. Raises InputError."""
    suffix = _suffix(path)
    data = _data(path)
    if suffix in ("csv", "tsv") and (found := _table(data, str(path))):
        return found
    if suffix == "jsonl" and (found := _objects(data, str(path))):
        return found
    if suffix in bilingual.FORMATS:
        units = bilingual.FORMATS[suffix](data, str(path))
        return [Row(_flat(u.source), (_flat(u.target),)) for u in units]
    return [Row(line) for line in _lines(data, path)]


def targets(path: Path) -> list[str]:
    """The English of a file: its lines, or the first reference of each row of a file that has both."""
    suffix = _suffix(path)
    if suffix in bilingual.FORMATS:
        return [row.references[0] if row.references else "" for row in rows(path)]
    return _lines(_data(path), path)


def _suffix(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


def _data(path: Path) -> bytes:
    data = read_whole(path, LIMIT)
    if not data.strip():
        raise InputError("is empty", where=path, remedy="A test set has a segment on each line.")
    return data


def _lines(data: bytes, path: Path) -> list[str]:
    """A line ends with a line feed, with a return before it or not; other signs that may end one stand in texts."""
    try:
        text = encoding.decode(data).text
    except InputError as e:
        raise InputError(e.what, where=path, remedy="Save it as UTF-8.") from e
    return [line.strip() for line in text.removesuffix("\n").split("\n")]


def _flat(text: str) -> str:
    """A cell of several lines is one segment."""
    return " ".join(text.split()) if "\n" in text else text.strip()


def _table(data: bytes, name: str) -> list[Row]:
    """Rows of a table whose first names a source and a reference; none where it does not."""
    cells = (row for _, row in delimited.rows(data, name, lambda row: sum(_field(c) is not None for c in row)))
    heading = next(cells, [])
    fields = list(map(_field, heading))
    if "source" not in fields or "reference" not in fields:
        return []
    return [_row(zip(fields, row, strict=False)) for row in cells]


def _objects(data: bytes, name: str) -> list[Row]:
    """Objects with a source and a reference, or a list of references; none where the first line is none."""
    found: list[Row] = []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as e:
            raise InputError("is no JSON", where=f"{name}:{number}", remedy="A line is an object.") from e
        fields = list(_fields(item)) if isinstance(item, Mapping) else []
        if not {"source", "reference"} <= {field for field, _ in fields}:
            if found:
                what = "has no source and reference"
                raise InputError(what, where=f"{name}:{number}", remedy="A line is an object with both.")
            return []
        found.append(_row(fields))
    return found


def _fields(item: Mapping[str, Any]) -> Iterator[tuple[str | None, str]]:
    for key, value in item.items():
        yield from ((_field(key), text) for text in (value if isinstance(value, list) else [value]) if _plain(text))


def _plain(value: object) -> bool:
    return isinstance(value, str | int)


def _row(fields: Iterable[tuple[str | None, Any]]) -> Row:
    found: dict[str, list[str]] = {}
    for field, value in fields:
        if field is not None:
            found.setdefault(field, []).append(_flat(str(value)))
    source = found.get("source", [""])[0]
    return Row(source, tuple(found.get("reference", ())), found.get("document", [""])[0])


def _field(name: str) -> str | None:
    plain = name.strip().lower()
    patterns = {"source": _SOURCE, "reference": _REFERENCE, "document": _DOCUMENT}
    return next((field for field, pattern in patterns.items() if pattern.fullmatch(plain)), None)
