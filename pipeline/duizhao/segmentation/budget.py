"""A sentence cut into pieces that fit a model's token budget, losslessly: joined, they are the sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil

_CLOSERS = "[”’」』）)】》〉\"']*"
_BORDERS = tuple(
    re.compile(mark + _CLOSERS + r"\s*")
    for mark in (
        "[。！？!?]",
        "[；;]",
        "(?:[，：—…]|(?<![0-9])[,:]|[,:](?![0-9]))",
        "、",
        r"\s",
    )
)
"""Where a sentence may be cut, the best first; a comma or colon between digits is a part of a number."""

_UNCUT = re.compile(
    r"[0-9０-９]+(?:[.,:/．，：-][0-9０-９]+)*\s?[%％‰十百千万亿萬億]*"
    r"|[〇零一二三四五六七八九十百千万亿两萬億兩]{2,}"
    r"|[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*"
)
_FILL = 0.93  # of the budget that a piece should use: a text in pieces costs more tokens than in one
_LONGEST_UNCUT = 40  # characters; a longer run is no number and no word

Count = Callable[[Sequence[str]], list[int]]


def pieces(sentence: str, count: Count, budget: int) -> list[str]:
    """`sentence` as pieces of at most `budget` tokens, of about one length, cut at clause boundaries where it has any.

    `count` gives the tokens of each of several texts. A number or a word is cut only where it is longer than the
    budget, a character with its marks never; such a piece may exceed the budget.
    """
    done: list[str] = []
    todo = [sentence]
    while todo:
        sizes = count(todo)
        if all(size <= budget for size in sizes):
            return todo
        done = []
        for piece, size in zip(todo, sizes, strict=True):
            done += [piece] if size <= budget else _cut(piece, size, budget)
        if done == todo:
            return done
        todo = done
    return done


def _cut(piece: str, size: int, budget: int) -> list[str]:
    """`piece` of `size` tokens in as few parts as may fit the budget, two at least; itself where it cannot be cut."""
    parts = max(2, ceil(size / (_FILL * max(budget, 1))))
    room = len(piece) * budget / size  # characters that fit the budget, if they cost alike
    cuts = [0]
    for left in range(parts, 1, -1):
        start = cuts[-1]
        ideal = start + (len(piece) - start) / left
        low = max(len(piece) - (left - 1) * room, start + (ideal - start) / 2)
        high = min(start + room, ideal + (ideal - start) / 2)
        cut = _place(piece, start, ideal, min(low, ideal), max(high, ideal))
        if cut is None:
            break
        cuts.append(cut)
    return [piece[a:b] for a, b in pairwise([*cuts, len(piece)])]


def _place(piece: str, start: int, ideal: float, low: float, high: float) -> int | None:
    """The best place for a cut in [low, high]: the one nearest to `ideal` of the best kind that occurs."""
    begin, stop = max(int(low), start + 1), min(int(high), len(piece) - 1)
    for border in _BORDERS:
        places = [m.end() for m in border.finditer(piece, max(start, begin - 8), stop) if begin <= m.end() <= stop]
        places = [p for p in places if p < len(piece) and _separable(piece, p)]
        if places:
            return min(places, key=lambda p: abs(p - ideal))
    nearest = sorted(range(max(begin, int(ideal) - 60), min(stop, int(ideal) + 60) + 1), key=lambda p: abs(p - ideal))
    loose = [p for p in nearest or [int(ideal)] if start < p < len(piece) and _separable(piece, p)]
    return next((p for p in loose if not _inside_word(piece, p)), loose[0] if loose else _any(piece, start))


def _any(piece: str, start: int) -> int | None:
    """The first place after `start` that separates two characters."""
    return next((p for p in range(start + 1, len(piece)) if _separable(piece, p)), None)


def _inside_word(piece: str, place: int) -> bool:
    """Whether a number or a Latin word runs across `place`."""
    begin = max(0, place - _LONGEST_UNCUT)
    found = (m for m in _UNCUT.finditer(piece, begin, place + _LONGEST_UNCUT))
    return any(m.start() < place < m.end() and len(m.group()) <= _LONGEST_UNCUT for m in found)


def _separable(piece: str, place: int) -> bool:
    """Whether `place` lies between two characters as readers see them (after UAX #29, without its tables)."""
    before, after = piece[place - 1], piece[place]
    if before == "\u200d" or after == "\u200d" or unicodedata.category(after)[0] == "M":
        return False
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\ufe00" <= after <= "\ufe0f":
        return False
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return False
    return not ("\U0001f1e6" <= after <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff")
