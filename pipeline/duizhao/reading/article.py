"""Which lines of a page are its article: trafilatura's answer, laid over the visible lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from duizhao.reading.markup import Element, Line

SHORTEST = 40
"""Characters under which trafilatura looks for a better answer; its own 250 are for languages with an alphabet."""
LINKED = 0.5
"""Share of a line's characters in links from which it is navigation."""
CORE = 0.7
"""Share of the article's sentences that its container holds."""
ENOUGH = 150
PROSE = 0.3
"""Characters in sentences, or their share, from which a page is an article and no list."""
SCRAP = 30
"""Characters that are no article where the page around them is forty times as long."""
FULL = 18
"""Ideographs that make a line text though no sign ends it: some write so."""
LEAD = 8
"""Lines before an article among which its lead is looked for."""
FIND_BUDGET = 400_000_000
ELEMENTS = 60_000
"""Elements of a page from which trafilatura is not asked; its time grows faster than the page."""

_SENTENCE = re.compile(r"[^。！？；!?;]*[。！？；!?;]|[^。！？；!?;]+")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def main_lines(text: str, lines: Sequence[Line]) -> list[bool]:
    """For each line whether it belongs to the article whose text was extracted; all False where the page has none."""
    chosen = _matched(lines, text) if text else [False] * len(lines)
    if not any(chosen):
        chosen = _densest(lines)
    _fill(lines, chosen)
    _trim(lines, chosen)
    return chosen if _is_article(lines, chosen) else [False] * len(lines)


def with_lead(lines: Sequence[Line], chosen: Sequence[bool], head: int) -> list[bool]:
    """`chosen`, and the sentences and captions between its headline and it: some pages set them apart."""
    first = chosen.index(True)
    lead = range(max(head + 1, first - LEAD), first)
    return [
        c or (i in lead and (_prose(line) > 0 or line.kind == "caption"))
        for i, (c, line) in enumerate(zip(chosen, lines, strict=True))
    ]


def extract(root: Element) -> str:
    """The main text as trafilatura gives it, a paragraph a line; empty where it finds none."""
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    if root.xpath("count(//*)") > ELEMENTS:
        return ""
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(SHORTEST))
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    try:
        found = bare_extraction(root, include_comments=False, include_tables=True, config=config)
    except Exception:  # it walks markup of any kind; whatever it raises, the page still has its text
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
        after = bisect_left(places, tree.reached)
        places = sorted({*places[:4], *places[after : after + 4]})
        new = []
        for place, length in [(p, len(bare)) for p in places] or (_partly(whole, bare) if search else []):
            score, before = tree.best(place)
            links.append((i, before))
            new.append((min(place + length, len(whole)), score + length, len(links) - 1))
        for end, score, last in new:
            tree.put(end, score, last)
    chosen = [False] * len(lines)
    link = tree.best(len(whole))[1]
    while link is not None:
        i, link = links[link]
        chosen[i] = True
    return chosen


def _bare(text: str) -> str:
    return "".join(text.split())


def _places(whole: str, bare: str) -> list[int]:
    out: list[int] = []
    at = whole.find(bare) if len(bare) > 1 else -1
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

    @property
    def reached(self) -> int:
        """Where the best chain of all ends."""
        return self._ends[-1]

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
    for left, right in pairwise(known):
        homes = {_home(lines[left]), _home(lines[right])}
        for i in range(left + 1, right):
            if (_home(lines[i]) in homes or lines[i].kind == "caption") and _unlinked(lines[i]):
                chosen[i] = True


def _home(line: Line) -> Element:
    """The container of the block that a line stands in."""
    parent = line.element.getparent()
    return line.element if parent is None else parent


def _trim(lines: Sequence[Line], chosen: list[bool]) -> None:
    """Leave out what lies outside the container of the article and is no sentence: lists of other news and the like."""
    weights = [_prose(line) if c else 0 for line, c in zip(lines, chosen, strict=True)]
    core = _core(lines, weights)
    for i, line in enumerate(lines):
        if core is not None and chosen[i] and not weights[i] and not _inside(line, core):
            chosen[i] = False


def _densest(lines: Sequence[Line]) -> list[bool]:
    """The lines that are no links, in the container of most sentences of the page if it has any."""
    core = _core(lines, [_prose(line) for line in lines])
    return [_unlinked(line) and (core is None or _inside(line, core)) for line in lines]


def _core(lines: Sequence[Line], weights: Sequence[int]) -> Element | None:
    """The innermost container of most of the weight; None where there is none."""
    below: dict[Element, int] = {}
    for line, weight in zip(lines, weights, strict=True):
        if weight:
            for ancestor in (line.element, *line.element.iterancestors()):
                below[ancestor] = below.get(ancestor, 0) + weight
    least = CORE * sum(weights)
    holding = [e for e, weight in below.items() if weight >= least]
    if not holding:
        return None
    core = max(holding, key=lambda e: sum(1 for _ in e.iterancestors()))
    return core.getparent() if core.tag == "p" and core.getparent() is not None else core


def _inside(line: Line, container: Element) -> bool:
    return line.element is container or container in line.element.iterancestors()


def _unlinked(line: Line) -> bool:
    return line.links < LINKED * len(line.text)


def is_prose(line: Line) -> bool:
    """Whether a line reads as sentences and is no link."""
    return _prose(line) > 0


def _prose(line: Line) -> int:
    """The characters of a line that reads as sentences and is no link, else 0."""
    if not _unlinked(line):
        return 0
    text = line.text
    long = len(text) >= 60 and len(_HAN.findall(text)) >= FULL
    return len(text) if "。" in text or text.count("，") > 1 or long else 0


def _is_article(lines: Sequence[Line], chosen: Sequence[bool]) -> bool:
    """Whether what was chosen reads as text: most of it outside links."""
    mine = [line for line, c in zip(lines, chosen, strict=True) if c]
    total = sum(len(line.text) for line in mine)
    if sum(line.links for line in mine) >= LINKED * total:  # nothing chosen, too
        return False
    if total < SCRAP and sum(len(line.text) for line in lines) > 40 * SCRAP:
        return False
    prose = sum(_prose(line) or len(line.text) * (len(_HAN.findall(line.text)) >= FULL) for line in mine)
    bare = len(mine) == len(lines) and not any(line.links for line in lines)  # a text with tags around it
    return prose >= ENOUGH or prose >= PROSE * total or len(mine) <= 3 or (bare and prose > 0)
