"""TextRank: a walk that goes from sentence to sentence by the tokens they share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from duizhao.summaries.ranking import best, stationary
from duizhao.summaries.tokens import tokens
from duizhao.summaries.vectors import Sparse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def textrank(sentences: Sequence[str], paragraphs: Sequence[int], k: int) -> list[int]:
    """TextRank: the walk goes by shared tokens over the logarithms of both lengths (Mihalcea and Tarau 2004).

    The denominator depends on the two lengths only, so sentences are taken by length and no pair is ever written down;
    lengths within a tenth of one another count as one.
    """
    import numpy as np

    if not sentences:
        return []
    sets = [dict.fromkeys(tokens(s), 1.0) for s in sentences]
    matrix = Sparse.of(sets)
    sizes = np.array([round(math.log(len(s) + 1), 1) for s in sets])
    lengths = np.unique(sizes[sizes > 0])

    def similar(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        out = np.zeros(len(sets))
        for length in lengths:
            mine = sizes == length
            shared = matrix.across(matrix.down(weights / (length + sizes)))
            out[mine] = shared[mine]
        own = np.array([len(s) / (2 * n) if n else 0.0 for s, n in zip(sets, sizes, strict=True)])
        return out - own * weights

    degree = similar(np.ones(len(sets)))
    safe = np.where(degree > 1e-12, degree, 1.0)
    walk = stationary(lambda p: similar(np.where(degree > 1e-12, p / safe, 0.0)), len(sets))
    return best(walk.tolist(), k)
