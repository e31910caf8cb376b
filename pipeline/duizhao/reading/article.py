"""Which lines of a page are its article: trafilatura's answer, laid over the visible lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from duizhao.reading.markup import Element, Line

SHORTEST = 40
"""Characters under which trafilatura looks for a better answer; its own 250 are for languages with an alphabet."""
LINKED = 0.5
"""Share of a line's characters in links from which it is navigation."""
FIND_BUDGET = 400_000_000
ELEMENTS = 60_000
"""Elements of a page from which trafilatura is not asked; its time grows faster than the page."""

_SENTENCE = re.compile(r"[^。！？；!?;]*[。！？；!?;]|[^。！？；!?;]+")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def main_lines(root: Element, lines: Sequence[Line]) -> list[bool]:
    """For each line whether it belongs to the article; all False where the page has none."""
    text = _extract(root)
    chosen = _matched(lines, text) if text else [False] * len(lines)
    _fill(lines, chosen)
    if not any(chosen) and _is_plain(lines):
        chosen = [line.links < LINKED * len(line.text) for line in lines]
    return chosen if _is_article(lines, chosen) else [False] * len(lines)


def metadata(root: Element) -> Any:
    """What trafilatura reads of title, author, date and site; None where it fails."""
    from trafilatura.metadata import extract_metadata

    try:
        return extract_metadata(deepcopy(root), None, {"original_date": True, "extensive_search": False})
    except Exception:  # it walks markup of any kind; whatever it raises, the page still has its text
        return None


def _extract(root: Element) -> str:
    """The main text as trafilatura gives it, a paragraph a line; empty where it finds none."""
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    if sum(1 for _ in root.iter()) > ELEMENTS:
        return ""
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(SHORTEST))
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    try:
        found = bare_extraction(deepcopy(root), include_comments=False, include_tables=True, config=config)
    except Exception:  # as in metadata
        return ""
    return str(found.text or "") if found else ""


def _matched(lines: Sequence[Line], text: str) -> list[bool]:
    """The lines that stand in `text`, chosen so that their order is kept and most of it is covered."""
    pieces = [p for p in map(_bare, text.splitlines()) if p]
    whole = "".join(pieces)
    starts: dict[str, list[int]] = {}
    at = 0
    for piece in pieces:
        starts.setdefault(piece, []).append(at)
        at += len(piece)
    search = len(lines) * len(whole) < FIND_BUDGET
    tree = _Best(len(whole) + 1)
    links: list[tuple[int, int | None]] = []  # a chain: line, link before it
    for i, line in enumerate(lines):
        bare = _bare(line.text)
        places = starts.get(bare) or (_places(whole, bare) if search else [])
        new = []
        for place, length in [(p, len(bare)) for p in places[:8]] or (_partly(whole, bare) if search else []):
            score, before = tree.best(place)
            links.append((i, before))
            new.append((min(place + length, len(whole)), score + length, len(links) - 1))
        for end, score, link in new:
            tree.put(end, score, link)
    chosen = [False] * len(lines)
    _, link = tree.best(len(whole))
    while link is not None:
        i, link = links[link]
        chosen[i] = True
    return chosen


def _bare(text: str) -> str:
    return "".join(text.split())


def _places(whole: str, bare: str) -> list[int]:
    out, at = [], whole.find(bare) if len(bare) > 1 else -1
    while at >= 0 and len(out) < 8:
        out.append(at)
        at = whole.find(bare, at + 1)
    return out


def _partly(whole: str, bare: str) -> list[tuple[int, int]]:
    """Where a line stands in the text by at least half of its characters, some of its parts having been left out."""
    if len(bare) < 20:
        return []
    found = [(p, len(s)) for s in _SENTENCE.findall(bare) if len(s) > 5 and (p := whole.find(s)) >= 0]
    if sum(n for _, n in found) * 2 < len(bare):
        return []
    return [(found[0][0], sum(n for _, n in found))]


class _Best:
    """The best chain that ends at or before a place: scores rise with places, so a sorted list will do."""

    def __init__(self, size: int) -> None:
        self._ends: list[int] = [0]
        self._values: list[tuple[int, int | None]] = [(0, None)]

    def best(self, place: int) -> tuple[int, int | None]:
        return self._values[bisect_right(self._ends, place) - 1]

    def put(self, end: int, score: int, link: int) -> None:
        i = bisect_right(self._ends, end)
        if self._values[i - 1][0] >= score:
            return
        j = i
        while j < len(self._ends) and self._values[j][0] <= score:
            j += 1
        self._ends[i:j] = [end]
        self._values[i:j] = [(score, link)]


def _fill(lines: Sequence[Line], chosen: list[bool]) -> None:
    """Choose what stands between chosen lines, in the same container, and is no navigation."""
    known = [i for i, c in enumerate(chosen) if c]
    for left, right in zip(known, known[1:], strict=False):
        homes = {_home(lines[left]), _home(lines[right])}
        for i in range(left + 1, right):
            if _home(lines[i]) in homes and lines[i].links < LINKED * len(lines[i].text):
                chosen[i] = True


def _home(line: Line) -> Element:
    """The container of the block that a line stands in."""
    parent = line.element.getparent()
    return line.element if parent is None else parent


def _is_plain(lines: Sequence[Line]) -> bool:
    """Whether a page is nothing but text: few links, and a sentence."""
    total = sum(len(line.text) for line in lines)
    linked = sum(line.links for line in lines)
    return linked < 0.2 * total and any(_HAN.search(line.text) for line in lines)


def _is_article(lines: Sequence[Line], chosen: Sequence[bool]) -> bool:
    """Whether what was chosen reads as text: most of it outside links."""
    mine = [line for line, c in zip(lines, chosen, strict=True) if c]
    total = sum(len(line.text) for line in mine)
    return total > 0 and sum(line.links for line in mine) < LINKED * total
