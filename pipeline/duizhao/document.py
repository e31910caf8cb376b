"""A document on its way from the reader through cleaning: raw text, text so far, blocks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from duizhao.edits import Edit, Positions, apply, compose
from duizhao.record import Dropped, Json, Kind, Meta, Origin


@dataclass(frozen=True, slots=True)
class Block:
    """A span of a document's text, [start, end), that stands alone: a paragraph, a heading, a cell."""

    start: int
    end: int
    kind: Kind = "paragraph"
    place: Json | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """`raw` is the decoded input and never changes; `edits` applied to it give `text`; `blocks` are spans of `text`.

    What lies in no block, no dropped span and no span of `meta.evidence` is white space.
    `title` is the span of the title in `text`, where it stands there, `title_place` what a block's `place` is.
    `counts` has the repairs of each step.
    """

    id: str
    raw: str
    text: str
    origin: Origin
    meta: Meta = field(default_factory=Meta)
    blocks: tuple[Block, ...] = ()
    title: tuple[int, int] | None = None
    edits: tuple[Edit, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    title_place: Json | None = None

    def text_of(self, block: Block) -> str:
        return self.text[block.start : block.end]


_LINE = re.compile("[^\r\n\v\f\u2028\u2029]*(?:\r\n|[\r\n\v\f\u2028\u2029]|$)")
"""Other controls that Unicode calls line ends are bytes of characters in text that was read in the wrong encoding."""


def lines(text: str, start: int = 0) -> list[Block]:
    """A block for each line that is not blank, without the white space at its ends."""
    blocks, at = [], start
    for line in _LINE.findall(text):
        if bare := line.strip():
            first = at + line.index(bare)
            blocks.append(Block(first, first + len(bare)))
        at += len(line)
    return blocks


def edit(document: Document, step: str, edits: Sequence[Edit], count: int | None = None) -> Document:
    """`document` with `edits` made to its text; blocks and title move along. `count`: by default one an edit."""
    if not edits:
        return document
    edits = [replace(e, step=step) for e in edits]
    forward = _Forward(edits)
    blocks = [replace(b, start=forward(b.start), end=forward(b.end)) for b in document.blocks]
    title = document.title and (forward(document.title[0]), forward(document.title[1]))
    counts = {**document.counts, step: document.counts.get(step, 0) + (len(edits) if count is None else count)}
    return replace(
        document,
        text=apply(document.text, edits),
        edits=tuple(compose(document.raw, document.edits, edits)),
        blocks=tuple(b for b in blocks if b.end > b.start),
        title=title,
        counts=counts,
    )


def drop(document: Document, reasons: Iterable[tuple[Block, str]]) -> Document:
    """`document` without these of its blocks; each is listed with its reason and its place in raw."""
    gone = list(reasons)
    positions = Positions(document.edits)
    dropped = [Dropped(document.text_of(b), why, positions.span(b.start, b.end)) for b, why in gone]
    removed = {(b.start, b.end) for b, _ in gone}
    return replace(
        document,
        blocks=tuple(b for b in document.blocks if (b.start, b.end) not in removed),
        dropped=tuple(sorted((*document.dropped, *dropped), key=lambda d: d.at)),
    )


class _Forward:
    """Position of a block border after the edits: borders inside an edit move to its end."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts = [e.start for e in edits]
        self._shift = [0]
        for e in edits:
            self._shift.append(self._shift[-1] + len(e.after) - len(e.before))

    def __call__(self, position: int) -> int:
        i = bisect_right(self._starts, position)
        if i and self._edits[i - 1].start < position < self._edits[i - 1].end:
            return self._edits[i - 1].end + self._shift[i]
        if i and self._edits[i - 1].start == position:
            return position + self._shift[i - 1]
        return position + self._shift[i]
