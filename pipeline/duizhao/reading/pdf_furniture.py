"""What stands on every page and is no text of it: running heads and feet, page numbers.

They are told by repetition and place: the same words (digits apart) at the same height near the edge of pages that
are neighbours, or a number there that grows with the page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import median

from duizhao.reading.pdf_lines import Line, PageLines

EDGE_ROWS = 3
"""Rows from the top or the bottom of a page that are looked at."""
NEAR_PAGES = 2
"""Pages between two that carry the same head: left and right pages may have their own."""
SET_OFF, SMALLER = 1.3, 0.96
"""Times the usual distance of rows, and times the size of the text: what sets a head off from the text."""
SLOT = 3.0
"""Points by which the height of a running head varies."""
OFTEN = 0.5
"""Share of the pages that have a running head at a height, from which any line at that height is one."""

_NUMBER = re.compile(
    r"[\W_]*(?:第|page|p\.?)?\s*(\d{1,5}|[ivxlc]{1,8})\s*(?:页|頁)?\s*(?:(?:/|of|，|,)?\s*共?\s*\d{1,5}\s*(?:页|頁)?)?[\W_]*",
    re.I,
)
_PLAIN_MARK = re.compile(
    r"[-–—―－·•\s]{1,4}\d{1,5}[-–—―－·•\s]{1,4}|第\s*\d{1,5}\s*[页頁].{0,12}|\d{1,5}\s*/\s*\d{1,5}"
)
_PRINTED_ON = re.compile(
    r"(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日),? {0,2}"
    r"(?:[上下凌][午晨] ?)?\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?"
)
_ADDRESS, _OF_PAGES = re.compile(r"(?:https?|file|about|data):\S{1,2000}"), re.compile(r"\d{1,5} ?/ ?\d{1,5}")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def furniture(pages: Sequence[PageLines]) -> dict[tuple[int, int], str]:
    """The reason for which lines are dropped, by (index of the page, index of the line in its main lines)."""
    edges = [_edge_lines(page) for page in pages]
    numbers = _page_numbers(pages, edges)
    heads = _running_heads(pages, edges, numbers)
    return {**heads, **numbers, **_printed(pages)}


def _printed(pages: Sequence[PageLines]) -> dict[tuple[int, int], str]:
    """What a browser prints around a page: date and title above, address and number of the page below."""
    out: dict[tuple[int, int], str] = {}
    for p, page in enumerate(pages):
        rows = _rows(page, range(len(page.main)))
        if len(rows) < 2:
            continue
        top, foot = rows[0], rows[-1]
        above = any(_PRINTED_ON.fullmatch(page.main[i].text) for i in top)
        below = [i for i in foot if _ADDRESS.fullmatch(page.main[i].text) or _OF_PAGES.fullmatch(page.main[i].text)]
        if above and len(below) == len(foot):
            out |= {(p, i): "running-head" for i in top}
            out |= {(p, i): "page-number" if _OF_PAGES.fullmatch(page.main[i].text) else "running-head" for i in foot}
    return out


def _edge_lines(page: PageLines) -> list[int]:
    """The lines of the first and the last rows."""
    rows = _rows(page, range(len(page.main)))
    outer = rows if len(rows) <= 2 * EDGE_ROWS else (*rows[:EDGE_ROWS], *rows[-EDGE_ROWS:])
    return [i for row in outer for i in row]


def _rows(page: PageLines, some: Iterable[int]) -> list[list[int]]:
    """Some lines of a page, those of one height together, from the top."""
    rows: list[list[int]] = []
    for i in sorted(some, key=lambda i: page.main[i].box[1]):
        line = page.main[i]
        if rows and line.box[1] < page.main[rows[-1][0]].box[3] - 0.3 * line.height:
            rows[-1].append(i)
        else:
            rows.append([i])
    return rows


def _page_numbers(pages: Sequence[PageLines], edges: Sequence[Sequence[int]]) -> dict[tuple[int, int], str]:
    """Numbers whose distance from the count of pages is the same on several pages, at the same height."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for p, edge in enumerate(edges):
        for i in edge:
            line = pages[p].main[i]
            if (number := _number(line.text)) is not None:
                found[number - p, round(line.box[1] / SLOT)].append((p, i))
    out: dict[tuple[int, int], str] = {}
    for (shift, slot), places in found.items():
        beside = [p for near in (slot - 1, slot, slot + 1) for p, _ in found.get((shift, near), ())]
        if len(set(beside)) >= 2 or (len(pages) == 1 and _is_marked(pages[0], places[0][1], shift)):
            out |= dict.fromkeys(places, "page-number")
    return out


