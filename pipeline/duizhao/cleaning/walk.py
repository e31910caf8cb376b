"""The walk over the bytes of text that slid by one: guesses what was lost, pairs the bytes anew, keeps the best."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from heapq import nlargest

from duizhao.cleaning.plausibility import Score, extend, is_converted
from duizhao.cleaning.readings import BRACKETED, SYLLABLE, reads
from duizhao.edits import Mark

SIGN = "?？\ufffd"
"""What an orphaned byte became."""
LOST = "\ufffd"
"""What stands for a character that cannot be told."""

_BRACKETED = re.compile(BRACKETED)
_REST_OF_READING = re.compile(rf"[(（]? ?({SYLLABLE}) ?[)）]")
_CUT = re.compile(rf"[{SIGN}](?:[(（]? ?{SYLLABLE} ?[)）]|[！-～!-/:-?])")
_TAG_TAIL = re.compile(r"/(?:p|br|div|span|td|li|strong|b|h\d)>|(?:p|br|div|span)(?: ?/)?>", re.IGNORECASE)

_HIGH = range(0x81, 0xFF)
"""The bytes that begin a pair; one that was orphaned is among them."""
_WIDTH = 48
"""How many ways to read the bytes are followed at once."""
_FARTHEST = 300
"""Characters that a run may slide; a few dozen are the most that was seen."""

# natural logarithms, like the scores they are added to
_STANDING = -12.0  # a sign of damage that a reading of the bytes leaves as it is
_NOT_CONVERTED, _OTHER_TONE, _WRONG = -3.0, -2.0, -8.0  # what a reading in brackets says against a character
_FOLDED, _TWO_LOST = -2.0, -4.0
_CLOSES, _CLOSES_NOTHING = 3.0, -4.0  # a closing mark where one is due, and where none is
_OPENING, _CLOSING = "“‘《〈「『（【", "”’》〉」』）】"
_FEW = 8  # of the ways that two lost bytes open
_CLEAR = 3.0  # the second best is this far behind what is called exact


_NOTHING = Score()


@dataclass(frozen=True, slots=True)
class Style:
    """What tells one mirror from another: an orphan swallows the next character; the mark between two clauses."""

    swallows: bool = True
    comma: str = ""


@dataclass(frozen=True, slots=True)
class Mended:
    """The text that belongs in place of the damaged text, which ends at `end`."""

    end: int
    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class _State:
    """A way to read the bytes up to `at`: the text so far, the byte that begins a pair there, the score."""

    at: int
    text: str
    last: str
    due: str
    pending: int | None = None
    score: Score = _NOTHING
    guessed: bool = False

    def then(self, at: int, chars: str, pending: int | None, extra: float = 0.0, guessed: bool = False) -> _State:
        score, last, due = Score(self.score.ended + extra, self.score.open + extra), self.last, self.due
        for c in chars:
            weight = 0.0 if c not in _CLOSING else _CLOSES if due.endswith(c) else _CLOSES_NOTHING
            score = extend(score, last, c, weight)
            due = _still_due(due, c)
            last = c
        return _State(at, self.text + chars, last, due, pending, score, self.guessed or guessed)


def mend(text: str, start: int, before: str, style: Style) -> Mended | None:
    """The best way to read the bytes from the sign at `start` on, after the character `before`.

    None where none is better than the text as it stands.
    """
    ends = _ends(text, start, before)
    if not ends:
        return None
    horizon = max(end.at for end in ends) + 2
    ranked = nlargest(2, ((_standing(text, end.at, horizon, end.last, end.score), i) for i, end in enumerate(ends)))
    total, best = ranked[0][0], ends[ranked[0][1]]
    if total <= _standing(text, start, horizon, before, Score()):
        return None
    clear = len(ranked) == 1 or total - ranked[1][0] > _CLEAR
    return Mended(best.at, best.text, "exact" if clear and not best.guessed else "reconstructed")


def _ends(text: str, start: int, before: str) -> list[_State]:
    """Every way followed to a place where the bytes stand right again."""
    waiting: dict[int, list[_State]] = defaultdict(list)
    ends: list[_State] = []
    for state in _begin(text, start, before):
        waiting[state.at].append(state)
    while waiting:
        at = min(waiting)
        for state in nlargest(_WIDTH, waiting.pop(at), key=lambda s: s.score.best):
            if at >= len(text) or at - start > _FARTHEST:
                continue
            for new in _step(text, state):
                if new.pending is None:
                    ends.append(new)
                else:
                    waiting[new.at].append(new)
    return ends


def _begin(text: str, start: int, before: str) -> Iterator[_State]:
    """The sign at `start` is an orphan: it matched together with the last byte before, or punctuation cut it off."""
    here = _State(start, "", before, _due(text, start))
    code = _bytes(before)
    reading = _REST_OF_READING.match(text, start + 1)
    if reading and len(code) == 2:
        for orphan in _HIGH:
            weight = _agrees(_pair(code[1], orphan), reading[1])
            if weight is not None:
                yield here.then(reading.end(), "", orphan, weight)
    second = _full_width(text[start + 1 : start + 2])
    if second:
        for orphan in _HIGH:
            if char := _pair(orphan, 0xA3):
                yield here.then(start + 2, char, second, guessed=True)


def _step(text: str, state: _State) -> Iterator[_State]:
    """The ways on over the character at `state.at`, whose first byte ends the pair that is open."""
    if text[state.at] in SIGN:
        yield from _lost(text, state)
    yield from _over(text, state)
    yield from _two_lost(text, state, state.at)


def _over(text: str, state: _State) -> Iterator[_State]:
    """The ways on with the bytes of the character at `state.at`."""
    char, lead, after = text[state.at], state.pending or 0, state.at + 1
    code = _bytes(char)
    made = _pair(lead, code[0])
    if len(code) == 2 and made:
        reading = _BRACKETED.match(text, after)
        if code[1] < 0x80:
            yield state.then(after, made + chr(code[1]), None)
        elif not reading or reads(char, reading[1]):
            yield state.then(reading.end() if reading else after, made, code[1])
    elif len(code) == 1 and made:
        reading = _BRACKETED.match(text, after)
        weight = _agrees(made, reading[1]) if reading else None
        if reading and weight is not None:
            yield state.then(reading.end(), made, None, weight)
        else:
            yield state.then(after, made, None, _WRONG if reading else 0.0)
    elif len(code) == 1 and (second := _full_width(char)) and (made := _pair(lead, 0xA3)):
        yield state.then(after, made, second, _FOLDED)


def _lost(text: str, state: _State) -> Iterator[_State]:
    """The ways on over a sign that stands for the second byte of the open pair, or for that and the next byte."""
    lead, after = state.pending or 0, state.at + 1
    reading = _REST_OF_READING.match(text, after)
    tail = _TAG_TAIL.match(text, after)
    for byte in _HIGH:
        made = _pair(lead, byte)
        if made and reading:
            weight = _agrees(made, reading[1])
            if weight is not None:
                yield state.then(reading.end(), made, None, weight, guessed=True)
        elif made:
            yield state.then(tail.end() if tail else after, made, None, guessed=True)
    yield from _two_lost(text, state, after)


def _two_lost(text: str, state: _State, at: int) -> list[_State]:
    """The best ways on where two bytes before `at` made no character and vanished, or became the sign before `at`."""
    if at >= len(text):
        return []
    code = _bytes(text[at])
    if not _HIGH.start <= code[0] < _HIGH.stop or len(code) != 2:
        return []
    first = {byte: state.then(at, made, byte) for byte in _no_pairs() if (made := _pair(state.pending or 0, byte))}
    ways: list[_State] = []
    for way in nlargest(_FEW, first.values(), key=lambda s: s.score.best):
        for byte in _no_pairs()[way.pending or 0]:
            ways += _over(text, replace(way.then(at, "", byte, _TWO_LOST), guessed=True))
    return nlargest(_FEW, ways, key=lambda s: s.score.best)


def _due(text: str, at: int) -> str:
    """The closing marks that the line still owes at `at`, the next one last."""
    due = ""
    for c in text[text.rfind("\n", 0, at) + 1 : at]:
        due = _still_due(due, c)
    return due


def _still_due(due: str, char: str) -> str:
    if char in _OPENING:
        return due + _CLOSING[_OPENING.index(char)]
    return due[:-1] if due.endswith(char) else due


def _standing(text: str, start: int, end: int, before: str, score: Score) -> float:
    """The score with text[start:end] added as it stands; readings in brackets after their character count nothing."""
    at, against = start, 0.0
    while at < min(end, len(text)):
        if bracket := _BRACKETED.match(text, at):
            against += 0.0 if reads(before, bracket[1]) else _WRONG
            at = bracket.end()
            continue
        against += _STANDING if _CUT.match(text, at) else 0.0
        score = extend(score, before, text[at])
        before = text[at]
        at += 1
    return score.best + against


def _agrees(char: str, written: str) -> float | None:
    """What a reading in brackets says for `char`; None where it is no reading of it."""
    grade = reads(char, written) if char else 0
    if not grade:
        return None
    return (0.0 if grade > 1 else _OTHER_TONE) + (0.0 if is_converted(char) else _NOT_CONVERTED)


def _full_width(char: str) -> int:
    """The second byte of the full-width form of a mark, which may have been folded to ASCII; 0 where it has none."""
    code = _bytes(char)
    if len(code) == 2:
        return code[1] if code[0] == 0xA3 else 0
    return code[0] + 0x80 if 0x21 <= code[0] < 0x40 and not char.isdigit() else 0


@lru_cache(maxsize=65536)
def _bytes(char: str) -> bytes:
    return char.encode("gb18030", "replace") if char else b"\0"


@lru_cache(maxsize=65536)
def _pair(first: int, second: int) -> str:
    """The character of two bytes of GBK, empty where there is none."""
    try:
        return bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return ""


@cache
def _no_pairs() -> dict[int, list[int]]:
    """The bytes that no character of GBK is made of: for each first byte of 0x81 to 0xFE the second ones."""
    found = {first: [second for second in _HIGH if not _pair(first, second)] for first in _HIGH}
    return {first: seconds for first, seconds in found.items() if seconds}
