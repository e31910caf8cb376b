"""Summaries: sentences chosen or written, and what each rests on. Texts come normalised to simplified script."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from duizhao.errors import UsageError
from duizhao.record import Kind
from duizhao.settings import unknown
from duizhao.summaries.abstractive import write
from duizhao.summaries.centrality import centroid
from duizhao.summaries.provenance import support
from duizhao.summaries.ranking import lead, lexrank, textrank
from duizhao.summaries.tokens import size

__all__ = ["AUTO", "METHODS", "eligible", "gist", "length", "summarise", "support", "write"]

METHODS: dict[str, Callable[[Sequence[str], Sequence[int], int], list[int]]] = {
    "centroid": centroid,
    "lead": lead,
    "lexrank": lexrank,
    "textrank": textrank,
}
"""Sentences, the number of each one's paragraph, how many are wanted → the places chosen, in order."""

AUTO = "centroid"
"""The method that `auto` stands for."""

SHORTEST = 8
"""Characters below which a sentence is a fragment that says nothing alone."""

_KINDS: frozenset[Kind] = frozenset({"paragraph", "item", "quote", "cue"})


def summarise(sentences: Sequence[str], paragraphs: Sequence[int], method: str, asked: str) -> list[int]:
    """Places of the sentences that make the summary, in order.

    `paragraphs` has the number of each sentence's paragraph; `asked` is a length as `length` takes it. Raises
    UsageError for an unknown method or a length that makes no sense.
    """
    choose = METHODS.get(AUTO if method == "auto" else method)
    if choose is None:
        raise unknown("summary method", method, ("auto", *METHODS))
    k = length(asked, len(sentences))
    return choose(sentences, paragraphs, k) if k else []


def length(asked: str, total: int) -> int:
    """How many of `total` sentences "3" or "20%" asks for: at least one, unless none are asked for or to be had."""
    match = re.fullmatch(r"\s*(?:(\d+)|(\d+(?:\.\d+)?)\s*%)\s*", asked, re.ASCII)
    if match is None:
        raise UsageError(
            f"{asked!r} is no length of a summary", remedy='Give a number of sentences ("3") or a share ("20%").'
        )
    count, share = match.groups()
    if count:
        return min(int(count), total)
    wanted = math.floor(float(share) * total / 100 + 0.5)
    return min(max(1, wanted) if float(share) else 0, total)


def eligible(kind: Kind, sentence: str) -> bool:
    """Whether a sentence may stand in a summary: running text, no fragment, no announcement of what follows."""
    return kind in _KINDS and size(sentence) >= SHORTEST and not sentence.rstrip().endswith(("：", ":"))


def gist(sentences: Sequence[str]) -> int:
    """The place of the sentence that says most of a paragraph. Raises ValueError where there are no sentences."""
    if not sentences:
        raise ValueError("a gist needs a sentence")
    return centroid(sentences, [0] * len(sentences), 1)[0]
