"""Paragraphs from lines: by indentation, by lines that end early, by space between them, by size.

Pure functions over lines in reading order, a list for each column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from duizhao.reading.pdf_lines import HAN, WIDE, Line
from duizhao.record import Kind

SAME_SIZE = 0.06
"""Share by which sizes of one paragraph differ."""
INDENT = (0.9, 4.6)
"""Of the size: how far a first line is set in."""
SET_IN = 1.4
"""Of the size: from where lines are a block set in."""
LEADING = 1.22
"""Times the usual distance of lines, from which a distance is one between paragraphs."""
SMALLER = 0.94
"""Times the size of the text, up to which a line is small print."""
LARGER = 1.12
LONGEST_HEADING = 60

_STOP = re.compile(r"[。！？!?；;：:…．.][”’」』）)】》\"']*$")
_UNIT = re.compile(
    rf"[“‘《（「『【〈〔\[(]{{0,4}}(?:[^\s{WIDE}]{{1,40}}|[{WIDE}])[，。、；：！？”’》）」』】〉〕…,.;:!?)\]]{{0,6}}"
)
"""What is carried to the next line as one: a word or an ideograph, with the marks that cling to it."""
_NOTE = re.compile(r"[①-⑳㉑-㉟*†‡※]|[\[〔(（]\d{1,3}[\])）〕]|\d{1,3}(?:[.、．]|\s|(?=[^\d.,%]))|[注註][:：\d①-⑳]")
_BULLET = re.compile(r"[●•·◆■□▪▶★◇○–\uf06c\uf0b7\uf0d8]\s*")
NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十百零〇\d]{1,5}[章节節编編条條款]"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}[.、．\s]\D|[①-⑳])"
)
_LATIN = re.compile(rf"[^\s{WIDE}]")


@dataclass(slots=True)
class Block:
    """Lines that make one paragraph, heading, item, cell or footnote."""

    lines: list[Line]
    kind: Kind = "paragraph"
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What is usual in a document: the size of its text, the distance of base lines, whether first lines are set in."""

    size: float
    leading: float
    indents: bool
    bold: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """The margins of a column; `count`: characters of each of its lines, where they are broken by number.

    `known`: whether there is more than a line or two to tell the right margin by.
    """

    left: float
    right: float
    count: int
    known: bool = True


def measure(columns: Sequence[Sequence[Line]]) -> Measure:
    """What is usual, weighed by characters."""
    sizes: Counter[float] = Counter()
    bold = 0
    for line in (x for column in columns for x in column):
        sizes[round(line.size * 2) / 2] += len(line.text)
        bold += len(line.text) if line.bold else 0
    if not sizes:
        return Measure(10.0, 1.5, False, False)
    size = sizes.most_common(1)[0][0]
    steps: Counter[float] = Counter()
    set_in = starts = 0
    for column in columns:
        text = [x for x in column if _same(x.size, size) and not x.cell]
        left = _left(text, size) if text else 0
        for a, b in pairwise(text):
            step = (b.box[3] - a.box[3]) / size
            if 0.8 < step < 4:
                steps[round(step * 20) / 20] += 1
        starts += sum(bool(_STOP.search(a.text)) for a in text[:-1])
        set_in += sum(INDENT[0] < (x.box[0] - left) / size < INDENT[1] for x in text)
    often = [step for step, n in steps.items() if n >= 0.15 * steps.total()]
    leading = min(often, default=1.5)  # where paragraphs are short, the distance between them is as frequent
    return Measure(size, leading, set_in >= 2 and set_in >= 0.15 * starts, bold * 2 > sum(sizes.values()))


def footnotes(column: Sequence[Line], usual: Measure) -> tuple[list[Line], list[Line]]:
    """A column, and the footnotes below it: small print at its end that begins with a mark."""
    start = len(column)
    while start and column[start - 1].size < SMALLER * usual.size and not column[start - 1].cell:
        start -= 1
    while start < len(column) and not _NOTE.match(column[start].text):
        start += 1
    return list(column[:start]), list(column[start:])


def notes(lines: Sequence[Line]) -> list[Block]:
    """A footnote for each mark."""
    blocks: list[Block] = []
    for line in lines:
        if blocks and not _NOTE.match(line.text):
            blocks[-1].lines.append(line)
        else:
            blocks.append(Block([line], "footnote"))
    return blocks


