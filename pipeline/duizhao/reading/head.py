"""What a page says of itself in its head and headings: title, date, author, source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from duizhao.reading.article import metadata
from duizhao.reading.markup import Element, Line
from duizhao.record import Meta

_TAGS = {
    "date": (
        "article:published_time", "pubdate", "publishdate", "og:published_time", "og:release_date", "datepublished",
        "article:create_at", "publish-date", "publication_date", "weibo:article:create_at", "firstpublishedtime",
        "og:time", "dc.date.issued", "date_published", "apub:time", "_pubtime", "createdate",
    ),
    "source": ("source", "mediaid", "contentsource", "og:article:source", "contentsource_name"),
    "authors": ("author", "og:article:author", "article:author", "dc.creator"),
    "editor": ("editor", "catalogeditor"),
    "title": ("og:title", "articletitle", "twitter:title", "apub:title"),
    "url": ("og:url",),
}  # fmt: skip
_SEPARATOR = re.compile(r"\s*[_|｜—–\-]+\s*|\s+[-–—]\s+|\s*[<«»>]\s*")
_HEADINGS = ("h1", "h2", "h3")
_PERSON = re.compile(
    r"(?!.*(?:网|網|社|报|報|台|新闻|新聞|编辑部)$)[\u3400-\u9fff·]{2,12}|[A-Z][a-z]+(?: [A-Z][\w.]*)+"
)
BYLINE = 4
"""Lines under a headline among which its date is looked for."""
_STAMP = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?:[^\d]{1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Head:
    """The metadata of a page, and which of its lines is the title."""

    meta: Meta
    title_line: int | None


def read_head(root: Element, lines: Sequence[Line], chosen: Sequence[bool]) -> Head:
    """The metadata of a page whose visible `lines` are known; `chosen` marks those of the article."""
    tags = dict(_tags(root))
    found = metadata(root)
    page = _page_title(root)
    title_line = _title_line(lines, chosen, page or tags.get("title") or "")
    evidence: dict[str, tuple[int, int] | str] = {}
    values: dict[str, str | None] = {}
    if title_line is not None:
        values["title"] = lines[title_line].text
    else:
        values["title"], evidence["title"] = _said_title(tags.get("title"), page, getattr(found, "title", None))
    for name in ("source", "editor", "url"):
        values[name] = tags.get(name)
        if values[name]:
            evidence[name] = "meta"
    values["date"] = as_date(tags.get("date", ""))
    if values["date"]:
        evidence["date"] = "meta"
    authors = tuple(a for a in re.split(r"[,，;；、|]\s*", tags.get("authors", "")) if _PERSON.fullmatch(a))
    if authors:
        evidence["authors"] = "meta"
    lang = root.get("lang") or None
    meta = Meta(**values, authors=authors, lang=lang, evidence=evidence)
    date = None if meta.date else _near(lines, title_line) or as_date(getattr(found, "date", None) or "")
    if date:
        meta = replace(meta, date=date, evidence={**meta.evidence, "date": "page"})
    return Head(meta, title_line)


def _near(lines: Sequence[Line], title_line: int | None) -> str | None:
    """The date of a byline right under the headline: surer than what trafilatura finds anywhere on the page."""
    if title_line is None:
        return None
    below = (line.text for line in lines[title_line + 1 : title_line + 1 + BYLINE])
    return next((date for text in below if len(text) <= 60 and (date := as_date(text))), None)


def _tags(root: Element) -> Iterator[tuple[str, str]]:
    """Field and value of each meta tag that says one; the first wins."""
    fields = {tag: name for name, tags in _TAGS.items() for tag in tags}
    said: dict[str, str] = {}
    for tag in root.iter("meta"):
        key = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        value = " ".join((tag.get("content") or "").split())
        if value and (field := fields.get(key)):
            said.setdefault(field, value)
    yield from said.items()


def _page_title(root: Element) -> str:
    title = root.find(".//title")
    return "" if title is None else " ".join("".join(title.itertext()).split())


def _title_line(lines: Sequence[Line], chosen: Sequence[bool], page: str) -> int | None:
    """The line that is the headline: what the title of the page begins with, best as a heading."""
    bare = _bare(page)
    best: tuple[float, int] | None = None
    last = max((i for i, c in enumerate(chosen) if c), default=len(lines))
    for i, line in enumerate(lines[: last + 1]):
        text = _bare(line.text)
        if not 4 <= len(text) <= 120:
            continue
        rank = _rank(line)
        if bare.startswith(text) or (len(text) >= 8 and text in bare) or (len(bare) >= 8 and text.startswith(bare)):
            score = len(text) + 10 * rank
            if best is None or score > best[0]:
                best = score, i
    if best is None:
        headings = [i for i, line in enumerate(lines[: last + 1]) if line.element.tag == "h1" and len(line.text) > 3]
        return headings[0] if len(headings) == 1 else None
    return best[1]


def _rank(line: Line) -> int:
    at = line.element
    for _ in range(2):
        if at is None:
            break
        if at.tag in _HEADINGS:
            return 2 if at.tag == "h1" else 1
        if "title" in f"{at.get('class', '')} {at.get('id', '')}".lower():
            return 1
        at = at.getparent()
    return 0


def _said_title(tag: str | None, page: str, found: str | None) -> tuple[str | None, str]:
    """The title from the tags alone, without the names of column and site behind it."""
    if tag:
        return tag, "meta"
    if page:
        return _SEPARATOR.split(page)[0] or page, "title"
    return found, "page"


def as_date(text: str) -> str | None:
    """A date as people and machines write it, in ISO 8601, with the time of day where it is given."""
    stamp = _STAMP.search(text)
    if not stamp:
        return None
    year, month, day, hour, minute, second = stamp.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31 and 1900 <= int(year) <= 2100):
        return None
    date = f"{year}-{int(month):02}-{int(day):02}"
    if hour is None or int(hour) > 23 or int(minute) > 59:
        return date
    return f"{date}T{int(hour):02}:{minute}:{second or '00'}"


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
