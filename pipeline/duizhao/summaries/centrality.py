"""The default method: central, early, of a good length, and not said twice."""

from __future__ import annotations

import math
from collections.abc import Sequence

from duizhao.summaries.tokens import size
from duizhao.summaries.vectors import Vector, cosine, tfidf, total

# Chosen with tests/benchmarks/summaries.py; the table is in its docstring.
PARAGRAPH = 0.6
"""How fast the weight falls with the paragraphs before: 1 / (1 + PARAGRAPH * ln(1 + number))."""
WITHIN = 0.3
"""How fast it falls with the sentences before in the same paragraph, in the same way."""
FULL = 25
"""The size (characters) from which a sentence counts in full; a shorter one by its share of it, squared root."""
REDUNDANT = 0.3
"""The share of redundancy in the choice of the next sentence (MMR; Carbonell and Goldstein 1998)."""


def centroid(sentences: Sequence[str], paragraphs: Sequence[int], k: int) -> list[int]:
    """Sentences near the centre of the text (Radev et al. 2004), weighted by place and length, none said twice."""
    vectors = tfidf(sentences)
    scores = [
        c * p * min(1.0, size(s) / FULL) ** 0.5
        for c, p, s in zip(centrality(vectors), _places(paragraphs), sentences, strict=True)
    ]
    return sorted(_distinct(scores, vectors, k))


def centrality(vectors: Sequence[Vector]) -> list[float]:
    """Cosine of each vector to the sum of all, the highest made 1."""
    centre = total(vectors)
    near = [cosine(v, centre) for v in vectors]
    top = max(near, default=0.0) or 1.0
    return [n / top for n in near]


def _places(paragraphs: Sequence[int]) -> list[float]:
    weights: list[float] = []
    numbers: dict[int, int] = {}
    within: dict[int, int] = {}
    for paragraph in paragraphs:
        number = numbers.setdefault(paragraph, len(numbers))
        before = within[paragraph] = within.get(paragraph, -1) + 1
        weights.append(1 / (1 + PARAGRAPH * math.log1p(number)) / (1 + WITHIN * math.log1p(before)))
    return weights


def _distinct(scores: Sequence[float], vectors: Sequence[Vector], k: int) -> list[int]:
    """`k` places by maximal marginal relevance; of equals the earlier one."""
    holders: dict[str, list[tuple[int, float]]] = {}
    for i, vector in enumerate(vectors):
        for term, value in vector.items():
            holders.setdefault(term, []).append((i, value))
    left = dict.fromkeys(range(len(scores)))
    nearest = [0.0] * len(scores)
    chosen: list[int] = []
    while left and len(chosen) < k:
        pick = max(left, key=lambda i: (round((1 - REDUNDANT) * scores[i] - REDUNDANT * nearest[i], 9), -i))
        del left[pick]
        chosen.append(pick)
        alike = [0.0] * len(scores)
        for term, value in vectors[pick].items():
            for i, other in holders[term]:
                alike[i] += value * other
        nearest = [max(a, b) for a, b in zip(nearest, alike, strict=True)]
    return chosen
