"""The order in which the lines of a page are read: columns one after another, rows from the top, cells of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from duizhao.reading.pdf_lines import Line, union

DEEPEST = 8
SPACED = 1.6
"""Of the size: up to where a gap in a row that is no row of a table is a wide space."""
MOST = 4000
"""Lines of a page beyond which no columns are looked for."""
APART, SMALLER = 1.8, 0.97
"""Times the size of the text: how far a head or foot lies apart at least, and how large it is at most."""
NARROWEST = 6.0
"""Sizes that a column is wide at least."""
MOST_EDGES = 100
"""Places where lines begin, beyond which a page is no columns."""
FULL = 0.72
"""Of the width of its column: what at least half of the lines of running text take."""

_LABEL = re.compile(
    r"[●•·◆■□▪▶★◇○–\uf06c\uf0b7\uf0d8]|[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Zivx]{1,4})[.)）、．]|[①-⑳]"
)


def columns(lines: Sequence[Line], depth: int = 0) -> list[list[Line]]:
    """The lines in reading order, those of one column together."""
    if depth >= DEEPEST or not 4 <= len(lines) <= MOST:
        return [_by_rows(lines)] if lines else []
    if depth == 0 and (outer := _outlying(lines)):
        above, text, below = outer
        return [[x] for x in above] + columns(text, 1) + [[x] for x in below]
    gutter = _gutter(lines)
    if gutter is None:
        return [_by_rows(lines)]
    found: list[list[Line]] = []
    whole: list[Line] = []  # what takes the whole width
    for band in _bands(lines, gutter):
        left = [x for x in band if x.box[2] <= gutter]
        right = [x for x in band if x.box[0] >= gutter]
        if left and right and len(left) + len(right) == len(band) and _side_by_side(left, right):
            found += [_by_rows(whole)] if whole else []
            found += columns(left, depth + 1) + columns(right, depth + 1)
            whole = []
        else:
            whole += band
    return found + ([_by_rows(whole)] if whole else [])


def _outlying(lines: Sequence[Line]) -> tuple[list[Line], list[Line], list[Line]] | None:
    """The smaller first and last rows that lie well apart from the text, and the text between them."""
    size = median(x.size for x in lines)
    order = sorted(lines, key=lambda x: x.box[1])
    first = [x for x in order if x.box[1] < order[0].box[3]]
    rest = order[len(first) :]
    bottom = max((x.box[3] for x in rest), default=0.0)
    last = [x for x in rest if x.box[3] > bottom - 0.5 * x.size]
    text = [x for x in rest if x not in last]
    if not text:
        return None
    above = _lies_apart(first, min(x.box[1] for x in text) - max(x.box[3] for x in first), size)
    below = _lies_apart(last, min(x.box[1] for x in last) - max(x.box[3] for x in text), size)
    if not (above or below):
        return None
    return (
        (first if above else []),
        [*([] if above else first), *text, *([] if below else last)],
        (last if below else []),
    )


def _lies_apart(row: Sequence[Line], gap: float, size: float) -> bool:
    return gap > APART * size and all(x.size < SMALLER * size for x in row)


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of the gap that fewest lines cross and that has running text on both sides; None where there is none.

    Only lines of the usual size tell where it is: a headline may begin or end near it.
    """
    size = median(x.size for x in lines)
    text = [x for x in lines if abs(x.size - size) < 0.15 * size]
    starts: dict[int, float] = {}
    for edge in sorted(x.box[0] - 0.1 for x in text):
        starts.setdefault(round(edge / size), edge)
    if len(starts) > MOST_EDGES:
        return None
    best: tuple[int, float] | None = None
    for edge in starts.values():
        left = [x for x in text if x.box[2] <= edge]
        right = [x for x in text if x.box[0] >= edge]
        if len(left) < 2 or len(right) < 2 or not (_is_running(left, size) and _is_running(right, size)):
            continue
        middle = (max(x.box[2] for x in left) + edge) / 2
        crossing = sum(x.box[0] < middle < x.box[2] for x in lines)
        if crossing * 2 < len(lines) and _side_by_side(left, right) and (best is None or crossing < best[0]):
            best = crossing, middle
    return best[1] if best else None


def _is_running(side: Sequence[Line], size: float) -> bool:
    """Whether lines fill a column, as text does and the cells of a table do not."""
    near = sorted(side, key=lambda x: x.box[2] - x.box[0])
    width = near[int(0.9 * (len(near) - 1))].box[2] - near[int(0.9 * (len(near) - 1))].box[0]
    if width < NARROWEST * size:
        return False
    filling = sum(x.box[2] - x.box[0] >= FULL * width for x in side)
    return filling * 2 >= len(side)


