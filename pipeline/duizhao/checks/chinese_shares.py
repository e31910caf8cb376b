"""Chinese shares and multiples: per cents, 成, 折, 分之, 倍, 番."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from duizhao.checks.numerals import DIGIT, DIGITS, NUMERAL, UNIT, read, value
from duizhao.checks.quantities import Quantity, multiples, number, share
from duizhao.checks.scan import Rule

MORE = r"(?:\s?(?:多|余|几|来(?=[个岁年天人斤里名家万亿])))"
"""What makes a number a little more than it says."""

_PER = {"十万分": 10**5, "千万分": 10**7, "百万分": 10**6, "万分": 10**4, "基点": 10**4, "千分": 1000, "‰": 1000}


def _percent(m: re.Match[str]) -> Iterator[Quantity]:
    if (amount := value(m["n"])) is None:
        return
    per = next((below for sign, below in _PER.items() if sign in m[0]), 100)
    # a sign may go into the verb: fell by 3.2 percent
    signed = -amount / per if m[0][0] in "-−负" else amount / per
    more = (number(amount),) if m[0][-1] == "点" or per >= 10**6 else ()  # 280 parts per million
    unit = "basis point" if "基点" in m[0] else "point" if m[0][-1] == "点" else "percent" if per == 100 else ""
    yield replace(share(signed, m.span(), *more, ("share", -signed), unit=unit), vague=bool(m["more"]))


def _tenths(m: re.Match[str]) -> Iterator[Quantity]:
    """三成, 七八成, 九成五, 三成半."""
    found = read(m[1])
    if found is None or found[1] > 10:
        return
    more = Fraction(1, 20) if m[2] == "半" else Fraction(DIGITS.get(m[2] or "", 0), 100)
    low, high = (v / 10 + more for v in found)
    q = share(low, m.span(), *((("share", high),) if high != low else ()))
    yield replace(q, high=high if high != low else None, vague=True)


def _discount(m: re.Match[str]) -> Iterator[Quantity]:
    """八折 is 80% of the price, or 20% off."""
    digits = "".join(str(DIGITS.get(c, c)) for c in m[1] if c not in ".点")
    paid = Fraction(int(digits), 10 ** len(digits))
    if paid:
        yield share(paid, m.span(), ("share", 1 - paid))


def _fraction(m: re.Match[str]) -> Iterator[Quantity]:
    below, above = value(m[1]), value(m[2])
    if below and above is not None:
        yield share(above / below, m.span(), number(above / below), kind="fraction")


def _slash(m: re.Match[str]) -> Iterator[Quantity]:
    above, below = int(m[1]), int(m[2])
    if 0 < above < below <= 100:
        yield share(Fraction(above, below), m.span(), kind="fraction")


def _times(m: re.Match[str]) -> Iterator[Quantity]:
    if (amount := value(m["n"])) is None:
        return
    if m[0][0] == "翻":  # 翻两番: doubled twice
        factor = Fraction(2 ** int(amount)) if amount <= 10 else amount
        yield Quantity(factor, "times", m.span(), multiples(factor))
    else:  # 增长3倍 is now four times; how the author meant it, the context tells
        amount += Fraction(1, 2) if m[0][-1] == "半" else 0
        readings = tuple(dict.fromkeys((*multiples(amount), number(amount + 1), ("share", amount + 1))))
        yield Quantity(amount, "times", m.span(), readings, vague=bool(m["more"]))


def _doubled(m: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Fraction(2), "times", m.span(), multiples(Fraction(2)))


RULES = (
    Rule(
        "%％‰点",
        rf"(?:(?<![A-Za-z\d%％\x00)）])[-−](?=\d)|负)?(?P<n>{NUMERAL})(?P<more>{MORE})?\s?(?:[%％‰]|个?百分点|(?<=\d)个点(?!子)|个?基点)",
        _percent,
    ),
    Rule("分", rf"(?<![\d{DIGIT}{UNIT}])负?(?:千万|百万|十万|百|千|万)分之(?P<n>{NUMERAL})(?P<more>{MORE})?", _percent),
    Rule("分", rf"({NUMERAL})分之({NUMERAL})", _fraction),
    Rule("/", r"(?<![\d/.])(\d{1,2})/(\d{1,3})(?![\d/.])", _slash),
    Rule(
        "成",
        rf"(?<![\d.])(\d{{1,2}}|[{DIGIT}十]{{1,3}})成(?![为立功果绩就年长熟交人群型千品份效语双对套片批堆都分新]|行(?![政业])|本(?!金)|员(?!工))"
        r"([半一二三四五六七八九](?![个名家项年]))?",
        _tenths,
    ),
    Rule(
        "折",
        r"(\d(?:\.\d|\d)?|[一二三四五六七八九]{1,2}(?:点[一二三四五六七八九])?)折(?![叠磨腰射合算断返回线页旧扣])",
        _discount,
    ),
    Rule("倍", rf"(?<![数几])(?P<n>{NUMERAL})(?P<more>{MORE})?\s?倍半?", _times),
    Rule("番", r"翻了?(?P<n>[\d一两二三四五六]+)(?P<more>多)?番", _times),
    Rule("番倍", r"翻了?番|翻倍", _doubled),
)
