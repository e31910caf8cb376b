"""The paragraphs of one part of a Word document, each with what is read of it and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from duizhao.reading.docx_styles import Look, Styles, is_on, vanishes
from duizhao.reading.gather import Piece
from duizhao.reading.mathtext import linear
from duizhao.xml import Element, has_neighbour, local, value

_SKIPPED = {
    "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText", "fldData", "txbxContent", "softHyphen", "sectPr",
    "smartTagPr", "customXmlPr", "rubyPr", "tblPr", "footnoteRef", "endnoteRef",
}  # fmt: skip
_REASONS = {"del": "deleted", "moveFrom": "deleted", "rt": "ruby"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Found:
    """A paragraph: `index` among the `w:p` of its part in document order, `in_cell`: of a table of several columns.

    `elements`: what each of the pieces stands in.
    """

    index: int
    pieces: list[Piece]
    look: Look
    in_cell: bool
    in_list: int | None
    elements: list[Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the elements around a paragraph make of it; `twin`: it is given twice, and the other one is read."""

    in_cell: bool = False
    reason: str | None = None
    twin: bool = False


class Story:
    """The paragraphs of a part, in the order of the part; those of a text box come after the one it is anchored in."""

    def __init__(self, root: Element, styles: Styles) -> None:
        self._root, self._styles = root, styles
        self._name = root.tag.rpartition("}")[0] + "}p"
        self._other = _other_branches(root)
        self._fields = _whole_fields(root)
        self._known: dict[Element, _Around] = {}
        self._open: list[bool] = []  # for each field that is open, whether its result has begun

    def paragraphs(self) -> Iterator[Found]:
        """All that hold anything; one whose text is given twice is empty where it is not read."""
        for index, paragraph in enumerate(self._root.iter(self._name)):
            if len(paragraph):
                yield self._found(index, paragraph)

    def _found(self, index: int, paragraph: Element) -> Found:
        around = self._around(paragraph.getparent())
        if around.twin:
            return Found(index, [], Look(), False, None)
        properties = paragraph.find("{*}pPr")
        look = self._styles.paragraph(properties)
        reason = around.reason or ("navigation" if look.is_contents else None)
        walked = list(self._walk(paragraph, reason, look.hidden))
        pieces = [(text, why) for text, why, _ in walked]
        level, elements = _level(properties), [element for _, _, element in walked]
        return Found(index, pieces, look, around.in_cell, level, elements)

    def _around(self, element: Element | None) -> _Around:
        """What `element` and those it stands in make of the paragraphs in it."""
        if element is None:
            return _Around()
        if element not in self._known:
            name, outer = local(element), self._around(element.getparent())
            if element in self._other:
                outer = replace(outer, twin=True)
            elif name == "txbxContent":
                outer = replace(outer, in_cell=False)
            elif name == "tc":
                reason = outer.reason or ("hidden" if _is_covered(element) else None)
                outer = replace(outer, in_cell=has_neighbour(element, ("tc",)), reason=reason)
            elif outer.reason is None:
                outer = replace(outer, reason=_reason(element, name))
            self._known[element] = outer
        return self._known[element]

    def _walk(self, element: Element, reason: str | None, hidden: bool) -> Iterator[tuple[str, str | None, Element]]:
        """The pieces below `element`, which are not read for `reason`, each with what it stands in.

        `hidden`: the style of the paragraph hides.
        """
        for child in element:
            name = local(child)
            if name == "t" or name == "delText":
                yield _text(child), reason or ("deleted" if name == "delText" else self._unseen()), child
            elif name == "r":
                yield from self._walk(child, reason or self._run_reason(child, hidden), hidden)
            elif name in _SKIPPED or child in self._other:
                continue
            elif name in _SIGNS:
                yield _SIGNS[name], reason or self._unseen(), child
            elif name == "oMath":
                yield linear(child), reason or self._unseen(), child
            elif name == "sym":
                yield _symbol(value(child, "font") or "", value(child, "char") or ""), reason or self._unseen(), child
            elif name == "fldChar":
                self._field(child)
            elif name == "docPr":
                yield f"{value(child, 'descr') or ''}\n", "alt-text", child
            elif name == "textpath":
                yield value(child, "string") or "", reason or "word-art", child
            else:
                yield from self._walk(child, reason or _reason(child, name), hidden)

    def _run_reason(self, run: Element, hidden: bool) -> str | None:
        properties = run.find("{*}rPr")
        if properties is None:
            return "hidden" if hidden else None
        own = vanishes(properties)
        if own is None:
            style = properties.find("{*}rStyle")
            own = hidden or (style is not None and self._styles.look(value(style, "val")).hidden)
        return "hidden" if own else None

    def _field(self, mark: Element) -> None:
        kind = value(mark, "fldCharType")
        if mark not in self._fields:
            return
        if kind == "begin":
            self._open.append(False)
        elif kind == "separate" and self._open:
            self._open[-1] = True
        elif kind == "end" and self._open:
            self._open.pop()

    def _unseen(self) -> str | None:
        """The reason for text that stands in the code of a field."""
        return None if all(self._open) else "field-code"


