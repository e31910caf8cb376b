"""Sentences as sparse vectors of their tokens."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duizhao.summaries.tokens import tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Vector = dict[str, float]


def tfidf(sentences: Sequence[str]) -> list[Vector]:
    """Unit vectors: term frequency × ln(1 + sentences / sentences with the term); empty where there are no tokens."""
    counts = [Counter(tokens(s)) for s in sentences]
    seen = Counter(term for c in counts for term in c)
    weights = {term: math.log(1 + len(counts) / n) for term, n in seen.items()}
    return [unit({term: n * weights[term] for term, n in c.items()}) for c in counts]


def unit(vector: Vector) -> Vector:
    """`vector` at length 1; an empty one stays empty."""
    norm = math.sqrt(sum(v * v for v in vector.values()))
    return {term: v / norm for term, v in vector.items()} if norm else vector


def total(vectors: Sequence[Vector]) -> Vector:
    """The sum of `vectors`, at length 1."""
    out: Vector = {}
    for vector in vectors:
        for term, value in vector.items():
            out[term] = out.get(term, 0.0) + value
    return unit(out)


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The inner product, which is the cosine where both are units."""
    if len(a) > len(b):
        a, b = b, a
    return sum(value * b[term] for term, value in a.items() if term in b)


@dataclass(frozen=True, slots=True)
class Sparse:
    """A matrix, sentences by terms, as triples. Products are sums in a fixed order, so they are the same everywhere."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    shape: tuple[int, int]

    @staticmethod
    def of(vectors: Sequence[Mapping[str, float]]) -> Sparse:
        """The matrix whose rows are `vectors`."""
        import numpy as np

        names: dict[str, int] = {}
        triples = [
            (i, names.setdefault(t, len(names)), v) for i, vector in enumerate(vectors) for t, v in vector.items()
        ]
        rows, columns, values = zip(*triples, strict=True) if triples else ((), (), ())
        return Sparse(np.array(rows, int), np.array(columns, int), np.array(values, float), (len(vectors), len(names)))

    def row(self, i: int) -> NDArray[np.float64]:
        """The vector of sentence `i`: one value a term."""
        import numpy as np

        mine = slice(*np.searchsorted(self.rows, (i, i + 1)))
        return np.bincount(self.columns[mine], self.values[mine], self.shape[1]).astype(float)

    def down(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """`weights` (one a sentence) times the matrix: one value a term."""
        import numpy as np

        return np.bincount(self.columns, self.values * weights[self.rows], self.shape[1]).astype(float)

    def across(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The matrix times `weights` (one a term): one value a sentence."""
        import numpy as np

        return np.bincount(self.rows, self.values * weights[self.columns], self.shape[0]).astype(float)
