"""How long a summary may be: sentences, a share of the article, or characters."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate

from duizhao.errors import UsageError

AHEAD = 20
"""Sentences after one that does not fit that are looked at for one that does."""

_ASKED = re.compile(r"\s*(?:(\d{1,9})|(\d{1,9}(?:\.\d{1,9})?)\s*%|(\d{1,9})\s*[字c])\s*", re.ASCII)


def length(asked: str, total: int) -> int:
    """How many of `total` sentences "3" or "20%" asks for: at least one, unless none are asked for or to be had.

    A length in characters ("150字", "150c") asks for all of them: `limit` has the characters. Raises UsageError for
    what is no length.
    """
    count, share, characters = _parts(asked)
    if count:
        return min(int(count), total)
    if characters:
        return total if int(characters) else 0
    wanted = math.floor(float(share) * total / 100 + 0.5)
    return min(max(1, wanted) if float(share) else 0, total)


def limit(asked: str) -> int | None:
    """The characters that "150字" or "150c" asks for at most; None for any other length. Raises UsageError."""
    characters = _parts(asked)[2]
    return int(characters) if characters else None


def chosen(asked: str, sentences: Sequence[str], choose: Callable[[int], list[int]]) -> list[int]:
    """The places that `choose`, given a number of sentences, takes for the length asked for.

    In characters, white space aside: the sentences in the order in which a growing number takes them, each that still
    fits; the shortest of all where none of the best does.
    """
    most = length(asked, len(sentences))
    characters = limit(asked)
    sizes = [_size(s) for s in sentences]
    if most == len(sentences) and (characters is None or sum(sizes) <= characters):
        return list(range(most))
    if characters is None or most == 0:
        return choose(most) if most else []
    return sorted(_fitting(sizes, characters, choose)) or [sizes.index(min(sizes))]


def _fitting(sizes: Sequence[int], room: int, choose: Callable[[int], list[int]]) -> set[int]:
    """The places that fit into `room` characters.

    A method that is asked for more keeps what it took before, so that halving finds how many fit, and the next one that
    does: among the AHEAD that follow, as a summary is no better for a bad sentence that fills it.
    """
    ranked = cache(lambda number: frozenset(choose(number)))

    def first(low: int, high: int, found: Callable[[int], bool]) -> int:
        """The least number above `low` that `found` holds for, `high` at most."""
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if found(middle) else (middle, high)
        return high

    most = sum(size <= room for size in accumulate(sorted(sizes)))
    passed = first(0, most + 1, lambda number: sum(sizes[i] for i in ranked(number)) > room) - 1
    taken = set(ranked(passed)) if passed else set()

    def fresh(number: int) -> list[int]:
        left = room - sum(sizes[i] for i in taken)
        return [i for i in ranked(number) - taken if sizes[i] <= left]

    while fresh(end := min(passed + AHEAD, len(sizes))):
        passed = first(passed, end, lambda number: bool(fresh(number)))
        taken.update(fresh(passed))
    return taken


def bounded(asked: str, sentences: Sequence[str], total: int) -> list[str]:
    """As many of the written `sentences`, from the first, as the length allows for an article of `total` sentences."""
    most = length(asked, total)
    characters = limit(asked)
    if characters is not None and most:
        sums = accumulate(_size(s) for s in sentences)
        most = max(1, sum(size <= characters for size in sums))
    return list(sentences[:most])


def _parts(asked: str) -> tuple[str, str, str]:
    match = _ASKED.fullmatch(asked)
    if match is None:
        raise UsageError(
            f"{asked!r} is no length of a summary",
            remedy='Give a number of sentences ("3"), a share ("20%") or characters ("150字", "150c").',
        )
    count, share, characters = match.groups("")
    return count, share, characters


def _size(sentence: str) -> int:
    return sum(not c.isspace() for c in sentence)
