"""The English of a run of cues laid back over them: each gets what stands for its part of the source.

A sentence is divided in proportion to what each cue has of it, at the border of a clause where one is near, never
after an article or a preposition where that can be helped.
"""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise

from duizhao.record import Sentence, Span

WIDTH = 42
"""Characters of a line of English: the usual limit of broadcasters and of Netflix's style guides."""
_STOP = 20  # characters that a break may lie off its place to be where a sentence or a half of it ends
_CLAUSE = 10  # to be at a comma
_LEANING = 6  # and to be after no word that leans on the next
_LOOK = 40  # words on each side of the right place that are weighed
_LEANS = re.compile(
    "(?:an?|the|of|to|in|on|at|by|for|with|from|and|or|but|as|that|this|his|her|its|their|our|my|your)", re.I
)
_LETTER = re.compile(r"\w")


def lay_back(sentences: Sequence[Sentence], units: Sequence[str]) -> list[str]:
    """The English of each of `units`, the texts of which stand in this order in the sources of `sentences`.

    None is empty, but where a sentence has fewer words than units: then those that have least of it get none.
    """
    spans = _spans("".join(s.source for s in sentences), units)
    parts: list[list[str]] = [[] for _ in units]
    at, first = 0, 0
    for sentence in sentences:
        end = at + len(sentence.source)
        while first < len(spans) - 1 and spans[first][1] <= at:
            first += 1
        owners: dict[int, int] = {}
        for i in range(first, len(units)):
            start, stop = spans[i]
            if start >= end:
                break
            piece = sentence.source[max(start - at, 0) : stop - at]
            weight = len(_LETTER.findall(piece))
            if weight or not _LETTER.search(units[i]):
                owners[i] = weight or len(piece)
        words = sentence.target.split()
        for i, share in zip(owners or [first], divide(words, list(owners.values()) or [1]), strict=True):
            parts[i] += share
        at = end
    return [" ".join(p) for p in parts]


def divide(words: Sequence[str], weights: Sequence[int]) -> list[list[str]]:
    """`words` in as many shares as there are weights, in order; each has one at least while there are enough."""
    if len(words) < len(weights):
        chosen = sorted(sorted(range(len(weights)), key=lambda i: -weights[i])[: len(words)])
        out: list[list[str]] = [[] for _ in weights]
        for i, word in zip(chosen, words, strict=True):
            out[i] = [word]
        return out
    ends = list(accumulate(len(w) + 1 for w in words))
    whole = sum(weights)
    cuts, done = [0], 0
    for i, weight in enumerate(weights[:-1], 1):
        done += weight
        cuts.append(_cut(words, ends, ends[-1] * done / whole, cuts[-1] + 1, len(words) - (len(weights) - i)))
    return [list(words[a:b]) for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True)]


def wrap(text: str) -> list[str]:
    """`text` in lines of WIDTH: one, or two of like length where they hold it, else as many as it takes."""
    if len(text) <= WIDTH:
        return [text] if text else []
    words = text.split()
    if len(text) <= 2 * WIDTH + 1 and len(words) > 1:
        halves = [" ".join(half) for half in divide(words, [1, 1])]
        if max(map(len, halves)) <= WIDTH:
            return halves
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _cut(words: Sequence[str], ends: Sequence[int], ideal: float, low: int, high: int) -> int:
    """How many of `words`, between `low` and `high`, are best before the place `ideal`."""
    near = min(max(bisect_left(ends, ideal) + 1, low), high)
    options = range(max(low, near - _LOOK), min(high, near + _LOOK) + 1)

    def cost(k: int) -> float:
        word = words[k - 1]
        off = abs(ends[k - 1] - ideal)
        if word[-1] in ',;:.?!—…”"':
            off -= _CLAUSE
        return off + _LEANING * bool(_LEANS.fullmatch(word))

    return min(options, key=cost)


def _spans(source: str, units: Sequence[str]) -> list[Span]:
    """Where each unit stands in the source; by their lengths where cleaning has changed the words."""
    found, at = [], 0
    for unit in units:
        start = source.find(unit, at, at + len(unit) + 4)
        if start < 0:
            break
        found.append((start, at := start + len(unit)))
    if len(found) == len(units):
        return found
    ends = list(accumulate(map(len, units), initial=0))
    scale = len(source) / max(ends[-1], 1)
    borders = [round(e * scale) for e in ends]
    return list(pairwise(borders))
