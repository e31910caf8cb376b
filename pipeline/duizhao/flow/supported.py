"""Numbers and names of a summary that its article does not have.

A model that writes makes them up. The article is asked as a whole; small numbers and what the checks know to be said
freely ask for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from duizhao.checks import quantities_en, quantities_zh
from duizhao.checks.folding import fold
from duizhao.checks.gazetteer import English, Entry, hinted, is_sign, named, signs
from duizhao.checks.quantities import Quantity, Reading
from duizhao.checks.romanised import Heard, romanised
from duizhao.people import lists, people
from duizhao.record import Flag, Span

NEAR = Fraction(5, 100)
"""How far from a number of the article a round one, or one that says "over", may be, relatively."""

SMALL = 10
"""Up to this, a number written in characters asks for nothing."""

_EXACT = ("year", "decade", "century", "day", "clock", "code", "ordinal", "score")
"""Kinds of numbers that nobody rounds."""

_RELATIVE = re.compile("[今去明前后本同当上]年|[当本次]日|今天|昨天|明天|本月|上月")


@dataclass(frozen=True, slots=True)
class Article:
    """What an article has: `text` in simplified script, the values of its numbers, its names of the tables.

    `given`: the given names of two characters of the persons in it. `dates`: months with their days; `days`: those that
    stand without a month.
    """

    text: str
    readings: frozenset[Reading]
    entries: frozenset[Entry]
    heard: Heard
    given: frozenset[str]
    dates: frozenset[tuple[Fraction, Fraction]]
    days: frozenset[Fraction]
    relative: bool

    @staticmethod
    def of(sentences: Sequence[str]) -> Article:
        """The article of these Chinese sentences, its title among them where it has one."""
        folded = [fold(s) for s in sentences]
        text = "\n".join(folded)
        found = [quantities_zh(s) for s in sentences]
        dated = [(month, day) for qs in found for month, day in _dates(qs)]
        bound = {id(day) for _, day in dated}
        return Article(
            text,
            frozenset(r for qs in found for q in qs for r in _readings(q)),
            frozenset(n.entry for s in folded for n in named(s)),
            Heard(text),
            frozenset(text[p.given : p.ends[0]] for p in people(text) if p.ends[0] - p.given == 2),
            frozenset((month.value, day.value) for month, day in dated),
            frozenset(q.value for qs in found for q in qs if q.unit == "date" and id(q) not in bound),
            bool(_RELATIVE.search(text)),
        )

    def in_chinese(self, sentence: str) -> tuple[Flag, ...]:
        """A flag for each number and name of a Chinese summary sentence that the article has not."""
        folded = fold(sentence)
        said = quantities_zh(sentence)
        wrong = {day.span for month, day in _dates(said) if self._misdated(month, day)}
        numbers = (q.span for q in said if q.span in wrong or not (self._has(q) or _counted(q, sentence)))
        found = named(folded)
        names = [(n.start, n.end) for n in found if n.entry not in self.entries and not hinted(n.entry, self.text)]
        taken = {at for n in found for at in range(n.start, n.end)}
        spans = {(p.start, p.ends[0]) for p in people(folded)} | set(self._renamed(folded))
        names += (s for s in spans if folded[slice(*s)] not in self.text and taken.isdisjoint(range(*s)))
        return tuple(_flags(sentence, numbers, sorted(names), english=False))

    def _renamed(self, folded: str) -> Iterator[Span]:
        """A person of the article under another surname, whatever stands beside the name."""
        surnames = set(lists()["surnames"])
        for given in self.given:
            for m in re.finditer(given, folded):
                if folded[m.start() - 1 : m.start()] in surnames:
                    yield m.start() - 1, m.end()

    def in_english(self, sentence: str) -> tuple[Flag, ...]:
        """A flag for each number and name of an English summary sentence that the article has not."""
        numbers = (q.span for q in quantities_en(sentence) if not self._has(q) and not self._dated(q))
        names = [span for _, meant, span in signs(English(sentence)) if not self._means(meant)]
        persons = {r.name: r for r in romanised(sentence) if not is_sign(r.name)}
        names += (r.span for r in persons.values() if not self.heard.has(r))
        return tuple(_flags(sentence, numbers, sorted(names), english=True))

    def _has(self, q: Quantity) -> bool:
        if q.free or q.value == 1 or not self.readings.isdisjoint(q.readings):
            return True
        mine = {k: v for k, v in q.readings if k in ("number", "share") and q.kind not in _EXACT}
        return any(
            k in mine and abs(mine[k] - v) <= NEAR * abs(v) and (q.vague or _figures(mine[k]) < _figures(v))
            for k, v in self.readings
        )

    def _dated(self, q: Quantity) -> bool:
        """Whether a year or a date may say what the article calls this year, or that day."""
        return self.relative and (1900 <= q.value <= 2100 or q.unit == "date")

    def _misdated(self, month: Quantity, day: Quantity) -> bool:
        """Whether the article has dates and this is none of them; a day that it has alone may be of any month."""
        return bool(self.dates) and (month.value, day.value) not in self.dates and day.value not in self.days

    def _means(self, entries: Iterable[Entry]) -> bool:
        return any(entry in self.entries or hinted(entry, self.text) for entry in entries)


def _counted(q: Quantity, sentence: str) -> bool:
    """Whether a small number in characters may count what the article lists (三巨头), or be a figure of speech."""
    said = sentence[slice(*q.span)]
    return abs(q.value) <= SMALL and q.value.denominator == 1 and not any(c.isascii() and c.isdigit() for c in said)


def _dates(found: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """The months that have a day behind them, with it."""
    for month, day in pairwise(found):
        if month.kind == "month" and day.unit == "date" and month.span[1] == day.span[0]:
            yield month, day


def _readings(q: Quantity) -> Iterator[Reading]:
    yield from q.readings
    if q.high is not None:
        yield q.readings[0][0], q.high


def _figures(value: Fraction) -> int:
    """How many significant figures a number has; many for one that is no decimal."""
    return len(str(abs(value.numerator) * 10**12 // value.denominator).rstrip("0"))


def _flags(sentence: str, numbers: Iterable[Span], names: Iterable[Span], *, english: bool) -> Iterator[Flag]:
    for check, spans in (("number", numbers), ("name", names)):
        for span in spans:
            message = f"{sentence[slice(*span)].strip()} is not in the article"
            yield Flag(check, "warning", message, None if english else span, span if english else None)
