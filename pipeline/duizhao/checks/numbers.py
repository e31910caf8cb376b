"""The number check: every quantity of the source must be in the target, and the target must not add others.

Both sides are read as exact numbers, then matched by value. What an English writer may leave unsaid or say in another
way (两国 as "both countries", 三个 as a plural) asks for nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from duizhao.checks.chinese import quantities_zh
from duizhao.checks.english import digits_in, quantities_en
from duizhao.checks.matching import Matched, match
from duizhao.checks.pair import Pair
from duizhao.checks.places import swapped
from duizhao.checks.quantities import Quantity, show
from duizhao.checks.units import MEASURES, differ, kind, misnamed
from duizhao.record import Flag, Severity
from duizhao.settings import Checking

_LONGEST = 50_000
"""Characters of a text, in either language, that has numbers to compare; a longer one is data, and no sentence."""
_MOST = 200
"""Numbers of one sentence, missing or spare, that are looked at; the work grows with their product."""

_IMPLIED = 10
"""Whole numbers up to this may be implied by the English: a plural, "both", an article."""

_ROUNDED = Fraction(5, 100)
"""Relative distance up to which a number with fewer figures counts as rounded, not as another one."""

_RELATIVE_EN = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|tomorrow|earlier this|so far"
    r"|(?:same|that|this|next|last|previous) (?:day|year|month))\b"
)
_RELATIVE_ZH = re.compile(
    "世博|奥运|奧運|世界杯|世界盃|博览会|博覽會|峰会|峰會|今年|去年|明年|前年|后年|後年|当日|當日|今天|昨天|明天|今日|昨日|同年|当年|當年|本届|本屆|上年|本月|上月"
)
_OTHER_YUAN = re.compile("[臺灣萬億個這為來時說國]|台湾|台币|香港|港币|港元|澳门|新加坡|新币|美元|美金")
"""Where 元 may be a dollar: Taiwan, Hong Kong, Macao, Singapore; or 元 stands for the dollar named before."""
_BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|of|by|since|until|till|from|to|through|last|this|next|every|early|late|mid|and|between|on)[\s-]"
    r"|\d(?:st|nd|rd|th)?\s)$"
)
_MONTH_FOLLOWS = re.compile(r"\.?\s\d")
_OTHERS = re.compile(r"\s(?:others?|more)\b")
_ALL = re.compile(r"\b(?:all|every|each|full|fully|entire|whole|completely)\b", re.IGNORECASE)
_SAID_SO: dict[tuple[Fraction | int, str], re.Pattern[str]] = {
    (2, "day"): re.compile(
        r"\bweekend|\bboth days\b|\bcouple\b|\b\d+(?:st|nd|rd|th)\b.{1,8}\b\d+(?:st|nd|rd|th)\b", re.I
    ),
    (7, "day"): re.compile(r"\bweek", re.I),
    (2, "week"): re.compile(r"\bfortnight", re.I),
    (3, "month"): re.compile(r"\bquarter", re.I),
    (6, "month"): re.compile(r"\bhalf[ -](?:a[ -])?year", re.I),
    (10, "year"): re.compile(r"\bdecade", re.I),
    (24, "hour"): re.compile(
        r"\b(?:around|round)[ -]the[ -]clock\b|\b24/7\b|\b(?:day and night|night and day|all day|at all hours)\b", re.I
    ),
    (365, "day"): re.compile(r"\b(?:every|each) (?:single )?day\b|\byear[ -](?:round|long)\b|\ball year\b", re.I),
}
"""Lengths of time, and what says as much without their number."""
_GOALLESS = re.compile(r"\b(?:goal|score|point)less\b|\bnil\b")
_SPANS = frozenset(("year", "month", "week", "day", "hour", "minute", "person"))
"""Units of time, and persons, which English names with their number, however small it is."""
_BRACKET = re.compile(r"\([^()\d]*$")
_NEXT = re.compile(r"\S*(?:\s\S+)?")


def number(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Quantities of the source that the target lacks, and those that the target adds."""
    if max(len(pair.source), len(pair.target)) <= _LONGEST and any(c.isalnum() for c in pair.target):
        source, target = quantities_zh(pair.source), quantities_en(pair.target)
        if source or target:
            yield from compare(source, target, pair.source, pair.target)


