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

from duizhao.cleaning.bytepairs import code_of, pair
from duizhao.cleaning.plausibility import is_converted
from duizhao.cleaning.readings import BRACKETED, HAN, SYLLABLE, bracketed, has_tone, reads
from duizhao.cleaning.walk import LOST, SIGN, Style, mend
from duizhao.edits import Edit

STEP = "gbk_bytes"

_BRACKETED = re.compile(BRACKETED)
_CUT_BY_READING = rf"[{SIGN}]([(（]?) ?({SYLLABLE}) ?[)）]"
_CUT = re.compile(rf"{_CUT_BY_READING}|[{SIGN}][！-～!-/:-?]")
_TAG_TAIL = re.compile(rf"[{SIGN}]/p>", re.IGNORECASE)
_LETTER = re.compile(rf"([{HAN}])([@-~]){BRACKETED}")
_SHOUTING = re.compile(rf"[{SIGN}!！]{{5,}}")
_LEAD = 4
"""Characters before a cut that are looked at."""
_MANY = 3
"""So many readings of converted characters make a text one of the damaged kind rather than one that glosses a word."""
_LABELS = "來源|作者|編輯|責任編輯|責編|記者|稿源|時間|日期"
_NO_BREAK = re.compile(rf"(?<=[{HAN}])[{SIGN}](?=(?:{_LABELS})[:：])")
"""A no-break space before a label: GBK has none, so it became a question mark."""
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])[,.;:!](?=[{HAN}])")


def gbk_bytes(text: str) -> list[Edit]:
    """The edits that join again the characters that a replacement over GBK bytes cut; readings in their midst go.

    A cut that cannot be joined becomes U+FFFD, marked `damaged`.
    """
    style = _style(text)
    if style is None:
        return []
    edits = [*_edits(text, style), *_spaces(text)]
    covered = {at for edit in edits for at in range(edit.start, edit.end)}
    edits += (edit for edit in _after_letters(text) if edit.start not in covered)
    return sorted(edits, key=lambda e: e.start)


def _spaces(text: str) -> list[Edit]:
    return [Edit(sign.start(), sign.end(), sign[0], " ", "reconstructed", STEP) for sign in _NO_BREAK.finditer(text)]


def _after_letters(text: str) -> Iterator[Edit]:
    """Readings of what the last byte of a character makes with the letter that follows: 航M(zǔ)U, for BD 4D is 組."""
    for found in _LETTER.finditer(text):
        matched = pair(code_of(found[1])[-1], ord(found[2]))
        if matched and reads(matched, found[3]) and has_tone(found[3]) and is_converted(matched):
            start = found.end(2)
            yield Edit(start, found.end(), text[start : found.end()], "", "exact", STEP)


def _style(text: str) -> Style | None:
    """How the mirror of this text went about it; None where the text shows no trace of one."""
    annotated = [
        text[found.start() - 1]
        for found in bracketed(text)
        if found.start() and reads(text[found.start() - 1], found[1]) and is_converted(text[found.start() - 1])
    ]
    signs = any(sign in text for sign in SIGN)
    opened = [found[1] for found in re.finditer(_CUT_BY_READING, text) if has_tone(found[2])] if signs else []
    if not annotated and not opened and not (signs and _TAG_TAIL.search(text)):
        return None
    marks = _BETWEEN_HAN.findall(text)
    return Style(
        swallows=not any(opened) if opened else None,
        comma=max(set(marks), key=marks.count) if len(marks) > 1 else "",
        many=len(annotated) >= _MANY,
    )


def _edits(text: str, style: Style) -> Iterator[Edit]:
    at, mended = 0, ""
    while cut := _CUT.search(text, at):
        if shouting := _SHOUTING.match(text, cut.start()):
            at, mended = shouting.end(), ""
            continue
        before = _before(text, cut.start(), at, mended)
        found = mend(text, cut.start(), before, style) if before else None
        if found:
            yield Edit(cut.start(), found.end, text[cut.start() : found.end], found.text, found.mark, STEP)
            at, mended = found.end, found.text
        elif cut[2] and not cut[1] and has_tone(cut[2]) and not _open(text, cut.start()):
            yield Edit(cut.start(), cut.end(), cut[0], LOST, "damaged", STEP)
            at, mended = cut.end(), ""
        else:
            at, mended = cut.start() + 1, ""


def _before(text: str, start: int, mended_to: int, mended: str) -> str:
    """The text that leads to `start`, in which what stood before `mended_to` became `mended`; readings left out."""
    return mended[-_LEAD:] + _BRACKETED.sub("", text[max(mended_to, start - 10 * _LEAD) : start])[-_LEAD:]


def _open(text: str, at: int) -> bool:
    """Whether a bracket is open in the line at `at`."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line.count("(") + line.count("（") > line.count(")") + line.count("）")
