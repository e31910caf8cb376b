"""What a container says of the document in it: title, author and date, in the words of Dublin Core."""

from __future__ import annotations

import re

from duizhao.reading.dates import as_date
from duizhao.reading.junk import is_no_title, is_nobody
from duizhao.record import Meta, Span
from duizhao.xml import Element, local

EVIDENCE = "core-properties"

_DATE = re.compile(
    r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T(\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,12})?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_OF_TEMPLATE = "2013-12-23T23:15:00"
"""The date of the template that python-docx makes files from."""


def meta_of(root: Element | None) -> Meta:
    """Title, authors, date of creation and language in the properties of a file, but not what programs put there."""
    if root is None:
        return Meta()
    said: dict[str, str] = {}
    for element in root.iter():
        text = " ".join((element.text or "").split())
        if text:
            said.setdefault(local(element), text)
    title = said.get("title", "")
    creator = said.get("initial-creator") or said.get("creator") or ""
    created = said.get("created") or said.get("creation-date") or ""
    authors = tuple(a for a in re.split(r"\s*[;；、,，]\s*", creator) if a and not is_nobody(a))
    date = None if created.startswith(_OF_TEMPLATE) else iso_date(created)
    title_said = title if title and not is_no_title(title) else None
    values = {"title": title_said, "date": date, "authors": authors or None}
    evidence: dict[str, Span | str] = {name: EVIDENCE for name, value in values.items() if value}
    return Meta(title=title_said, date=date, authors=authors, lang=chinese(said.get("language")), evidence=evidence)


def chinese(language: str | None) -> str | None:
    """A language as it is given where it is a Chinese one: programs put their own where nobody chose."""
    return language if re.match("(?:zh|cmn|yue|lzh)(?:-|$)", language or "", re.IGNORECASE) else None


def iso_date(text: str) -> str | None:
    """A date as properties write it, in ISO 8601, as exact as it is given; None where it is none."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return as_date(text)
    day, time, offset = found.groups()
    if not (1 <= int(day[5:7] or 1) <= 12 and 1 <= int(day[8:10] or 1) <= 31 and day[:4] >= "1000"):
        return None
    return f"{day}T{time}{offset or ''}" if time else day
