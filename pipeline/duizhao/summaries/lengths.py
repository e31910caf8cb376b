"""How long a summary may be: sentences, a share of the article, or characters."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
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

    In characters, white space aside: as many sentences as fit, at least one. A method that is asked for more keeps what
    it took before, so the right number is found by halving.
    """
    most = length(asked, len(sentences))
    characters = limit(asked)
    if characters is None or most == 0:
        return choose(most) if most else []
    sizes = [_size(s) for s in sentences]
    fits, fails = 1, min(most, _most(sizes, characters)) + 1
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if sum(sizes[i] for i in choose(middle)) <= characters:
            fits = middle
        else:
            fails = middle
    return choose(fits)


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


def _most(sizes: Sequence[int], characters: int) -> int:
    """How many sentences fit if they are the shortest; at least one."""
    return max(1, sum(size <= characters for size in accumulate(sorted(sizes))))
