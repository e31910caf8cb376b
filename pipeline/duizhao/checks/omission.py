"""A passage of the source that nothing in the target answers to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import log

from duizhao.checks.folding import fold
from duizhao.checks.gazetteer import English, named
from duizhao.checks.pair import Pair
from duizhao.checks.passages import LEAST, Passage, Run, Sides
from duizhao.dateline import ends
from duizhao.lexicon import lexicon
from duizhao.record import Flag, Span
from duizhao.settings import Checking

_ALWAYS = 3.0  # letters of a target that no word of the source accounts for, as the table was learnt
_SPREAD, _SHORT = 0.15, 1.75
"""Of the logarithm of a good target's length: standard deviation for long sources, variance times letters for short."""
_EVIDENCE, _SHORTNESS, _PASSAGE, _WHOLE, _UNEXPLAINED, _ABBREVIATION, _EDGE, _SENTENCES, _CONSTANT = (
    0.28,
    0.46,
    1.99,
    -0.98,
    -1.08,
    -1.72,
    0.62,
    1.2,
    -1.06,
)
"""Weights of what speaks for an omission, in the order of `likeliest`: logistic regression on 499 pairs of FLORES-200
dev and 1,000 of own news, as they are and with the errors of `tests/benchmarks/planted.py`."""
_WORDS = re.compile("[\u3400-\u9fffA-Za-z]")
_NAMED = re.compile("[\u3400-\u9fff·]{2,16}[（(]([A-Za-z][^（）()]{1,60})[）)]")
"""A name in characters, and the same as it is written at home."""


def omission(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """A passage of the source that seems to be left out, by what its words are expected to become in English.

    `duizhao.lexicon` says of each word how much likelier it is in a passage left out than in one translated that so
    little of the target answers to it. Of the passages, that with the highest `odds` counts. Without the table, nothing
    is flagged.
    """
    table = lexicon()
    if table is None:
        return
    opening = ends(fold(pair.source))  # of 新华社北京1月8日电 little is said in words of the table
    sides = Sides(table, " " * opening + pair.source[opening:], pair.target)
    found = likeliest(sides, pair.target)
    if found and found[0] >= settings.omission:
        first, last = found[1].run
        span = sides.words[first].span[0], sides.words[last - 1].span[1]
        passage = pair.source[slice(*span)]
        answered = passage in pair.target or _named(pair, span) or _known(pair, sides, found[1].run)
        if _WORDS.search(passage) and not answered:
            yield Flag("omission", "warning", f"“{_short(passage)}” seems to be left out", span)


def _named(pair: Pair, span: Span) -> bool:
    """Whether a passage is part of a name that the target has as it stands in brackets behind it."""
    return any(
        m.start() <= span[0] and span[1] <= m.end() and m[1] in pair.target for m in _NAMED.finditer(pair.source)
    )


def _known(pair: Pair, sides: Sides, run: Run) -> bool:
    """Whether no more of a passage is left out than names that the target has: 美国有线电视新闻网, CNN.

    A name that the source has twice answers for neither place, nor for words beside it that speak for an omission.
    """
    english = English(pair.target)
    found = named(fold(pair.source))
    mentions = Counter(n.entry for n in found)
    names = [n for n in found if mentions[n.entry] == 1 and english.has_any(n.entry)]
    rest = [i for i in range(*run) if not any(n.start <= sides.words[i].span[0] < n.end for n in names)]
    return len(rest) < run[1] - run[0] and sides.letters_of(rest) < LEAST and sides.evidence_of(rest) <= 0


def likeliest(sides: Sides, target: str) -> tuple[float, Passage] | None:
    """The passage that was likeliest left out, with the logarithm of the odds that it was."""
    if not sides.words or not sides.letters:
        return None
    expected = sides.expected + _ALWAYS
    passages = [(_partial(p, sides.letters, expected), p) for p in sides.passages()]
    if not passages:
        return None
    odds, best = max(passages, key=lambda x: x[0])
    unexplained = abbreviations = 0.0
    for word, share in sides.unexplained():
        a, b = word.span
        unexplained += share * (b - a)
        abbreviations += share > 0.6 and b - a > 1 and target[a:b].isupper()
    rest = _WHOLE * log(expected) + _UNEXPLAINED * log(1 + unexplained) + _ABBREVIATION * abbreviations + _CONSTANT
    return odds + rest, best


def _partial(passage: Passage, letters: int, expected: float) -> float:
    return (
        _EVIDENCE * passage.evidence
        + _SHORTNESS * shortness(letters, expected, passage.letters)
        + _PASSAGE * log(passage.letters)
        + _EDGE * passage.edges
        + _SENTENCES * passage.whole
    )


def shortness(letters: float, expected: float, without: float) -> float:
    """Evidence in nats that a target of so many letters is one for `expected` less `without`, and not for all of them.

    The logarithm of a good target's length is taken for normally distributed.
    """
    variance = _SPREAD**2 + _SHORT / expected
    whole, part = log(letters / expected), log(letters / max(expected - without, 4))
    return (whole * whole - part * part) / (2 * variance)


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
