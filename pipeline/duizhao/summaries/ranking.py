"""Scores of sentences, and the best of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from duizhao.summaries.vectors import Sparse, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


REDUNDANT = 0.3
"""The share of redundancy in the choice of the next sentence (MMR; Carbonell and Goldstein 1998)."""
SAME = 0.8
"""The cosine above which a sentence repeats a chosen one, and is taken only when all others are."""


def best(scores: Sequence[float], k: int) -> list[int]:
    """The places of the `k` highest scores, in order; of equals the earlier one."""
    return sorted(sorted(range(len(scores)), key=lambda i: (-round(scores[i], 9), i))[:k])


def distinct(scores: Sequence[float], vectors: Sequence[Vector], k: int) -> list[int]:
    """`k` places by maximal marginal relevance, in the order of choice; of equals the earlier one."""
    import numpy as np

    matrix = Sparse.of(vectors)
    relevance, nearest = np.array(scores), np.zeros(len(scores))
    chosen: list[int] = []
    while len(chosen) < min(k, len(scores)):
        value = np.round((1 - REDUNDANT) * relevance - REDUNDANT * nearest, 9)
        value -= nearest > SAME
        value[chosen] = -np.inf
        chosen.append(int(value.argmax()))
        nearest = np.maximum(nearest, matrix.across(matrix.row(chosen[-1])))
    return chosen


def stationary(
    step: Callable[[NDArray[np.float64]], NDArray[np.float64]], count: int, damping: float = 0.85, rounds: int = 60
) -> NDArray[np.float64]:
    """Where a random walk ends that takes `step` with chance `damping`, else jumps anywhere (Brin and Page 1998)."""
    import numpy as np

    p = np.full(count, 1 / count)
    for _ in range(rounds):
        q = (1 - damping) / count + damping * step(p)
        q /= q.sum()
        if np.abs(p - q).sum() < 1e-8:
            break
        p = q
    return p