def compare(source: Sequence[Quantity], target: Sequence[Quantity], zh: str, en: str) -> list[Flag]:
    """Flags for the quantities of `source` (of the text `zh`) and `target` (of `en`) that do not answer each other."""
    found = match(source, target)
    found = replace(found, missing=found.missing[:_MOST], spare=found.spare[:_MOST])
    codes = [str(q.value) for q in source if q.kind == "code"][:_MOST]
    spare = [r for r in found.spare if not r.free and not r.vague and not _in_code(r, en, codes)]
    words = [r for r in found.spare if _is_word(r)]
    comparison = _Comparison(zh, en, found, spare, words)
    return [*comparison.missing(), *comparison.misplaced(), *comparison.added()]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What is left of the target is taken as wrong renderings are found: `spare` numbers, small ones in `words`."""

    zh: str
    en: str
    found: Matched
    spare: list[Quantity]
    words: list[Quantity]

    def missing(self) -> Iterator[Flag]:
        for q in self.found.missing:
            if not self._written_so(q) and (flag := self._missing(q)):
                yield flag

    def misplaced(self) -> Iterator[Flag]:
        """Numbers whose units, or whose order, show that they stand where another should."""
        for q, r in self.found.pairs:
            if self._of_another_unit(q, r):
                # _NEXT matches the empty string too, so there is always a match
                there = (self.en[slice(*r.span)] + _NEXT.match(self.en, r.span[1])[0]).rstrip(".,;:!?")  # type: ignore[index]
                yield Flag("number", "warning", f"{self._said(q)} has become {there}", q.span, r.span)
        if (found := swapped(self.found.pairs, self.zh, self.en)) is not None:
            one, two, answer = found
            message = f"{self._said(one)} and {self._said(two)} may have changed places"
            yield Flag("number", "warning", message, one.span, answer.span)

    def _of_another_unit(self, q: Quantity, r: Quantity) -> bool:
        if q.free or q.value == 1:
            return False
        if differ(q.unit, r.unit):
            return True
        dollars = q.unit == "money:yuan" and r.unit == "money:dollar" and _OTHER_YUAN.search(self.zh)
        return misnamed(q.unit, r.unit) and q.readings[0] in r.readings and not dollars

    def added(self) -> Iterator[Flag]:
        """Numbers of the target alone; a date may render 去年 or 当日."""
        found = self.spare + [r for r in self.found.spare if self._says_much(r)]
        relative = bool(found and _RELATIVE_ZH.search(self.zh))
        for r in found:
            if (
                r.value != 1
                and not self._converted(r)
                and not (relative and (1900 <= r.value <= 2100 or r.unit == "date"))
            ):
                yield Flag("number", "warning", f"{_cut(self.en, r)} is not in the source", None, r.span)

    def _converted(self, r: Quantity) -> bool:
        """Whether an amount of money in brackets gives the one before it in another currency."""
        return kind(r.unit) == "money" and bool(_BRACKET.search(self.en, max(0, r.span[0] - 24), r.span[0]))

    def _says_much(self, r: Quantity) -> bool:
        """Whether a number that may be said freely asks for one in the source all the same."""
        if r.kind == "month":
            return any(q.kind == "month" for q, _ in self.found.pairs) and self._dates(r)
        if r.kind == "ordinal":
            return 3 <= r.value <= _IMPLIED and r in self.words
        return r.kind == "fraction" and r.value != Fraction(1, 2) and " " in _cut(self.en, r).replace("-", " ")

    def _dates(self, r: Quantity) -> bool:
        """Whether a word is the name of a month, and not that of the Long March, or a verb."""
        return bool(
            _MONTH_FOLLOWS.match(self.en, r.span[1]) or _BEFORE_MONTH.search(self.en, max(0, r.span[0] - 9), r.span[0])
        )

    def _said(self, q: Quantity) -> str:
        return _cut(self.zh, q)

    def _shown(self, q: Quantity) -> str:
        said, shown = self._said(q), show(q.value, q.kind)
        plain = said.replace("，", ",").replace("％", "%").replace(" ", "")
        return said if shown.replace(",", "") in plain.replace(",", "") else f"{said} ({shown})"

    def _missing(self, q: Quantity) -> Flag | None:
        if q.readings[0][0] == "size":
            return self._wrong_size(q)
        if q.free:
            return None
        if q.kind == "score" and not q.value and _GOALLESS.search(self.en):
            return None
        if (said := _SAID_SO.get((q.value, kind(q.unit)))) and said.search(self.en):
            return None
        if _small(q) and q.kind in ("count", "ordinal", "score"):
            return self._missing_small(q)
        if q.kind == "percent" and q.value == 1 and _ALL.search(self.en):
            return None
        if (rival := self._rival(q)) is not None and self._and_others(q, rival):
            return None
        if rival is not None:
            self._take(rival)
            if q.vague and "dozen" in _cut(self.en, rival) and q.value <= rival.value <= q.value * Fraction(5, 4):
                return None
            if _rounds(q, rival):
                return self._flag(q, "warning", f"is rounded to {_cut(self.en, rival)}", rival)
            return self._flag(q, "error", f"not found; the target has {_cut(self.en, rival)}", rival)
        if q.vague and any(r.readings[0][0] == "size" for r in self.found.spare):
            return None
        doubtful = q.high is not None or (q.kind in ("day", "year", "month") and _RELATIVE_EN.search(self.en))
        return self._flag(q, "warning" if doubtful else "error", "not found")

    def _missing_small(self, q: Quantity) -> Flag | None:
        """A small number is wrong where the target has another in its place; where it has none, it may be unsaid."""
        if abs(q.value) <= 1 and q.kind != "score":
            return None
        written = q.kind == "score" or kind(q.unit) in MEASURES or _tells(q) or any(c.isdigit() for c in self._said(q))
        near = [r for r in self.spare + self.words if r.kind in (q.kind, "count") and abs(r.value) <= 100]
        near = [r for r in near if r.kind == q.kind] or near
        if not near:
            return self._flag(q, "warning", "not found") if written else None
        rival = min(near, key=lambda r: _distance(q.value, r.value))
        if self._and_others(q, rival):
            return None
        severity: Severity = "error" if written and rival in self.spare else "warning"
        self._take(rival)
        return self._flag(q, severity, f"not found; the target has {_cut(self.en, rival)}", rival)

    def _wrong_size(self, q: Quantity) -> Flag | None:
        """数百万 as "billions": the order of magnitude is all that both say."""
        others = [r for r in self.found.spare if r.vague and r.readings[0][0] == "size"]
        if not others or any(r.value <= q.value < 10 * r.value for r in others):
            return None
        return self._flag(q, "warning", f"not found; the target has {_cut(self.en, others[0])}", others[0])

    def _flag(self, q: Quantity, severity: Severity, what: str, rival: Quantity | None = None) -> Flag:
        return Flag("number", severity, f"{self._shown(q)} {what}", q.span, rival.span if rival else None)

    def _and_others(self, q: Quantity, rival: Quantity) -> bool:
        """张三等11人 as "Zhang San and 10 others"."""
        follows = q.value - rival.value == 1 and _OTHERS.match(self.en, rival.span[1])
        if follows:
            self._take(rival)
        return bool(follows)

    def _take(self, rival: Quantity) -> None:
        """`rival` answers for one number of the source, and for no other."""
        for rest in (self.spare, self.words, self.found.spare):
            if rival in rest:
                rest.remove(rival)

    def _rival(self, q: Quantity) -> Quantity | None:
        """The quantity of the target that most likely stands where `q` should."""
        shares = ("percent", "fraction")
        if q.kind == "month":
            return next((r for r in self.found.spare if r.kind == "month" and self._dates(r)), None)
        same = [r for r in self.spare if (r.kind in shares) == (q.kind in shares) and not differ(q.unit, r.unit)]
        if q.kind in shares:
            same = same or [r for r in self.found.spare if r.kind == "fraction"]
        return min(same, key=lambda r: _distance(q.value, r.value), default=None)

    def _written_so(self, q: Quantity) -> bool:
        """Whether the digits stand in the target as in the source: telephones, scores that look like times."""
        own = re.findall(r"\d+", self._said(q))
        if q.kind == "code":
            return "".join(own) in re.sub(r"\D", "", self.en)
        return q.kind == "clock" and bool(own) and digits_in(self.en) >= set(own)


def _is_word(r: Quantity) -> bool:
    """Whether a number of the target is a small one that English writes as a word."""
    return r.free and not r.vague and r.kind in ("count", "ordinal") and 2 <= r.value <= _IMPLIED


def _in_code(r: Quantity, en: str, codes: Sequence[str]) -> bool:
    """Whether a number of the target is a group of a longer one of the source: 138 0013 8000."""
    if not codes:
        return False
    own = re.sub(r"\D", "", _cut(en, r))
    return len(own) > 1 and any(own in code for code in codes)


def _tells(q: Quantity) -> bool:
    """Whether a small number counts what English names with it. 两人 may be "they", 两三天 "a few days"."""
    return not q.vague and kind(q.unit) in _SPANS and not (q.value == 2 and q.unit == "person")


def _small(q: Quantity) -> bool:
    return q.value.denominator == 1 and abs(q.value) <= _IMPLIED and q.scale == 1


def _distance(one: Fraction, two: Fraction) -> Fraction:
    small, large = sorted((abs(one), abs(two)))
    return large / small if small else Fraction(10**20)


def _rounds(q: Quantity, rival: Quantity) -> bool:
    if q.kind in ("year", "decade", "century", "day", "clock", "code"):
        return False
    if q.kind == "percent" and q.vague:  # 三成: nearly a third
        return abs(q.value - rival.value) <= _ROUNDED
    if q.vague and q.value <= rival.value <= q.value * Fraction(5, 4):
        return True
    values = [v for name, v in q.readings if name in ("number", "share") and v]
    return any(abs(rival.value - v) / abs(v) <= _ROUNDED and _figures(rival.value) < _figures(v) for v in values)


def _figures(value: Fraction) -> int:
    """How many significant figures a number has; many for one that is no decimal."""
    return len(str(abs(value.numerator) * 10**12 // value.denominator).rstrip("0"))


def _cut(text: str, q: Quantity) -> str:
    return text[slice(*q.span)].strip()
