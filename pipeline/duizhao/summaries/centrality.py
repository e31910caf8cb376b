"""The default method: central, early, of a good length, and not said twice.

The weights were chosen with tests/benchmarks/summaries.py (docs/summaries.md has the other methods); character ROUGE-1
/ -2 / -L F1 (news: recall of headlines):

    set (sentences)   lead                    lexrank                 centroid
    lcsts725 (1)      26.38 / 14.85 / 22.59   25.70 / 13.76 / 21.82   26.54 / 14.92 / 22.57
    lcsts10k (1)      25.06 / 14.63 / 21.74   24.47 / 13.78 / 20.97   24.89 / 14.45 / 21.52
    csl (1)           29.50 / 22.54 / 26.25   27.03 / 19.32 / 23.43   29.60 / 22.59 / 26.24
    vcsum (3)         22.71 /  6.24 / 12.70   32.95 / 13.87 / 18.81   29.59 / 10.76 / 16.35
    clts (3)          31.49 / 17.93 / 22.98   25.04 / 14.87 / 19.31   30.13 / 17.55 / 22.36
    news (3)          73.98 / 54.51 / 67.57   63.46 / 41.01 / 55.79   74.71 / 54.38 / 68.20
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from duizhao.summaries.ranking import distinct
from duizhao.summaries.tokens import size
from duizhao.summaries.vectors import Vector, cosine, tfidf, total

PARAGRAPH = 0.6
"""How fast the weight falls with the paragraphs before: 1 / (1 + PARAGRAPH * ln(1 + number))."""
WITHIN = 0.5
"""How fast it falls with the sentences before in the same paragraph, in the same way."""
FULL = 25
"""The size (characters) from which a sentence counts in full; a shorter one by the root of its share."""


def centroid(sentences: Sequence[str], paragraphs: Sequence[int], k: int) -> list[int]:
    """Sentences near the centre of the text (Radev et al. 2004), weighted by place and length, none said twice."""
    vectors = tfidf(sentences)
    scores = [
        c * p * min(1.0, size(s) / FULL) ** 0.5
        for c, p, s in zip(centrality(vectors), _places(paragraphs), sentences, strict=True)
    ]
    return sorted(distinct(scores, vectors, k))


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
