"""A document from a row of named values: a JSON object, a line of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from duizhao.document import Document, lines
from duizhao.errors import InputError
from duizhao.reading.content import whole_characters
from duizhao.reading.dates import as_date
from duizhao.record import Json, Meta, Origin
from duizhao.settings import unknown


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Each field of a document, and the names that columns with it have, the likeliest first."""
    table = (resources.files(__package__) / "fields.tsv").read_text(encoding="utf-8")
    return {field: tuple(known.split()) for field, known in (row.split("\t") for row in table.splitlines())}


def check(given: Mapping[str, str]) -> None:
    """Raises UsageError where `given` (field → name of its column) has an unknown field."""
    for field in given:
        if field not in names():
            raise unknown("field", field, names())


def columns(present: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """field → its column among those `present`, by what is given and else by known names, capitals not counted.

    A given name that is not present is kept, so that it can be complained about.
    """
    by_plain = {name.strip().casefold(): name for name in reversed(list(present))}
    found = dict(given)
    for field, known in names().items():
        column = next((by_plain[n] for n in known if n in by_plain), None)
        if field not in found and column is not None:
            found[field] = column
    return found


def document(row: Json, chosen: Mapping[str, str], id: str, origin: Origin, *, guessed: bool = False) -> Document:
    """The document of `row`, `chosen` being the columns of its fields; `guessed`: its text's column was.

    `evidence` has the names of the columns. Raises InputError where it has no text, or a value that is none.
    """
    text = _text(row, chosen.get("text"))
    values = {field: _value(row, field, chosen[field]) for field in names() if field in chosen and field != "text"}
    title = values.get("title")
    raw = f"{title}\n{text}" if title else text
    start = len(title) + 1 if title else 0
    return Document(
        values.get("id") or id,
        raw,
        raw,
        origin,
        _meta(values, chosen, guessed),
        tuple(lines(text, start)),
        (0, len(title)) if title else None,
    )


def _meta(values: Mapping[str, str | None], chosen: Mapping[str, str], guessed: bool) -> Meta:
    evidence: dict[str, Any] = {field: chosen[field] for field, value in values.items() if value and field != "id"}
    if guessed:
        evidence["text"] = f"{chosen['text']} (guessed)"
    authors = re.split(r"\s*[、,，;；]\s*", values.get("authors") or "")
    return Meta(
        title=values.get("title"),
        date=_date(values.get("date")),
        source=values.get("source"),
        authors=tuple(filter(None, authors)),
        url=values.get("url"),
        evidence=evidence,
    )


def _date(value: str | None) -> str | None:
    """In ISO 8601 where it can be read, else as it stands."""
    if value is None or re.match(r"\d{4}-\d\d-\d\d(?:T|$)", value):
        return value
    return as_date(value) or value


def _text(row: Json, name: str | None) -> str:
    if name is None or name not in row:
        wanted = "text" if name is None else repr(name)
        raise InputError(
            f"has no {wanted} (its fields: {', '.join(map(str, row))[:120] or 'none'})",
            remedy="Name the field with --field text=NAME.",
        )
    text = row[name]
    if not isinstance(text, str):
        raise InputError(
            f"has no text in {name!r} but {type(text).__name__}", remedy="Name another with --field text=NAME."
        )
    text = whole_characters(text)
    if not text.strip():
        raise InputError(f"has nothing in {name!r}", remedy="Leave the line out.")
    return text


def _value(row: Json, field: str, name: str) -> str | None:
    """A field beside the text as one line, a number written out. Raises InputError for an object or a mixed list."""
    if name not in row:
        raise InputError(f"has no {name!r}", remedy=f"Name the field with --field {field}=NAME.")
    value = row[name]
    if value is None or isinstance(value, bool):
        return None
    if field == "authors" and isinstance(value, list) and all(isinstance(v, str) for v in value):
        value = "、".join(value)
    if not isinstance(value, (str, int, float)):
        what = f"has no text in {name!r} but {type(value).__name__}"
        raise InputError(what, remedy=f"Name another with --field {field}=NAME.")
    return " ".join(whole_characters(str(value)).split()) or None
