"""How Chinese a text looks, judged by its characters: what tells a right decoding from a wrong one."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

SAMPLE = 60_000
"""Characters of a text that are looked at."""

_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉「」『』【】—…·　")
_WEIGHTS = {"frequent": 1.0, "common": 0.45, "rare": -0.4, "symbol": 0.2, "alien": -1.0, "broken": -3.0}


def likeness(text: str) -> float:
    """The mean weight of the characters beyond ASCII, from -3 (garbage) to 1 (all frequent); 0 where there are none.

    Running Chinese of any kind scores over 0.6, Big5 read as GBK or the reverse under 0.
    """
    total, counted = 0.0, 0
    for char, times in Counter(text[:SAMPLE]).items():
        if char > "\x7f" or (char < " " and char not in "\t\n\r\f\x1b"):
            total += times * _weight(char)
            counted += times
    return total / counted if counted else 0.0


@cache
def _weight(char: str) -> float:
    return _WEIGHTS[_kind(char)]


def _kind(char: str) -> str:
    if char in _frequent() or char in _PUNCTUATION:
        return "frequent"
    if "\u4e00" <= char <= "\u9fff":
        return "common" if _in_first_level(char) else "rare"
    category = unicodedata.category(char)
    if char == "\ufffd" or category in ("Cc", "Cn", "Co", "Cs"):
        return "broken"
    if "\uff00" <= char <= "\uff5e" or "\u3000" <= char <= "\u303f" or "\u2010" <= char <= "\u27bf" or category == "Cf":
        return "symbol"
    if "\u3400" <= char <= "\u4dbf" or char >= "\U00020000":
        return "rare"
    return "symbol" if char >= "\U0001f300" or char in "\xa0\xb7\xd7" else "alien"


def _in_first_level(char: str) -> bool:
    """Whether GB 2312 or Big5 has it among its frequently used characters (rows B0 to D7, A4 to C6)."""
    for codec, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            lead = char.encode(codec)[0]
        except UnicodeEncodeError:
            continue
        if first <= lead <= last:
            return True
    return False


@cache
def _frequent() -> frozenset[str]:
    """The characters that make up most of any running text, simplified and traditional, Cantonese included."""
    text = (Path(__file__).parent / "common.txt").read_text(encoding="utf-8")
    return frozenset("".join(text.split()))
