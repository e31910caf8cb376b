"""Maximal marginal relevance: central sentences, each unlike those taken before."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.summaries.centrality import centrality
from duizhao.summaries.ranking import distinct
from duizhao.summaries.vectors import tfidf


def mmr(sentences: Sequence[str], paragraphs: Sequence[int], k: int) -> list[int]:
    """Near the centre of the text and far from what is chosen (Carbonell and Goldstein 1998), wherever they stand."""
    vectors = tfidf(sentences)
    return sorted(distinct(centrality(vectors), vectors, k))
