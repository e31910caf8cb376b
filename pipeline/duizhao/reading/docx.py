"""A Word document: its text, notes, headers and footers; what is deleted, hidden or said beside it is dropped."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.reading.content import Content
from duizhao.reading.docx_drawing import texts
from duizhao.reading.docx_styles import Styles
from duizhao.reading.docx_text import Found, Story
from duizhao.reading.gather import Gathering
from duizhao.reading.properties import meta_of
from duizhao.reading.titles import Titles
from duizhao.record import Json, Kind
from duizhao.settings import Reading
from duizhao.xml import Element, value
from duizhao.xmlparts import Parts, first_of, open_parts, resolve

_KINDS: dict[str, Kind] = {"footnotes": "footnote", "endnotes": "footnote", "header": "header", "footer": "header"}
_ORDER = ("diagramData", "chart", "footnotes", "endnotes", "header", "footer", "comments")
"""The parts besides the text itself, in the order in which they are read."""
_REASONS = {"comments": "comment"}


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """One document; after it an error for each part that is named but cannot be read.

    Raises InputError where the container or its main part is damaged, or nothing in it is text.
    """
    data = content.whole()
    with open_parts(data, content.name) as parts:
        book = _Word(parts)
        book.read()
    title, meta = book.titles.chosen(book.gathering, book.meta)
    return iter([book.gathering.document(content, data, "docx", meta, title), *first_of(book.problems, content.name)])


def styles_of(parts: Parts) -> Styles:
    """The styles of a document."""
    return _Word(parts).styles


class _Word:
    """A document while it is read: what was gathered, the candidates for its title, and what could not be read."""

    def __init__(self, parts: Parts) -> None:
        self.gathering = Gathering(parts.name)
        self.problems: list[InputError] = []
        self.titles = Titles()
        self._parts = parts
        self._relations: dict[str, list[tuple[str, str, bool]]] = {}
        self.main = next((t for k, t, _ in self._related("") if k == "officeDocument"), "word/document.xml")
        self.styles = Styles(self._optional(self.main, "styles"))
        self.meta = meta_of(self._optional("", "core-properties"))

    def read(self) -> None:
        """Gather the text of all parts."""
        root = self._parts.xml(self.main)
        if root.find("{*}body") is None:
            what = f"is no Word document ({self.main!r} has no body)"
            raise InputError(what, where=self._parts.name, remedy="Fetch or save it again.")
        self._story(root, self.main, "document")
        if next(root.iter("{*}altChunk"), None) is not None:
            self._missing(self.main, "holds text of another format (altChunk), which is not read", "Save it with Word.")
        related = self._related(self.main)
        for kind in _ORDER:
            for path in dict.fromkeys(t for k, t, external in related if k == kind and not external):
                self._part(path, kind)

    def _part(self, path: str, kind: str) -> None:
        try:
            root = self._parts.xml(path)
        except InputError as e:
            self._missing(path, e.what, e.remedy)
            return
        if kind in ("diagramData", "chart"):
            for index, text in texts(root):
                self.gathering.paragraph([(text, None)], "cell", {"part": path, "index": index}, one_line=True)
        else:
            self._story(root, path, kind)

    def _story(self, root: Element, part: str, name: str) -> None:
        for found in Story(root, self.styles).paragraphs():
            pieces = found.pieces
            if reason := _REASONS.get(name):
                pieces = [(text, reason) for text, _ in pieces]
            kind = _KINDS.get(name) or kind_of(found)
            place: Json = {"part": part, "index": found.index}
            if kind == "item" and found.in_list:
                place["level"] = found.in_list
            blocks = self.gathering.paragraph(pieces, kind, place, one_line=kind == "heading")
            if name == "document" and kind == "heading" and blocks:
                self.titles.note(blocks[0], found.look.is_title, found.look.is_subtitle, found.look.level)

    def _related(self, part: str) -> list[tuple[str, str, bool]]:
        """What a part (or, without one, the package) refers to: kind, path, whether it lies outside."""
        if part not in self._relations:
            folder, base = posixpath.split(part)
            path = self._parts.find(posixpath.join(folder, "_rels", f"{base}.rels"))
            found = [] if path is None else list(self._parts.xml(path).iter("{*}Relationship"))
            self._relations[part] = [
                (
                    (value(r, "Type") or "").rpartition("/")[2],
                    resolve(part, value(r, "Target") or ""),
                    value(r, "TargetMode") == "External",
                )
                for r in found
            ]
        return self._relations[part]

    def _optional(self, part: str, kind: str) -> Element | None:
        """The tree of the part that `part` refers to as `kind`; None where there is none that can be read."""
        path = next((t for k, t, external in self._related(part) if k == kind and not external), None)
        if path is None or self._parts.find(path) is None:
            return None
        try:
            return self._parts.xml(path)
        except InputError as e:
            self._missing(path, e.what, e.remedy)
            return None

    def _missing(self, path: str, what: str, remedy: str | None) -> None:
        self.problems.append(InputError(what, where=f"{self._parts.name}:{path}", remedy=remedy))


def kind_of(found: Found) -> Kind:
    """What a paragraph of the text itself is."""
    look = found.look
    if found.in_cell:
        return "cell"
    if look.is_title or look.is_subtitle or look.level is not None:
        return "heading"
    if look.is_caption:
        return "caption"
    if look.listed:
        return "item"
    return "quote" if look.is_quote else "paragraph"
