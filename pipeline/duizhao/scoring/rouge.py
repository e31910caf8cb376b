"""ROUGE (Lin 2004): what a summary shares with its references, over any tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from duizhao.scoring.tokens import Tokenise

Tokens = Sequence[str]


@dataclass(frozen=True, slots=True)
class Prf:
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


def rouge_n(candidate: Tokens, reference: Tokens, n: int) -> Prf:
    """n-grams in common, each counted as often as the side that has fewer of it."""
    mine, theirs = grams(candidate, n), grams(reference, n)
    return prf((mine & theirs).total(), mine.total(), theirs.total())


def rouge_l(candidate: Tokens, reference: Tokens) -> Prf:
    """The longest common subsequence."""
    common = _length(_rows(reference, candidate)[-1], len(candidate))
    return prf(common, len(candidate), len(reference))


def rouge_lsum(candidate: Sequence[Tokens], reference: Sequence[Tokens]) -> Prf:
    """The union of each reference sentence's longest common subsequences with all candidate sentences.

    As ROUGE-1.5.5 and rouge-score count it: no token more often than it is in either summary. Of several longest
    subsequences the one of rouge-score's backtracking is taken.
    """
    left = Counter(t for s in candidate for t in s) & Counter(t for s in reference for t in s)
    hits = 0
    for sentence in reference:
        union = sorted({i for other in candidate for i in _common(sentence, other)})
        for token in (sentence[i] for i in union):
            if left[token]:
                left[token] -= 1
                hits += 1
    return prf(hits, sum(map(len, candidate)), sum(map(len, reference)))


def rouge(candidate: str, references: Sequence[str], tokenise: Tokenise) -> dict[str, Prf]:
    """Every score of `ROUGES`; of several references the one with the best F1 counts, for each score by itself.

    Line ends part sentences, for ROUGE-Lsum. Raises ValueError where there is no reference.
    """
    mine = Split(candidate, tokenise)
    theirs = [Split(reference, tokenise) for reference in references]
    return {name: max((score(mine, r) for r in theirs), key=lambda s: s.f1) for name, score in ROUGES.items()}


class Split:
    """A summary in tokens: of the whole, and by sentence."""

    def __init__(self, text: str, tokenise: Tokenise) -> None:
        self.sentences = [tokenise(line) for line in text.split("\n") if line]
        self.tokens = tokenise(text)


ROUGES: dict[str, Callable[[Split, Split], Prf]] = {
    "rouge1": lambda mine, theirs: rouge_n(mine.tokens, theirs.tokens, 1),
    "rouge2": lambda mine, theirs: rouge_n(mine.tokens, theirs.tokens, 2),
    "rougeL": lambda mine, theirs: rouge_l(mine.tokens, theirs.tokens),
    "rougeLsum": lambda mine, theirs: rouge_lsum(mine.sentences, theirs.sentences),
}


def grams(tokens: Tokens, n: int) -> Counter[tuple[str, ...]]:
    """How often each n-gram is there."""
    return Counter(zip(*(tokens[i:] for i in range(n)), strict=False))


def prf(common: float, candidate: float, reference: float) -> Prf:
    """The scores of `common` items out of those of each side; 0 where there are none."""
    precision = common / candidate if candidate else 0.0
    recall = common / reference if reference else 0.0
    both = precision + recall
    return Prf(precision, recall, 2 * precision * recall / both if both else 0.0)


def _rows(reference: Tokens, candidate: Tokens) -> list[int]:
    """For each prefix of `reference` a bit string over `candidate`, a 0 where the common subsequence grows.

    The bit-parallel recurrence of Hyyrö 2004, "Bit-parallel LCS-length computation revisited".
    """
    where: dict[str, int] = {}
    for j, token in enumerate(candidate):
        where[token] = where.get(token, 0) | 1 << j
    mask = (1 << len(candidate)) - 1
    rows = [mask]
    for token in reference:
        v = rows[-1]
        u = v & where.get(token, 0)
        rows.append(((v + u) | (v - u)) & mask)
    return rows


def _length(row: int, columns: int) -> int:
    """The length of the longest common subsequence with the first `columns` tokens of the candidate."""
    return columns - (row & ((1 << columns) - 1)).bit_count()


def _common(reference: Tokens, candidate: Tokens) -> list[int]:
    """Places in `reference` of one longest common subsequence."""
    rows = _rows(reference, candidate)
    found = []
    i, j = len(reference), len(candidate)
    while i and j:
        if reference[i - 1] == candidate[j - 1]:
            i, j = i - 1, j - 1
            found.append(i)
        elif _length(rows[i], j - 1) > _length(rows[i - 1], j):
            j -= 1
        else:
            i -= 1
    return found
