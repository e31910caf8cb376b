"""Chinese numerals as exact numbers: 1.23亿, 一千二百三十万, 13万2, 七八十, 二〇二四, 壹拾贰."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

DIGIT = "零〇一二三四五六七八九两"
UNIT = "十百千万亿兆"
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"廿": 20, "卅": 30, "卌": 40}
SMALL = {"十": 10, "百": 100, "千": 1000}
BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}

ARABIC = r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:，\d{3}){2,}(?!\d)|\d{1,2}，\d{3}(?!\d)|\d+)(?:\.\d+)?"
HAN = rf"[{DIGIT}{UNIT}廿卅卌]+(?:点[零〇一二三四五六七八九]+[万亿兆]*)?"
_REST = (
    r"\d{1,4}(?![\d%％年月日时点号:：]|[.,]\d)"  # 13万2, 3万4000
    rf"|{ARABIC}(?=\s?[{UNIT}])"  # 1亿2000万
    rf"|[{DIGIT}][{DIGIT}{UNIT}]*"  # 3千二百
)
NUMERAL = rf"(?:{ARABIC}(?:\s?[{UNIT}]+零?(?:{_REST})?)*|{HAN})"
"""A regular expression for one numeral in simplified characters and ASCII digits."""

FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")

LONGEST = 300
"""Characters of a numeral, in either language; what is longer is data, or a row of one character."""
_KEPT = 24
"""Characters from which a numeral is not remembered."""

_TOKEN = re.compile(r"\d[\d,，]*(?:\.\d+)?|\S")
_POINT = re.compile(r"(.+)点([零〇一二三四五六七八九]+)([万亿兆]*)")
_POSITIONAL = re.compile(r"[零〇一二三四五六七八九]{4,}|[一二三四五六七八九][零〇][零〇一二三四五六七八九]+")
_NEIGHBOURS = re.compile(rf"(?<![{DIGIT}])([一二两三四五六七八])([二两三四五六七八九])(?![{DIGIT}])")


def read(text: str) -> tuple[Fraction, Fraction] | None:
    """The number that `text` (simplified, ASCII digits) writes, as the lowest and highest value it names.

    The two differ for neighbouring digits only: 两三 is 2 to 3, 七八十 is 70 to 80. None where it is no numeral.
    """
    if len(text) > LONGEST:
        return None
    return _remembered(text) if len(text) < _KEPT else _read(text)


def _read(text: str) -> tuple[Fraction, Fraction] | None:
    text = text.replace(" ", "")
    if text.isascii() and text.isdigit():
        value = Fraction(int(text))
        return value, value
    if _POSITIONAL.fullmatch(text):
        value = Fraction(int("".join(str(DIGITS[c]) for c in text)))
        return value, value
    if len(text) > 1 and text[0] == "零" and text[1] != "点":  # 两年零十七天, 6点零4分
        text = text[1:]
    if (
        "点" not in text
        and (pair := _NEIGHBOURS.search(text))
        and 0 < DIGITS[pair[2]] - DIGITS[pair[1]] <= (2 if pair[0] == "三五" else 1)
    ):
        low = _value(text[: pair.start(2)] + text[pair.end(2) :])
        high = _value(text[: pair.start(1)] + text[pair.end(1) :])
        return None if low is None or high is None else (low, high)
    found = _value(text)
    return None if found is None else (found, found)


_remembered = lru_cache(4096)(_read)


def value(text: str) -> Fraction | None:
    """The number that `text` writes, where it is exactly one."""
    found = read(text)
    return found[0] if found and (found[0] is found[1] or found[0] == found[1]) else None


def scale(text: str) -> int:
    """The factor that the units at the end of a numeral stand for: 3.2万亿 → 10¹², 三百 → 1."""
    factor = 1
    for char in reversed(text):
        if char not in BIG:
            break
        factor *= BIG[char]
    return factor


def _value(text: str) -> Fraction | None:
    if point := _POINT.fullmatch(text):
        whole = _value(point[1])
        if whole is None:
            return None
        digits = "".join(str(DIGITS[c]) for c in point[2])
        return (whole + Fraction(int(digits), 10 ** len(digits))) * scale(point[3])
    total: Fraction | int = 0
    section: Fraction | int = 0
    digit: Fraction | int | None = None
    last = largest = 1  # the unit just read; the big unit just read
    zero = arabic = False
    for token in _TOKEN.findall(text):
        if token in DIGITS or token[0].isdigit():
            if digit is not None:
                return None
            arabic = token not in DIGITS
            number = _arabic(token) if arabic else DIGITS[token]
            zero = zero or (number == 0 and last > 1)
            digit = number if number or last == 1 else None
        elif token in TENS:
            section, last = section + TENS[token], 10
        elif token in SMALL:
            section += (1 if digit is None else digit) * SMALL[token]
            digit, last, zero = None, SMALL[token], False
        elif token in BIG:
            unit = BIG[token]
            section += digit or 0
            if not section:
                total = (total or 1) * unit
            elif total and unit > largest:
                total = (total + section) * unit
            else:
                total += section * unit
            section, digit, last, largest, zero = 0, None, unit, unit, False
        else:
            return None
    if digit is not None:
        # 13万2 and 一百二 leave the unit of their last digit unsaid; 一百零二 does not
        short = last > 10 and not zero and digit < 10 and digit.denominator == 1
        section += Fraction(digit * last, 10) if short else digit
    return Fraction(total + section)


def _arabic(token: str) -> Fraction | int:
    digits = token.replace(",", "").replace("，", "")
    return Fraction(digits) if "." in digits else int(digits)
