"""The text of a Word file as it reads with all changes accepted, and where the bookmarks of duizhao begin in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duizhao.roundtrip import Side, bookmarked
from duizhao.xml import Element, local, value

_LEFT_OUT = {
    *("del", "moveFrom", "rPr", "tcPr", "trPr", "tblPr", "instrText", "delText", "delInstrText"),
    *("drawing", "pict", "object", "AlternateContent", "rt", "tbl", "txbxContent"),
}
"""What holds no text of the cell: what was deleted, formatting, codes of fields, pictures, readings, other tables."""
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of one side of a sentence."""

    side: Side
    id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A cell or a paragraph. `marks`: position and mark, `style`: that of its first paragraph.

    `open`: the mark that goes on in the next passage.
    """

    text: str
    marks: tuple[tuple[int, Mark], ...] = ()
    style: str = ""
    open: Mark | None = None

    def pieces(self) -> Iterator[tuple[Mark | None, str]]:
        """The text cut where marks begin; what stands before the first belongs to it."""
        if not self.marks:
            yield None, self.text
            return
        starts = [at for at, _ in self.marks]
        for (_, mark), start, end in zip(self.marks, [0, *starts[1:]], [*starts[1:], len(self.text)], strict=True):
            yield mark, self.text[start:end]


class Reader:
    """Reads passages in the order of the file, because a bookmark that begins in one may end in another."""

    def __init__(self) -> None:
        self._open: dict[str, Mark] = {}

    def passage(self, elements: Iterable[Element]) -> Passage:
        """The passage that `elements` make: paragraphs, cells, and bookmarks that stand before these."""
        return _Gathering(self._open).read(elements)


class _Gathering:
    """One passage while it is read."""

    def __init__(self, open: dict[str, Mark]) -> None:
        self._open = open
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[tuple[int, Mark]] = []
        self._style = ""
        self._begun = False

    def read(self, elements: Iterable[Element]) -> Passage:
        for element in elements:
            self._walk(element)
        text = "".join(self._pieces)
        shown = text.removesuffix("\n")
        marks = tuple((min(at, len(shown)), mark) for at, mark in self._marks)
        return Passage(shown, marks, self._style, next(reversed(self._open.values()), None))

    def _walk(self, element: Element) -> None:
        name = local(element)
        if name == "t":
            self._add(element.text or "")
        elif name in _CHARACTERS:
            self._add(_CHARACTERS[name])
        elif name == "bookmarkStart":
            self._start(element)
        elif name == "bookmarkEnd":
            self._open.pop(value(element, "id") or "", None)
        elif name == "pPr":
            self._look(element)
        elif name not in _LEFT_OUT:
            for child in element:
                self._walk(child)
            if name == "p" and element.find("{*}pPr/{*}rPr/{*}del") is None:
                self._add("\n")

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _start(self, element: Element) -> None:
        found = bookmarked(value(element, "name") or "")
        if found:
            mark = Mark(*found)
            self._marks.append((self._length, mark))
            self._open[value(element, "id") or ""] = mark

    def _look(self, properties: Element) -> None:
        if not self._begun:
            style = properties.find("{*}pStyle")
            self._style = "" if style is None else value(style, "val") or ""
        self._begun = True
