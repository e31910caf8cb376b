"""Summaries: sentences chosen or written, and what each rests on. Texts come normalised to simplified script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from duizhao.record import Kind
from duizhao.settings import unknown
from duizhao.summaries.abstractive import write
from duizhao.summaries.baselines import chance, lead
from duizhao.summaries.centrality import centroid
from duizhao.summaries.lengths import bounded, chosen, length, limit
from duizhao.summaries.lexrank import lexrank
from duizhao.summaries.lsa import lsa
from duizhao.summaries.mmr import mmr
from duizhao.summaries.oracle import oracle
from duizhao.summaries.provenance import overlap, support
from duizhao.summaries.textrank import textrank
from duizhao.summaries.tokens import TOKENS, size

__all__ = [
    "AUTO",
    "METHODS",
    "PARAMETERS",
    "TOKENS",
    "bounded",
    "chosen",
    "eligible",
    "gist",
    "length",
    "limit",
    "oracle",
    "overlap",
    "summarise",
    "support",
    "write",
]

METHODS: dict[str, Callable[[Sequence[str], Sequence[int], int], list[int]]] = {
    "centroid": centroid,
    "lead": lead,
    "lexrank": lexrank,
    "lsa": lsa,
    "mmr": mmr,
    "random": chance,
    "textrank": textrank,
}
"""Sentences, the number of each one's paragraph, how many are wanted → the places chosen, in order.

What is chosen for a number is among what is chosen for a larger one.
"""

AUTO = "centroid"
"""The method that `auto` stands for."""

PARAMETERS = 2
"""The version of the methods and their weights, for signatures: another one may choose other sentences."""

SHORTEST = 8
"""Characters below which a sentence is a fragment that says nothing alone."""

_KINDS: frozenset[Kind] = frozenset({"paragraph", "item", "quote", "cue"})


def summarise(sentences: Sequence[str], paragraphs: Sequence[int], method: str, asked: str, seed: int = 0) -> list[int]:
    """Places of the sentences that make the summary, in order.

    `paragraphs` has the number of each sentence's paragraph; `asked` is a length as `length` takes it; `seed` is for
    the method "random". Raises UsageError for an unknown method or a length that makes no sense.
    """
    choose = METHODS.get(AUTO if method == "auto" else method)
    if choose is None:
        raise unknown("summary method", method, ("auto", *METHODS))
    if choose is chance:
        choose = partial(chance, seed=seed)
    return chosen(asked, sentences, partial(choose, sentences, paragraphs))


def eligible(kind: Kind, sentence: str) -> bool:
    """Whether a sentence may stand in a summary: running text, no fragment, no announcement of what follows."""
    return kind in _KINDS and size(sentence) >= SHORTEST and not sentence.rstrip().endswith(("：", ":"))


def gist(sentences: Sequence[str]) -> int:
    """The place of the sentence that says most of a paragraph. Raises ValueError where there are no sentences."""
    if not sentences:
        raise ValueError("a gist needs a sentence")
    return centroid(sentences, [0] * len(sentences), 1)[0]
