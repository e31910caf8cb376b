"""What a repair got wrong without saying so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from duizhao.edits import Edit, invert

LOST = "\ufffd"


def differences(clean: str, repaired: str) -> Iterator[tuple[int, int, int, int]]:
    """The spans of both texts in which they differ, looked for line by line where the lines are as many."""
    old, new = clean.split("\n"), repaired.split("\n")
    if len(old) != len(new):
        old, new = [clean], [repaired]
    i = j = 0
    for before, after in zip(old, new, strict=True):
        if before != after:
            for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
                if kind != "equal":
                    yield i + i1, i + i2, j + j1, j + j2
        i, j = i + len(before) + 1, j + len(after) + 1


def unmarked(clean: str, repaired: str, edits: Sequence[Edit]) -> list[tuple[str, str]]:
    """Pieces of `clean` and what `repaired` has instead, where no edit is marked as reconstructed or damaged.

    `edits` are all that gave `repaired`. U+FFFD marks itself.
    """
    unsure = [(e.start, e.end) for e in invert(edits) if e.mark != "exact"]
    found = []
    for start, end, a, b in differences(clean, repaired):
        places = [at for at in range(a, b) if repaired[at] != LOST]
        if a == b and LOST not in repaired[max(0, a - 1) : a + 1]:
            places = [a]
        if any(not any(s <= at <= e for s, e in unsure) for at in places):
            found.append((clean[start:end], repaired[a:b]))
    return found
