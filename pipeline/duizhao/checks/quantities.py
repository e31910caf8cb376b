"""A quantity as both parsers give it, what a list shares, and how a value is shown to people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from duizhao.record import Span

QuantityKind = Literal[
    "count",
    "percent",
    "fraction",
    "times",
    "ordinal",
    "score",
    "code",
    "year",
    "month",
    "day",
    "decade",
    "century",
    "clock",
]
Reading = tuple[str, Fraction]
"""What is counted, and how much of it: ("number", 3); ("share", 0.084) for 8.4%; ("month", 9); ("clock", 930) in
minutes after midnight; ("size", 1,000,000) for the order of magnitude that 数百万 and "millions" name; ("weight", 500)
and others of units.tsv in the base unit of the kind."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a text. `readings`: all values it can be rendered by, the plainest first.

    `value` is a share of 1 for per cents and fractions, minutes after midnight for a clock time, else the number.
    `high` is the upper end where one expression names two (两三个); 5万至8万 is two quantities. `vague`: the text says
    more, nearly, some. `free`: may be left unsaid, or says nothing (articles, idioms, names). `scale`: the unit that a
    number before it in a list shares (3至5万). `unit`: the kind of what is counted, as units.tsv has it, or "".
    """

    value: Fraction
    kind: QuantityKind
    span: Span
    readings: tuple[Reading, ...]
    high: Fraction | None = None
    vague: bool = False
    free: bool = False
    scale: int = 1
    unit: str = ""


REMEMBERED = 2048
"""Texts whose quantities are kept: the sentences of one round through the pipeline, each judged several times."""

LONG = 2000
"""Characters from which a text is not kept."""


def number(value: Fraction | int) -> Reading:
    """The reading of a plain number."""
    return "number", value if isinstance(value, Fraction) else Fraction(value)


def plain(value: Fraction | int, kind: QuantityKind, span: Span, *more: Reading, free: bool = False) -> Quantity:
    """A quantity read as a plain number first, or as `more`."""
    first = number(value)
    return Quantity(first[1], kind, span, (first, *more), free=free)


def share(value: Fraction, span: Span, *more: Reading, kind: QuantityKind = "percent", unit: str = "") -> Quantity:
    """A share of 1: a per cent or a fraction."""
    return Quantity(value, kind, span, (("share", value), *more), unit=unit)


def multiples(factor: Fraction) -> tuple[Reading, ...]:
    """Three times is 3, 300%, or 200% more."""
    return number(factor), ("share", factor), ("share", factor - 1)


def minutes(hour: int, minute: int, span: Span, half: Literal["am", "pm"] | None = None) -> Quantity:
    """A time of the clock; without `half`, an hour up to 12 is read both ways."""
    if hour > 12:
        hours = {hour % 24}
    elif half is None:
        hours = {hour, (hour + 12) % 24}
    else:
        hours = {hour % 12 + (12 if half == "pm" else 0)}
    values = sorted(Fraction(h * 60 + minute) for h in hours)
    clock: list[Reading] = [("clock", v) for v in values]
    return Quantity(values[0], "clock", span, (*clock, *(() if minute else (number(hour),))))


def share_units(found: Sequence[Quantity], text: str, joint: re.Pattern[str]) -> list[Quantity]:
    """`found`, where a bare number joined to a later one can also be read with the unit of that one: 3至5万, 5-8%."""
    out = list(found)
    for i in range(len(out) - 2, -1, -1):
        one, two = out[i], out[i + 1]
        if one.kind not in ("count", "ordinal") or not joint.fullmatch(text, one.span[1], two.span[0]):
            continue
        # a year or a day beside a number: in 2025, 72 million; on the 15th, 117 people
        if one.kind == "count" and not 1000 <= one.value <= 2100:
            one = replace(one, unit=one.unit or (two.unit if two.kind != "percent" else ""))
        if one.scale != 1:
            out[i] = one
            continue
        extra: tuple[Reading, ...] = ()
        if two.scale != 1:
            extra = (number(one.value * two.scale),)
        elif two.kind == "percent":
            tenths = text[two.span[0] : two.span[1]].endswith(("成", "半"))
            extra = (("share", one.value / (10 if tenths else 100)),)
        elif two.kind == "month":
            extra = (("month", one.value),)
        elif two.kind == "clock" and one.value <= 12:
            extra = ("clock", one.value * 60), ("clock", one.value * 60 + 720)
        elif two.kind == "decade":
            extra = number(1900 + one.value), number(2000 + one.value)
        kind = two.kind if extra and two.scale == 1 and one.kind == "count" else one.kind
        out[i] = replace(one, readings=one.readings + extra, scale=two.scale, kind=kind)
    return out


def show(value: Fraction, kind: QuantityKind = "count") -> str:
    """A value as English readers write it: 123,000,000; 8.4%; 2/3; 17:34."""
    if kind == "clock":
        return f"{int(value) // 60}:{int(value) % 60:02d}"
    if kind == "percent":
        return f"{_decimal(value * 100)}%"
    if kind in ("year", "decade", "code"):
        return str(value)
    return _decimal(value)


def _decimal(value: Fraction) -> str:
    places, rest = 0, value.denominator
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    if rest != 1:
        return str(value)
    digits = abs(value.numerator) * 10**places // value.denominator
    whole, part = divmod(digits, 10**places)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole:,}" + (f".{part:0{places}d}" if places else "")
