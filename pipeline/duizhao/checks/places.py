"""Numbers that stand in each other's place: every value is in the target, and two have changed places.

What shows it: the order, which English mostly keeps; and what stands beside a number in both languages: its unit, the
words of a date, "more than". Each alone is doubtful (dates move to the end of an English sentence), so the two numbers
are held against the same two with their places exchanged.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.checks.matching import Pairs
from duizhao.checks.quantities import Quantity, Reading
from duizhao.checks.units import MEASURES, kind, misnamed

_MOST = 40
"""Numbers of a sentence that are looked at; the work grows with their square."""

_SURE = 2.0
"""How much better exchanged places must fit where the order, or the kind of the numbers, speaks against them."""

_COUNTED = MEASURES | {
    *("year", "month", "week", "day", "hour", "minute", "second"),
    *("person", "country", "province", "city", "county", "company", "household"),
}
"""Kinds of unit that English names beside the number."""

_ANSWERS = {
    "day": {"date"},
    "month": {"month"},
    "clock": {"clock"},
    "percent": {"percent", "fraction"},
    "point": {"point", "percent"},
    "basis point": {"basis point", "point"},
    "fraction": {"percent", "fraction"},
    "century": {"ordinal", "decade"},
    "decade": {"ordinal", "decade"},
}
_MOVES = frozenset((*_ANSWERS, "year", "ordinal", "age", "month", "week", "day", "hour", "minute", "second"))
"""What English moves about in a sentence."""

_LOOSE = frozenset(("", "thing", "person"))
"""Sorts of which two numbers say little of each other: 1200批6700艘."""

_OPEN = frozenset(
    re.findall(
        "[a-z]+",
        "the a an and or but to of in for with was is were are as at from by on he she they it which who that this than"
        " while when after before has have had been be would will his her its their out up down so far",
    )
)
"""Words that stand after a number which counts nothing named."""

_WORD = re.compile(r"\s*([A-Za-z][A-Za-z'’-]*)?")
_DATED = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|during|of|early|late|mid|through|to|and|between|for|the|before|after)"
    r"|\b[A-Z][a-z]{2,8}\.?,?|\b[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:st|nd|rd|th)?,?)[\s-]$"
)
_BEFORE_ZH = {
    "more": re.compile(r"(?:逾|超过?|超過|突破|达到|高达|至少|不少于|以上)\s?$"),
    "near": re.compile(r"(?:近|接近)\s?$"),
    "about": re.compile(r"(?:约|約)\s?$"),
}
_MORE_ZH = re.compile(r"\s?[多余餘几幾]|\S{0,3}以上")
_BEFORE_EN = {
    "more": re.compile(
        r"\b(?:more than|over|above|exceed(?:ed|ing|s)?|surpass(?:ed|ing)?|at least|topp?(?:ed|ing)|beyond)\s\$?$", re.I
    ),
    "near": re.compile(r"\b(?:nearly|almost|close to|just under)\s\$?$", re.I),
    "about": re.compile(r"\b(?:about|around|approximately|roughly|some|an estimated)\s\$?$", re.I),
}
_PHRASE = re.compile(
    r"\b(?:in|across|within|among|from|with|at|of|for|to|per)\s(?:(?:the|more than|over|about|nearly|some|all|next|past"
    r"|last)\s){0,2}\$?$"
)
_FROM = re.compile(r"\bfrom\s(?:an?\s|the\s|about\s|\$)?$")  # to 4.9% from 0.7%
_OF_ORDINAL = re.compile(r"(?:\s[\w'’-]+){1,3}\sof\s(?:the\s)?")  # the 15th meeting of the 12th congress
_OF = re.compile(r"\s(?:out\s)?of\s(?:(?:the|its|their|every|all|some)\s)?")  # four of the five


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a number stands: `sort` of what stands there, its `unit`, "more", "near" or "about" in `mark`."""

    sort: str
    unit: str
    mark: str
    dated: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    q: Quantity
    r: Quantity
    source: _Place
    target: _Place


def swapped(pairs: Pairs, zh: str, en: str) -> tuple[Quantity, Quantity, Quantity] | None:
    """The two quantities of the source whose answers seem to have changed places, and the answer to the first."""
    if sum(_counts(q, zh) for q, _ in pairs) < 2:
        return None
    placed = [_Placed(q, r, _place_zh(q, zh), _place_en(r, en)) for q, r in _told_apart(pairs, zh)[:_MOST]]
    found = max(_suspects(placed, en), key=lambda s: s[0], default=None)
    return (found[1].q, found[2].q, found[1].r) if found else None


def _told_apart(pairs: Pairs, zh: str) -> Pairs:
    """The pairs in the order of the source of which it is clear what answers what: as often there as here."""
    asked: dict[Reading, Pairs] = defaultdict(list)
    for q, r in sorted(pairs, key=lambda pair: pair[0].span):
        asked[q.readings[0]].append((q, r))
    spans = Counter(r.span for _, r in pairs)
    clear: Pairs = []
    for alike in asked.values():
        if all(spans[r.span] == 1 for _, r in alike):
            answers = sorted((r for _, r in alike), key=lambda r: r.span)
            clear += zip((q for q, _ in alike), answers, strict=True)
    return sorted(((q, r) for q, r in clear if _counts(q, zh)), key=lambda pair: pair[0].span)


