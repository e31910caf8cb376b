"""The number check: every quantity of the source must be in the target, and the target must not add others.

Both sides are parsed to exact numbers, then matched by value. What an English writer may leave unsaid or say in another
way (两国 as "both countries", 三个 as a plural) asks for nothing; a quantity that is missing while the target has another
in its place is always an error.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from duizhao.checks.chinese import quantities_zh
from duizhao.checks.english import numbers_in, quantities_en
from duizhao.checks.pair import Pair
from duizhao.checks.quantities import Quantity, Reading, show
from duizhao.record import Flag
from duizhao.settings import Checking

_SAID_ANYWAY = 10
"""Whole numbers up to this may be implied by the English: a plural, "both", an article."""

_ROUNDED = Fraction(5, 100)
"""Relative distance up to which a number counts as rounded, not as another one."""


def number(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Quantities of the source that the target lacks, and those that the target adds."""
    if not any(c.isalnum() for c in pair.target):
        return
    source, target = quantities_zh(pair.source), quantities_en(pair.target)
    if source or target:
        yield from compare(source, target, pair.source, pair.target)


def compare(source: Sequence[Quantity], target: Sequence[Quantity], zh: str, en: str) -> list[Flag]:
    """Flags for the quantities of `source` (of the text `zh`) and `target` (of `en`) that do not answer each other."""
    match = _Match(source, target)
    match.run()
    digits = set(numbers_in(en))
    missing = [q for q in match.missing if not _written_so(q, zh, digits)]
    spare = [q for q in match.spare if not q.free]
    flags = [f for q in missing if (f := _missing(q, spare, target, zh, en))]
    flags += [_added(q, en) for q in spare if _counts(q, en)]
    return flags


@dataclass(slots=True)
class _Match:
    source: Sequence[Quantity]
    target: Sequence[Quantity]
    used: set[int] = field(default_factory=set)
    missing: list[Quantity] = field(default_factory=list)

    def run(self) -> None:
        """Pair by first readings first, so that a loose reading takes nothing that another needs."""
        index: dict[Reading, list[int]] = defaultdict(list)
        for i, q in enumerate(self.target):
            for reading in q.readings:
                index[reading].append(i)
        open_ = [q for q in self.source if not self._take(index, q.readings[:1], spare_only=True)]
        open_ = [q for q in open_ if not self._take(index, q.readings, spare_only=True)]
        open_ = [q for q in open_ if not self._take(index, q.readings, spare_only=False)]
        for q in self.source:  # one expression may answer to several: "2-3", 5:34
            for reading in q.readings:
                self.used.update(index.get(reading, ()))
        self.missing = open_

    def _take(self, index: dict[Reading, list[int]], readings: Sequence[Reading], *, spare_only: bool) -> bool:
        for reading in readings:
            for i in index.get(reading, ()):
                if i not in self.used or not spare_only:
                    self.used.add(i)
                    return True
        return False

    @property
    def spare(self) -> list[Quantity]:
        return [q for i, q in enumerate(self.target) if i not in self.used]


def _written_so(q: Quantity, zh: str, digits: set[str]) -> bool:
    """Whether the digits stand in the target as they stand in the source: names of models, telephones, versions."""
    text = zh[slice(*q.span)]
    own = re.findall(r"\d+", text)
    return (
        q.kind in ("code", "clock")
        and bool(own)
        and all(d in digits or any(d in e for e in digits if len(d) > 3) for d in own)
    )


def _small(q: Quantity) -> bool:
    return q.value.denominator == 1 and abs(q.value) <= _SAID_ANYWAY and q.scale == 1


def _missing(q: Quantity, spare: list[Quantity], target: Sequence[Quantity], zh: str, en: str) -> Flag | None:
    if q.free or (_small(q) and q.kind in ("count", "ordinal") and not re.search(r"\d", zh[slice(*q.span)])):
        return None
    said = zh[slice(*q.span)]
    shown = show(q.value, q.kind)
    what = said if shown in said.replace("，", ",") else f"{said} ({shown})"
    if q.vague:
        return None
    rival = _rival(q, spare)
    if rival is not None:
        spare.remove(rival)
        there = en[slice(*rival.span)]
        if _rounds(q, rival):
            return Flag("number", "warning", f"{what} is rounded to {there}", q.span, rival.span)
        return Flag("number", "error", f"{what} not found; the target has {there}", q.span, rival.span)
    if _small(q) and q.kind in ("count", "ordinal", "score"):
        return None
    return Flag("number", "error", f"{what} not found", q.span)


def _rival(q: Quantity, spare: list[Quantity]) -> Quantity | None:
    """The quantity of the target that most likely stands where `q` should."""
    same = [s for s in spare if (s.kind == "percent") == (q.kind in ("percent", "fraction"))]
    if _small(q):
        same = [s for s in same if abs(s.value) < 100]
    return min(same, key=lambda s: _distance(q.value, s.value), default=None)


def _distance(one: Fraction, two: Fraction) -> float:
    small, large = sorted((abs(one), abs(two)))
    return float("inf") if not small else float(large / small)


def _rounds(q: Quantity, rival: Quantity) -> bool:
    values = [v for _, v in q.readings]
    return any(v and abs(rival.value - v) / abs(v) <= _ROUNDED and abs(v) >= 20 for v in values) and q.kind not in (
        "year",
        "day",
    )


def _counts(q: Quantity, en: str) -> bool:
    """Whether a number that only the target has is worth a flag: figures, and words above ten."""
    return not q.free and not q.vague and (not _small(q) or q.kind == "percent")


def _added(q: Quantity, en: str) -> Flag:
    return Flag("number", "warning", f"{en[slice(*q.span)]} is not in the source", None, q.span)
