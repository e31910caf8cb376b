"""The number check: every quantity of the source must be in the target, and the target must not add others.

Both sides are read as exact numbers, then matched by value. What an English writer may leave unsaid or say in another
way (两国 as "both countries", 三个 as a plural) asks for nothing by itself.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from duizhao.checks.chinese import quantities_zh
from duizhao.checks.english import digits_in, quantities_en
from duizhao.checks.pair import Pair
from duizhao.checks.quantities import Quantity, Reading, show
from duizhao.checks.units import differ
from duizhao.record import Flag
from duizhao.settings import Checking

_IMPLIED = 10
"""Whole numbers up to this may be implied by the English: a plural, "both", an article."""

_ROUNDED = Fraction(5, 100)
"""Relative distance up to which a number counts as rounded, not as another one."""

_RELATIVE_DAY = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|tomorrow|earlier this|so far"
    r"|(?:same|that|this|next|last|previous) (?:day|year|month))\b"
)
_RELATIVE_ZH = re.compile(
    "今年|去年|明年|前年|后年|後年|当日|當日|今天|昨天|明天|今日|昨日|同年|当年|當年|本届|本屆|上年|本月|上月"
)


def number(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Quantities of the source that the target lacks, and those that the target adds."""
    if any(c.isalnum() for c in pair.target):
        source, target = quantities_zh(pair.source), quantities_en(pair.target)
        if source or target:
            yield from compare(source, target, pair.source, pair.target)


def compare(source: Sequence[Quantity], target: Sequence[Quantity], zh: str, en: str) -> list[Flag]:
    """Flags for the quantities of `source` (of the text `zh`) and `target` (of `en`) that do not answer each other."""
    match = _Match(source, target)
    match.run()
    spare = [q for q in match.spare if not q.free and not q.vague]
    words = [q for q in match.spare if q.free and not q.vague and q.kind == "count" and 2 <= q.value <= _IMPLIED]
    flags = []
    digits = digits_in(en)
    for q in match.missing:
        if not _written_so(q, zh, digits) and (flag := _missing(q, spare, words, match, zh, en)):
            flags.append(flag)
    flags += [
        Flag("number", "warning", f"{_cut(zh, q)} has become {_with_next(en, r)}", q.span, r.span)
        for q, r in match.pairs
        if differ(q.unit, r.unit) and not q.free and q.value != 1
    ]
    flags += _crossed(match.pairs, zh, en)
    relative = bool(_RELATIVE_ZH.search(zh))
    for q in spare:
        if not (relative and (1900 <= q.value <= 2100 or q.unit == "date")) and q.value != 1:
            flags.append(Flag("number", "warning", f"{_cut(en, q)} is not in the source", None, q.span))
    return flags


@dataclass(slots=True)
class _Match:
    """Pairs the quantities by value: plain readings first, so that a loose one takes nothing that another needs."""

    source: Sequence[Quantity]
    target: Sequence[Quantity]
    used: set[int] = field(default_factory=set)
    pairs: list[tuple[Quantity, Quantity]] = field(default_factory=list)
    missing: list[Quantity] = field(default_factory=list)

    def run(self) -> None:
        index: dict[Reading, list[int]] = defaultdict(list)
        for i, q in enumerate(self.target):
            for reading in q.readings:
                index[reading].append(i)
        rest = list(self.source)
        for strict in (2, 1, 0):
            rest = [q for q in rest if not self._take(index, q, q.readings[:1], strict)]
            rest = [q for q in rest if not self._take(index, q, q.readings, strict)]
        # one expression may answer to several: "2-3", 5:34
        self.missing = [q for q in rest if not any(r in index for r in q.readings)]
        for q in self.source:
            for reading in q.readings:
                self.used.update(index.get(reading, ()))

    def _take(self, index: dict[Reading, list[int]], q: Quantity, readings: Sequence[Reading], strict: int) -> bool:
        """Pair `q` with an open quantity: of the same unit (2), of a unit that may be the same (1), of any (0)."""
        for i in (i for r in readings for i in index.get(r, ()) if i not in self.used):
            unit = self.target[i].unit
            if not strict or (unit == q.unit != "" if strict == 2 else not differ(unit, q.unit)):
                self.used.add(i)
                self.pairs.append((q, self.target[i]))
                return True
        return False

    @property
    def spare(self) -> list[Quantity]:
        return [q for i, q in enumerate(self.target) if i not in self.used]


def _written_so(q: Quantity, zh: str, digits: set[str]) -> bool:
    """Whether the digits stand in the target as in the source: telephones, scores that look like times."""
    if q.kind not in ("code", "clock"):
        return False
    own = re.findall(r"\d+", _cut(zh, q))
    long = [d for d in digits if len(d) > 3]
    return bool(own) and all(d in digits or any(d in e for e in long) for d in own)


