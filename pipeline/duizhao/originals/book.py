"""Books (EPUB) in their own layout: the text of each line replaced, or followed, by its translation.

The text of a line takes the looks that most of it has; sentences, numbers and Latin words keep others, and what is on
either side of a link stays on its side. Pages that
are no well-formed XML stay as they are, and so do failed sentences and what is not read (readings, hidden text).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby

from duizhao.errors import InputError
from duizhao.originals.contents import fill_contents
from duizhao.originals.inline import Stretch, by_look, shares, usual
from duizhao.originals.repacked import repacked
from duizhao.originals.splice import Markup, escaped
from duizhao.originals.word import Lines, by_part
from duizhao.reading.encoding import declared_in, decode
from duizhao.reading.epub_page import page, prepared
from duizhao.reading.markup import BLOCKS
from duizhao.record import Draft, Paragraph
from duizhao.xml import Element, local, parse_xml
from duizhao.xmlparts import open_parts

_SPACE = re.compile(r"[ \t\n\r\f]+")


def fill_epub(draft: Draft, original: bytes, dual: bool) -> bytes:
    """The book with its English; with `dual` below the Chinese. Files without text stay byte for byte."""
    name = draft.origin.path or draft.id
    new: dict[str, bytes] = {}
    with open_parts(original, name) as parts:
        for path, wanted in by_part(draft, dual).items():
            data = parts.read(path)
            text = decode(data, declared_in(data), None).text
            filled = _filled(text, f"{name}:{path}", wanted, dual)
            if filled is not None:
                new[parts.find(path) or path] = filled
        new |= fill_contents(parts, draft, dual, new)
    return repacked(original, new, name)


def _filled(text: str, name: str, wanted: Mapping[int, Lines], dual: bool) -> bytes | None:
    """The page in UTF-8; None where it is no well-formed XML."""
    head, body = prepared(text)
    data = body.encode("utf-8", "replace")
    try:
        root = parse_xml(data, name)
    except InputError:
        return None
    read = page(text, name)
    top = read.lines[0].element.getroottree().getroot()
    tags = {read.index[e]: str(e.tag) for e in top.iter("*")}
    elements = list(root.iter("*"))
    markup = Markup(data, root)
    walk = _Walk(markup, {element: tags.get(n) for n, element in enumerate(elements)})
    for index, lines in wanted.items():
        element = elements[index] if index < len(elements) else root
        if any(local(e) == "pre" for e in (element, *element.iterancestors())):
            continue  # its lines are no elements
        found = walk.lines(element)
        for number, paragraph in lines.items():
            if number < len(found):
                _fill(markup, element, found[number], paragraph, dual)
    return head.encode() + markup.result()


Look = tuple[str, str, str]
"""An element that makes text look otherwise: its name, class and style."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A stretch of text: its bytes [start, end), what it says, the link it stands in, and the elements around it."""

    start: int
    end: int
    text: str
    link: Element | None
    look: tuple[Look, ...]


@dataclass(slots=True)
class _Walk:
    """`tags`: what each element is for the reader, None where it does not read it."""

    markup: Markup
    tags: Mapping[Element, str | None]
    _open: list[list[_Text]] = field(default_factory=list)

    def lines(self, element: Element) -> list[list[_Text]]:
        """The lines that stand directly in `element`, as the reader counts them."""
        self._open = [[]]
        self._into(element, None, ())
        return [line for line in self._open if "".join(t.text for t in line).strip()]

    def _into(self, element: Element, link: Element | None, look: tuple[Look, ...]) -> None:
        at = self.markup.extent(element)
        children = list(element)
        first = self.markup.extent(children[0]).start if children else at.after
        if element.text:
            self._add(_Text(at.inside, first, element.text, link, look))
        for n, child in enumerate(children):
            tag = self.tags.get(child) if local(child) else None
            if tag in BLOCKS or tag == "br":
                self._open.append([])
            elif tag is not None:
                inner = (tag, child.get("class") or "", child.get("style") or "")
                self._into(child, child if tag == "a" else link, (*look, inner))
            if child.tail:
                after = self.markup.extent(children[n + 1]).start if n + 1 < len(children) else at.after
                self._add(_Text(self.markup.extent(child).end, after, child.tail, link, look))

    def _add(self, text: _Text) -> None:
        self._open[-1].append(text)


def _fill(markup: Markup, element: Element, line: Sequence[_Text], paragraph: Paragraph, dual: bool) -> None:
    if dual:
        last = next(t for t in reversed(line) if t.text.strip())
        end = last.start + len(markup.data[last.start : last.end].rstrip())
        markup.replace(end, end, b"<%b/>%b" % (markup.sibling(element, "br"), escaped(paragraph.target)))
        return
    shown = [_SPACE.sub(" ", text.text) for text in line]
    plain = "".join(shown)
    starts = accumulate(map(len, shown), initial=0)
    stretches = [Stretch(at, said, text.look) for at, said, text in zip(starts, shown, line, strict=False)]
    pieces: list[tuple[int, int]] = []
    marks: list[tuple[int, str]] = []
    for link, group in groupby(range(len(line)), key=lambda n: line[n].link):
        begin, *rest = group
        for part in by_look(stretches[begin : begin + len(rest) + 1], plain, paragraph):
            pieces.append((begin + part.first, begin + part.after))
            opens = part.apart if part.first else link is not None
            marks.append((part.at, "open" if opens else "close"))
    for (begin, end), share in zip(pieces, shares(plain, marks[1:], paragraph)[0], strict=True):
        first = begin + usual(stretches[begin:end])
        for n in range(begin, end):
            text = line[n]
            markup.replace(text.start, text.end, escaped(share) if n == first else b"")
