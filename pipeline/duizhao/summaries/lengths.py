"""How long a summary may be: sentences, a share of the article, or characters."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate

from duizhao.errors import UsageError

_ASKED = re.compile(r"\s*(?:(\d+)|(\d+(?:\.\d+)?)\s*%|(\d+)\s*[字c])\s*", re.ASCII)


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
    fits; the shortest of all where none does.
    """
    most = length(asked, len(sentences))
    characters = limit(asked)
    if characters is None or most == 0:
        return choose(most) if most else []
    sizes = [_size(s) for s in sentences]
    if min(sizes) > characters:
        return [sizes.index(min(sizes))]
    return sorted(_fitting(sizes, characters, choose))


def _fitting(sizes: Sequence[int], room: int, choose: Callable[[int], list[int]]) -> set[int]:
    """The places that fit into `room` characters.

    A method that is asked for more keeps what it took before, so the next that fits is found by halving.
    """
    ranked = cache(lambda number: frozenset(choose(number)))
    taken: set[int] = set()
    passed = 0
    while any(size <= room for place, size in enumerate(sizes) if place not in taken):
        low, high = passed, len(sizes)
        while high - low > 1:
            middle = (low + high) // 2
            if any(sizes[place] <= room for place in ranked(middle) - taken):
                high = middle
            else:
                low = middle
        fresh = [place for place in ranked(high) - taken if sizes[place] <= room]
        if not fresh:
            break
        taken.add(fresh[0])
        room -= sizes[fresh[0]]
        passed = high
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
