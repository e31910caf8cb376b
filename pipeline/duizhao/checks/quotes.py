"""The quotes check: no Chinese punctuation in English, quotes and brackets in pairs, long quotations still quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from duizhao.checks.pair import Pair
from duizhao.record import Flag
from duizhao.settings import Checking

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_WIDE = re.compile(
    "[\u3001-\u3003\u3008-\u301f\u30fb\uff01-\uff60\uffe0-\uffe6]+|(?<=[A-Za-z])\u00b7(?=[A-Z])|\u2026{2}|(?<=\\S)\u3000"
)
"""Ideographic and full-width marks, letters and figures; the dot of 让·雷诺; …… for one …."""
_ASIDE = re.compile(r"\([^()]{0,200}\)|（[^（）]{0,200}）|\[[^\[\]]{0,200}\]|【[^【】]{0,200}】")
_IS_HAN = re.compile(f"[{_HAN}]")
_PAIRS = {"(": ")", "[": "]", "{": "}", "【": "】", "“": "”", "„": "“", "「": "」", "『": "』"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items() if opener != "„"}
_BRACKETS = frozenset("()[]{}【】")
_ANY_MARK = re.compile(r"""[()\[\]{}【】“”„「」『』"（）［］｛｝＂]""")
_MARK = re.compile(r"""[()\[\]{}【】“”„「」『』"]""")
_NARROW = str.maketrans("（）［］｛｝＂", '()[]{}"')
_ALONE = re.compile(
    r"(?:^|[\n:;,.!?]\s|^[•*-]\s?)\s*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\)"  # 1) of a list
    r"|[:;=]-?[()]"  # a smile
)
_INCHES = re.compile(r"(?<=\d)\s?[\"”″]")
_SAYS_INCHES = re.compile(r"[寸吋″]|\d['’′]\s?\d")
_QUOTED = re.compile('[“「『"]([^“”「」『』"]{1,2000})[”」』"]')
_ANY_QUOTE = re.compile("[\"“”„«»‘「」『』《]|(?<![A-Za-z0-9])'|''|``")
_LONG = 12
"""Chinese characters from which a passage in quotation marks is speech or text, no single word or title."""


def quotes(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Marks of the target that English does not have, that have no partner, or that are lost."""
    if any(c.isalnum() for c in pair.target):
        yield from _chinese(pair.target)
        yield from _single(pair)
        yield from _lost(pair)


def _chinese(target: str) -> Iterator[Flag]:
    """Marks beside Chinese belong to it: to a name in brackets, or to what is left and flagged as untranslated."""
    if target.isascii() or not _WIDE.search(target):
        return
    text = _ASIDE.sub(lambda m: m[0][0] + "\x00" * (len(m[0]) - 2) + m[0][-1] if _IS_HAN.search(m[0]) else m[0], target)
    found = [m for m in _WIDE.finditer(text) if not _IS_HAN.search(text[max(0, m.start() - 1) : m.end() + 1])]
    if found:
        marks = " ".join(dict.fromkeys(m[0].strip() or "the wide space" for m in found[:20]))
        yield Flag("quotes", "warning", f"{marks} is Chinese punctuation or full-width", None, found[0].span())


@dataclass(slots=True)
class _Unpaired:
    """Marks without a partner: where each stands; a straight one is only known to be one too many."""

    opening: list[int] = field(default_factory=list)
    closing: list[int] = field(default_factory=list)
    straight: list[int] = field(default_factory=list)


def _single(pair: Pair) -> Iterator[Flag]:
    """A mark without a partner, where the source has none of its kind: a quotation may go on in the next sentence."""
    if not _ANY_MARK.search(pair.target):
        return
    for brackets in (False, True):
        target = _unpaired(_without_inches(pair) if not brackets else pair.target, brackets=brackets)
        marks = sorted(target.opening + target.closing + target.straight)
        if not marks:
            continue
        source = _unpaired(pair.source, brackets=brackets)
        if source.straight or (source.opening and not target.closing) or (source.closing and not target.opening):
            continue
        at = marks[0]
        yield Flag("quotes", "warning", f"{pair.target[at]} has no partner", None, (at, at + 1))


def _unpaired(text: str, *, brackets: bool) -> _Unpaired:
    if not text.isascii():
        text = text.translate(_NARROW)
    if ")" in text or "(" in text:
        text = _ALONE.sub(lambda m: m[0] if _is_open(m.string, m.start()) else _blank(m), text)
    out = _Unpaired()
    straight: list[int] = []
    for m in _MARK.finditer(text):
        mark, at = m[0], m.start()
        if (mark in _BRACKETS) != brackets:
            continue
        if mark == '"':
            straight.append(at)
        elif mark in _CLOSERS and out.opening and text[out.opening[-1]] in (_CLOSERS[mark], "„"):
            out.opening.pop()
        elif mark in _PAIRS:
            out.opening.append(at)
        else:
            out.closing.append(at)
    if len(straight) % 2:
        out.straight.append(straight[-1])
    return out


def _without_inches(pair: Pair) -> str:
    return _blanked(_INCHES, pair.target) if _SAYS_INCHES.search(pair.source) else pair.target


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(_blank, text)


def _blank(m: re.Match[str]) -> str:
    return "\x00" * len(m[0])


def _is_open(text: str, at: int) -> bool:
    """Whether a bracket is open shortly before a place: (Aug. 1)."""
    before = text[max(0, at - 40) : at]
    return before.rfind("(") > before.rfind(")")


def _lost(pair: Pair) -> Iterator[Flag]:
    """A passage of `_LONG` characters in quotation marks, and not one quotation mark in the target."""
    if _ANY_QUOTE.search(pair.target):
        return
    for m in _QUOTED.finditer(pair.source):
        if len(_IS_HAN.findall(m[1])) >= _LONG:
            yield Flag("quotes", "warning", "the quotation marks are lost", m.span())
            return
