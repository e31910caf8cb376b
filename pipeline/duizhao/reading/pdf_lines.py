"""The lines of a PDF page, from its characters: by their places, whatever the order they were drawn in.

Pure functions over glyphs. Text that runs downward (vertical Chinese) or is turned by a quarter is laid upright first,
so that everything after this sees lines from left to right, one below the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from duizhao.reading.pdf_glyphs import Glyph, Page

Box = tuple[float, float, float, float]
Frame = int
"""Degrees by which text was turned to lie upright; vertical writing is turned like text that runs downward."""

ASCENT, DESCENT = 0.88, 0.12
"""Share of the size above and below the base line, as CJK fonts have it."""
WORD_GAP = 0.17
"""Of the size: a gap between letters from which they are two words (a space is 0.22 to 0.33)."""
APART = 0.9
"""Of the size: a gap from which two pieces may be cells or columns, and no line."""
SAME_PLACE = 0.12
"""Of the size: up to where a character drawn twice is one."""
CELL_GAP = 0.28
"""Of the size: a gap that may be one between cells, where rows above or below have a cell beginning there."""
HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WIDE = HAN + "\u3000-\u303f\u3040-\u312f\ufe30-\ufe4f\uff00-\uffef“”‘’…—"
_WIDE = re.compile(f"[{WIDE}]")
_IDEOGRAPH = 1000
_BOTH = "“”‘’…—"
"""Punctuation of Chinese and of Latin text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text on one base line. `box` is in its upright frame, `place` on the page as it is shown.

    `spaced`: a space was written after it. `gaps`: where it could be cut into cells: index in the text, end of what is
    before, start of what is after.
    """

    text: str
    page: int
    box: Box
    size: float
    bold: bool
    place: Box
    spaced: bool = False
    gaps: tuple[tuple[int, float, float], ...] = ()
    cell: bool = False

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page: of its main frame, of others that are turned, and those dropped with their reasons."""

    number: int
    width: float
    height: float
    main: list[Line]
    turned: list[list[Line]]
    dropped: list[tuple[Line, str]]


def page_lines(page: Page) -> PageLines:
    """The lines of `page`, in no particular order. Width and height are those of its main frame."""
    upright: dict[Frame, list[list[Glyph]]] = {}
    dropped: list[tuple[Line, str]] = []
    for run, angle in _with_single_ones(list(_runs(_once(page.glyphs)))):
        if angle % 90:
            dropped += _whole(run, page, 0, "watermark")
        elif not _inside(run, page):
            dropped += _whole(run, page, angle, "outside-page")
        else:
            upright.setdefault(angle, []).append(run)
    if not upright:
        return PageLines(page.number, page.width, page.height, [], [], dropped)
    weights = {frame: sum(map(len, runs)) for frame, runs in upright.items()}
    main = max(weights, key=lambda frame: (weights[frame], -frame))
    found = {frame: _lines(runs, page, frame) for frame, runs in upright.items()}
    turned = [lines for frame, lines in sorted(found.items()) if frame != main and lines]
    width, height = (page.height, page.width) if main in (90, 270) else (page.width, page.height)
    return PageLines(page.number, width, height, found[main], turned, dropped)


def turned_box(box: Box, frame: Frame, width: float, height: float) -> Box:
    """A box of the page as it is shown, as it lies when the page is turned so that text of `frame` is upright."""
    x0, y0, x1, y1 = box
    if frame == 90:
        return y0, width - x1, y1, width - x0
    if frame == 180:
        return width - x1, height - y1, width - x0, height - y0
    if frame == 270:
        return height - y1, x0, height - y0, x1
    return box


def back(box: Box, frame: Frame, width: float, height: float) -> Box:
    """The inverse of turned_box."""
    x0, y0, x1, y1 = box
    if frame == 90:
        return width - y1, x0, width - y0, x1
    if frame == 180:
        return width - x1, height - y1, width - x0, height - y0
    if frame == 270:
        return y0, height - x1, y1, height - x0
    return box


