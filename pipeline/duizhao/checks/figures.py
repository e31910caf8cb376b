"""Numbers that a target lacks, as terms: what English calls them, and what it has in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from fractions import Fraction

from duizhao.checks.chinese import quantities_zh
from duizhao.checks.pair import Pair
from duizhao.checks.quantities import Quantity, show
from duizhao.record import Flag, Span
from duizhao.terms import Found, Term

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_LARGE = {10**12: "trillion", 10**9: "billion", 10**6: "million"}
_WORDS_TO = 10
"""Whole numbers up to this English may write as words, or imply: they are no figures to be copied."""
_NO_NUMERAL = re.compile("[多余餘几幾来來年月天时時米块塊半]")
"""What makes an amount more than a numeral: it names a unit, or some more. Years and times have theirs."""
_FIGURES = "0123456789,."
_CLOCK = re.compile(r"\d:\d\d|\d [ap]\.m\.|midnight|noon")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_MONTH = re.compile("|".join(f"{name[:3]}(?:{name[3:]})?\\b" for name in _MONTHS))
_NUMBERED = frozenset(("day", "ordinal"))
_DATED = frozenset(("month", "day", "ordinal"))
"""What English says in many ways, or not at all, so that it is only put in the place of another."""
_ALIKE = 0.5
"""How alike the figures of two numbers are where one was taken for the other; 1: the same figures, another size."""


def missing_numbers(pair: Pair, flags: Iterable[Flag]) -> list[Found]:
    """The amounts, shares, dates and times that `flags` of the number check call wrong or missing, as terms.

    A number of the target that was taken for one of them is forbidden to it.
    """
    wrong = {flag.source_span: flag for flag in flags if flag.severity == "error" and flag.source_span}
    out = []
    for q in quantities_zh(pair.source) if wrong else ():
        source, flag = pair.source[slice(*q.span)], wrong.get(q.span)
        if flag is None or not (said := called(q, source)):
            continue
        other = _whole(pair.target, flag.target_span) if flag.target_span else ""
        if _taken_for(said, other, q.kind in _NUMBERED):
            out.append(Found(Term(source, _as_written(said, other), forbidden=(other,)), q.span))
        elif q.kind not in _DATED:
            out.append(Found(Term(source, said), q.span))
    return out


def called(q: Quantity, source: str) -> str:
    """What English calls an amount, a share, a date, a place in an order or a time of the clock that `source` writes.

    3.18 billion, 1,174,866, 8.4%, 2024, March, 14th, 4 p.m.; "" for any other quantity.
    """
    if q.free or q.high is not None or q.value < 0:
        return ""
    if q.kind == "clock":
        return _time(q)
    if q.kind == "month":
        return _MONTHS[int(q.value) - 1] if 1 <= q.value <= 12 else ""
    if q.kind in ("year", "day"):
        return show(q.value, "year")
    if q.kind == "ordinal":
        return _ordinal(int(q.value))
    if _NO_NUMERAL.search(source):
        return ""
    if q.kind == "percent" and q.unit == "percent":
        return show(q.value, "percent")
    if q.kind != "count" or (q.value <= _WORDS_TO and q.value.denominator == 1):
        return ""
    if q.scale > 1:
        for size, word in _LARGE.items():
            amount = q.value / size
            if amount >= 1 and (amount * 1000).denominator == 1:
                return f"{show(amount)} {word}"
    return show(q.value) if _is_decimal(q.value) else ""


def grouped(source: str, target: str) -> str:
    """`target` with commas in the amounts of `source` that it has as bare figures: 1174866 becomes 1,174,866."""
    for q in quantities_zh(source):
        bare = str(q.value)
        if (
            q.kind == "count"
            and q.value >= 10_000
            and bare in target
            and called(q, source[slice(*q.span)]) == show(q.value)
        ):
            target = re.sub(rf"(?<![\w.,/@=:#-]){bare}(?![\w/@=:-]|[.,]\d)", f"{q.value.numerator:,}", target)
    return target


def _time(q: Quantity) -> str:
    """The time of the clock; where the Chinese leaves open which half of the day it is, so does this."""
    hour, minute = divmod(int(q.value), 60)
    if sum(name == "clock" for name, _ in q.readings) > 1:
        return f"{hour or 12}:{minute:02d}"
    if hour == minute == 0:
        return "midnight"
    return f"{hour % 12 or 12}{f':{minute:02d}' if minute else ''} {'a.m.' if hour < 12 else 'p.m.'}"


def _ordinal(n: int) -> str:
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{ending}"


def _is_decimal(value: Fraction) -> bool:
    return 10**6 % value.denominator == 0


def _as_written(said: str, other: str) -> str:
    """`said` as the number was written that stands in its place: 12345, 7 percent, the 6th."""
    if said.isdigit() and re.fullmatch(r"\d+(?:st|nd|rd|th)", other):
        return _ordinal(int(said))
    if len(re.sub(r"\D", "", other)) > 4 and "," not in other:
        said = said.replace(",", "")
    return said.replace("%", " percent") if re.search("per ?cent", other) else said


def _whole(target: str, span: Span) -> str:
    """What stands at `span`, with the figures around it: of 6,4541 all, though it is no number."""
    before, after = target[: span[0]], target[span[1] :]
    left = before[len(before.rstrip(_FIGURES)) :].lstrip(",.")
    right = after[: len(after) - len(after.lstrip(_FIGURES))].rstrip(",.")
    return f"{left}{target[slice(*span)]}{right}".strip()


def _taken_for(said: str, other: str, numbered: bool) -> bool:
    """Whether a number is another one misread: nearly its figures, its figures at another size, or another time.

    An ordinal is taken only for what is `numbered`.
    """
    if any(all(kind.search(text) for text in (said, other)) for kind in (_CLOCK, _MONTH)):
        return True
    if _ORDINAL.fullmatch(other):
        return numbered
    if _ORDINAL.fullmatch(said):
        return False
    one, two = (re.sub(r"\D", "", text).strip("0") for text in (said, other))
    return bool(two) and SequenceMatcher(None, one, two, autojunk=False).ratio() >= _ALIKE