def _counts(q: Quantity, zh: str) -> bool:
    """Whether a number is looked at: one in characters that is small English may put anywhere, or leave unsaid."""
    if q.free or q.kind in ("score", "month") or q.readings[0][0] == "size":
        return False
    written = any(c.isdigit() for c in zh[slice(*q.span)])
    return written or kind(q.unit) in MEASURES or q.value.denominator != 1 or abs(q.value) > 10


def _suspects(placed: Sequence[_Placed], en: str) -> Iterator[tuple[float, _Placed, _Placed]]:
    """Two that may have changed places, with a weight by which to choose."""
    for one, two in itertools.combinations(placed, 2):
        gain = _fit(one, two) + _fit(two, one) - _fit(one, one) - _fit(two, two)
        kinds = {_kind(one), _kind(two)}
        if one.r.span < two.r.span or kinds == {"year", "ordinal"}:
            if gain >= _SURE:
                yield gain, one, two
        elif gain > 0 or (gain == 0 and len(kinds) == 1 and not _turned(one, two, en) and not _in_phrase(one, two, en)):
            yield gain, one, two


def _kind(one: _Placed) -> str:
    """A year of the calendar, an ordinal, or any other: order alone does not show that one stands for another kind."""
    return "year" if one.source.unit == "calendar" else "ordinal" if one.source.sort == "ordinal" else ""


def _in_phrase(one: _Placed, two: _Placed, en: str) -> bool:
    """Whether the first of two counts has moved with the phrase it is in: 6,700 ships in 1,200 missions."""
    sorts = {one.source.sort, two.source.sort, one.target.sort, two.target.sort}
    start = one.r.span[0]
    alike = one.source.sort == two.source.sort and one.source.sort not in _LOOSE
    return not alike and not sorts & _MOVES and bool(_PHRASE.search(en, max(0, start - 30), start))


def _turned(one: _Placed, two: _Placed, en: str) -> bool:
    """Whether English turns them round as a matter of course: 2019年9月29日, up to 4.9% from 0.7%, 4 of the 5."""
    first, second = two.r.span, one.r.span
    if one.source.sort == "year" and two.source.sort == "day" and two.q.span[0] - one.q.span[1] <= 4:
        return True
    between = (_OF_ORDINAL if one.target.sort == two.target.sort == "ordinal" else _OF).fullmatch(
        en, first[1], second[0]
    )
    return bool(between or _FROM.search(en, max(0, second[0] - 12), second[0]))


def _place_zh(q: Quantity, zh: str) -> _Place:
    before = zh[max(0, q.span[0] - 4) : q.span[0]]
    more = zh[q.span[1] - 1] in "多余餘几幾" or _MORE_ZH.match(zh, q.span[1])
    mark = "more" if more else _mark(_BEFORE_ZH, before)
    sort = kind(q.unit) or ("" if q.kind == "count" else q.kind)
    return _Place("year" if q.kind == "year" else "day" if q.kind == "day" else sort, q.unit, mark)


def _place_en(r: Quantity, en: str) -> _Place:
    start, end = r.span
    mark = _mark(_BEFORE_EN, en[max(0, start - 20) : start])
    dated = bool(_DATED.search(en, max(0, start - 14), start))
    if r.unit or r.kind not in ("count", "year", "ordinal"):
        return _Place(kind(r.unit) or r.kind, r.unit, mark, dated)
    # _WORD matches the empty string too, so there is always a match
    word = _WORD.match(en, end)[1]  # type: ignore[index]
    bare = word is None or word.lower() in _OPEN
    if r.kind == "ordinal":
        return _Place("date" if bare else "ordinal", "", mark, dated)  # on the 26th; the 26th anniversary
    return _Place("bare" if bare else "noun", "", mark, dated)


def _mark(table: dict[str, re.Pattern[str]], before: str) -> str:
    return next((name for name, pattern in table.items() if pattern.search(before)), "")


def _fit(one: _Placed, two: _Placed) -> float:
    """How well the quantity of `one` would stand in the place that the answer to `two` has in the target."""
    q, r = one.source, two.target
    other = -0.5 if r.mark else -0.25
    marks = other if q.mark != r.mark else float(bool(q.mark))
    return marks + _fit_of_sort(q, r)


def _fit_of_sort(q: _Place, r: _Place) -> float:
    if q.sort in _ANSWERS:
        return 1 if r.sort in _ANSWERS[q.sort] else -1
    if q.sort == "year" and q.unit == "calendar":
        return -1 if r.sort not in ("bare", "date") else 1 if r.dated else 0
    if q.sort == "ordinal":
        if r.sort == "date" and not r.unit:  # ranked 12th on the list
            return 0
        return 1 if r.sort == "ordinal" else -1 if r.sort in MEASURES or r.sort == "person" else 0
    if q.sort in _COUNTED:
        return _fit_of_unit(q, r)
    if q.sort == "thing":
        odd = r.sort in MEASURES or r.sort in ("ordinal", "month", "clock")
        return 1 if r.sort == "noun" else -1 if odd else -0.5 if r.sort == "bare" else 0
    return 0 if r.sort in ("bare", "noun") else -0.5


def _fit_of_unit(q: _Place, r: _Place) -> float:
    if r.sort == q.sort:
        return -1 if misnamed(q.unit, r.unit) else 1
    if q.sort == "year" and r.sort == "ordinal":  # 70周年
        return 1
    if r.sort == "noun":
        return -1 if q.sort in MEASURES else 0
    return -1 if r.sort != "bare" or q.sort in MEASURES else -0.5
