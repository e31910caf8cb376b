"""Quantities in English text: digits, number words, fractions, dates, times of the clock, multiples.

Patterns that need to see signs (9:30 p.m., 2023-11-02, 1992-98, 2/3) are read first and blanked out; the rest is read
word by word in `english_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from duizhao.checks import english_words
from duizhao.checks.quantities import LONG, REMEMBERED, Quantity, Reading, minutes, number, plain, share, share_units
from duizhao.checks.scan import BLANK, Rule, scan
from duizhao.checks.units import with_unit_en

_DIGIT = re.compile(r"\d")
_PAST = re.compile(r"(?:half|quarter)[ -]to\b|[a-z][ -]past\b", re.IGNORECASE)
_HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_PARTS = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20}
_NOON = {"noon": 12, "midnight": 24}
_JOINT = re.compile(
    r"(?:\s?(?:percent|per cent|%|yuan|or so))?"
    r"(?:\s?[-–—~/]\s?|\s(?:to|or|and|through|than|by|versus|vs)\s|,\s(?:and\s|or\s)?)"
    r"(?:(?:to|about|around|nearly|over|some|almost|as many as|up to)\s)?\$?"
)


def quantities_en(text: str) -> tuple[Quantity, ...]:
    """All quantities of `text`, in its order."""
    return _remembered(text) if len(text) < LONG else tuple(_read(text))


@lru_cache(REMEMBERED)
def _remembered(text: str) -> tuple[Quantity, ...]:
    return tuple(_read(text))


def _read(text: str) -> list[Quantity]:
    found = scan(text, _RULES) if _has_signs(text) else []
    found += english_words.read(_without(found, text) if found else text)
    found.sort(key=lambda q: q.span)
    return share_units([with_unit_en(q, text) for q in found], text, _JOINT)


def _has_signs(text: str) -> bool:
    return bool(_DIGIT.search(text) or (("alf" in text or "uarter" in text or " past " in text) and _PAST.search(text)))


def _without(found: Sequence[Quantity], text: str) -> str:
    rest = list(text)
    for q in found:
        rest[slice(*q.span)] = BLANK * (q.span[1] - q.span[0])
    return "".join(rest)


def digits_in(text: str) -> set[str]:
    """The strings of digits of `text`, separators of thousands left out."""
    return set(re.findall(r"\d+", text.replace(",", "")))


def _address(m: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Fraction(0), "code", m.span(), (("address", Fraction(0)),), free=True)


_HALVES: dict[str, Literal["am", "pm"]] = {"a": "am", "p": "pm"}


def _clock(m: re.Match[str]) -> Iterator[Quantity]:
    hour, minute = int(m[1]), int(m[2] or 0)
    if hour <= 24 and minute <= 59:
        half = _HALVES.get(m[3].lower())
        q = minutes(hour, minute, m.span(), half)
        if half is None:  # 6:30 may be a score
            q = replace(q, readings=(*q.readings, number(hour), number(minute)))
        elif not minute:  # 2 p.m. is not 凌晨两点
            q = replace(q, readings=q.readings[:-1])
        yield q


def _hours(m: re.Match[str]) -> Iterator[Quantity]:
    """0230 UTC, 1530 hours."""
    yield minutes(int(m[1]), int(m[2]), m.span())
    yield plain(int(m[1] + m[2]), "count", m.span(), free=True)


def _half_past(m: re.Match[str]) -> Iterator[Quantity]:
    hour = int(m[3]) if m[3].isdigit() else _NOON.get(m[3]) or _HOURS.index(m[3].lower()) + 1
    minute = _PARTS[m[1].lower()]
    past = hour * 60 + (minute if m[2] == "past" else -minute)
    yield minutes(past // 60 % 24, past % 60, m.span())


def _lap(m: re.Match[str]) -> Iterator[Quantity]:
    """2:04.88 and 1:02:03: minutes and seconds, or hours, of a race."""
    parts = [number(int(p)) for p in re.findall(r"\d+", m[0])]
    clock: Reading = ("clock", Fraction(int(m[1]) * 60 + int(m[2])))
    yield Quantity(clock[1], "clock", m.span(), (clock, *parts))


def _date(m: re.Match[str]) -> Iterator[Quantity]:
    parts = [int(p) for p in re.findall(r"\d+", m[0])]
    months: tuple[Reading, ...] = tuple(("month", Fraction(p)) for p in parts if p <= 12)
    year = parts[0] if parts[0] > 31 else parts[-1]
    year += 2000 if year < 100 else 0
    yield Quantity(Fraction(year), "year", m.span(), (number(year), *map(number, parts), *months))


def _years(m: re.Match[str]) -> Iterator[Quantity]:
    last = int(m[1]) // 100 * 100 + int(m[2])
    yield plain(int(m[1]), "year", m.span(1))
    yield plain(last, "year", m.span(2), number(int(m[2])))


def _decade(m: re.Match[str]) -> Iterator[Quantity]:
    decade = int(m[1])
    more = (number(1900 + decade), number(2000 + decade)) if decade < 100 else (number(decade % 100),)
    yield plain(decade, "decade", m.span(), *more)


def _slash(m: re.Match[str]) -> Iterator[Quantity]:
    above, below = Fraction(m[1]), Fraction(m[2])
    months: tuple[Reading, ...] = tuple(("month", v) for v in (above, below) if 1 <= v <= 12)
    if below:
        yield share(above / below, m.span(), number(above), number(below), *months, kind="fraction")


_RULES = (
    Rule("/@.&", r"&#?\w+;|(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _address, r"[/@&]|www\."),
    Rule(":", r"(?<![\d.,:])(\d{1,2}):(\d\d)[.:](\d{1,3})(?![\d:])", _lap),
    Rule(
        "mM",
        r"(?<![\d.,])(\d{1,2})(?:[:.]([0-5]\d))?(?:[:.]\d\d)?\s?([apAP])\.?\s?[mM]\b\.?",
        _clock,
        r"\d\s?[apAP]\.?\s?[mM]",
    ),
    Rule(":", r"(?<![\d.,:])(\d{1,2}):([0-5]\d)(?![\d:])()", _clock),
    Rule("hUG", r"(?<![\d.,:])([01]\d|2[0-4])([0-5]\d)\s?(?:h|hrs|hours|UTC|GMT)\b", _hours, r"\d{4}\s?[hUG]"),
    Rule(
        "pt",
        r"\b([Hh]alf|[Qq]uarter|(?:[Ff]ive|[Tt]en|[Tt]wenty)(?=.past))[\s-](past|to)\s"
        rf"({'|'.join([*_HOURS, *_NOON])}|\d{{1,2}})\b",
        _half_past,
        r"(?:half|quarter|Half|Quarter|past)[\s-]",
    ),
    Rule(
        "-/.",
        r"(?<![\d/-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}/\d{1,2}/\d{2,4})(?![\d/-])",
        _date,
        r"\d[-/.]\d{1,2}[-/.]\d",
    ),
    Rule("-–/", r"(?<![\d,.])([12]\d{3})\s?[-–/]\s?(\d\d)(?!\d)", _years),
    Rule("s", r"(?<![\d,.])['’]?(\d{4}|\d0)['’]?s\b", _decade, r"\d['’]?s\b"),
    Rule("/", r"(?<![\d/.])(\d{1,2})/(\d{1,3})(?![\d/])", _slash),
)