def paragraphs(columns: Sequence[Sequence[Line]], usual: Measure) -> list[list[Block]]:
    """The blocks that begin in each column; one that runs on over a border stands where it begins."""
    found: list[list[Block]] = []
    open_: tuple[Block, _Column] | None = None  # the last paragraph, of a column that has ended
    wide = _common_margins(columns)
    for lines in columns:
        column = _margins(lines, wide)
        blocks: list[Block] = []
        last: Block | None = None
        for i, line in enumerate(lines):
            if last is None:
                runs_on = open_ is not None and _runs_on(*open_, line, column, usual)
                last = open_[0] if open_ is not None and runs_on else None
            else:
                runs_on = _joins(last, line, lines[i + 1 : i + 2], column, usual)
            if last is None or not runs_on:
                last = Block([], _kind(line), column.count > 0)
                blocks.append(last)
            last.lines.append(line)
        if last is not None and last.lines[-1].size >= (1 - SAME_SIZE) * usual.size:
            open_ = last, column
        found.append(blocks)
    for block in (b for blocks in found for b in blocks):
        if _is_heading(block, usual):
            block.kind = "heading"
    return found


def _kind(line: Line) -> Kind:
    if line.cell:
        return "cell"
    return "item" if _BULLET.match(line.text) else "paragraph"


def _is_heading(block: Block, usual: Measure) -> bool:
    text = "".join(x.text for x in block.lines)
    if block.kind != "paragraph" or len(text) > LONGEST_HEADING or not re.search(r"\w", text):
        return False
    size = block.lines[0].size
    if size >= LARGER * usual.size:
        return not re.search(r"[。；;，,]$", text)
    bold = all(x.bold for x in block.lines) and not usual.bold
    return bold and size >= SMALLER * usual.size and not re.search(r"[。；;，,：:]$", text)


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= SAME_SIZE * max(a, b)


def _left(lines: Sequence[Line], size: float) -> float:
    """The left margin: the leftmost place where a fifth of the lines begin."""
    places = Counter(round(x.box[0] / (0.5 * size)) for x in lines)
    often = [p for p, n in places.items() if n + places[p + 1] >= max(1, len(lines) / 5)]
    edge = min(often or places)
    return median(x.box[0] for x in lines if round(x.box[0] / (0.5 * size)) in (edge, edge + 1))


def _right(line: Line) -> float:
    """Where a line ends, without a mark that may hang over the margin."""
    return line.box[2] - line.size if re.search(r"[，。、；：！？」』）》”]$", line.text) else line.box[2]


def _common_margins(columns: Sequence[Sequence[Line]]) -> dict[int, float]:
    """The right margin that columns with a left margin have most often."""
    rights: dict[int, Counter[float]] = {}
    for column in columns:
        if len(column) >= 4:
            left = _left(column, median(x.size for x in column))
            for key in (round(left / 4), round(left / 4) + 1, round(left / 4) - 1):
                rights.setdefault(key, Counter())[round(max(map(_right, column)))] += len(column)
    return {left: found.most_common(1)[0][0] for left, found in rights.items()}


def _margins(lines: Sequence[Line], wide: dict[int, float]) -> _Column:
    if not lines:
        return _Column(0, 0, 0)
    left = _left(lines, median(x.size for x in lines))
    right = max(map(_right, lines))
    usual = wide.get(round(left / 4), 0.0) if len(lines) < 4 else 0.0
    right = max(right, usual)
    counts = Counter(len(x.text) for x in lines)
    count, times = counts.most_common(1)[0]
    by_number = times >= 4 and times * 2 >= len(lines) and count == max(counts)
    return _Column(left, right, count if by_number else 0, known=usual > 0 or len(lines) >= 4)


def _joins(block: Block, line: Line, after: Sequence[Line], column: _Column, usual: Measure) -> bool:
    """Whether `line` goes on with the paragraph whose last line is just above it."""
    above = block.lines[-1]
    if line.cell or above.cell or not _same(above.size, line.size):
        return False
    step = (line.box[3] - above.box[3]) / line.size
    if step <= 0 or _BULLET.match(line.text):
        return False
    if line.size >= LARGER * usual.size:
        return _heading_goes_on(block, line, step, column, usual)
    if step > LEADING * max(usual.leading, 1.0) or above.bold != line.bold != usual.bold:
        return False
    first = len(block.lines) == 1
    set_in = (line.box[0] - column.left) / line.size
    if first and block.kind == "item":
        return abs(line.box[0] - above.box[0]) < 3 * line.size and _is_full(above, line, column, usual)
    if set_in < 0.7:
        before = (above.box[0] - column.left) / line.size
        if before > INDENT[1] or (before < 0.7 and NUMBERED.match(line.text) and _STOP.search(above.text)):
            return False
        return _is_full(above, line, column, usual)
    return _goes_on_set_in(block, line, after, column, usual)


