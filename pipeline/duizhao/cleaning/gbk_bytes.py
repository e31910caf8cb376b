"""Undoes what a search and replace over the bytes of GBK text did to the characters that it cut in two.

A mirror put a reading in brackets after each traditional character by looking for its two bytes, wherever they stood.
In 駛入 (F1 82 C8 EB) it found 側 (82 C8) and made F1 82 C8 (cè) EB: 入 was cut. Read back, the orphaned C8 became `?`,
often together with the bracket, and all that follows slid by one byte, until a one-byte character, or another orphan,
ended a pair of bytes at the right place. Full-width punctuation (A3 xx) cut characters in the same way, without a
reading. `walk.py` goes over the bytes again; here is where it starts, and what is made of its result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.cleaning.readings import BRACKETED, HAN, SYLLABLE
from duizhao.cleaning.walk import LOST, SIGN, Style, mend
from duizhao.edits import Edit

STEP = "gbk_bytes"

_BRACKETED = re.compile(BRACKETED)
_CUT = re.compile(rf"[{SIGN}](?:[(（]? ?{SYLLABLE} ?[)）]|[！-～!-/:-?])")
_CERTAIN = re.compile(rf"[{SIGN}]{SYLLABLE} ?[)）]|[{SIGN}]/[pP]>")
_WHOLE_BRACKET = re.compile(rf"[{SIGN}][(（]{SYLLABLE} ?[)）]")
_NO_BREAK = re.compile(rf"(?<=[{HAN}])[{SIGN}](?=(?:來源|作者|編輯|責任編輯|責編|記者|稿源|時間|日期)[:：])")
"""A no-break space before a label: GBK has none, so it became a question mark."""
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])[,.;:!](?=[{HAN}])")


def gbk_bytes(text: str) -> list[Edit]:
    """The edits that join again the characters that a replacement over GBK bytes cut; readings in their midst go.

    A cut that cannot be joined becomes U+FFFD, marked `damaged`.
    """
    if not _CERTAIN.search(text) and not _BRACKETED.search(text):
        return []
    spaces = [Edit(sign.start(), sign.end(), sign[0], " ", "reconstructed", STEP) for sign in _NO_BREAK.finditer(text)]
    return sorted([*_edits(text), *spaces], key=lambda e: e.start)


def _edits(text: str) -> Iterator[Edit]:
    style = _style(text)
    at, previous = 0, ""
    while cut := _CUT.search(text, at):
        before = _character_before(text, cut.start(), at, previous)
        found = mend(text, cut.start(), before, style) if before else None
        if found:
            yield Edit(cut.start(), found.end, text[cut.start() : found.end], found.text, found.mark, STEP)
            at, previous = found.end, found.text[-1:]
        elif _CERTAIN.match(text, cut.start()) and "/" not in cut[0]:
            yield Edit(cut.start(), cut.end(), cut[0], LOST, "damaged", STEP)
            at, previous = cut.end(), ""
        else:
            at, previous = cut.start() + 1, ""


def _character_before(text: str, start: int, mended_to: int, mended: str) -> str:
    """The character before `start`, a reading in brackets between them left out."""
    while bracket := _ends_with_reading(text[max(0, start - 14) : start]):
        start -= len(bracket)
    return mended if mended and start == mended_to else text[start - 1 : start]


def _ends_with_reading(tail: str) -> str:
    opening = max(tail.rfind("("), tail.rfind("（"))
    return tail[opening:] if opening >= 0 and _BRACKETED.fullmatch(tail[opening:]) else ""


def _style(text: str) -> Style:
    """How the mirror of this text went about it."""
    marks = _BETWEEN_HAN.findall(text)
    return Style(
        swallows=bool(_CERTAIN.search(text)) and not _WHOLE_BRACKET.search(text),
        comma=max(set(marks), key=marks.count) if len(marks) > 1 else "",
    )
