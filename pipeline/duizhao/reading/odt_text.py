"""The paragraphs and headings of one part of an OpenDocument text, each with what is read of it and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duizhao.reading.gather import Piece
from duizhao.reading.odt_styles import Look, Styles
from duizhao.record import Kind
from duizhao.xml import Element, has_neighbour, local, value

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SPACES = 1000
"""Spaces that one element may stand for."""

_NESTED = {"note-body", "annotation", "text-box", "tracked-changes"}
_REASONS = {"ruby-text": "ruby", "note-citation": "note-mark"}
_UNSEEN = {"script", "binary-data", "event-listeners"}
_SIGNS = {"tab": "\t", "line-break": "\n"}
_ABOVE = {
    "deletion": "deleted",
    "annotation": "comment",
    "covered-table-cell": "hidden",
    "table-of-content": "navigation",
    "illustration-index": "navigation",
    "table-index": "navigation",
    "object-index": "navigation",
    "user-index": "navigation",
    "alphabetical-index": "navigation",
}
_RUNNING = re.compile(r"(?:header|footer)(?:-left|-first)?")


@dataclass(frozen=True, slots=True)
class Found:
    """A paragraph; `index` is its place among the `text:p` and `text:h` of its part, in document order."""

    index: int
    kind: Kind
    pieces: list[Piece]
    look: Look
    level: int | None = None


def paragraphs(root: Element, styles: Styles, formulas: Mapping[str, str]) -> Iterator[Found]:
    """Those of a part in its order; those of notes and frames come after the one they are anchored in.

    `formulas`: the text of the objects that are formulas, by the address that the part gives for them.
    """
    for index, element in enumerate(root.iter(TEXT + "p", TEXT + "h")):
        look = styles.look("paragraph", value(element, "style-name"))
        kind, reason = _around(element, styles)
        level = _level(element, look)
        if reason is None and (look.hidden or (local(element) == "p" and _is_hidden_paragraph(element))):
            reason = "hidden"
        if kind in ("paragraph", "item"):
            kind = _own_kind(look, level) or kind
        yield Found(index, kind, _spaced(_walk(element, styles, formulas, reason)), look, level)


def _walk(element: Element, styles: Styles, formulas: Mapping[str, str], reason: str | None) -> Iterator[Piece]:
    """The pieces of `element`; the paragraphs that are nested in it are found for themselves."""
    if element.text:
        yield element.text, reason
    for child in element:
        name = local(child)
        if name == "s":
            said = value(child, "c") or "1"
            yield " " * (min(int(said), SPACES) if re.fullmatch("[0-9]{1,9}", said) else 1), reason
        elif name in _SIGNS:
            yield _SIGNS[name], reason
        elif name == "hidden-text":
            yield value(child, "string-value") or child.text or "", reason or "hidden"
        elif name == "object":
            yield formulas.get(value(child, "href") or "", ""), reason
        elif name in ("p", "h") or name in _NESTED or name in _UNSEEN:
            pass
        else:
            yield from _walk(child, styles, formulas, reason or _reason(child, name, styles))
        if child.tail and name != "tracked-changes":
            yield child.tail, reason


def _reason(element: Element, name: str, styles: Styles) -> str | None:
    """Why the text of an element in a paragraph is not read, if it is not."""
    if name in ("title", "desc"):
        return None if element.tag.startswith(TEXT) else "alt-text"
    styled = name == "span" and styles.look("text", value(element, "style-name")).hidden
    return "hidden" if styled or value(element, "display") == "none" else _REASONS.get(name)


def _spaced(pieces: Iterator[Piece]) -> list[Piece]:
    """The pieces with runs of the file's own white space as one space each, as OpenDocument wants it."""
    return [
        (text if text in ("\t", "\n") or text.isspace() else re.sub(r"[ \t\r\n]+", " ", text), why)
        for text, why in pieces
    ]


def _around(element: Element, styles: Styles) -> tuple[Kind, str | None]:
    """What the elements around a paragraph make of it, and why it is not read if it is not."""
    kind: Kind = "paragraph"
    reason: str | None = None
    framed = False
    for above in element.iterancestors():
        name = local(above)
        reason = reason or _ABOVE.get(name)
        if name == "note-body":
            return "footnote", reason
        if _RUNNING.fullmatch(name):
            return "header", reason
        if name == "section":
            hidden = value(above, "display") == "none" or value(above, "is-hidden") == "true"
            reason = reason or ("hidden" if hidden else None)
        elif framed or kind == "cell":
            continue
        elif name == "table-cell":
            kind = "cell" if has_neighbour(above, ("table-cell", "covered-table-cell")) else kind
            framed = True
        elif name == "list-item":
            kind = "item"
        elif name == "text-box":
            framed = True
    return kind, reason


def _own_kind(look: Look, level: int | None) -> Kind | None:
    if level is not None or look.is_title or look.is_subtitle:
        return "heading"
    if look.is_caption:
        return "caption"
    return "quote" if look.is_quote else None


def _level(element: Element, look: Look) -> int | None:
    """The level of a heading, from 0."""
    if local(element) != "h":
        return look.level
    said = value(element, "outline-level") or ""
    return max(int(said) - 1, 0) if re.fullmatch("[0-9]{1,3}", said) else 0


def _is_hidden_paragraph(element: Element) -> bool:
    field = next(element.iterchildren(TEXT + "hidden-paragraph"), None)
    return field is not None and value(field, "is-hidden") == "true"