def _goes_on_set_in(block: Block, line: Line, after: Sequence[Line], column: _Column, usual: Measure) -> bool:
    """Whether a line that is set in goes on with one that is too: a block set in, or lines below an item."""
    above = block.lines[-1]
    if abs(line.box[0] - above.box[0]) > 0.7 * line.size:
        hangs = line.box[0] > above.box[0] and len(block.lines) == 1 and NUMBERED.match(above.text)
        return bool(hangs) and not _STOP.search(above.text) and _is_full(above, line, column, usual)
    alike = after and abs(after[0].box[0] - line.box[0]) < 0.7 * line.size
    if len(block.lines) == 1 and usual.indents and not alike and _STOP.search(above.text):
        return False
    if NUMBERED.match(line.text):
        return False
    if _STOP.search(above.text) and usual.indents and (line.box[0] - column.left) / line.size < 2.6:
        return False
    return _is_full(above, line, column, usual)


def _heading_goes_on(block: Block, line: Line, step: float, column: _Column, usual: Measure) -> bool:
    """Whether a large line goes on with the large one above it."""
    above = block.lines[-1]
    if step > 2.0 or len(block.lines) >= 4 or NUMBERED.match(line.text) or _STOP.search(above.text):
        return False
    middle = (column.left + column.right) / 2
    centred = [abs((x.box[0] + x.box[2]) / 2 - middle) < 1.5 * x.size for x in (above, line)]
    return all(centred) or _is_full(above, line, column, usual) or above.box[2] - above.box[0] > line.size * 8


def _is_full(above: Line, line: Line, column: _Column, usual: Measure) -> bool:
    """Whether a line ends because what follows had no room in it."""
    if column.count and len(above.text) >= column.count:
        return True
    if not usual.indents and _STOP.search(above.text) and column.right - above.box[2] > 0.6 * line.size:
        return False  # a sentence that ends within a unit of the margin: nothing else tells where a paragraph ends
    if re.search(r"[a-z][-\u2010\u00ad]$", above.text) and re.match("[a-z]", line.text):
        return True
    unit = _UNIT.match(line.text)
    need = _width(unit[0] if unit else line.text[:1], line.size)
    return above.box[2] + need > column.right - 0.15 * line.size


def _width(text: str, size: float) -> float:
    """About how wide a text is; punctuation may hang or be set narrow."""
    return size * sum(1.0 if re.match(f"[{HAN}]", c) else 0.5 if _LATIN.match(c) else 0.9 for c in text)


def _runs_on(block: Block, before: _Column, line: Line, column: _Column, usual: Measure) -> bool:
    """Whether the last paragraph of a column goes on with the first line of the next one."""
    above = block.lines[-1]
    if line.cell or above.cell or not _same(above.size, line.size) or not _same(line.size, usual.size):
        return False
    if _BULLET.match(line.text) or above.bold != line.bold != usual.bold:
        return False
    if abs(line.box[0] - column.left) > 0.7 * line.size:
        return False
    full = before.known and _is_full(above, line, before, usual)
    return full and (usual.indents or not _STOP.search(above.text))


def between(above: Line, line: Line, by_number: bool) -> tuple[int, str]:
    """How two lines are joined: characters taken off the end of the first, and what is put between them.

    `by_number`: lines were broken after a number of characters, in the middle of words.
    """
    before, after = above.text, line.text
    if before.endswith("\u00ad") or (re.search(r"[^\W\d_]{2}[-\u2010]$", before) and re.match(r"[a-zà-ÿ]", after)):
        return 1, ""
    if not (_LATIN.match(before[-1:]) and _LATIN.match(after[:1])) or re.search(r"[-\u2010/]$", before):
        return 0, ""
    if by_number:
        return 0, " " if above.spaced else ""
    in_chinese = re.search(f"[{HAN}]", before) and re.search(f"[{HAN}]", after)
    if in_chinese and re.search(r"[\d.,]$", before) and re.match(r"[\d.,%]", after):  # a number, broken
        return 0, ""
    return 0, "" if re.search(r"https?://\S*$", before) else " "
