"""Scores of a summary without a reference: what it takes from its article, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from duizhao.scoring.rouge import Tokens, grams, rouge_l


@dataclass(frozen=True, slots=True)
class Extraction:
    """How much of a summary is taken from its article word for word (Grusky, Naaman and Artzi 2018, "Newsroom").

    `coverage`: the share of its tokens in such fragments; `density`: the mean length of the fragment that a token is
    in; `compression`: tokens of the article to one of the summary.
    """

    coverage: float
    density: float
    compression: float


def extraction(article: Tokens, summary: Tokens) -> Extraction:
    """The three measures; all 0 for an empty summary."""
    if not summary:
        return Extraction(0.0, 0.0, 0.0)
    lengths = fragments(article, summary)
    size = len(summary)
    return Extraction(sum(lengths) / size, sum(n * n for n in lengths) / size, len(article) / size)


def fragments(article: Tokens, summary: Tokens) -> list[int]:
    """Lengths of the fragments that both share, found greedily from the left as in figure 3 of Grusky et al. 2018."""
    where: dict[str, list[int]] = {}
    for i, token in enumerate(article):
        where.setdefault(token, []).append(i)
    found = []
    at = 0
    while at < len(summary):
        longest = 0
        for i in where.get(summary[at], ()):
            if longest == len(summary) - at:
                break
            if longest and (i + longest >= len(article) or article[i + longest] != summary[at + longest]):
                continue  # cannot be longer than the longest
            size = 1
            while at + size < len(summary) and i + size < len(article) and article[i + size] == summary[at + size]:
                size += 1
            longest = max(longest, size)
        if longest:
            found.append(longest)
        at += max(longest, 1)
    return found


def novelty(article: Tokens, summary: Tokens, n: int) -> float:
    """The share of the summary's n-grams that the article does not have (See, Liu and Manning 2017); 0 without any."""
    mine = grams(summary, n)
    theirs = grams(article, n)
    return sum(k for gram, k in mine.items() if gram not in theirs) / mine.total() if mine else 0.0


def redundancy(sentences: Sequence[Tokens]) -> float:
    """How much the sentences of a summary say again: the mean ROUGE-L F1 of all pairs of them, 0 for a single one."""
    pairs = list(combinations(sentences, 2))
    return sum(rouge_l(a, b).f1 for a, b in pairs) / len(pairs) if pairs else 0.0


def position(chosen: Sequence[int], total: int) -> float:
    """The mean place of the sentences that a summary rests on: 0 the first of the article, 1 the last."""
    if not chosen or total < 2:
        return 0.0
    return sum(chosen) / len(chosen) / (total - 1)