def _text(element: Element) -> str:
    """The text of a `w:t`: white space at its ends counts only where the file says so."""
    text = element.text or ""
    if text[:1].isspace() or text[-1:].isspace():
        kept = any(k.endswith("}space") and v == "preserve" for k, v in element.attrib.items())
        text = text if kept else text.strip(" \t\r\n")
    return str(text).replace("\n", " ")


def _symbol(font: str, code: str) -> str:
    """The character that a symbol font shows for a code; the code's own where the font is not known."""
    try:
        number = int(code, 16)
        known = _symbols().get((font.lower(), number & 0xFF)) if number >> 8 in (0, 0xF0) else None
        return known or chr(number)
    except (ValueError, OverflowError):
        return "\ufffd"


@cache
def _symbols() -> dict[tuple[str, int], str]:
    text = (files(__package__) / "symbols.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {(font, int(code, 16)): char for font, code, char in rows}


def _other_branches(root: Element) -> set[Element]:
    """The branches that are not read where a file gives one thing twice: all but the first that has text."""
    other: set[Element] = set()
    for choice in root.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"):
        branches = list(choice)
        chosen = next(
            (b for b in branches if next(b.iter("{*}t"), None) is not None), branches[0] if branches else None
        )
        other.update(b for b in branches if b is not chosen)
    return other


def _whole_fields(root: Element) -> set[Element]:
    """The marks of the fields that have an end; one without would hide all that follows."""
    whole: set[Element] = set()
    stack: list[list[Element]] = []
    for mark in root.iter("{*}fldChar"):
        kind = value(mark, "fldCharType")
        if kind == "begin":
            stack.append([mark])
        elif stack:
            stack[-1].append(mark)
            if kind == "end":
                whole.update(stack.pop())
    return whole


def _is_covered(cell: Element) -> bool:
    """Whether a cell is merged into the one above it, which is the one that is shown."""
    merged = cell.find("{*}tcPr/{*}vMerge")
    return merged is not None and value(merged, "val") != "restart"


def _reason(element: Element, name: str) -> str | None:
    """Why what stands in an element of this name is not read, if it is not."""
    if name == "sdt":
        return "placeholder" if _is_placeholder(element) else "navigation" if _is_contents(element) else None
    if name in ("footnote", "endnote"):
        return None if (value(element, "type") or "normal") == "normal" else "note-separator"
    return _REASONS.get(name)


def _is_placeholder(control: Element) -> bool:
    shown = control.find("{*}sdtPr/{*}showingPlcHdr")
    return shown is not None and is_on(value(shown, "val") or "1")


def _is_contents(control: Element) -> bool:
    gallery = control.find("{*}sdtPr/{*}docPartObj/{*}docPartGallery")
    return gallery is not None and (value(gallery, "val") or "").lower() == "table of contents"


def _level(properties: Element | None) -> int | None:
    """The level of a list that the paragraph itself names, from 0."""
    found = None if properties is None else properties.find("{*}numPr/{*}ilvl")
    said = "" if found is None else value(found, "val") or ""
    return int(said) if len(said) == 1 and said in "012345678" else None
