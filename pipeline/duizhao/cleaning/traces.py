"""What text looks like that was read in the wrong encoding, and what is left of it when it could not be read again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from duizhao.cleaning.bytepairs import pair
from duizhao.cleaning.misread import LOST, worth
from duizhao.cleaning.plausibility import together
from duizhao.edits import Edit, invert

HIGH = "\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""The bytes above ASCII in Latin-1 and Windows-1252."""
LATIN = re.compile(rf"[\xa1-\xb6\xb8-\xfe][{HIGH} ]")
NOT_GBK = re.compile("[\u3041-\u30ff\u0391-\u03c9\u0410-\u0451\u3105-\u3129\u2550-\u2573\ufffd\ue000-\uf8ff]")
"""Characters of GBK that Chinese has no use for, and those of lost bytes."""
FOREIGN_RUN = re.compile(r"[^\x00-\x7f?]+(?:\?+[^\x00-\x7f?]*)*")
TRACES = 0.15
"""So many traces a character show that UTF-8 was read as GBK."""
CHINESE = -11.0
"""Text that is less plausible a character is no Chinese."""

_HIGH_RUN = re.compile(rf"[{HIGH}]{{6,}}")
_UNBROKEN = re.compile("[^\x00-\x7f，。、：；（）“”《》]{2,200}")
_LONGEST = 20_000
"""Characters of a run that are judged."""


def mean(text: str) -> float:
    """How plausible a text is, a character beyond ASCII; lost ones count nothing."""
    total, count, before = 0.0, 0, ""
    for char in text[:_LONGEST]:
        if char >= "\x80" and char != LOST:
            total += worth(before, char)
            count += 1
        before = char
    return total / count if count else -20.0


@cache
def utf8_in_gbk() -> re.Pattern[str]:
    """Two bytes that begin a character of UTF-8, and the third."""
    return re.compile(f"[{_beginning()}](?:[{_third()}€?\ufffd\ue000-\uf8ff]|$)", re.MULTILINE)


def left(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """Edits that mark what is garbled still, where `edits`, which gave `text`, have mended what they could."""
    mended = [(e.start, e.end) for e in invert(edits)]
    found: list[Edit] = []
    at = i = 0
    for line in text.split("\n"):
        end = at + len(line)
        here = i
        while i < len(mended) and mended[i][0] <= end:
            i += 1
        inside = [(a - at, b - at) for a, b in mended[here:i]]
        spans = {*_garbled(line), *(_beside(line) if inside else ())}
        for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
            last = found[-1].end if found else 0
            if at + start >= last and not any(a < stop and start < b for a, b in inside):
                garbled = line[start:stop]
                found.append(Edit(at + start, at + stop, garbled, garbled, "damaged"))
        at = end + 1
    return found


def _garbled(line: str) -> Iterator[tuple[int, int]]:
    """Runs that show by themselves that they are no text."""
    if line.count(LOST) > 1 and -20.0 < mean(line) < CHINESE:
        yield 0, len(line)
    if utf8_in_gbk().search(line):
        for run in FOREIGN_RUN.finditer(line):
            traces = len(utf8_in_gbk().findall(run[0]))
            if traces >= max(3, TRACES * len(run[0])) and mean(run[0]) < CHINESE:
                yield run.span()
    for run in _HIGH_RUN.finditer(line):
        letters, bytes_ = sum("\xc0" <= c <= "\xfe" for c in run[0]), sum("\xa1" <= c <= "\xfe" for c in run[0])
        if letters >= 2 and bytes_ >= 4 and list(run[0]) != sorted(run[0]):  # an alphabet
            yield run.span()


def _beside(line: str) -> Iterator[tuple[int, int]]:
    """Single characters that are suspicious where others of the line were mended."""
    for run in _UNBROKEN.finditer(line):
        if _begun().search(run[0]) and mean(run[0]) < CHINESE:
            yield run.span()
    for found in _begun().finditer(line):
        before, after = line[max(0, found.start() - 1) : found.start()], line[found.start() + 1 : found.start() + 2]
        if not together(before, found[0][0]) and not together(found[0][0], after):
            yield found.span()
    for found in LATIN.finditer(line):
        yield found.span()


@cache
def _begun() -> re.Pattern[str]:
    return re.compile(f"[鈥{_beginning()}](?:[{_third()}€?\ufffd\ue000-\uf8ff]|(?![\u3400-\u9fff，。、]))")


@cache
def _beginning() -> str:
    return _class({pair(a, b) for a in (*range(0xE3, 0xEA), 0xEF) for b in range(0x80, 0xC0)} - {""})


@cache
def _third() -> str:
    return _class({pair(a, b) for a in range(0x81, 0xC0) for b in range(0x40, 0xFF)} - {""})


def _class(chars: set[str]) -> str:
    """Characters as ranges for the brackets of a regular expression."""
    codes = sorted(map(ord, chars))
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(re.escape(chr(a)) + (f"-{re.escape(chr(b))}" if b > a else "") for a, b in ranges)
