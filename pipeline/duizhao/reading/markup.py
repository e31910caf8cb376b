"""A page as a tree, and its visible text as lines, each with the element that it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from duizhao.errors import InputError
from duizhao.record import Kind

Element = Any
"""An lxml element; lxml is imported late and untyped."""

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "iframe", "legend", "li", "main", "menu", "nav", "ol", "option", "p",
    "pre", "section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr",
    "ul", "video", "audio",
}  # fmt: skip
_UNSEEN = {
    "applet", "audio", "canvas", "datalist", "embed", "frame", "frameset", "head", "iframe", "link", "map",
    "math", "meta", "noembed", "noframes", "noscript", "object", "script", "style", "svg", "template", "title",
    "video",
}  # fmt: skip
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
}
FEW = 100
"""Children of a row or an item that are looked at to tell what it is: it is asked once a line."""
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]{0,2000}>")
_LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]{0,40})\s[^<>]{20000,}>")  # the parser's time is quadratic in attributes


@dataclass(slots=True)
class Line:
    """A line of visible text; `links` counts those of its characters that are inside a link."""

    text: str
    kind: Kind
    element: Element
    links: int = 0


@dataclass(slots=True)
class _Walk:
    lines: list[Line] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    links: int = 0

    def flush(self, element: Element) -> None:
        """End the line that is being gathered in `element`."""
        if self.parts:
            text = _SPACE.sub(" ", "".join(self.parts)).strip()
            if text:
                self.lines.append(Line(text, _kind(element), element, min(self.links, len(text))))
            self.parts, self.links = [], 0


def parse(text: str, name: str) -> Element:
    """The tree of a page, made without network and entities. Raises InputError where there is nothing to parse.

    Where the page nests deeper than the parser allows, its containers are dissolved and its text kept.
    """
    text = _LONG_TAG.sub(r"<\1>", text.replace("\0", ""))
    root, problem = _parse(text)
    if problem == "depth":
        root, problem = _parse(_flat(text))
    if root is None:
        raise InputError(
            f"is a page that cannot be parsed ({problem or 'no text'})", where=name, remedy="Save its text as txt."
        )
    return root


def _parse(text: str) -> tuple[Element | None, str | None]:
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True
    )
    # the look-up of lxml.html asks Python for the class of each element
    parser.set_element_class_lookup(lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return None, None
    for error in parser.error_log:
        if "depth" in error.message.lower():
            return None, "depth"
        if error.type_name == "ERR_RESOURCE_LIMIT":
            return None, "a piece of it is larger than 10 MB"
    return root, None


def _flat(text: str) -> str:
    """The page with a paragraph break for each container and nothing for each inline element."""
    keep = {"title", "meta", "script", "style", "h1", "h2", "h3", "br", "head", "body", "html", "time", "noscript"}

    def replaced(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        return tag[0] if name in keep else "<p>" if name in BLOCKS else ""

    return re.sub(r"(?:<p>\s*){2,}", "<p>", _TAG.sub(replaced, text))


def visible(root: Element, *, also_hidden: bool = False) -> list[Line]:
    """The lines that a reader of the page sees, in order; with `also_hidden` those that its scripts may show too."""
    from lxml.etree import iterwalk

    walk = _Walk()
    block, links, preformatted = root, 0, 0
    steps = iterwalk(root, events=("start", "end"))
    for event, element in steps:
        tag = element.tag
        if event == "start":
            if tag in _UNSEEN or not isinstance(tag, str) or not (also_hidden or _shown(element)):
                steps.skip_subtree()
                continue
            if tag in BLOCKS:
                walk.flush(block)
                block = element
            elif tag == "br":
                walk.flush(block)
            elif tag == "a":
                links += 1
            preformatted += tag == "pre"
            text = element.text
        else:
            if tag in BLOCKS:
                walk.flush(block)
                block = _block_of(element.getparent())
            elif tag == "a":
                links -= 1
            preformatted -= tag == "pre"
            text = element.tail if element is not root else None
        if text:
            _add(walk, text, bool(links), bool(preformatted), block)
    walk.flush(block)
    return walk.lines


def _add(walk: _Walk, text: str, linked: bool, preformatted: bool, block: Element) -> None:
    pieces = text.splitlines() if preformatted else [text]
    for i, piece in enumerate(pieces):
        if i:
            walk.flush(block)
        walk.parts.append(piece)
        walk.links += len(piece.strip()) if linked else 0


def _shown(element: Element) -> bool:
    style = element.get("style")
    return (style is None or not _NOT_SHOWN.search(style)) and element.get("hidden") is None


def _block_of(element: Element | None) -> Element:
    while element is not None and element.tag not in BLOCKS and element.getparent() is not None:
        element = element.getparent()
    return element


def _kind(element: Element) -> Kind:
    """What a line directly in `element` is: the nearest ancestor that says so, within three."""
    at: Element | None = element
    for _ in range(3):
        if at is None:
            break
        if kind := _KINDS.get(at.tag):
            return "paragraph" if kind == "item" and _is_layout(at) else kind
        if at.tag in ("td", "th"):
            return "cell" if at is element and _in_data_row(at) else "paragraph"
        at = at.getparent()
    return "paragraph"


def _is_layout(item: Element) -> bool:
    """Whether a list item holds several blocks: a page laid out as a list."""
    blocks = (c for c in islice(item, FEW) if c.tag in BLOCKS and c.tag not in ("ul", "ol", "hr"))
    return next(islice(blocks, 1, None), None) is not None


def _in_data_row(cell: Element) -> bool:
    """Whether a cell has neighbours with text of their own: tables of one column are layout."""
    row = cell.getparent()
    if row is None:
        return False
    full = (c for c in islice(row, FEW) if c.tag in ("td", "th") and (c.text or len(c)))
    return next(islice(full, 1, None), None) is not None
