"""Rules that read quantities out of a text, one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from duizhao.checks.quantities import Quantity

BLANK = "\x00"
"""Stands for what is read already: no rule matches it."""


class Rule:
    """A pattern, and what is made of its matches; tried only where the text has one of the characters `needs`.

    `hint`: a pattern found faster, which is in every text that has a match.
    """

    __slots__ = ("hint", "make", "needs", "pattern")

    def __init__(
        self,
        needs: str,
        pattern: str | re.Pattern[str],
        make: Callable[[re.Match[str]], Iterator[Quantity]],
        hint: str = "",
    ) -> None:
        self.needs, self.make = frozenset(needs), make
        self.pattern, self.hint = re.compile(pattern), re.compile(hint)


def scan(text: str, rules: Sequence[Rule]) -> list[Quantity]:
    """The quantities that `rules` find, in the order of the text. A match that a rule makes nothing of stays."""
    found: list[Quantity] = []
    characters = set(text)
    for rule in rules:
        if (not rule.needs or not rule.needs.isdisjoint(characters)) and rule.hint.search(text):
            text = _apply(text, rule, found)
    return sorted(found, key=lambda q: q.span)


def _apply(text: str, rule: Rule, found: list[Quantity]) -> str:
    parts: list[str] = []
    at = 0
    for match in rule.pattern.finditer(text):
        new = list(rule.make(match))
        if new:
            found += (q for q in new if q.readings)
            start, end = new[0].span[0], new[-1].span[1]
            parts += text[at:start], BLANK * (end - start)
            at = end
    return "".join(parts) + text[at:] if parts else text