def _once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """The glyphs without those drawn again on the same place, as fonts are made bold or shadowed."""
    seen: dict[tuple[str, int, int], tuple[float, float]] = {}
    last = None
    for glyph in glyphs:
        char, x, y, _, size, *_ = glyph
        if char != " ":
            if _seen(seen, char, x, y, size) and not (char == last == "f"):  # the ligature of two f is at one place
                continue
            step = max(2.0, 0.3 * size)
            seen[char, int(x // step), int(y // step)] = x, y
        last = char
        yield glyph


def _seen(seen: Mapping[tuple[str, int, int], tuple[float, float]], char: str, x: float, y: float, size: float) -> bool:
    """Whether a character is within SAME_PLACE; `seen` has places by the cell of a grid that they lie in."""
    reach, step = SAME_PLACE * size, max(2.0, 0.3 * size)
    x0, x1, y0, y1 = (x - reach) // step, (x + reach) // step, (y - reach) // step, (y + reach) // step
    for column in (x0, x1) if x0 != x1 else (x0,):
        for row in (y0, y1) if y0 != y1 else (y0,):
            at = seen.get((char, int(column), int(row)))
            if at and abs(at[0] - x) <= reach and abs(at[1] - y) <= reach:
                return True
    return False


def _runs(glyphs: Iterable[Glyph]) -> Iterator[tuple[list[Glyph], int]]:
    """Glyphs that follow one another on a base line, with the angle of the line; 90 for vertical writing."""
    run: list[Glyph] = []
    frame: int | None = None  # not known of a single glyph
    for glyph in glyphs:
        step = _step(run[-1], glyph, frame) if run else None
        if run and (step is None or frame not in (None, step)):
            yield run, frame if frame is not None else run[0].angle
            run, frame = [], None
        elif run:
            frame = step
        run.append(glyph)
    if run:
        yield run, frame if frame is not None else run[0].angle


def _with_single_ones(runs: Sequence[tuple[list[Glyph], int]]) -> Iterator[tuple[list[Glyph], Frame]]:
    """The runs; an ideograph or mark alone, between words that lie on their side, is of the column that they are of."""
    for i, (run, angle) in enumerate(runs):
        beside = [a for _, a in (*runs[max(0, i - 1) : i], *runs[i + 1 : i + 2])]
        yield run, 90 if len(run) == 1 and angle == 0 and 90 in beside and _WIDE.match(run[0].char) else angle


def _step(a: Glyph, b: Glyph, known: Frame | None) -> Frame | None:
    """The frame in which `b` follows `a`, if it does; `known` is that of the run so far."""
    if a.angle != b.angle:
        return None
    if a.angle % 90:
        return a.angle
    size = max(a.size, b.size)
    ahead, beside = _along(b, a.angle, a)
    if abs(beside) < 0.45 * size and -0.5 * size < ahead < APART * size + _advance(a):
        return a.angle
    below = 0.3 * size < b.y - a.y < 1.12 * size and abs(_middle(a) - _middle(b)) < 0.4 * size
    return 90 if a.angle == 0 and below and (known == 90 or _WIDE.match(a.char)) else None


def _middle(glyph: Glyph) -> float:
    return (glyph.box[0] + glyph.box[2]) / 2


def _advance(glyph: Glyph) -> float:
    x0, y0, x1, y1 = glyph.box
    return y1 - y0 if glyph.angle in (90, 270) else x1 - x0


def _along(b: Glyph, angle: int, a: Glyph) -> tuple[float, float]:
    """How far `b` begins after `a`, along the base line and across it."""
    dx, dy = b.x - a.x, b.y - a.y
    if angle == 90:
        return dy, dx
    if angle == 180:
        return -dx, dy
    if angle == 270:
        return -dy, dx
    return dx, dy


def _inside(run: Sequence[Glyph], page: Page) -> bool:
    """Whether any of a run can be seen on the page."""
    return any(-1 <= g.x <= page.width + 1 and -1 <= g.y <= page.height + 1 for g in run)


def _whole(run: list[Glyph], page: Page, frame: Frame, reason: str) -> list[tuple[Line, str]]:
    text = "".join(g.char for g in run).strip()
    box = union([g.box for g in run])
    return [(Line(text, page.number, box, run[0].size, False, box), reason)] if text else []


def union(boxes: Sequence[Box]) -> Box:
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


@dataclass(slots=True)
class _Piece:
    """A run laid upright: its glyphs as (char, start, end), and its extent; `bold` of `weighed` characters are bold.

    An ideograph weighs more than all Latin characters, whose font may be another with no weight but one.
    """

    glyphs: list[tuple[str, float, float]]
    box: Box
    sizes: Counter[float]
    bold: int
    weighed: int


def _lines(runs: Sequence[Sequence[Glyph]], page: Page, frame: Frame) -> list[Line]:
    """Runs made into lines: those beside one another are one."""
    pieces = [_upright(run, page, frame) for run in runs]
    pieces = [p for p in pieces if any(char.strip() for char, _, _ in p.glyphs)]
    lines = []
    for row in _rows(pieces):
        row.sort(key=lambda p: p.box[0])
        merged: list[_Piece] = []
        for piece in row:
            if merged and _adjoins(merged[-1], piece):
                merged[-1] = _merged(merged[-1], piece)
            else:
                merged.append(piece)
        lines += [_line(p, page, frame) for p in _spaced_out(merged)]
    return lines


def _upright(run: Sequence[Glyph], page: Page, frame: Frame) -> _Piece:
    glyphs: list[tuple[str, float, float]] = []
    tops, bottoms = [], []
    vertical = frame == 90 and run[0].angle == 0
    for g in run:
        box, x, y = g.box, g.x, g.y
        if frame:
            box = turned_box(box, frame, page.width, page.height)
            x, y, _, _ = turned_box((x, y, x, y), frame, page.width, page.height)
        if vertical:
            along, across = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            glyphs.append((g.char, along - g.size / 2, along + g.size / 2))
            tops.append(across - g.size / 2)
            bottoms.append(across + g.size / 2)
        else:
            glyphs.append((g.char, x, max(box[2], x)))
            tops.append(y - ASCENT * g.size)
            bottoms.append(y + DESCENT * g.size)
    sizes = Counter(round(g.size, 1) for g in run if g.char.strip())
    box = min(g[1] for g in glyphs), min(tops), max(g[2] for g in glyphs), max(bottoms)
    return _Piece(glyphs, box, sizes, *_weight(run))


def _weight(run: Sequence[Glyph]) -> tuple[int, int]:
    weights = [(_IDEOGRAPH if _WIDE.match(g.char) else 1, g.bold) for g in run]
    return sum(w for w, bold in weights if bold), sum(w for w, _ in weights)


def _rows(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces that lie at one height; a raised or lowered one belongs to the row its middle is in."""
    row: list[_Piece] = []
    top = bottom = 0.0
    for piece in sorted(pieces, key=lambda p: (p.box[1] + p.box[3], p.box[0])):
        middle = (piece.box[1] + piece.box[3]) / 2
        if row and not middle < bottom - 0.15 * (bottom - top):
            yield row
            row = []
        if not row or piece.box[3] - piece.box[1] > bottom - top:
            top, bottom = piece.box[1], piece.box[3]
        row.append(piece)
    if row:
        yield row


def _adjoins(a: _Piece, b: _Piece) -> bool:
    size = max(_size(a), _size(b))
    overlap = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
    if overlap < 0.3 * min(a.box[3] - a.box[1], b.box[3] - b.box[1]):
        return False
    return b.box[0] - a.box[2] < APART * size


def _size(piece: _Piece) -> float:
    return piece.sizes.most_common(1)[0][0] if piece.sizes else 1.0


def _merged(a: _Piece, b: _Piece) -> _Piece:
    return _Piece(
        [*a.glyphs, *b.glyphs], union([a.box, b.box]), a.sizes + b.sizes, a.bold + b.bold, a.weighed + b.weighed
    )


def _spaced_out(row: list[_Piece]) -> list[_Piece]:
    """A row, as one piece where it is a heading of single ideographs set far apart."""
    if len(row) < 2 or any(len("".join(c for c, _, _ in p.glyphs).strip()) > 1 for p in row):
        return row
    if not all(_WIDE.match(p.glyphs[0][0]) for p in row) or len(row) > 12:
        return row
    starts = [p.box[0] for p in row]
    steps = [b - a for a, b in pairwise(starts)]
    if max(steps) > 1.1 * min(steps) or max(steps) > 5 * _size(row[0]):
        return row
    whole = row[0]
    for piece in row[1:]:
        whole = _merged(whole, piece)
    return [whole]


def _line(piece: _Piece, page: Page, frame: Frame) -> Line:
    size = _size(piece)
    glyphs = sorted(piece.glyphs, key=lambda g: g[1])
    parts: list[str] = []
    gaps: list[tuple[int, float, float]] = []
    end, length = glyphs[0][1], 0
    for char, start, stop in glyphs:
        if parts and char != " " and parts[-1] != " " and _is_gap(parts[-1], char, start - end, size):
            parts.append(" ")
            length += 1
        if char != " ":
            if start - end > CELL_GAP * size and parts:
                gaps.append((length, end, start))
            end = max(end, stop)
        parts.append(char)
        length += len(char)
    text = "".join(parts)
    lead = len(text) - len(text.lstrip(" "))
    cuts = tuple((i - lead, a, b) for i, a, b in gaps if i > lead)
    box = piece.box
    place = back(box, frame, page.width, page.height)
    rounded = (round(place[0], 1), round(place[1], 1), round(place[2], 1), round(place[3], 1))
    bold = piece.bold * 2 > piece.weighed
    return Line(text.strip(" "), page.number, box, size, bold, rounded, spaced=text.endswith(" "), gaps=cuts)


def _is_gap(before: str, after: str, gap: float, size: float) -> bool:
    """Whether a gap stands for a space: a small one between letters, a wide one beside an ideograph."""
    chinese = [bool(_WIDE.match(c)) for c in (before, after) if c not in _BOTH]
    return gap > size * (WORD_GAP if chinese and not any(chinese) else 0.7)
