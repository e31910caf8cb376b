"""Chinese dates and times of the clock: years, months, days, decades, centuries, 下午3点."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from duizhao.checks.numerals import DIGIT, DIGITS, UNIT, read, value
from duizhao.checks.quantities import Quantity, minutes, number, plain
from duizhao.checks.scan import Rule

TO = r"\s?(?:[-–—―~～－−至到]|——)\s?"
"""What stands between the ends of a range."""

_HOUR = r"(?:\d{1,2}|二?十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_SMALL = r"(?:\d{1,2}|[廿卅][一二三四五六七八九]?|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_COUNTED = ("前", "历", "一至", "1至", "一到", "1-", "1—", "1～")
"""What stands before months that are a number too: 前十月 the first ten months, 农历六月 the sixth month."""
_MORNING = frozenset(("凌晨", "清晨", "早晨", "早上", "上午", "早"))
_NIGHT = frozenset(("凌晨", "晚上", "晚间", "夜里", "深夜", "当晚", "今晚", "昨晚", "晚", "半夜", "午夜"))
_PART = "|".join(sorted(_MORNING | _NIGHT | {"中午", "下午", "午后", "傍晚", "正午"}, key=len, reverse=True))


def _date(m: re.Match[str]) -> Iterator[Quantity]:
    month = Fraction(m[2])
    yield plain(int(m[1]), "year", m.span(1))
    yield Quantity(month, "month", m.span(2), (("month", month), number(month)))
    yield plain(int(m[3]), "day", m.span(3))


def _years(m: re.Match[str]) -> Iterator[Quantity]:
    first = int(m[1])
    last = int(m[2]) if len(m[2]) == 4 else first // 100 * 100 + int(m[2])
    yield plain(first, "year", m.span(1))
    yield plain(last, "year", (m.start(2), m.end()), number(int(m[2])))


def _republic(m: re.Match[str]) -> Iterator[Quantity]:
    """Years of the Republic of China, kept or counted from 1911."""
    if (year := value(m[1])) is not None:
        yield plain(1911 + year, "year", m.span(), number(year))


def _year(m: re.Match[str]) -> Iterator[Quantity]:
    # 〇八年 and 九八年, but not 三五年, some years
    short = len(m[1]) == 2 and all(c in DIGITS for c in m[1]) and (m[1][0] in "〇零" or read(m[1]) is None)
    year = Fraction(10 * DIGITS[m[1][0]] + DIGITS[m[1][1]]) if short else value(m[1])
    if year is None:
        return
    if 1000 < year < 2200:
        yield plain(year, "year", m.span())
    elif m.string.startswith("半", m.end()):
        yield replace(
            plain(year + Fraction(1, 2), "count", (m.start(), m.end() + 1), number(12 * year + 6)), unit="year"
        )
    else:
        full = (number(1900 + year), number(2000 + year)) if len(m[1]) == 2 and year < 100 else ()
        yield replace(plain(year, "count", m.span(), *full), unit="year")


def _decade(m: re.Match[str]) -> Iterator[Quantity]:
    tens = value(m["tens"])
    if tens is None:
        return
    century = value(m["century"]) if m["century"] else None
    if century is not None:
        yield plain((century - 1) * 100 + tens % 100, "decade", m.span(), number(tens))
    elif tens >= 100:
        yield plain(tens, "decade", m.span())
    else:
        old, new = number(1900 + tens), number(2000 + tens)
        yield Quantity(old[1], "decade", m.span(), (new, old, number(tens)) if tens <= 20 else (old, number(tens), new))


def _decades(m: re.Match[str]) -> Iterator[Quantity]:
    """上世纪五六十年代."""
    for group, span in ((1, m.span(1)), (2, (m.start(2), m.end()))):
        tens = 10 * DIGITS[m[group]]
        yield plain(1900 + tens, "decade", span, number(tens))


def _months(m: re.Match[str]) -> Iterator[Quantity]:
    """五六月, 九十月."""
    first, second = (10 if c == "十" else DIGITS[c] for c in m.groups())
    if second == first + 1:
        for month, span in ((first, m.span(1)), (second, (m.start(2), m.end()))):
            yield Quantity(Fraction(month), "month", span, (("month", Fraction(month)),))


def _generation(m: re.Match[str]) -> Iterator[Quantity]:
    born = int("".join(str(DIGITS.get(c, c)) for c in m[1]))
    yield plain(born, "decade", m.span(), number(1900 + born), number(2000 + born))


def _century(m: re.Match[str]) -> Iterator[Quantity]:
    if (century := value(m[1])) is not None:
        yield plain(century, "century", m.span(), number((century - 1) * 100))


def _millennium(m: re.Match[str]) -> Iterator[Quantity]:
    if (millennium := value(m[1])) is not None:
        yield plain(millennium, "century", m.span())


def _event(m: re.Match[str]) -> Iterator[Quantity]:
    """“3·21”爆炸事故, named by its day."""
    month, day = Fraction(m[1]), int(m[2])
    if 1 <= month <= 12 and 1 <= day <= 31:
        yield Quantity(month, "month", m.span(1), (("month", month), number(month)))
        yield plain(day, "day", m.span(2))


def _month(m: re.Match[str]) -> Iterator[Quantity]:
    month = Fraction(1) if m[1] == "元" else value(m[1])
    if month is not None and 1 <= month <= 12:
        free = m[0] == "一月"  # also "a month"
        counted = (number(month),) if m.string.endswith(_COUNTED, 0, m.start()) else ()
        yield Quantity(month, "month", m.span(), (("month", month), *counted), free=free)


def _quarter(m: re.Match[str]) -> Iterator[Quantity]:
    """每季度, 两个季度: a quarter."""
    yield Quantity(Fraction(1, 4), "count", m.span(), (number(Fraction(1, 4)),), free=True)


def _day(m: re.Match[str]) -> Iterator[Quantity]:
    day = value(m[1])
    if day is not None and day <= 31:
        yield plain(day, "day" if m[2] == "日" else "ordinal", m.span(), free=not m[1].isascii() and day <= 10)


def _clock(m: re.Match[str]) -> Iterator[Quantity]:
    hour, minute = value(m["h"]), Fraction(m["m2"] or 0)
    if m["half"] in ("半", "一刻", "三刻"):
        minute = Fraction({"半": 30, "一刻": 15, "三刻": 45}[m["half"]])
    elif said := m["m"] or m["tens"]:
        minute = value(said) or Fraction(0)
    part = m["part"]
    if hour is None or hour > 24 or minute > 59 or hour.denominator != 1 or (not part and m[0] in ("一点", "一时")):
        return
    half: Literal["am", "pm"] | None = None
    if part in _MORNING:
        half = "am"
    elif part and part not in ("中午", "正午"):
        half = "pm"
    if hour == 12 and part in _NIGHT:
        hour = Fraction(24)
    q = minutes(int(hour), int(minute), (m.start("part") if part else m.start("h"), m.end()), half)
    if not part and m["h"] == "零" and m["m"]:  # 差了零点二分
        q = replace(q, readings=(*q.readings, number(minute / 10 ** len(m["m"]))))
    # 三点 may be three points
    yield replace(q, free=part is None and not minute and not m["h"].isdigit())


RULES = (
    Rule("-/.", r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", _date),
    Rule("·", r"(?<=[“\"「『])(\d{1,2})·(\d{1,2})(?=[”\"」』])", _event),
    Rule("年赛", rf"(?<!\d)(\d{{4}}){TO}(\d{{4}}|\d\d)(?:\s?年|(?=财年|赛季|学年))", _years),
    Rule("代", r"([二三四五六七八])([三四五六七八九])十年代", _decades),
    Rule(
        "代",
        r"(?:(?P<century>\d{1,2}|[二十一九八七六]+)\s?世纪|上个?世纪|本世纪)?\s?"
        r"(?P<tens>\d{2,4}|[一二三四五六七八九]?十)\s?年代",
        _decade,
    ),
    Rule("月", r"(?<![十第])([一二三四五六七八九])([二三四五六七八九十])月(?!份?[球亮饼])", _months),
    Rule("后", r"(?<!\d)(\d0|05|95|85|75|[五六七八九零]零)(?:后(?!来|的第)|(?=、\d0后))", _generation),
    Rule("纪", r"(\d{1,2}|[二十一九八七六五]+)\s?世纪", _century),
    Rule("纪", r"(\d{1,2}|[一二三四五六七八九])\s?千纪", _millennium),
    Rule("国", r"民国\s?(\d{1,3}|[一二三四五六七八九十百零〇]+)\s?年", _republic),
    Rule(
        "年",
        rf"(?<![\d.{DIGIT}{UNIT}])(\d{{4}}|[一二][零〇一二三四五六七八九]{{3}}|\d{{1,2}}|[零〇一二三四五六七八九]{{2}}|[二三四五六七八九]?十[一二三四五六七八九]?"
        r"|[一两二三四五六七八九])\s?年(?![级])",
        _year,
    ),
    Rule("月", rf"(?<![\d个.{DIGIT}{UNIT}])({_SMALL}|元)\s?月(?![球亮饼薪均嫂租])份?", _month),
    Rule("季", r"[每个]季度?(?!节)", _quarter),
    Rule("日号", rf"(?<![\d.{DIGIT}{UNIT}])({_SMALL})\s?([日号])(?!元)", _day),
    Rule(
        "点时:：",
        rf"(?P<part>{_PART})?\s?(?<![\d.{DIGIT}{UNIT}])(?P<h>{_HOUR})\s?"
        r"(?:(?:点钟?|时)(?![间期代候]|[零〇一二三四五六七八九]+[万亿%％])"
        rf"(?:\s?(?P<m>零?(?:\d{{1,2}}|[二三四五]?十[一二三四五六七八九]?|[一二三四五六七八九]))\s?分(?!之)|(?P<tens>[二三四五]?十[一二三四五六七八九]?)(?![多余几个{UNIT}])|(?P<half>半|一刻|三刻|整|许)|(?![零〇一二三四五六七八九]))|[:：](?P<m2>[0-5]\d)(?!\d))"
        r"(?:[:：]\d\d)?",
        _clock,
    ),
)
