"""Plain text whose lines were cut at a fixed width, as in e-mails, old boards and books as .txt, put together again.

The lines of such a document reach one right edge, and many of them end in the middle of a sentence. Verse, lists,
tables, screenplay and files with a sentence a line do not: their lines end where something ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from unicodedata import east_asian_width

from duizhao.document import Block, Document, edit
from duizhao.edits import Edit

STEP = "wrapping"

_FORMATS = ("txt", "jsonl")
_NARROWEST, _WIDEST = 36, 130
"""Columns, of which a Chinese character takes two: verse is narrower, what is wider was not cut for a screen."""
_SLACK = 4
"""Columns that a full line may lack, where a mark or a word would not fit."""
_LEAST = 4
_FULL, _CUT = 0.5, 0.45
"""Of the lines that others follow so many are full, and of the full ones so many end inside a sentence."""
_ENDS = re.compile(r"[。！？!?…：:；;”’」』）)\]】》]$")
_BEGINS = re.compile(
    r"(?:[-*•·●○■◆→>|#]|[（(]?[0-9一二三四五六七八九十]{1,3}[)）.、．]|第[0-9一二三四五六七八九十百]{1,4}[章节節回条條])"
)
_TURN = re.compile("[\u3400-\u9fff]{1,4}[：:（(]")
"""How the turns of a play and of a conversation begin."""
_TABLE = re.compile(r"\t|\S {3,}\S|\S\u3000{2,}\S|\|")
_INDENT = re.compile(r"\n(?:\u3000{1,4}| {2,8}|\t)$")
_LATIN = re.compile(r"[A-Za-z0-9,.;]")
_PART = re.compile(r"(?:\d[.,]?|[\u3400-\u9fff][A-Z]{1,2})$")
"""The first part of a number or of an abbreviation, where such a line ends and digits or capitals follow."""
_STOP = re.compile(r"[。！？][”」』）]?$")


def wrapping(document: Document) -> Document:
    """`document` with its cut lines joined, where it was cut; the line ends go by edits."""
    blocks = document.blocks
    if document.origin.format not in _FORMATS or len(blocks) < _LEAST:
        return document
    if _columns(document.text_of(max(blocks, key=lambda b: b.end - b.start))) > _WIDEST:
        return document  # which spares most articles that every line is measured
    widths = [_columns(document.text_of(b)) for b in blocks]
    edge = _edge(document, widths)
    if edge is None:
        return document
    edits: list[Edit] = []
    merged: list[Block] = [blocks[0]]
    for before, block, columns in zip(blocks, blocks[1:], widths, strict=False):
        if columns >= edge - _SLACK and _goes_on(document, before, block, edge - columns):
            edits.append(_join(document.text, before, block))
            merged[-1] = replace(merged[-1], end=block.end)
        else:
            merged.append(block)
    return edit(replace(document, blocks=tuple(merged)), STEP, edits)


def _edge(document: Document, widths: Sequence[int]) -> int | None:
    """The column that the lines were cut at; None where they were not."""
    edge = max(widths)
    if not _NARROWEST <= edge <= _WIDEST:
        return None
    blocks = document.blocks
    followed = [i for i in range(len(blocks) - 1) if _adjacent(document.text, blocks[i], blocks[i + 1])]
    full = [i for i in followed if widths[i] >= edge - _SLACK]
    if len(full) < _LEAST - 1 or len(full) < _FULL * len(followed):
        return None
    tables = sum(bool(_TABLE.search(t) or _TURN.match(t)) for t in (document.text_of(blocks[i]) for i in full))
    cut = [
        i
        for i in full
        if not _ENDS.search(document.text_of(blocks[i])) and document.text_of(blocks[i])[-1] not in "，,、"
    ]
    return edge if len(cut) >= _CUT * len(full) and 4 * tables < len(full) else None


def _adjacent(text: str, before: Block, after: Block) -> bool:
    """Whether no blank line and no indentation is between two blocks."""
    gap = text[before.end : after.start]
    return gap.count("\n") == 1 and not _INDENT.search(gap)


def _goes_on(document: Document, before: Block, after: Block, short: int) -> bool:
    """Whether a line that is `short` columns short of the edge goes on in the next."""
    text = document.text_of(after)
    if short > 1 and text[0] > "\u2e7f" and _STOP.search(document.text, max(before.start, before.end - 2), before.end):
        return False  # the next character would have had room
    return _adjacent(document.text, before, after) and not _BEGINS.match(text) and not _TABLE.search(text)


def _join(text: str, before: Block, after: Block) -> Edit:
    """The edit that takes the line end out; between Latin words a space takes its place."""
    latin = _LATIN.match(text, before.end - 1) and _LATIN.match(text, after.start)
    part = _PART.search(text, max(before.start, before.end - 3), before.end)
    cut = part and (text[after.start].isdigit() if part[0][0].isdigit() else text[after.start].isupper())
    gap = " " if latin and not cut else ""
    return Edit(before.end, after.start, text[before.end : after.start], gap, "exact", STEP)


def _columns(line: str) -> int:
    if len(line) > _WIDEST:
        return len(line)  # enough to know that it is too wide
    return sum(2 if c > "\u2e7f" or (c > "\x7f" and east_asian_width(c) in "WFA") else 1 for c in line)
