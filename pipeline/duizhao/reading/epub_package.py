"""What the package of an EPUB says: what the book is called, which chapters it has, in which order."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from duizhao.errors import InputError
from duizhao.reading.junk import is_no_title, is_nobody
from duizhao.reading.properties import chinese, iso_date
from duizhao.record import Meta, Span
from duizhao.xml import Element, local, value
from duizhao.xmlparts import Parts, resolve

CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
EVIDENCE = "opf"

_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES = re.compile(
    r"application/xhtml\+xml|text/(?:html|xml|x-oeb1-document)|application/(?:x-dtbook\+)?xml|image/svg\+xml"
)
_PAGE_NAME = re.compile(r"\.(?:x?html?|xml)", re.IGNORECASE)
_NCX = "application/x-dtbncx+xml"
_TITLE_ROLES, _AUTHORS, _EDITORS = ("main", ""), ("aut", ""), ("edt",)


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book."""

    id: str
    path: str
    media: str
    properties: str
    fallback: str

    @property
    def is_page(self) -> bool:
        return bool(_PAGES.fullmatch(self.media)) or (
            not self.media and bool(_PAGE_NAME.fullmatch(posixpath.splitext(self.path)[1]))
        )

    @property
    def is_navigation(self) -> bool:
        return "nav" in self.properties.split() or self.media == _NCX


@dataclass(frozen=True, slots=True)
class Package:
    """`spine`: the pages in reading order, those beside the main order last; `unknown`: names in it without a file.

    `navigation`: tables of contents that are not in the spine; `others`: pages that are in neither.
    """

    meta: Meta
    spine: tuple[Item, ...]
    unknown: tuple[str, ...]
    navigation: tuple[Item, ...]
    others: tuple[Item, ...]


def package(parts: Parts) -> Package:
    """The package that the container names first. Raises InputError where there is none, or its pages are locked."""
    rootfiles = list(parts.xml(CONTAINER).iter("{*}rootfile"))
    named = [r for r in rootfiles if value(r, "media-type") == "application/oebps-package+xml"] or rootfiles
    if not named:
        what = f"names no book in {CONTAINER!r}"
        raise InputError(what, where=parts.name, remedy="Fetch or save it again.")
    path = resolve("", value(named[0], "full-path") or "")
    root = parts.xml(path)
    items = {item.id: item for item in _items(root, path)}
    spine, unknown = _spine(root, items)
    _refuse_locked(parts, {parts.find(item.path) or item.path for item in spine})
    inside = {item.path for item in spine}
    left = [item for item in items.values() if item.path not in inside]
    return Package(
        _meta(root),
        tuple(spine),
        tuple(unknown),
        tuple(i for i in left if i.is_navigation),
        tuple(i for i in left if i.is_page and not i.is_navigation and i.media != "image/svg+xml"),
    )


def _items(root: Element, path: str) -> Iterator[Item]:
    for item in root.iterfind("{*}manifest/{*}item"):
        if href := value(item, "href"):
            said = (value(item, name) or "" for name in ("media-type", "properties", "fallback"))
            yield Item(value(item, "id") or "", resolve(path, href), *said)


def _spine(root: Element, items: dict[str, Item]) -> tuple[list[Item], list[str]]:
    """The pages of the spine, each once, and the names in it that the book has no file for."""
    main: dict[str, Item] = {}
    beside: dict[str, Item] = {}
    unknown: list[str] = []
    for reference in root.iterfind("{*}spine/{*}itemref"):
        name = value(reference, "idref") or ""
        item = items.get(name)
        if item is None:
            unknown.append(name)
        elif (page := _page(item, items)) is not None:
            (beside if value(reference, "linear") == "no" else main).setdefault(page.path, page)
    return [*main.values(), *(i for path, i in beside.items() if path not in main)], unknown


def _page(item: Item, items: dict[str, Item]) -> Item | None:
    """`item`, or the page that stands in for it where it is of another kind; None where there is none."""
    seen: set[str] = set()
    at: Item | None = item
    while at is not None and not at.is_page and at.id not in seen:
        seen.add(at.id)
        at = items.get(at.fallback)
    return at if at is not None and at.is_page else None


def _refuse_locked(parts: Parts, pages: set[str]) -> None:
    """Raise InputError where pages are encrypted; scrambled fonts do not matter."""
    if parts.find(ENCRYPTION) is None:
        return
    for entry in parts.xml(ENCRYPTION).iter("{*}EncryptedData"):
        method, reference = entry.find("{*}EncryptionMethod"), next(entry.iter("{*}CipherReference"), None)
        algorithm = "" if method is None else value(method, "Algorithm")
        path = "" if reference is None else resolve("", value(reference, "URI") or "")
        if algorithm not in _FONT_SCRAMBLING and (parts.find(path) or path) in pages:
            remedy = "Only a copy without DRM can be read."
            raise InputError("is protected against copying (DRM)", where=parts.name, remedy=remedy)


def _meta(root: Element) -> Meta:
    said: dict[str, list[tuple[str, str]]] = {}  # name: text and role of each
    refined = {
        (value(m, "refines") or "").lstrip("#"): (m.text or "").strip()
        for m in root.iter("{*}meta")
        if value(m, "property") in ("role", "title-type")
    }
    for element in root.iterfind("{*}metadata//{*}*"):
        if text := " ".join("".join(element.itertext()).split()):
            role = value(element, "role") or value(element, "event") or refined.get(value(element, "id") or "", "")
            said.setdefault(local(element), []).append((text, role))
    titles = [(t, role) for t, role in said.get("title", []) if t.isdecimal() or not is_no_title(t)]  # 1984 is a title
    title = _first(titles, _TITLE_ROLES) or next((t for t, _ in titles), None)
    dates = said.get("date", [])
    written = _first(dates, ("publication", "original-publication", "")) or ""
    values = {
        "title": title,
        "subtitle": _first(titles, ("subtitle",)),
        "date": iso_date(written) if written else None,
        "source": next((t for t, _ in said.get("publisher", [])), None),
        "editor": _first([*said.get("creator", []), *said.get("contributor", [])], _EDITORS),
    }
    creators = (t for t, role in said.get("creator", []) if role in _AUTHORS)
    authors = tuple(dict.fromkeys(t for t in creators if not is_nobody(t)))
    evidence: dict[str, Span | str] = {name: EVIDENCE for name, said in values.items() if said}
    if authors:
        evidence["authors"] = EVIDENCE
    lang = next(filter(None, (chinese(t) for t, _ in said.get("language", []))), None)
    return Meta(**values, authors=authors, lang=lang, evidence=evidence)


def _first(said: list[tuple[str, str]], roles: tuple[str, ...]) -> str | None:
    """The first text whose role is the first of `roles` that any has."""
    return next((text for wanted in roles for text, role in said if role == wanted), None)
