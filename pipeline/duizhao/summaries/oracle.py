"""The summary that knows its reference: how well any choice of sentences can do, about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

CANDIDATES = 1000
"""Sentences that are looked at: the best of them alone, where a text has more."""


def oracle(sentences: Sequence[str], k: int, score: Callable[[list[int]], float]) -> list[int]:
    """Up to `k` places, each the one that raises the score most, until none does (Nallapati et al. 2017, section 3).

    `score` tells how good the sentences at some places, in order, are together: ROUGE-1 + ROUGE-2 F1, as is usual.
    """
    alone = {i: score([i]) for i in range(len(sentences))}
    pool = sorted(sorted(alone, key=lambda i: (-alone[i], i))[:CANDIDATES])
    chosen: list[int] = []
    reached = 0.0
    while len(chosen) < min(k, len(sentences)):
        offers = {i: score(sorted([*chosen, i])) if chosen else alone[i] for i in pool if i not in chosen}
        pick = max(offers, key=lambda i: (offers[i], -i), default=None)
        if pick is None or offers[pick] <= reached:
            break
        reached = offers[pick]
        chosen.append(pick)
    return sorted(chosen)
