"""How far a word that nothing answers to speaks for an omission, learnt from omissions made on purpose.

Two sources are put one after the other before the target of the first: what stands in the first was translated, what
stands in the second was left out.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from duizhao.lexicon import STEPS, Lexicon, Word, kind

Floats = npt.NDArray[np.float64]
Sentence = tuple[Sequence[Word], Sequence[Word]]

LETTERS = 4.5
"""English letters to a Chinese word of which nothing is known."""
_PRIOR = 8.0  # occurrences that the average of all words counts for
_ROUNDS = 30
_ALWAYS = 3.0  # letters of a target that no word of the source accounts for


@dataclass(frozen=True)
class Evidence:
    """`weights[word]`: nats for "left out" against "translated", by step of STEPS; `letters[word]` in English."""

    weights: dict[str, tuple[float, ...]]
    letters: dict[str, float]


def weigh(lexicon: Lexicon, pairs: Sequence[Sentence], listed: Container[str]) -> Evidence:
    """The evidence of each word that `listed` has, and of each kind of word that it has not."""
    counts: dict[str, Floats] = defaultdict(lambda: np.zeros((2, len(STEPS) + 1)))
    for (zh, en), (other, _) in zip(pairs, [pairs[-1], *pairs], strict=False):
        answers = lexicon.answers([*zh, *other], en)
        for i, (word, n) in enumerate(zip([*zh, *other], answers, strict=True)):
            counts[_row(word, listed)][int(i >= len(zh)), bisect(STEPS, n)] += 1
    average = sum(counts.values(), np.ones((2, len(STEPS) + 1)))
    average /= average.sum(axis=1, keepdims=True)
    weights = {}
    for key, seen in counts.items():
        share = seen + _PRIOR * average
        share /= share.sum(axis=1, keepdims=True)
        weights[key] = tuple((np.log(share[1]) - np.log(share[0])).tolist())
    return Evidence(weights, _letters(pairs, listed))


def _letters(pairs: Sequence[Sentence], listed: Container[str]) -> dict[str, float]:
    """English letters of each word, such that those of a sentence add up: multiplicative updates from the average."""
    numbers: dict[str, int] = {}
    words = [[numbers.setdefault(_row(w, listed), len(numbers)) for w in zh] for zh, _ in pairs]
    column = np.array([n for row in words for n in row])
    sentence = np.repeat(np.arange(len(words)), [len(row) for row in words])
    length = np.array([sum(w.span[1] - w.span[0] for w in en) for _, en in pairs], float)
    seen = np.bincount(column, minlength=len(numbers))
    value = np.full(len(numbers), LETTERS)
    for _ in range(_ROUNDS):
        ratio = length / (np.bincount(sentence, value[column], len(words)) + _ALWAYS)
        value = (np.bincount(column, ratio[sentence] * value[column], len(numbers)) + 5 * LETTERS) / (seen + 5)
    return {key: float(value[n]) for key, n in numbers.items()}


def _row(word: Word, listed: Container[str]) -> str:
    return word.key if word.key in listed else kind(word.key)