def _side_by_side(left: Sequence[Line], right: Sequence[Line]) -> bool:
    a, b = union([x.box for x in left]), union([x.box for x in right])
    return min(a[3], b[3]) - max(a[1], b[1]) > 0.3 * min(a[3] - a[1], b[3] - b[1])


def _bands(lines: Sequence[Line], gutter: float) -> Iterator[list[Line]]:
    """The lines from top to bottom, cut where lines that cross the gutter follow ones that do not, or the reverse."""
    band: list[Line] = []
    crossed = False
    order = sorted(lines, key=lambda x: (x.box[1], x.box[0]))
    for i, line in enumerate(order):
        crosses = line.box[0] < gutter < line.box[2]
        ends = crossed and not crosses and _is_last(line, band[-1], order[i + 1 : i + 2])
        if band and crosses != crossed and not ends:
            yield band
            band = []
        crossed = crosses or ends
        band.append(line)
    if band:
        yield band


def _is_last(line: Line, above: Line, after: Sequence[Line]) -> bool:
    """Whether a short line is the last one of a wide paragraph: close below it, and nothing beside it."""
    close = line.size == above.size and 0 < line.box[3] - above.box[3] < 1.8 * line.size
    return close and line.box[0] < above.box[0] + line.size and not (after and after[0].box[1] < line.box[3])


def _by_rows(lines: Sequence[Line]) -> list[Line]:
    """One column from the top; pieces of a row that stand below or above others are cells, others near are joined."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: (x.box[1] + x.box[3], x.box[0])):
        middle = (line.box[1] + line.box[3]) / 2
        if rows and middle < rows[-1][0].box[3]:
            rows[-1].append(line)
        else:
            rows.append([line])
    rows = [_with_label(sorted(row, key=lambda x: x.box[0])) for row in rows]
    for i in (*range(1, len(rows)), *range(len(rows) - 2, -1, -1)):  # cells below others, then those above
        beside = rows[max(0, i - 1) : i] + rows[i + 1 : i + 2]
        starts = [x.box[0] for row in beside if len(row) > 1 for x in row[1:20]]
        rows[i] = [piece for line in rows[i] for piece in _cut(line, starts)]
    out: list[Line] = []
    for i, row in enumerate(rows):
        if any(_aligned(row, other) for other in (*rows[max(0, i - 1) : i], *rows[i + 1 : i + 2])):
            out += [replace(x, cell=True) for x in row]
        else:
            out += _joined(row)
    return out


def _cut(line: Line, starts: Sequence[float]) -> list[Line]:
    """A line cut where one of `starts` ends a gap in it. The pieces keep the place of the whole."""
    near = 0.3 * line.size
    pieces, last, left = [], 0, line.box[0]
    for index, end, start in line.gaps:
        if any(abs(start - s) < near for s in starts):
            box = left, line.box[1], end, line.box[3]
            pieces.append(replace(line, text=line.text[last:index].strip(" "), box=box, gaps=()))
            last, left = index, start
    if not pieces:
        return [line]
    box = left, line.box[1], line.box[2], line.box[3]
    return [*pieces, replace(line, text=line.text[last:].strip(" "), box=box, gaps=())]


def _aligned(row: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether pieces after the first of two rows begin, end or are centred at the same place."""
    near = 0.5 * row[0].size
    return any(
        abs(a.box[0] - b.box[0]) < near or abs(a.box[2] - b.box[2]) < near or abs(_middle(a) - _middle(b)) < near
        for a in row[1:20]
        for b in other[1:20]
    )


def _middle(line: Line) -> float:
    return (line.box[0] + line.box[2]) / 2


def _with_label(row: list[Line]) -> list[Line]:
    """A row, its first two pieces joined where the first is the number or mark of an item."""
    if len(row) > 1 and _LABEL.fullmatch(row[0].text):
        return [_beside(row[0], row[1]), *row[2:]]
    return row


def _joined(row: Sequence[Line]) -> list[Line]:
    out = [row[0]]
    for line in row[1:]:
        if line.box[0] - out[-1].box[2] < SPACED * line.size:
            out[-1] = _beside(out[-1], line)
        else:
            out.append(line)
    return out


def _beside(a: Line, b: Line) -> Line:
    return replace(b, text=f"{a.text} {b.text}", box=union([a.box, b.box]), place=union([a.place, b.place]))