def _is_marked(page: PageLines, i: int, shift: int) -> bool:
    """Whether the only page of a document has its number on the last row: written as such, or well below the text."""
    line = page.main[i]
    others = [x.box[3] for j, x in enumerate(page.main) if j != i]
    if shift != 1 or not others or line.box[3] < max(others):
        return False
    return bool(_PLAIN_MARK.fullmatch(line.text)) or line.box[1] - max(others) > 1.5 * line.height


def _number(text: str) -> int | None:
    """The number of a page, where a line says nothing else."""
    mark = _NUMBER.fullmatch(text) if len(text) <= 24 else None
    if not mark:
        return None
    if mark[1].isdecimal():
        return int(mark[1])
    values = [_ROMAN[c] for c in mark[1].lower()]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _running_heads(
    pages: Sequence[PageLines], edges: Sequence[Sequence[int]], numbers: dict[tuple[int, int], str]
) -> dict[tuple[int, int], str]:
    seen: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for p, edge in enumerate(edges):
        for i in edge:
            line = pages[p].main[i]
            if (p, i) not in numbers and (words := _words(line.text)):
                seen[words, round(line.box[1] / SLOT)].append((p, i))
    repeated: dict[tuple[int, int], int] = {}
    for (words, slot), places in seen.items():
        near = {q for s in (slot - 1, slot, slot + 1) for q, _ in seen.get((words, s), ())}
        for p, i in places:
            repeated[p, i] = sum(abs(p - q) <= NEAR_PAGES for q in near)
    out: dict[tuple[int, int], str] = {}
    for p, page in enumerate(pages):
        for rows in _from_edges(page):
            out |= {(p, i): "running-head" for i in _repeated_rows(p, rows, repeated, numbers, len(pages))}
    return out | _in_their_slots(pages, edges, out, numbers)


def _repeated_rows(
    p: int,
    rows: Sequence[tuple[list[int], bool]],
    repeated: Mapping[tuple[int, int], int],
    numbers: Mapping[tuple[int, int], str],
    count: int,
) -> list[int]:
    """What is repeated in the outermost row, and rows inside it that are repeated whole and more often.

    `rows` come with whether they are set off from the text; those between which nothing is set off are text.
    """
    held: list[int] = []
    out: list[int] = []
    for depth, (row, set_off) in enumerate(rows):
        often = 2 if depth == 0 else min(3, count)
        found = [i for i in row if (p, i) not in numbers and repeated.get((p, i), 0) >= often]
        whole = len(found) == sum((p, i) not in numbers for i in row)
        if depth and not whole:
            break
        held += found
        if set_off:
            out += held
            held = []
        if not whole:
            break
    return out


def _from_edges(page: PageLines) -> tuple[list[tuple[list[int], bool]], list[tuple[list[int], bool]]]:
    """The rows of the edges, from the top inward and from the bottom inward."""
    rows = _rows(page, range(len(page.main)))
    tops = [page.main[row[0]].box[1] for row in rows]
    steps = [b - a for a, b in pairwise(tops)]
    size = median(x.size for x in page.main) if page.main else 0.0
    step = median(steps) if len(steps) >= 4 else 1.7 * size

    def set_off(i: int, inner: int) -> bool:
        small = all(page.main[j].size < SMALLER * size for j in rows[i])
        return small or not 0 <= inner < len(rows) or abs(tops[inner] - tops[i]) > SET_OFF * step

    half = min(EDGE_ROWS, (len(rows) + 1) // 2)
    above = [(rows[i], set_off(i, i + 1)) for i in range(half)]
    below = [(rows[i], set_off(i, i - 1)) for i in range(len(rows) - 1, max(half, len(rows) - EDGE_ROWS) - 1, -1)]
    return above, below


def _in_their_slots(
    pages: Sequence[PageLines],
    edges: Sequence[Sequence[int]],
    heads: dict[tuple[int, int], str],
    numbers: dict[tuple[int, int], str],
) -> dict[tuple[int, int], str]:
    """Lines beyond the text where most pages have a running head: those of a chapter of one page."""
    if len(pages) < 4:
        return {}
    slots = Counter(s for p, s in {(p, _slot(pages[p].main[i])) for p, i in heads})
    usual = {slot for slot, count in slots.items() if count >= OFTEN * len(pages)}
    sizes = {slot: {pages[p].main[i].size for p, i in heads if _slot(pages[p].main[i]) == slot} for slot in usual}
    out = {}
    for p, edge in enumerate(edges):
        for i in edge:
            line = pages[p].main[i]
            known = (p, i) in heads or (p, i) in numbers
            if not known and _slot(line) in usual and line.size in sizes[_slot(line)]:
                out[p, i] = "running-head"
    return out


def _slot(line: Line) -> int:
    return round(line.box[1] / SLOT)


def _words(text: str) -> str:
    """A line with its digits made alike and without spaces; empty where it has no letters."""
    if not re.search(r"[^\W\d_]", text):
        return ""
    return re.sub(r"\d+", "0", re.sub(r"\s", "", text))
