"""What is counted: the unit beside a number, in both languages, and which units cannot answer each other."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache

from duizhao.checks.quantities import Quantity
from duizhao.checks.tables import rows

_BEFORE_EN = re.compile(
    r"(?P<money>(?:[A-Z]{1,3})?\$|[€£¥]|\b(?:RMB|USD|CNY|yuan|EUR|GBP))\s?$"
    r"|\b(?P<age>aged|age(?: of)?)\s$"
    r"|\b(?P<date>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s$"
)
_AFTER_EN = re.compile(
    r"[\s-]*(?:(?:U\.?S\.?|American|Chinese|Hong Kong|Singapore|metric|more|full|consecutive|straight)\s)*"
    r"(?P<power>square|cubic)?[\s-]?(?!won\s(?:the|an?|his|her|its|their|over|by|in|at)\b)(?P<word>[A-Za-z]++²?2?|°C?|℃)(?!['’]s\b)(?!-(?:level|wide|run|owned))"
)
_YEAR = re.compile(r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom)\s[12]\d{3}$")  # in 1799 soldiers found it
_MONTH_AFTER = re.compile(
    r"(?:st|nd|rd|th)?\s(?:of\s)?(?:January|February|March|April|May|June|July|August|Sep[a-z.]*|Oct[a-z.]*|Nov[a-z.]*|Dec[a-z.]*)\b"
)
_HEAD = re.compile(r"(?:(?<=\bvillage)|(?<=\bcounty)|(?<=\bcity)|(?<=\btown))\s([a-z]+)")
_SIGNS = {
    "$": "dollar",
    "US$": "dollar",
    "USD": "dollar",
    "€": "euro",
    "EUR": "euro",
    "£": "pound",
    "GBP": "pound",
} | dict.fromkeys(("RMB", "CNY", "yuan"), "yuan")
MEASURES = frozenset(
    ("money", "weight", "length", "area", "power", "volume", "age", "degree", "date", "percent", "point")
)
_ALIKE = frozenset(
    {
        ("age", "year"),
        ("age", "month"),
        ("month", "age"),
        ("year", "age"),
        ("date", "day"),
        ("calendar", "date"),
        ("household", "company"),
        ("city", "county"),
        ("county", "city"),
        ("town", "village"),
        ("year", "calendar"),
        ("degree", "power"),  # 度 is also a kilowatt-hour
        ("money", "pound"),
        ("weight", "pound"),
    }
)


@cache
def _table(language: str) -> dict[str, tuple[str, Fraction | None]]:
    table: dict[str, tuple[str, Fraction | None]] = {}
    for row in rows("units.tsv"):
        if row[0] == language:
            factor = Fraction(row[3]) if len(row) > 3 else None
            name = f"{row[1]}:{row[3]}" if factor else row[1]
            table |= {word.replace("_", " "): (name, factor) for word in row[2].split()}
    return table


@cache
def _after_zh() -> re.Pattern[str]:
    words = sorted(_table("zh"), key=len, reverse=True)
    return re.compile(r"\s?[多余几]?\s?(" + "|".join(map(re.escape, words)) + ")")


def with_unit_zh(q: Quantity, text: str) -> Quantity:
    """`q` with the unit that follows it in Chinese."""
    if q.kind in ("day", "year"):
        return replace(q, unit="date" if q.kind == "day" else "calendar")
    if q.kind != "count" or q.unit:
        return q
    m = _after_zh().match(text, q.span[1])
    return _with(q, *_table("zh")[m[1]]) if m and _table("zh")[m[1]][0] != "-" else q


def with_unit_en(q: Quantity, text: str) -> Quantity:
    """`q` with the unit beside it in English."""
    if q.kind not in ("count", "ordinal"):
        return q
    start, end = q.span
    if (before := _BEFORE_EN.search(text, max(0, start - 12), start)) and before.lastgroup:
        if before.lastgroup == "date" and not text[start].isdigit():  # May both countries prosper
            return q
        sign = _SIGNS.get(before[before.lastgroup], "") if before.lastgroup == "money" else ""
        return replace(q, unit=before.lastgroup + (sign and f":{sign}"))
    if _YEAR.search(text, max(0, start - 8), end):
        return q
    if _MONTH_AFTER.match(text, end):
        return replace(q, unit="date")
    if m := _AFTER_EN.match(text, end):
        word, table = m["word"].lower(), _table("en")
        found = table.get(f"{m['power']} {word}" if m["power"] else word)
        if found and (head := _HEAD.match(text, m.end())):  # 46 village households
            found = table.get(head[1].lower(), found)
        if found:
            return _with(q, *found)
    return q


def _with(q: Quantity, unit: str, factor: Fraction | None) -> Quantity:
    if factor is None:
        return replace(q, unit=unit)
    return replace(q, unit=unit, readings=(*q.readings, (kind(unit), q.readings[0][1] * factor)))


def kind(unit: str) -> str:
    """What a unit measures: "money" of "money:yuan"."""
    return unit.partition(":")[0]


def differ(source: str, target: str) -> bool:
    """Whether the units of two numbers, where known, cannot be of the same thing: 186公里 and "186 yuan"."""
    one, two = kind(source), kind(target)
    if not one or not two or one == two or (one, two) in _ALIKE:
        return False
    return one != "thing" or two in MEASURES


def misnamed(source: str, target: str) -> bool:
    """Whether two units of one kind are not the same: 元 and "dollars", 公里 and "miles"."""
    one, two = source.partition(":"), target.partition(":")
    return bool(one[2] and two[2]) and one[2] != two[2] and (one[0] == two[0] or two[0] == "pound")
