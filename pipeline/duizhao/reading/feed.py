"""Feeds: RSS 0.9x, 1.0 and 2.0, and Atom 0.3 and 1.0. One document for each item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from duizhao.document import Block, Document
from duizhao.errors import InputError
from duizhao.reading.content import Content
from duizhao.reading.encoding import declared_in
from duizhao.reading.feedtext import Line, mended, moment, shown
from duizhao.record import Meta, Origin, Span
from duizhao.settings import Reading
from duizhao.xml import Element, local, parse_xml

LIMIT = 32 << 20
"""Bytes of a feed; its tree takes some twenty times as much."""

_SPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_TEXTS = ("content:encoded", "xhtml:body", "xhtml:div", "content", "summary", "description", "dc:description")
_PODCAST_TEXTS = ("itunes:summary", "itunes:subtitle")
_DATES = ("pubDate", "published", "dc:date", "issued", "dcterms:created", "created", "updated", "modified", "date")
_AUTHORS = ("dc:creator", "author", "itunes:author")
_SECTIONS = ("category", "dc:subject")
_BREAKS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_MAIL = re.compile(r"[^\s@()]{1,64}@[^\s@()]{1,255}\s*\(([^()]{1,80})\)")


_Parts = dict[str, list[Element]]


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed says of itself, which is true of its items."""

    title: str | None
    link: str
    authors: tuple[str, ...]


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """A document for each item: its title, and every visible line of the fullest kind of text that it has.

    Feeds that are not well-formed are read as far as they can be. An item with neither title nor text is yielded as the
    error it is. Raises InputError where there is no item.
    """
    data = content.whole()
    if len(data) > LIMIT:
        raise InputError(f"is a feed larger than {LIMIT >> 20} MB", where=content.name, remedy="Split it.")
    decoded = content.decoded(data, declared_in(data))
    root = parse_xml(mended(decoded.text).encode("utf-8", "replace"), content.name, recover=True)
    feed = _feed(root, content.name)
    origin = content.origin(data, decoded, "feed")
    number = 0
    for number, item in enumerate(root.iter("{*}item", "{*}entry"), 1):
        where = f"{content.name}#{number}"
        try:
            yield _document(item, feed, f"{content.id}-{number}", origin, where)
        except InputError as e:
            yield InputError(e.what, where=where, remedy=e.remedy)
    if not number:
        raise InputError("is a feed without an item", where=content.name, remedy="Fetch it again.")


def _feed(root: Element, name: str) -> _Feed:
    channel = next(root.iter("{*}channel"), root)
    parts = _parts(channel)
    return _Feed(_line(parts, ("title", "dc:title"), name), _link(parts, "") or "", _authors(parts))


def _document(item: Element, feed: _Feed, id: str, origin: Origin, where: str) -> Document:
    parts = _parts(item)
    title = _line(parts, ("title", "dc:title"), where)
    lines = _text(parts, where)
    if not title and not lines:
        raise InputError("has neither title nor text", remedy="Leave the item out.")
    raw, blocks, at = [], [], 0
    for line in [*([Line(title, "heading")] if title else []), *lines]:
        blocks.append(Block(at, at + len(line.text), line.kind))
        raw.append(line.text)
        at += len(line.text) + 1
    span = (0, blocks.pop(0).end) if title else None
    text = "\n".join(raw)
    meta = _meta(parts, feed, item)
    if span is not None:
        meta = replace(meta, title=title, evidence={**meta.evidence, "title": span})
    named = _first(parts, ("guid", "id"))[0]
    return Document(named[:200] if named else id, text, text, origin, meta, tuple(blocks), span)


def _meta(parts: _Parts, feed: _Feed, item: Element) -> Meta:
    evidence: dict[str, Span | str] = {}
    date, date_tag = next(
        ((found, tag) for tag in _DATES if (found := moment(_first(parts, (tag,))[0] or ""))), (None, "")
    )
    section, section_tag = _first(parts, _SECTIONS)
    url = _link(parts, feed.link) or _about(item)
    authors = _authors(parts)
    said = {"date": date and date_tag, "section": section and section_tag, "url": url and "link"}
    evidence |= {field: tag for field, tag in said.items() if tag}
    evidence |= {"source": "feed"} if feed.title else {}
    evidence |= {"authors": "author" if authors else "feed"} if authors or feed.authors else {}
    return Meta(
        date=date, source=feed.title, authors=authors or feed.authors, section=section, url=url, evidence=evidence
    )


def _parts(element: Element) -> _Parts:
    """The children of an element by their names: with a prefix where they are of another namespace than it."""
    home = _space(element)
    out: _Parts = {}
    for child in element:
        name, space = local(child), _space(child)
        if name and space != home:
            name = f"{_SPACES.get(space, 'other')}:{name}"
        out.setdefault(name, []).append(child)
    return out


def _space(element: Element) -> str:
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def _first(parts: _Parts, names: Iterable[str]) -> tuple[str | None, str]:
    """The first value among the elements of `names`, and the name of its tag."""
    for name in names:
        for element in parts.get(name, ()):
            said = element.get("label") or element.get("term") or "".join(element.itertext())
            if value := " ".join(said.split()):
                return value, name
    return None, ""


def _line(parts: _Parts, names: Iterable[str], where: str) -> str | None:
    """The visible text of the first of `names` that has some, as one line."""
    for name in names:
        for element in parts.get(name, ()):
            if text := " ".join(" ".join(line.text for line in shown(element, where)).split()):
                return text
    return None


def _text(parts: _Parts, where: str) -> list[Line]:
    """The lines of the fullest text of an item."""
    for name in (*_TEXTS, *_PODCAST_TEXTS):
        for element in parts.get(name, ()):
            lines = shown(element, where)
            if lines:
                return [Line(_BREAKS.sub(" ", line.text), line.kind) for line in lines]
    return []


def _authors(parts: _Parts) -> tuple[str, ...]:
    for name in _AUTHORS:
        found = []
        for element in parts.get(name, ()):
            inner = next(element.iterchildren("{*}name"), element)
            said = " ".join("".join(inner.itertext()).split())
            mail = _MAIL.fullmatch(said)
            found.append(mail[1].strip() if mail else said)
        if any(found):
            return tuple(dict.fromkeys(filter(None, found)))
    return ()


def _link(parts: _Parts, base: str) -> str | None:
    """The address of the page that an item is the text of, whole where the feed says from where it counts."""
    for element in parts.get("link", ()):
        if element.get("rel", "alternate") == "alternate":
            said = (element.get("href") or element.text or "").strip()
            if found := _address(said, element.base or base):
                return found
    for element in parts.get("guid", ()):
        if element.get("isPermaLink", "true").lower() != "false" and (found := _address(element.text or "", "")):
            return found
    return None


def _about(item: Element) -> str | None:
    return next((_address(value, "") for key, value in item.attrib.items() if key.endswith("about")), None)


def _address(said: str, base: str) -> str | None:
    try:
        whole = urljoin(base, said.strip())
        return whole if said.strip() and urlsplit(whole).scheme in ("http", "https", "ftp") else None
    except ValueError:  # brackets that are no IPv6 address
        return None
