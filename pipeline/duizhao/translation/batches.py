"""Which sentences share a batch: decided by the input alone.

CTranslate2's output for a sentence can depend on its batch (padding changes the order of sums on CPUs), so the same
input must always give the same batches, whoever is free and however many workers there are.
"""

from __future__ import annotations

from collections.abc import Sequence


def batches(counts: Sequence[int], budget: int) -> list[list[int]]:
    """Indices of `counts` (tokens of each text) in batches, shortest first, equal lengths in their order.

    A batch holds at most `budget` tokens, padding counted; a longer text is a batch of its own.
    """
    out: list[list[int]] = []
    for i in sorted(range(len(counts)), key=lambda i: (counts[i], i)):
        if out and counts[i] * (len(out[-1]) + 1) <= budget:
            out[-1].append(i)
        else:
            out.append([i])
    return out
