"""Quantities in Chinese and English, made by rule."""

from __future__ import annotations

import random
from fractions import Fraction

_DIGITS = "零一二三四五六七八九"
_UNITS = (("万", 10**4), ("亿", 10**8), ("万亿", 10**12), ("千万", 10**7), ("百万", 10**6))
_NAMES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def chinese(n: int) -> str:
    """1 to 9,999 in Chinese numerals."""
    out, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, size)
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + name
        gap = not digit
    return out.removeprefix("一") if out.startswith("一十") else out


def english(value: Fraction) -> str:
    """15.16 billion, 123 million, 52,000: as news writes an exact value."""
    for size, name in _NAMES:
        if value >= size:
            return f"{_decimal(value / size)} {name}"
    return f"{int(value):,}"


def magnitude(r: random.Random) -> tuple[str, str]:
    """A whole number written with 万 or 亿, in figures, with decimals or in Chinese numerals."""
    unit, size = r.choice(_UNITS)
    if unit in ("千万", "百万"):
        n = r.randint(1, 9)
        return r.choice((_DIGITS[n], str(n))) + unit, english(Fraction(n * size))
    style = r.random()
    if style < 0.25:
        n = r.choice((r.randint(1, 20), r.randint(21, 999)))
        return chinese(n) + unit, english(Fraction(n * size))
    if style < 0.5:
        n = r.choice((r.randint(1, 30), r.randint(31, 9999)))
        return f"{n}{unit}", english(Fraction(n * size))
    value = Fraction(r.choice((r.randint(11, 999), r.randint(1001, 99_999))), r.choice((10, 100)))
    return _decimal(value) + unit, english(value * size)


def date(r: random.Random) -> tuple[str, str]:
    """A day, mostly with its year."""
    month, day, year = r.randint(1, 12), r.randint(1, 28), r.randint(1912, 2029)
    english_day = f"{_MONTHS[month - 1]} {day}"
    style = r.random()
    if style < 0.35:
        return f"{month}月{day}日", english_day
    if style < 0.5:
        figures = "".join("〇一二三四五六七八九"[int(c)] for c in str(year))
        return f"{figures}年{chinese(month)}月{chinese(day)}日", f"{english_day}, {year}"
    return f"{year}年{month}月{day}日", f"{english_day}, {year}"


def percentage(r: random.Random) -> tuple[str, str]:
    """In figures, or 百分之."""
    style = r.random()
    if style < 0.25:
        n = r.randint(1, 99)
        return f"百分之{chinese(n)}", f"{n}%"
    if style < 0.5:
        n = r.randint(1, 99)
        return f"{n}%", f"{n}%"
    value = f"{r.randint(0, 99)}.{r.randint(1, 9)}" + r.choice(("", str(r.randint(1, 9))))
    return f"{value}%", f"{value}%"


def span(r: random.Random) -> tuple[str, str]:
    """From one number to another."""
    low = r.randint(2, 40)
    high = low + r.randint(1, 30)
    return f"{low}{r.choice('至到')}{high}", f"{low} to {high}"


def _decimal(value: Fraction) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".")