def _missing(q: Quantity, spare: list[Quantity], words: list[Quantity], match: _Match, zh: str, en: str) -> Flag | None:
    said, shown = _cut(zh, q), show(q.value, q.kind)
    what = said if shown in said.replace("，", ",").replace("％", "%").replace(" ", "") else f"{said} ({shown})"
    if q.readings[0][0] == "size":
        return _wrong_size(q, match, what, en)
    if q.free:
        return None
    if _small(q) and q.kind in ("count", "ordinal", "score", "year"):
        return _missing_small(q, spare, words, what, en, written=any(c.isdigit() for c in said))
    rival = _rival(q, spare)
    if rival is not None:
        spare.remove(rival)
        there = _cut(en, rival)
        if _rounds(q, rival):
            return Flag("number", "warning", f"{what} is rounded to {there}", q.span, rival.span)
        return Flag("number", "error", f"{what} not found; the target has {there}", q.span, rival.span)
    if q.vague and any(r.readings[0][0] == "size" for r in match.target):
        return None
    doubtful = q.high is not None or (q.kind in ("day", "year", "month") and _RELATIVE_DAY.search(en))
    return Flag("number", "warning" if doubtful else "error", f"{what} not found", q.span)


def _missing_small(
    q: Quantity, spare: list[Quantity], words: list[Quantity], what: str, en: str, *, written: bool
) -> Flag | None:
    """A small number counts as wrong where the target has another in its place, and may be unsaid where it has none."""
    if q.value <= 1:
        return None
    near = [r for r in (spare if written else words) if r.kind == q.kind and abs(r.value) <= 100]
    if not near:
        return Flag("number", "warning", f"{what} not found", q.span) if written else None
    rival = min(near, key=lambda r: _distance(q.value, r.value))
    (spare if written else words).remove(rival)
    severity = "error" if written or q.kind == "score" else "warning"
    return Flag("number", severity, f"{what} not found; the target has {_cut(en, rival)}", q.span, rival.span)  # type: ignore[arg-type]


def _crossed(pairs: Sequence[tuple[Quantity, Quantity]], zh: str, en: str) -> Iterator[Flag]:
    """Two numbers of one measure that have changed places: English almost always keeps the order of such pairs."""
    alike: dict[str, list[tuple[Quantity, Quantity]]] = defaultdict(list)
    for q, r in sorted(pairs, key=lambda pair: pair[0].span):
        if (measure := _measure(q, zh)) and not (_small(q) and not re.search(r"\d", _cut(zh, q))):
            alike[measure].append((q, r))
    for group in alike.values():
        counts = Counter(q.value for q, _ in group)
        single = [(q, r) for q, r in group if counts[q.value] == 1]
        for (one, there), (two, other) in itertools.pairwise(single):
            if there.span > other.span:
                message = f"{_cut(zh, one)} and {_cut(zh, two)} may have changed places"
                yield Flag("number", "warning", message, one.span, there.span)


def _measure(q: Quantity, zh: str) -> str:
    """What must be equal for two numbers to be mistaken for one another."""
    if q.kind == "percent":
        return _cut(zh, q)[-1]
    return q.unit + zh[q.span[1] : q.span[1] + 1].strip() if q.unit in ("thing", "person") else q.unit


def _wrong_size(q: Quantity, match: _Match, what: str, en: str) -> Flag | None:
    """数百万 as "billions": the order of magnitude is all that both say."""
    others = [r for r in match.spare if r.vague and r.value >= 100]
    if not others or any(r.value <= q.value < 1000 * r.value for r in others):
        return None
    return Flag("number", "warning", f"{what} not found; the target has {_cut(en, others[0])}", q.span, others[0].span)


def _small(q: Quantity) -> bool:
    return q.value.denominator == 1 and abs(q.value) <= _IMPLIED and q.scale == 1


def _rival(q: Quantity, spare: list[Quantity]) -> Quantity | None:
    """The quantity of the target that most likely stands where `q` should."""
    shares = ("percent", "fraction")
    same = [r for r in spare if (r.kind in shares) == (q.kind in shares) and not differ(q.unit, r.unit)]
    return min(same, key=lambda r: _distance(q.value, r.value), default=None)


def _distance(one: Fraction, two: Fraction) -> Fraction:
    small, large = sorted((abs(one), abs(two)))
    return large / small if small else Fraction(10**20)


def _rounds(q: Quantity, rival: Quantity) -> bool:
    if q.kind in ("year", "day", "clock", "code"):
        return False
    if q.kind == "percent" and q.vague:  # 三成: nearly a third
        return abs(q.value - rival.value) <= _ROUNDED
    if q.vague and q.value <= rival.value <= q.value * Fraction(5, 4):
        return True
    values = [v for name, v in q.readings if name in ("number", "share")]
    return any(v and abs(rival.value - v) / abs(v) <= _ROUNDED and (abs(v) >= 20 or v.denominator > 1) for v in values)


def _cut(text: str, q: Quantity) -> str:
    return text[slice(*q.span)].strip()


def _with_next(text: str, q: Quantity) -> str:
    m = re.compile(r"\S*(?:\s\S+)?").match(text, q.span[1])
    return (text[slice(*q.span)] + (m[0] if m else "")).rstrip(".,;:!?")
