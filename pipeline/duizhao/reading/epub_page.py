"""One page of an EPUB: its elements, its visible lines, and what of it is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from duizhao.errors import InputError
from duizhao.reading.markup import Line, parse, visible
from duizhao.reading.mathtext import linear
from duizhao.reading.ruby import take_out, take_readings
from duizhao.xml import Element, local, parse_xml

MARKED = re.compile(r"\s*[\[［〔【(（]?\s*(?:\d{1,4}|[①-⑳*†‡注註])\s*[\]］〕】)）]?\s*")
"""What the mark of a note looks like."""

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,1000}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,1000}(?:\[[^\]]{0,100000}\]\s{0,100})?>", re.IGNORECASE)
_HEAD = 8192
"""Characters of a page in which its document type stands."""
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31});")
_XML_OWN = {"amp", "lt", "gt", "quot", "apos"}
_UNSEEN = {
    "applet", "audio", "canvas", "datalist", "embed", "frameset", "iframe", "map", "noembed", "noframes", "noscript",
    "object", "template", "video",
}  # fmt: skip
_MUTE = {"head", "script", "style"}
_NOTES = {"footnote", "endnote", "rearnote", "footnotes", "endnotes", "rearnotes"}
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True, slots=True)
class Page:
    """`lines` in order, each with its element; `index[element]` is its place among all elements, in document order.

    `aside`: text that is not read, and why; `notes`: the elements that hold footnotes and endnotes.
    """

    lines: list[Line]
    index: dict[Element, int]
    aside: list[tuple[str, str]]
    notes: frozenset[Element]

    def is_note(self, line: Line) -> bool:
        """Whether a line belongs to a footnote or an endnote."""
        if not self.notes:
            return False
        return any(e in self.notes for e in (line.element, *line.element.iterancestors()))


def page(text: str, name: str) -> Page:
    """The page that `text` is. Raises InputError where it cannot be parsed."""
    root = tree(text, name)
    index = {element: i for i, element in enumerate(root.iter("*"))}
    notes = frozenset(e for e in index if not _NOTES.isdisjoint(_types(e)))
    aside = list(_set_aside(root))
    return Page(visible(root), index, aside, notes)


def tree(text: str, name: str) -> Element:
    """The elements of a page, named without namespace: as XML, or as HTML is read where it is not well-formed.

    The n-th of them in document order is what a block's `place` means by the index n. Raises InputError where there
    are none.
    """
    text = prepared(text)[1]
    try:
        root = parse_xml(text.encode("utf-8", "replace"), name)
    except InputError:
        return parse(text, name)
    for element in root.iter("*"):
        element.tag = local(element).lower()
    return root


def prepared(text: str) -> tuple[str, str]:
    """A page as it is parsed, without declarations and with HTML's entities written out; before it what it begins with.

    That is a declaration of UTF-8 and the document type of XHTML, where it names one without entities of its own.
    """
    bare = _DECLARATION.sub("", text)
    body = _without_type(bare)
    begins = re.search("<!DOCTYPE", bare[:_HEAD], re.IGNORECASE)
    named = _DOCTYPE.match(bare, begins.start()) if begins else None
    kept = named[0] if named and "[" not in named[0] else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{kept}', _ENTITY.sub(_written_out, body)


def _without_type(text: str) -> str:
    """`text` without its document type, which may name entities of its own."""
    begins = re.search("<!DOCTYPE", text[:_HEAD], re.IGNORECASE)
    found = begins and _DOCTYPE.match(text, begins.start())
    return text[: found.start()] + text[found.end() :] if found else text


def _written_out(entity: re.Match[str]) -> str:
    """The characters of an entity of HTML, which XML does not know; an unknown one as it stands."""
    if entity[1] in _XML_OWN:
        return entity[0]
    return html5.get(f"{entity[1]};", f"&amp;{entity[1]};")


def _set_aside(root: Element) -> Iterator[tuple[str, str]]:
    """Take out of the tree what is not read, and give its text and reason; make text of formulas and drawings."""
    readings = take_readings(root)
    gone: set[Element] = set()  # with what is in them
    for element in list(root.iter("*")):
        tag = element.tag
        if element in gone or tag in _MUTE:
            continue
        if tag == "img":
            yield element.get("alt") or "", "alt-text"
        elif tag in _UNSEEN or _is_hidden(element):
            yield _text(element), "hidden"
            _take_out(element, gone)
        elif tag == "math":
            text = linear(element)
            gone.update(element.iter("*"))
            _flatten(element, text)
        elif tag == "svg":
            yield from _drawing(element, gone)
        elif tag == "a" and _is_mark(element):
            yield _text(element), "note-mark"
            _take_out(element, gone)
    yield from ((text, "ruby") for text in readings)


def _drawing(svg: Element, gone: set[Element]) -> Iterator[tuple[str, str]]:
    """Make the text of a drawing lines of the page; its title and description are dropped."""
    for element in list(svg.iter("*")):
        if element in gone:
            continue
        if element.tag in ("title", "desc", "metadata"):
            yield _text(element), "alt-text"
            _take_out(element, gone)
        elif element.tag not in _MUTE:
            element.tag = "div" if element.tag in ("svg", "text", "foreignobject", "div", "p") else "span"


def _is_hidden(element: Element) -> bool:
    style = element.get("style") or ""
    return element.get("hidden") is not None or bool(re.search(r"display\s*:\s*none", style, re.IGNORECASE))


def _is_mark(link: Element) -> bool:
    """Whether a link is the mark of a note: said to be one, or a raised number that leads to a place."""
    if not {"noteref", "doc-noteref"}.isdisjoint(_types(link)):
        return True
    raised = any(e.tag == "sup" for e in (*link, link.getparent()) if e is not None)
    return raised and "#" in (link.get("href") or "") and bool(MARKED.fullmatch(_text(link)))


def _types(element: Element) -> set[str]:
    said = f"{element.get(_EPUB_TYPE) or element.get('epub:type') or ''} {element.get('role') or ''}".lower()
    return {t.removeprefix("doc-") for t in said.split()} if said != " " else set()


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _flatten(element: Element, text: str) -> None:
    """Make `element` hold `text` and nothing else."""
    for child in list(element):
        element.remove(child)
    element.tag, element.text = "span", text


def _take_out(element: Element, gone: set[Element]) -> None:
    """Remove an element and leave what follows it; it and what is in it are `gone`."""
    gone.update(element.iter("*"))
    take_out(element)
