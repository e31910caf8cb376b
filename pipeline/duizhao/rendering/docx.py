"""The draft as a Word file: source and target in two columns, flags as comments, and ids where nobody sees them.

A bookmark around each side of a sentence carries its id and the hash of its text, so that the file can be read back.
The parts of the package are templates in `word/`, and its bytes depend on the draft alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from duizhao.record import Draft, Flag, Paragraph, Sentence, SummarySentence
from duizhao.rendering import parts
from duizhao.rendering.packed import moment, packed, templates
from duizhao.rendering.safe import visible
from duizhao.roundtrip import SUMMARY, Side, bookmark, text_hash

if TYPE_CHECKING:
    from markupsafe import Markup

_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "relations.xml",
    "docProps/core.xml": "properties.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document_relations.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/numbering.xml": "numbering.xml",
    "word/comments.xml": "comments.xml",
    "word/footer1.xml": "footer.xml",
}
"""Part of the package → template."""
_STYLES = {"heading": "Heading2", "item": "ListBullet", "quote": "Quote", "caption": "Caption"}
_FONTS = {"zh-Hant": ("zh-TW", "PMingLiU"), "zh-Hans": ("zh-CN", "SimSun"), "zh": ("zh-CN", "SimSun")}
"""Language of the source → what Word calls it, and the font that every Word has for it."""
_TALL = 1500
"""Characters of a row that may break over pages: it might not fit on one."""


@dataclass(frozen=True, slots=True)
class Text:
    """One side of a sentence. `marks`: number and name of its bookmark, `comments`: numbers of those on it."""

    text: str
    mark: tuple[int, str] | None
    comments: tuple[int, ...] = ()
    low: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence. `first`: whether a paragraph begins with it."""

    source: Text
    target: Text
    style: str
    first: bool

    @property
    def tall(self) -> bool:
        """Whether it may not fit on one page."""
        return max(2 * len(self.source.text), len(self.target.text)) > _TALL


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, its sentences, and what it is in short."""

    style: str
    rows: list[Row]
    gist: str


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence that the summary rests on: its number, and the bookmark to go to."""

    number: str
    mark: str


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence of the summary."""

    source: Text
    target: Text
    supports: list[Support]


def docx(draft: Draft, layout: str, mono: bool) -> bytes:
    """The draft as a Word file, side by side, top-bottom or in English alone."""
    view = _View(draft, rows=layout == "side-by-side" and not mono)
    title = view.block(draft.title) if draft.title else None
    summary = [view.point(n, s) for n, s in enumerate(draft.summary.sentences, 1)] if draft.summary else []
    blocks = [view.block(p) for p in draft.paragraphs]
    language, font = _FONTS[parts.language(draft)]
    values = {
        "draft": draft,
        "english": mono,
        "rows": layout == "side-by-side" and not mono,
        "title": title,
        "summary": summary,
        "blocks": blocks,
        "comments": view.comments,
        "name": parts.name(draft),
        "date": moment(draft.meta.date),
        "facts": parts.facts(draft.meta),
        "tally": parts.tally(draft),
        "details": [("What was repaired", parts.repaired(draft)), ("What was dropped", parts.dropped(draft))],
        "made": [("Made by", parts.engine(draft)), ("From", _origin(draft)), ("Signature", draft.engine.signature)],
        "language": language,
        "font": font,
    }
    environment = templates("word")
    environment.filters["content"] = _content
    return packed((path, environment.get_template(name).render(values)) for path, name in _PARTS.items())


class _View:
    """The sentences of one draft with their bookmarks, and the comments on them: each has a number of its own."""

    def __init__(self, draft: Draft, *, rows: bool) -> None:
        self._rows = rows
        self.comments: list[Flag] = []
        self._marks: set[str] = set()
        self._numbers = count(1)
        self._names = {s.id: _name("target", s) or "" for s in draft.sentences}

    def block(self, p: Paragraph) -> Block:
        """A paragraph as it is laid out."""
        style = "Title" if p.id == "title" else _STYLES.get(p.kind, "")
        last = len(p.sentences) - 1
        rows = [self._row(s, style, first=i == 0, last=i == last) for i, s in enumerate(p.sentences)]
        return Block(style, rows, p.gist or "")

    def point(self, n: int, s: SummarySentence) -> Point:
        """The n-th sentence of the summary as it is laid out."""
        supports = [Support(parts.number(x), self._names.get(x, "")) for x in s.supports]
        target = s.target.strip()
        mark = next(self._numbers), bookmark("target", f"{SUMMARY}.{n}", text_hash(target)) or ""
        return Point(Text(s.source.strip(), None), Text(target, mark, self._commented(s.flags)), supports)

    def _row(self, s: Sentence, style: str, *, first: bool, last: bool) -> Row:
        if style == "ListBullet" and not first:
            style = "ListContinue"
        text = s.source.rstrip("\n") if self._rows or last else s.source
        source = Text(text, self._mark("source", s))
        low = s.confidence == "low"
        target = Text(s.target.strip(), self._mark("target", s), self._commented(s.flags), low)
        return Row(source, target, style, first)

    def _mark(self, side: Side, s: Sentence) -> tuple[int, str] | None:
        name = _name(side, s)
        if name is None or name in self._marks:  # a second bookmark of a name is none to Word
            return None
        self._marks.add(name)
        return next(self._numbers), name

    def _commented(self, flags: Iterable[Flag]) -> tuple[int, ...]:
        start = len(self.comments)
        self.comments += flags
        return tuple(range(start, len(self.comments)))


def _name(side: Side, s: Sentence) -> str | None:
    return bookmark(side, s.id, s.source_hash if side == "source" else text_hash(s.target.strip()))


def _content(text: str) -> Markup:
    """What a run of `text` holds: its control characters shown, tabs and line breaks as elements."""
    from markupsafe import Markup

    return Markup("").join(_pieces(visible(text)))


def _pieces(text: str) -> Iterator[Markup]:
    from markupsafe import Markup

    for piece in re.split(r"([\t\n])", text):
        if piece in ("\t", "\n"):
            yield Markup("<w:tab/>" if piece == "\t" else "<w:br/>")
        elif piece:
            yield Markup('<w:t xml:space="preserve">{}</w:t>').format(piece)


def _origin(draft: Draft) -> str:
    o = draft.origin
    return f"{o.path} ({o.format}, {o.encoding} {o.encoding_evidence}, {o.bytes:,} bytes)" if o.path else ""
