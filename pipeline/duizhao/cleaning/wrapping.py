"""Plain text whose lines were cut at a fixed width, as in e-mails, old boards and books as .txt, put together again.

The lines of such a document reach one right edge, and many of them end in the middle of a sentence. Verse, lists,
tables, screenplay and files with a sentence a line do not: their lines end where something ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from duizhao.cleaning.margin import LEAST, WIDEST, Line, Margin, margin
from duizhao.document import Block, Document, edit
from duizhao.edits import Edit

STEP = "wrapping"

_FORMATS = ("txt", "jsonl")
_LEAST = 4
_CUT = 0.45
"""Of the full lines so many end inside a sentence."""
_REST = 3
"""Characters of a last line that is too short to be an item."""
_ENDS = re.compile(r"[。！？!?…：:；;”’」』）)\]】》]$")
_COMMA = ("，", ",", "、")
_FINAL = frozenset("。！？!?…：:；;”’」』）)]】》，,、")
"""What _ENDS and _COMMA end with."""
_INSIDE, _MARK = re.compile("[。！？；]."), re.compile("[，。、；：！？,].")
_VERSE = 24
"""Characters of a line of verse."""
_BULLET = re.compile("[-*•●○■◆→>|#]")
_NUMBERED = re.compile(
    r"[（(]?(?:[0-9]{1,3}(?:[)）、．]|\.(?!\d))|[一二三四五六七八九十]{1,3}(?:[)）.、．]|[是要来來]))"
    r"|·|第[0-9一二三四五六七八九十百]{1,4}[章节節回条條]"
)
_TURN = re.compile("[\u3400-\u9fff]{1,4}[：:（(]")
"""How the turns of a play and of a conversation begin."""
_TABLE = re.compile(r"\t|\S {3,}\S|\S\u3000{2,}\S|\|")
_INDENT = re.compile(r"\u3000{1,4}|[ \xa0]{2,8}|\t")
_QUOTED = re.compile(r"(?:> ?){1,9}")
_LATIN = re.compile(r"[A-Za-z0-9,.;]")
_PART = re.compile(r"(?:\d[.,]?|[\u3400-\u9fff][A-Z]{1,2})$")
"""The first part of a number or of an abbreviation, where such a line ends and digits or capitals follow."""


def wrapping(document: Document) -> Document:
    """`document` with its cut lines joined, where it was cut; line ends and marks of quoted mail go by edits."""
    blocks = document.blocks
    if document.origin.format not in _FORMATS or len(blocks) < _LEAST:
        return document
    if 2 * sum(b.end - b.start > WIDEST for b in blocks) > len(blocks):
        return document  # which spares most articles that every line is measured
    if sum(document.text[b.end - 1] not in _FINAL for b in blocks) < _CUT * LEAST:
        return document  # and this nearly all others: no text is cut of which all lines end where something ends
    lines = _lines(document)
    edge = margin(lines)
    if edge is None or not _is_cut(lines, edge):
        return document
    edits: list[Edit] = []
    merged = list(blocks)
    joined: set[int] = set()
    for run in _runs(lines, edge):
        if _is_list(lines, run, edge):
            continue
        edits += (_join(document.text, lines[i], lines[i + 1], edge) for i in run[:-1])
        merged[run[0]] = replace(blocks[run[0]], end=lines[run[-1]].end)
        joined |= set(run[1:])
    if not edits:
        return document
    unquoted = [_unquote(blocks[i], line) for i, line in enumerate(lines) if line.mark and i not in joined]
    kept = tuple(replace(b, kind="quote") if lines[i].mark else b for i, b in enumerate(merged) if i not in joined)
    return edit(replace(document, blocks=kept), STEP, sorted([*edits, *unquoted], key=lambda e: e.start))


def _lines(document: Document) -> list[Line]:
    """The blocks as lines; `>` of quoted mail is a mark where several lines have it."""
    text, blocks = document.text, document.blocks
    marks = [_QUOTED.match(text, b.start, b.end) for b in blocks]
    quoted = sum(m is not None for m in marks) > 1
    lines: list[Line] = []
    for i, (block, found) in enumerate(zip(blocks, marks, strict=True)):
        mark = found[0] if found and quoted else ""
        gap = text[blocks[i - 1].end : block.start] if i else text[: block.start]
        indent = gap[gap.rfind("\n") + 1 :]
        inner = text[block.start + len(mark) : block.end]
        lead = len(inner) - len(inner.lstrip()) if mark else 0
        indent = inner[:lead] if mark else indent
        level = mark.count(">")
        follows = bool(lines) and gap.count("\n") == 1 and not _INDENT.fullmatch(indent)
        follows = follows and level == lines[-1].mark.count(">") and bool(inner) and bool(lines[-1].text)
        lines.append(Line(inner[lead:], block.start + len(mark) + lead, block.end, indent, mark, follows))
    return lines


def _is_cut(lines: Sequence[Line], edge: Margin) -> bool:
    """Whether the full lines end inside sentences, and are no table and no play."""
    full = [a.text for a, b in pairwise(lines) if b.follows and edge.is_full(a, b)]
    tables = sum(bool(_TABLE.search(t) or _TURN.match(t)) for t in full)
    cut = sum(not _ENDS.search(t) and not t.endswith(_COMMA) for t in full)
    return cut >= _CUT * len(full) and 4 * tables < len(full)


def _runs(lines: Sequence[Line], edge: Margin) -> Iterator[range]:
    """Lines of which each goes on in the next."""
    start = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or not _goes_on(lines, start, i, edge):
            if i - start > 1:
                yield range(start, i)
            start = i


def _goes_on(lines: Sequence[Line], start: int, i: int, edge: Margin) -> bool:
    """Whether the line before `i` goes on in it; the paragraph begins at `start`."""
    line, before = lines[i], lines[i - 1]
    if not line.follows or edge.is_wider(line) or not edge.is_full(before, line) or _TABLE.search(line.text):
        return False
    if _BULLET.match(line.text):
        return False
    listed = _NUMBERED.match(line.text)
    return not listed or not (_ENDS.search(before.text) or _NUMBERED.match(lines[start].text))


def _is_list(lines: Sequence[Line], run: range, edge: Margin) -> bool:
    """Whether lines that are full by chance stand alone: no sentence ends in them or after them, or they are verse."""
    last = lines[run[-1]]
    if len(last.text) <= _REST or any(_INSIDE.search(lines[i].text) for i in run):
        return False
    if not _ENDS.search(last.text):
        return True
    even = edge.width - edge.taken(last) < edge.size("中") or edge.width <= edge.size(_VERSE * "中")
    return even and not any(_MARK.search(lines[i].text) for i in run)


def _join(text: str, before: Line, after: Line, edge: Margin) -> Edit:
    """The edit that takes the line end out; between Latin words a space takes its place."""
    gap = text[before.end : after.start]
    latin = _LATIN.match(before.text[-1]) and _LATIN.match(after.text)
    part = _PART.search(before.text[-3:])
    cut = part and (after.text[0].isdigit() if part[0][0].isdigit() else after.text[0].isupper())
    through = not edge.words and edge.taken(before) == edge.width and gap.strip(" ") == gap
    return Edit(before.end, after.start, gap, " " if latin and not cut and not through else "", "exact", STEP)


def _unquote(block: Block, line: Line) -> Edit:
    """The edit that takes the mark of quoted mail off a line."""
    return Edit(block.start, block.start + len(line.mark), line.mark, "", "exact", STEP)
