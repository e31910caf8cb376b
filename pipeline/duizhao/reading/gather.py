"""A document made of paragraphs that mark-up holds: what is read becomes blocks, what is not is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from duizhao.document import Block, Document
from duizhao.errors import InputError
from duizhao.reading.content import Content
from duizhao.reading.encoding import Decoded
from duizhao.record import Dropped, Json, Kind, Meta

Piece = tuple[str, str | None]
"""Text, and the reason why it is not read; None where it is. A line break in text that is read ends a line."""

PARAGRAPHS = 500_000
"""Paragraphs of one document, empty ones counted."""

_BREAKS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ALL_BREAKS = re.compile(r"[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(slots=True)
class Gathering:
    """The text so far, a line a block; what is dropped of a paragraph has lines of its own after it.

    So a sentence is whole, whatever was deleted or hidden in the middle of it. `name`: what errors call the file.
    """

    name: str
    blocks: list[Block] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _at: int = 0
    _count: int = 0

    def paragraph(self, pieces: Iterable[Piece], kind: Kind, place: Json, *, one_line: bool = False) -> list[Block]:
        """The blocks of a paragraph, one for each of its lines; those after the first have their `line` in `place`.

        `one_line`: its breaks are layout, as in a heading. Raises InputError beyond PARAGRAPHS.
        """
        self._count += 1
        if self._count > PARAGRAPHS:
            raise InputError(f"has more than {PARAGRAPHS:,} paragraphs", where=self.name, remedy="Split it.")
        shown, aside = _sorted_out(pieces)
        lines = [_BREAKS.sub(" ", shown)] if one_line else _ALL_BREAKS.sub(" ", shown).split("\n")
        new = []
        for number, line in enumerate(lines):
            if bare := line.strip():
                where = {**place, "line": number} if number else place
                start = self._add(bare)
                new.append(Block(start, start + len(bare), kind, where))
        self.blocks += new
        for text, reason in aside:
            self.drop(text, reason)
        return new

    def drop(self, text: str, reason: str) -> None:
        """List `text` as dropped, on a line of its own."""
        if bare := _BREAKS.sub(" ", text).strip():
            start = self._add(bare)
            self.dropped.append(Dropped(bare, reason, (start, start + len(bare))))

    def text_of(self, block: Block) -> str:
        """The text of a block."""
        return "\n".join(self._lines)[block.start : block.end]

    def document(self, content: Content, data: bytes, format: str, meta: Meta, title: Block | None = None) -> Document:
        """The document of what was gathered; `title` is the block that is its title. Raises InputError without text."""
        if not self.blocks:
            raise InputError("holds no text", where=self.name, remedy="Name a file with text in it.")
        raw = "\n".join(self._lines)
        origin = content.origin(data, Decoded("", "utf-8", "declared", 1.0), format)
        out = Document(content.id, raw, raw, origin, meta, tuple(self.blocks), dropped=tuple(self.dropped))
        if title is None:
            return out
        span = title.start, title.end
        meta = replace(meta, title=raw[slice(*span)], evidence={**meta.evidence, "title": span})
        blocks = tuple(b for b in self.blocks if b is not title)
        return replace(out, meta=meta, blocks=blocks, title=span, title_place=title.place)

    def _add(self, line: str) -> int:
        start = self._at
        self._lines.append(line)
        self._at += len(line) + 1
        return start


def _sorted_out(pieces: Iterable[Piece]) -> tuple[str, list[tuple[str, str]]]:
    """The text that is read, and what is not: neighbours of one reason as one."""
    shown: list[str] = []
    aside: list[tuple[list[str], str]] = []
    joins = False
    for text, reason in pieces:
        if reason is None:
            shown.append(text)
            joins = False
        elif joins and aside[-1][1] == reason:
            aside[-1][0].append(text)
        else:
            aside.append(([text], reason))
            joins = True
    return "".join(shown), [("".join(texts), reason) for texts, reason in aside]
