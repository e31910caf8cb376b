"""Latent semantic analysis: the sentences that say most of what the main topics of a text are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from duizhao.summaries.ranking import best
from duizhao.summaries.tokens import tokens
from duizhao.summaries.vectors import Sparse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOPICS = 32
"""Topics looked at; texts of up to so many sentences are taken apart completely."""
HALF = 0.5
"""The share of the largest singular value from which a topic counts (Steinberger and Ježek 2004, section 4)."""
ROUNDS = 30


def lsa(sentences: Sequence[str], paragraphs: Sequence[int], k: int) -> list[int]:
    """The sentences whose vectors are longest in the space of the main topics (Steinberger and Ježek 2004).

    The matrix has term frequencies. The score, the root of the sum of (entry of the right singular vector × singular
    value)², is blind to the signs that a decomposition is free to choose.
    """
    import numpy as np

    matrix = Sparse.of([{t: float(n) for t, n in Counter(tokens(s)).items()} for s in sentences])
    if not matrix.values.size:
        return list(range(min(k, len(sentences))))
    squares, vectors = topics(matrix)
    main = _main(squares)
    scores = np.sqrt((vectors[:, main] ** 2) @ squares[main])
    return best(scores.tolist(), k)


def topics(matrix: Sparse) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Squared singular values of the matrix, and singular vectors over the sentences in columns; the main ones exactly.

    Subspace iteration with a Rayleigh–Ritz step (Saad 2011, section 5.2), from a start that is always the same.
    """
    import numpy as np

    count = matrix.shape[0]
    basis = np.linalg.qr(np.random.default_rng(0).standard_normal((count, min(TOPICS, count))))[0]
    before = np.zeros(0)
    for _ in range(ROUNDS):
        image = np.stack([matrix.across(matrix.down(column)) for column in basis.T], axis=1)
        squares, turn = np.linalg.eigh(basis.T @ image)
        vectors = basis @ turn
        main = squares[_main(squares)]
        if main.shape == before.shape and np.allclose(main, before, rtol=1e-9):
            break
        before = main
        basis = np.linalg.qr(image)[0]
    return np.maximum(squares, 0.0), vectors


def _main(squares: NDArray[np.float64]) -> NDArray[np.bool_]:
    chosen: NDArray[np.bool_] = squares >= HALF**2 * squares.max()
    return chosen
