"""Dates as people and machines write them, in ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_STAMP = re.compile(
    r"(?<!\d)(\d{4})(?:\D{1,2}|(?=\d\d/\d\d\s))(\d{1,2})\D{1,2}(\d{1,2})(?!\d)"
    r"(?:((?:[日号號（(）)]|\s|(?:星期|周|週)[一二三四五六日天]|[上中下]午|凌晨|晚上|HKT){1,8}|\D{1,3})"
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?([AaPp]\.?[Mm]\b)?(Z\b|[+-]\d\d:?\d\d)?)?"
)
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)()(?:(\d\d)(\d\d)(\d\d)?)?(?!\d)()()")
_BLOG = re.compile(
    r"([一二三四五六七八九十]{1,2}|\d{1,2})月\s{0,2}(\d{1,2})(?:st|nd|rd|th)?,\s{0,2}(\d{4})", re.IGNORECASE
)
_MONTHS = {name: i for i, name in enumerate([*"一二三四五六七八九十", "十一", "十二"], 1)}
_HERE = re.compile(r"(?:北京|台北|臺北|香港)[时時][间間]|\bHKT\b|(?:GMT|UTC)\s?\+\s?0?8", re.IGNORECASE)
ZONES = 14
"""Hours by which a place may be ahead of UTC."""


def as_date(text: str) -> str | None:
    """The first date in `text`, with time of day and offset from UTC where they are given; None where there is none."""
    stamp = _STAMP.search(text) or (_COMPACT.fullmatch(text.strip()) if text.strip().isdigit() else None)
    if stamp:
        year, month, day, gap, hour, minute, second, half, zone = stamp.groups()
    elif blog := _BLOG.search(text):
        year, month, day = blog[3], str(_MONTHS.get(blog[1], blog[1])), blog[2]
        gap = hour = minute = second = half = zone = None
    else:
        return None
    if not (month.isdigit() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31 and 1900 <= int(year) <= 2100):
        return None
    date = f"{year}-{int(month):02}-{int(day):02}"
    if hour is None or int(hour) > 23 or int(minute) > 59:
        return date
    if not zone and _HERE.search(text):
        zone = "+08:00"
    return f"{date}T{_of_day(int(hour), gap or '', half or ''):02}:{minute}:{second or '00'}{_offset(zone)}"


def _of_day(hour: int, before: str, behind: str) -> int:
    """The hour of 24: what stands before or behind the time may say which half of the day is meant."""
    if hour < 12 and (behind[:1] in tuple("pP") or re.search("下午|晚上", before)):
        return hour + 12
    return 0 if hour == 12 and (behind[:1] in tuple("aA") or "凌晨" in before) else hour


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    return "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:]}"


def as_shown(said: str, shown: str | None) -> str:
    """A date that the tags give in UTC as the page shows it, where both are the same moment; else as it is said."""
    if not said.endswith("+00:00") or shown is None or len(shown) != 19:
        return said
    try:
        ahead = datetime.fromisoformat(shown) - datetime.fromisoformat(said).replace(tzinfo=None, second=0)
    except ValueError:
        return said
    hours, rest = divmod(ahead, timedelta(hours=1))
    if not 0 < hours <= ZONES or rest >= timedelta(minutes=1):
        return said
    second = said[16:19] if shown.endswith(":00") else shown[16:19]
    return f"{shown[:16]}{second}+{hours:02}:00"
