"""The column that the lines of a plain text were cut at, found from the lines themselves.

A line is full where what begins the next one had no room in it. The width that makes most lines full is the one they
were cut at: a headline, an address or a row of a table that is wider does not count. Programs count columns, of which
a Chinese character takes two, or characters; some keep words and marks whole, others cut through them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

NARROWEST, WIDEST = 20, 130
"""Columns: verse is narrower, what is wider was not cut for a screen."""
LEAST = 3
"""Full lines that tell a width."""
HALF, WIDER = 0.5, 0.25
"""Of the lines that others follow so many are full; for each full line at most so many are wider."""

_OPEN, _CLOSE = "[“‘《（「『【〈〔(\\[]{0,3}", "[，。、；：！？”’》）」』】〉〕…,.;:!?)\\]%％]{0,3}"
_LATIN = "[A-Za-z0-9][A-Za-z0-9.,:/_'-]{0,40}"
_UNITS = {
    (True, True): re.compile(f"{_OPEN}(?:{_LATIN}|.){_CLOSE}"),
    (True, False): re.compile(f"{_LATIN}|."),
    (False, True): re.compile(f"{_OPEN}.{_CLOSE}"),
    (False, False): re.compile("."),
}
"""What goes to the next line as one, by whether words and whether marks are kept whole."""
_NO_BEGINNING = re.compile("[，。、；：！？”’》）」』】]")
_HANGING = re.compile("[，。、；：！？”’》）」』】]$")
_NO_STOP = re.compile(r"[^。！？!?…：:；;”’」』）)\]】》，,、]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text at [start, end), behind its indentation and its `mark` of a quotation.

    `follows`: no blank line, indentation or change of mark is between it and the line before.
    """

    text: str
    start: int
    end: int
    indent: str = ""
    mark: str = ""
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Margin:
    """`width` in columns, or in characters where `by_number`; whether words and marks stay whole."""

    width: int
    by_number: bool
    words: bool = True
    marks: bool = True

    def size(self, text: str) -> int:
        """How wide a text is, as this margin counts."""
        return len(text) if self.by_number else columns(text)

    def taken(self, line: Line) -> int:
        """How much of the width a line takes; some programs do not count the indentation or the mark of a quotation."""
        whole = self.size(line.mark + line.indent + line.text)
        return whole if whole <= self.width else self.size(line.text)

    def is_wider(self, line: Line) -> bool:
        """Whether a line is too wide to have been cut here, a mark apart that may hang over the margin."""
        over = self.taken(line) - self.width
        return over > 0 and not (self.marks and over <= 2 and _HANGING.search(line.text))

    def is_full(self, line: Line, after: Line) -> bool:
        """Whether what `after` begins with had no room at the end of `line`."""
        if self.is_wider(line):
            return False
        left = self.width - self.taken(line)
        if left < self.size(unit(after.text, self.words, self.marks)):
            return True
        # where no line shows how marks and words are cut, some programs leave more room
        return self.words and self.marks and left <= (2 if self.by_number else 4) and bool(_NO_STOP.search(line.text))


def margin(lines: Sequence[Line]) -> Margin | None:
    """The margin that explains the lines best; None where none explains them."""
    pairs = [(a, b) for a, b in pairwise(lines) if b.follows]
    if len(pairs) < LEAST:
        return None
    best, most = None, 0
    for by_number in (False, True):
        width, full = _width(pairs, by_number)
        if full > most:
            best, most = Margin(width, by_number), full
    if best is None or not NARROWEST <= best.width * (2 if best.by_number else 1) <= WIDEST:
        return None
    exact = [(a, b) for a, b in pairs if best.taken(a) <= best.width < best.taken(a) + best.size(b.text[0])]
    words = not any(_splits_word(a.text, b.text) for a, b in exact)
    marks = not any(_NO_BEGINNING.match(b.text) for _, b in exact)
    best = Margin(best.width, best.by_number, words, marks)
    full = sum(best.is_full(a, b) for a, b in pairs)
    wider = sum(best.is_wider(line) for line in lines)
    return best if full >= max(LEAST, HALF * len(pairs)) and wider <= max(1, WIDER * full) else None


def _width(pairs: Sequence[tuple[Line, Line]], by_number: bool) -> tuple[int, int]:
    """The width that makes most lines full, and how many it does."""
    votes: Counter[int] = Counter()
    count = Margin(WIDEST, by_number)
    for line, after in pairs:
        taken = count.taken(line)
        if taken <= WIDEST:
            votes.update(range(taken, taken + count.size(unit(after.text, words=True, marks=True))))
    if not votes:
        return 0, 0
    most = max(votes.values())
    return min(width for width, n in votes.items() if n == most), most


def unit(text: str, words: bool, marks: bool) -> str:
    """What `text` begins with that goes to the next line as one."""
    found = _UNITS[words, marks].match(text)
    return found[0] if found else text[:1]


def _splits_word(before: str, after: str) -> bool:
    """Whether a number is cut in two; between letters there may have been a space."""
    return bool(re.search(r"\d[.,]?$", before[-2:]) and re.match(r"\d", after))


class _Columns(dict[str, int]):
    """The columns of each character, filled as characters are met."""

    def __missing__(self, c: str) -> int:
        self[c] = wide = 2 if c > "\u2e7f" or (c > "\x7f" and east_asian_width(c) in "WFA") else 1
        return wide


_COLUMNS = _Columns()


def columns(text: str) -> int:
    """The columns that a text takes."""
    if len(text) > WIDEST:
        return len(text)  # enough to know that it is too wide
    return sum(map(_COLUMNS.__getitem__, text))
