"""Characters and the pairs of bytes that GBK writes them in."""

from __future__ import annotations

from functools import cache, lru_cache

HIGH = range(0x81, 0xFF)
"""The bytes that begin a pair; one that was orphaned is among them."""


def full_width(char: str) -> int:
    """The second byte of the full-width form of a mark, which may have been folded to ASCII; 0 where it has none."""
    code = code_of(char)
    if len(code) == 2:
        return code[1] if code[0] == 0xA3 else 0
    return code[0] + 0x80 if 0x21 <= code[0] < 0x7F and not char.isdigit() else 0


@lru_cache(maxsize=65536)
def code_of(char: str) -> bytes:
    """The bytes of a character; four where GBK lacks it, the one byte 0x80 for the euro sign."""
    if char == "€":
        return b"\x80"
    return char.encode("gb18030", "replace") if char else b"\0"


@lru_cache(maxsize=65536)
def pair(first: int, second: int) -> str:
    """The character of two bytes of GBK, empty where there is none."""
    try:
        return bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return ""


@cache
def no_pairs() -> dict[int, tuple[int, ...]]:
    """The bytes that no character of GBK is made of: for each first byte of 0x81 to 0xFE the second ones."""
    found = {first: tuple(second for second in HIGH if not pair(first, second)) for first in HIGH}
    return {first: seconds for first, seconds in found.items() if seconds}
