"""LexRank: a walk that goes from sentence to sentence by their likeness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from duizhao.summaries.ranking import best, stationary
from duizhao.summaries.vectors import Sparse, tfidf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def lexrank(sentences: Sequence[str], paragraphs: Sequence[int], k: int) -> list[int]:
    """Continuous LexRank: the walk goes by TF-IDF cosine (Erkan and Radev 2004, section 3.3)."""
    import numpy as np

    if not sentences:
        return []
    matrix = Sparse.of(tfidf(sentences))
    itself = np.bincount(matrix.rows, matrix.values**2, len(sentences))
    degree = matrix.across(matrix.down(np.ones(len(sentences)))) - itself
    safe = np.where(degree > 1e-12, degree, 1.0)

    def step(p: NDArray[np.float64]) -> NDArray[np.float64]:
        share = np.where(degree > 1e-12, p / safe, 0.0)
        return matrix.across(matrix.down(share)) - itself * share

    return best(stationary(step, len(sentences)).tolist(), k)
