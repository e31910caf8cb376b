"""Checks: what each finds wrong with one sentence pair, as flags. A flag never deletes text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from duizhao.checks import judgement
from duizhao.checks.chinese import quantities_zh
from duizhao.checks.english import quantities_en
from duizhao.checks.figures import grouped, missing_numbers
from duizhao.checks.gazetteer import countries, known_name, names_in
from duizhao.checks.inconsistent import inconsistent
from duizhao.checks.judgement import WEIGHTS, confidence
from duizhao.checks.names import document_persons, missing_names, name
from duizhao.checks.numbers import compare, number
from duizhao.checks.omission import omission
from duizhao.checks.one_form import one_form
from duizhao.checks.pair import Pair
from duizhao.checks.quotes import quotes
from duizhao.checks.respelling import recopied, respelled
from duizhao.checks.romanised import by_pinyin
from duizhao.checks.term import term, uses
from duizhao.checks.text import damaged_source, empty, length, repetition, split, truncated, untranslated
from duizhao.checks.url import url
from duizhao.checks.verbatim import missing_verbatim, verbatim
from duizhao.record import Flag
from duizhao.settings import Checking
from duizhao.terms import Found

__all__ = [
    "CHECKS",
    "DOCUMENT_CHECKS",
    "Checker",
    "Pair",
    "by_pinyin",
    "check",
    "check_document",
    "compare",
    "confidence",
    "countries",
    "document_persons",
    "grouped",
    "known_name",
    "missing_verbatim",
    "names_in",
    "quantities_en",
    "quantities_zh",
    "recopied",
    "respelled",
    "uses",
    "verbatim",
]

Check = Callable[[Pair, Checking], Iterable[Flag]]

CHECKS: dict[str, Check] = {
    "empty": empty,
    "repetition": repetition,
    "length": length,
    "omission": omission,
    "number": number,
    "name": name,
    "url": url,
    "term": term,
    "untranslated": untranslated,
    "truncated": truncated,
    "quotes": quotes,
    "split": split,
    "damaged_source": damaged_source,
}


_OF_TEXTS = frozenset(("repetition", "length", "omission", "number", "name", "url", "untranslated", "quotes"))
"""Checks that look at the two texts and the terms, and at nothing else of a pair."""


class Checker:
    """All checks, for one round of sentences: a pair that was judged as an output is not looked at anew to be checked.

    It keeps the flags of every pair that it was shown, so it should not outlive the round. Not safe to share.
    """

    def __init__(self, settings: Checking) -> None:
        self._settings = settings
        self._known: dict[tuple[str, str, str, tuple[Found, ...], tuple[str, ...]], tuple[Flag, ...]] = {}

    def check(self, pair: Pair) -> tuple[Flag, ...]:
        """The flags of all checks, in the order of `CHECKS`."""
        return tuple(flag for name in CHECKS for flag in self._flags(name, pair))

    def badness(self, pair: Pair) -> int:
        """How bad a target is, to compare several of a source: 0 where nothing is flagged that could be mended."""
        return judgement.badness([flag for name in CHECKS if name in WEIGHTS for flag in self._flags(name, pair)])

    def loses(self, pair: Pair) -> bool:
        """Whether a passage seems to be left out, or the target is far too short or too long."""
        return any(self._flags(name, pair) for name in ("length", "omission"))

    def missing_names(self, pair: Pair) -> list[Found]:
        """The names that the target lacks, as terms, at each place: what the tables call them, or pinyin."""
        return missing_names(pair, self._flags("name", pair))

    def missing_numbers(self, pair: Pair) -> list[Found]:
        """The amounts, shares and years that the target has wrong or not at all, as terms, at each place."""
        return missing_numbers(pair, self._flags("number", pair))

    def _flags(self, name: str, pair: Pair) -> tuple[Flag, ...]:
        if name not in _OF_TEXTS:
            return tuple(CHECKS[name](pair, self._settings))
        key = name, pair.source, pair.target, pair.terms, pair.persons
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(CHECKS[name](pair, self._settings))
        return found


def check(pair: Pair, settings: Checking) -> tuple[Flag, ...]:
    """The flags of all checks, in the order of `CHECKS`."""
    return tuple(flag for run in CHECKS.values() for flag in run(pair, settings))


DOCUMENT_CHECKS: dict[str, Callable[[Sequence[Pair], Checking], Iterable[tuple[int, Flag]]]] = {
    "inconsistent": inconsistent,
    "name": one_form,
}
"""Checks of all sentences of a document together; they give the index of the sentence with each flag."""


def check_document(pairs: Sequence[Pair], settings: Checking) -> dict[int, tuple[Flag, ...]]:
    """The flags that the sentences of a document get together, by their indexes; those without any are left out."""
    flags: dict[int, tuple[Flag, ...]] = defaultdict(tuple)
    for run in DOCUMENT_CHECKS.values():
        for i, flag in run(pairs, settings):
            flags[i] += (flag,)
    return flags
