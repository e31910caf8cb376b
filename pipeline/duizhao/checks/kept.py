"""How much of what a source says exactly is in its target: numbers and names, counted rather than flagged."""

from __future__ import annotations

from dataclasses import dataclass

from duizhao.checks.chinese import quantities_zh
from duizhao.checks.english import quantities_en
from duizhao.checks.folding import fold
from duizhao.checks.gazetteer import English, named
from duizhao.checks.names import missing_persons, persons
from duizhao.checks.numbers import compare


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of a source its target has, out of how many."""

    kept: int
    of: int


def numbers_kept(source: str, target: str) -> Kept:
    """The quantities that a translation must say; one that the number check finds missing or misplaced is not kept."""
    asked = {q.span for q in quantities_zh(source) if not q.free}
    if not any(c.isalnum() for c in target):
        return Kept(0, len(asked))
    flags = compare(quantities_zh(source), quantities_en(target), source, target)
    return Kept(len(asked - {flag.source_span for flag in flags}), len(asked))


def names_kept(source: str, target: str) -> Kept:
    """Countries, places, organisations and persons of the check's tables, and persons by pinyin, each counted once.

    A name that English may leave out, or give by a pronoun, counts as any other: no reference has all of them.
    """
    folded = fold(source)
    found = named(folded)
    entries = {n.entry for n in found}
    english = English(target)
    kept = sum(map(english.has_any, entries))
    people = persons(folded, found)
    return Kept(
        kept + len(people) - sum(1 for _ in missing_persons(people, target, folded)), len(entries) + len(people)
    )
