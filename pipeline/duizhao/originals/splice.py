"""XML changed where it must be, and left byte for byte as it is everywhere else."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from duizhao.rendering.exchange import written

Element = Any
"""An lxml element; lxml is imported late and untyped."""

_OPEN_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")
_NAME = re.compile(rb"<([^\s/>]+)")
_BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Extent:
    """Where an element stands: start tag [start, inside), end tag [after, end); one tag where it is empty."""

    start: int
    inside: int
    after: int
    end: int

    @property
    def is_one_tag(self) -> bool:
        return self.inside == self.end


class Markup:
    """The bytes of an XML file, where its elements stand in them, and the changes to be made.

    `root` is the tree that `duizhao.xml.parse_xml` made of `data`: its elements are found again by their number.
    """

    def __init__(self, data: bytes, root: Element) -> None:
        self._bom, self._encoding = _encoding(data, root)
        self.data = _utf8(data, self._bom, self._encoding)
        self._number = {element: n for n, element in enumerate(root.iter("*"))}
        self._extents = _extents(self.data)
        self._edits: list[tuple[int, int, bytes]] = []
        self._attributes: dict[Element, dict[str, str]] = {}

    def extent(self, element: Element) -> Extent:
        """Where an element stands."""
        return self._extents[self._number[element]]

    def inner(self, element: Element) -> bytes:
        """What is between its tags, as it is written."""
        at = self.extent(element)
        return self.data[at.inside : at.after]

    def tag(self, element: Element) -> bytes:
        """Its start tag."""
        at = self.extent(element)
        return self.data[at.start : at.inside]

    def name(self, element: Element) -> bytes:
        """Its name as it is written, with its prefix."""
        match = _NAME.match(self.data, self.extent(element).start)
        return match[1] if match else b""

    def replace(self, start: int, end: int, content: bytes) -> None:
        """Put `content` in place of the bytes [start, end)."""
        self._edits.append((start, end, content))

    def sibling(self, element: Element, name: str) -> bytes:
        """The name of an element in the same namespace."""
        prefix, colon, _ = self.name(element).rpartition(b":")
        return prefix + colon + name.encode()

    def set(self, element: Element, attributes: Mapping[str, str]) -> None:
        """Give an element these attributes; the others stay."""
        self._attributes.setdefault(element, {}).update(attributes)

    def fill(self, element: Element, content: bytes) -> None:
        """Put `content` between the tags of an element, in place of what is there."""
        at = self.extent(element)
        if at.is_one_tag:
            opened = self._with_attributes(element).rstrip(b">").rstrip(b"/").rstrip() + b">"
            self._attributes.pop(element, None)
            self._edits.append((at.start, at.end, opened + content + b"</" + self.name(element) + b">"))
        else:
            self._edits.append((at.inside, at.after, content))

    def append(self, element: Element, content: bytes) -> None:
        """Put `content` before the end tag of an element."""
        at = self.extent(element)
        if at.is_one_tag:
            self.fill(element, content)
        else:
            self._edits.append((at.after, at.after, content))

    def after(self, element: Element, content: bytes) -> None:
        """Put `content` behind an element, with the white space that stands before it."""
        at = self.extent(element)
        self._edits.append((at.end, at.end, self._gap(at.start) + content))

    def before(self, element: Element, content: bytes) -> None:
        """Put `content` before an element, and after it the white space that stands before the element."""
        start = self.extent(element).start
        self._edits.append((start, start, content + self._gap(start)))

    def result(self) -> bytes:
        """The bytes with all changes made, in the encoding that they came in."""
        for element in self._attributes:
            at = self.extent(element)
            self._edits.append((at.start, at.inside, self._with_attributes(element)))
        out: list[bytes] = []
        done = 0
        for start, end, new in sorted(self._edits, key=lambda e: e[:2]):
            out += self.data[done:start], new
            done = end
        out.append(self.data[done:])
        whole = b"".join(out)
        if self._encoding == "utf-8":
            return whole
        return self._bom + whole.decode().encode(self._encoding, "xmlcharrefreplace")

    def _with_attributes(self, element: Element) -> bytes:
        tag = self.tag(element)
        for name, value in self._attributes.get(element, {}).items():
            found = re.search(rb"\s" + name.encode() + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", tag)
            said = b'"' + escaped(value, quoted=True) + b'"'
            if found:
                tag = tag[: found.start(1)] + said + tag[found.end(1) :]
            else:
                name_end = len(self.name(element)) + 1
                last = re.search(rb"\s*/?>$", tag)
                end = last.start() if last else name_end
                tag = tag[:end] + b" " + name.encode() + b"=" + said + tag[end:]
        return tag

    def _gap(self, start: int) -> bytes:
        before = self.data[:start] if start < 400 else self.data[start - 400 : start]
        gap = before[len(before.rstrip()) :]
        return gap if before.rstrip().endswith(b">") else b""


def escaped(text: str, *, quoted: bool = False) -> bytes:
    """`text` as content of an element, or of an attribute."""
    out = written(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (out.replace('"', "&quot;").replace("\n", "&#10;") if quoted else out).encode()


def _encoding(data: bytes, root: Element) -> tuple[bytes, str]:
    if data[:2] in _BOMS:
        return data[:2], _BOMS[data[:2]]
    said = (root.getroottree().docinfo.encoding or "utf-8").lower()
    try:
        return b"", codecs.lookup(said).name
    except LookupError:
        return b"", "utf-8"


def _utf8(data: bytes, bom: bytes, encoding: str) -> bytes:
    return data if encoding == "utf-8" else data[len(bom) :].decode(encoding).encode()


def _extents(data: bytes) -> list[Extent]:
    parser = expat.ParserCreate("utf-8")
    found: list[tuple[int, int]] = []
    closed: dict[int, tuple[int, int]] = {}
    stack: list[int] = []

    def opens(_name: str, _attributes: object) -> None:
        start = parser.CurrentByteIndex
        match = _OPEN_TAG.match(data, start)
        stack.append(len(found))
        found.append((start, match.end() if match else start))

    def closes(_name: str) -> None:
        number, after = stack.pop(), parser.CurrentByteIndex
        inside = found[number][1]
        empty = data[inside - 2 : inside] == b"/>"
        closed[number] = (inside, inside) if empty else (after, data.index(b">", after) + 1)

    parser.StartElementHandler = opens
    parser.EndElementHandler = closes
    parser.Parse(data, True)
    return [Extent(start, inside, *closed[n]) for n, (start, inside) in enumerate(found)]
