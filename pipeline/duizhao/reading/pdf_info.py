"""What a PDF says of itself in its document information, where that is worth anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from duizhao.reading.junk import is_no_title, is_nobody
from duizhao.record import Meta

EVIDENCE = "document-info"

_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:([+-])(\d\d)'?(\d\d)?|(Z))?")
_BROWSER = re.compile(r"^Mozilla/|Chrom(?:e|ium)|Skia/PDF|wkhtmltopdf|Firefox|WeasyPrint", re.I)
"""What prints a page: the date is that of the print, and not of what it says."""
_UNSET = "2000-01-01T00:00:00"


def information(info: Mapping[str, str], meta: Meta) -> Meta:
    """`meta` with title, authors and date of the document information, where they are empty and it is no junk."""
    title, author = _clean(info.get("Title", "")), _clean(info.get("Author", ""))
    found: dict[str, object] = {}
    if not meta.title and len(re.findall("[\u3400-\u9fff]", title)) >= 2 and not is_no_title(title):
        found["title"] = title
    names = [name for part in re.split(r"[,;，；、]", author) if (name := part.strip())]
    if not meta.authors and names and not any(is_nobody(n) or len(n) > 30 for n in names):
        found["authors"] = tuple(names)
    printed = any(_BROWSER.search(info.get(key, "")) for key in ("Creator", "Producer"))
    if not meta.date and not printed and (date := _date(info.get("CreationDate", ""))):
        found["date"] = date
    # the names are those of fields whose types the values have
    # the keys of found are fields of Meta, which mypy cannot see
    return replace(meta, **found, evidence={**meta.evidence, **dict.fromkeys(found, EVIDENCE)})  # type: ignore[arg-type]


def _clean(value: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", value).strip()[:200]


def _date(value: str) -> str | None:
    """ISO 8601 of a PDF date; None for one that is impossible or that a program writes for none."""
    mark = _DATE.match(value.strip())
    if not mark:
        return None
    year, month, day, hour, minute, second, sign, off_hour, off_minute, zulu = mark.groups()
    text = f"{year}-{month}-{day}"
    if hour:
        text += f"T{hour}:{minute}:{second or '00'}"
        text += f"{sign}{off_hour}:{off_minute or '00'}" if sign else "+00:00" if zulu else ""
    try:
        made = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if made.year < 1990 or text.startswith(_UNSET) else text
