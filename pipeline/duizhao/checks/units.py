"""What is counted: the unit beside a number, in both languages, and which units cannot answer each other."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache

from duizhao.checks.quantities import Quantity
from duizhao.checks.tables import rows

_BEFORE_EN = re.compile(
    r"(?P<money>[$€£¥]|\b(?:RMB|USD|CNY|yuan))\s?$"
    r"|\b(?P<age>aged|age(?: of)?)\s$"
    r"|\b(?P<date>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s$"
)
_AFTER_EN = re.compile(
    r"[\s-]*(?:(?:U\.?S\.?|American|Chinese|Hong Kong|Singapore|metric|more|full|consecutive|straight)\s)*"
    r"(?P<power>square|cubic)?[\s-]?(?P<word>[A-Za-z]+²?2?|°C?|℃)"
)
_MONTH_AFTER = re.compile(
    r"(?:st|nd|rd|th)?\s(?:of\s)?(?:January|February|March|April|May|June|July|August|Sep|Oct|Nov|Dec)"
)
_MEASURES = frozenset(("money", "weight", "length", "area", "power", "volume", "age", "degree", "date"))
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
    }
)


@cache
def _table(language: str) -> dict[str, tuple[str, Fraction | None]]:
    table: dict[str, tuple[str, Fraction | None]] = {}
    for row in rows("units.tsv"):
        if row[0] == language:
            factor = Fraction(row[3]) if len(row) > 3 else None
            table |= {word.replace("_", " "): (row[1], factor) for word in row[2].split()}
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
        return replace(q, unit=before.lastgroup)
    if _MONTH_AFTER.match(text, end):
        return replace(q, unit="date")
    if m := _AFTER_EN.match(text, end):
        word, table = m["word"].lower(), _table("en")
        found = table.get(f"{m['power']} {word}" if m["power"] else word)
        if found:
            return _with(q, *found)
    return q


def _with(q: Quantity, kind: str, factor: Fraction | None) -> Quantity:
    if factor is None:
        return replace(q, unit=kind)
    return replace(q, unit=kind, readings=(*q.readings, (kind, q.readings[0][1] * factor)))


def differ(source: str, target: str) -> bool:
    """Whether the units of two numbers, where known, cannot be of the same thing: 186公里 and "186 yuan"."""
    if not source or not target or source == target or (source, target) in _ALIKE:
        return False
    return source != "thing" or target in _MEASURES
