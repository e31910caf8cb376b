"""Which sentences of a document a written summary sentence rests on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from duizhao.summaries.tokens import tokens

MOST = 3
"""Sentences named for one summary sentence."""
FIRST, NEXT = 0.25, 0.12
"""Share of the summary sentence's tokens that the first, and each further sentence, must add."""


def support(summary_sentence: str, sentences: Sequence[str]) -> list[int]:
    """Places of the one to three sentences that say what `summary_sentence` says, in order; none where nothing does.

    A greedy cover of its characters, pairs of characters, numbers and words: each step takes the sentence that accounts
    for most of what is still open.
    """
    wanted = _said(summary_sentence)
    if not wanted:
        return []
    offers = [wanted & _said(s) for s in sentences]
    still_open, chosen = set(wanted), list[int]()
    while len(chosen) < MOST and offers:
        pick = max(range(len(offers)), key=lambda i: (len(offers[i] & still_open), -i))
        if len(offers[pick] & still_open) < (NEXT if chosen else FIRST) * len(wanted):
            break
        chosen.append(pick)
        still_open -= offers[pick]
    return sorted(chosen)


def overlap(summary_sentence: str, sentence: str) -> float:
    """The share of the tokens of `summary_sentence` that `sentence` has too, to four places; 0 where it has none."""
    wanted = _said(summary_sentence)
    return round(len(wanted & _said(sentence)) / len(wanted), 4) if wanted else 0.0


@lru_cache(maxsize=10_000)
def _said(sentence: str) -> frozenset[str]:
    """The tokens of a sentence, once for all the summary sentences that may rest on it."""
    return frozenset(tokens(sentence))
