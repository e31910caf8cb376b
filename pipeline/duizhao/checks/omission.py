"""A passage of the source that nothing in the target answers to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from duizhao.checks.pair import Pair
from duizhao.lexicon import Covered, english, lexicon
from duizhao.record import Flag
from duizhao.settings import Checking

_ALWAYS = 3.0  # letters of a target that no word of the source accounts for, as the table was learnt
_SPREAD, _SHORT = 0.15, 1.75
"""Of the logarithm of a good target's length: standard deviation for long sources, variance times letters for short."""
_LEAST = 12.0  # letters: two or three words, less is another wording
_LENGTH = 1.5  # what evidence of the length counts against that of the words, fitted on FLORES-200 dev and own news


@dataclass(frozen=True, slots=True)
class Passage:
    """Words `first` to `last` of a source; `evidence` in nats that they were left out, `letters` that they become."""

    first: int
    last: int
    evidence: float
    letters: float


def omission(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """A passage of the source that seems to be left out, by what its words are expected to become in English.

    The evidence is that of a table of word associations (`duizhao.lexicon`): for each word, how much likelier it is in
    a passage left out than in one translated that so little of the target answers to it; summed over the passage in
    which the sum is largest. To it comes the evidence of the length: how much better the target's length suits a source
    without the passage. Without the table, nothing is flagged.
    """
    table = lexicon()
    if table is None:
        return
    words = table.coverage(pair.source, pair.target)
    letters = sum(w.span[1] - w.span[0] for w in english(pair.target))
    if not words or not letters:
        return
    found = passage(words)
    if found.letters < _LEAST:
        return
    expected = sum(w.letters for w in words) + _ALWAYS
    if found.evidence + _LENGTH * shortness(letters, expected, found.letters) >= settings.omission:
        span = words[found.first].word.span[0], words[found.last].word.span[1]
        yield Flag("omission", "warning", f"“{_short(pair.source[slice(*span)])}” seems to be left out", span)


def passage(words: Sequence[Covered]) -> Passage:
    """The run of words with the most evidence."""
    best = Passage(0, 0, float("-inf"), 0.0)
    total = letters = 0.0
    first = 0
    for i, word in enumerate(words):
        if total <= 0:
            total, letters, first = 0.0, 0.0, i
        total += word.evidence
        letters += word.letters
        if total > best.evidence:
            best = Passage(first, i, total, letters)
    return best


def shortness(letters: float, expected: float, without: float) -> float:
    """Evidence in nats that a target of so many letters is one for `expected` less `without`, and not for all of them.

    The logarithm of a good target's length is taken for normally distributed.
    """
    variance = _SPREAD**2 + _SHORT / expected
    whole, part = log(letters / expected), log(letters / max(expected - without, 4))
    return (whole * whole - part * part) / (2 * variance)


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
