"""The walk over the bytes of text that slid by one: guesses what was lost, pairs the bytes anew, keeps the best."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import product

from duizhao.cleaning.bytepairs import HIGH, code_of, full_width, no_pairs, pair
from duizhao.cleaning.plausibility import (
    CLOSING,
    Score,
    commonness,
    due_marks,
    extend,
    is_converted,
    is_mark,
    score_of,
    still_due,
    together,
)
from duizhao.cleaning.readings import BRACKETED, SYLLABLE, has_tone, reads
from duizhao.edits import Mark

SIGN = "?？\ufffd"
"""What an orphaned byte became."""
LOST = "\ufffd"
"""What stands for a character that cannot be told."""

_BRACKETED = re.compile(BRACKETED)
_REST_OF_READING = re.compile(rf"[(（]? ?({SYLLABLE}) ?[)）]")
_CUT = re.compile(rf"[{SIGN}][(（]? ?{SYLLABLE} ?[)）]")
_TAG_TAIL = re.compile(r"/(?:p|br|div|span|td|li|strong|b|h\d)>|(?:p|br|div|span)(?: ?/)?>", re.IGNORECASE)

_CUTTING, _SHOUTS = "，；：！？,;:!?", ("?!", "??", "？！", "？？", "\ufffd!", "\ufffd?")
_WIDTH = 16  # ways to read the bytes that are followed at once
_FARTHEST = 300
"""Characters that a run may slide; a few dozen are the most that was seen."""

# natural logarithms, like the scores they are added to
_STANDING = -12.0  # a sign of damage that a reading of the bytes leaves as it is
_CUT_BY_MARK, _CUT_BY_SHOUT = -1.0, -8.0  # ?! is also written on purpose
_NOT_CONVERTED, _OTHER_TONE, _WRONG = -3.0, -2.0, -14.0  # what a reading in brackets says against a character
_FOLDED, _TWO_LOST, _SWALLOWED = -2.0, -4.0, -1.0
_CLOSES, _CLOSES_NOTHING = 6.0, -4.0  # a closing mark where one is due, and where none is
_FEW = 8  # of the ways that two lost bytes open
_EVERYWHERE = 1e-3  # as common as the 60 commonest characters, which need no word around them
_HOPELESS = -12.0  # a character: no text is like that
_POOR = -6.0  # a character: plausible text has more
_CLEAR = 3.0  # the second best is this far behind what is called exact


@dataclass(frozen=True, slots=True)
class Style:
    """What tells one mirror from another.

    `swallows`: whether an orphan took the next one-byte character with it, None where the text does not tell.
    `comma`: the ASCII mark between clauses, if it has one. `many`: so many readings were put in that they are no gloss.
    """

    swallows: bool | None = None
    comma: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Mended:
    """The text that belongs in place of the damaged text, which ends at `end`."""

    end: int
    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class _State:
    """A way to read the bytes up to `at`.

    `text` so far, `guesses` in it, `last` its last character, `due` the closing marks that the line still owes;
    `pending` what the first byte of the open pair may be, empty where no pair is open.
    """

    at: int
    text: str
    last: str
    due: str
    pending: tuple[int, ...] = ()
    score: Score = field(default_factory=Score)
    guesses: tuple[int, ...] = ()

    def then(self, at: int, chars: str, *pending: int, extra: float = 0.0, guessed: bool = False) -> _State:
        score, last, due = Score(self.score.ended + extra, self.score.open + extra), self.last, self.due
        for c in chars:
            if c == LOST:
                continue
            weight = 0.0 if c not in CLOSING else _CLOSES if due.endswith(c) else _CLOSES_NOTHING
            score = extend(score, last, c, weight)
            due = still_due(due, c)
            last = c
        guesses = (*self.guesses, len(self.text)) if guessed else self.guesses
        return _State(at, self.text + chars, last, due, pending, score, guesses)


def mend(text: str, start: int, before: str, style: Style) -> Mended | None:
    """The best way to read the bytes from the sign at `start` on, where `before` is the (mended) text that leads to it.

    None where none is better than the text as it stands.
    """
    here = _State(start, "", before[-1:], due_marks(text, start), score=score_of(before))
    ends = _Walk(text, style).ends(here)
    if all(_best(end) - _best(here) < _POOR * len(end.text) for end in ends.values()):
        ends |= _Walk(text, style, vanishing=True).ends(here)
    if not ends:
        return None
    horizon = max(end.at for end in ends.values()) + 2
    ranked = nlargest(2, ((_standing(text, end.at, horizon, end.last, end.score), key) for key, end in ends.items()))
    total, best = ranked[0][0], ends[ranked[0][1]]
    if total <= _standing(text, start, horizon, here.last, here.score):
        return None
    clear = len(ranked) == 1 or total - ranked[1][0] > _CLEAR
    return _weighed(best, before, text[best.at : best.at + 1], clear)


def _weighed(end: _State, before: str, after: str, clear: bool) -> Mended:
    """The text of the best way: a guess that no known word bears out is lost."""
    chars, around = list(end.text), before[-1:] + end.text + after
    shift = len(before[-1:])
    for i in end.guesses:
        if not _borne_out(around[max(0, i + shift - 1) : i + shift], chars[i], around[i + shift + 1 : i + shift + 2]):
            chars[i] = LOST
    mended = "".join(chars)
    mark: Mark = "damaged" if LOST in mended else "exact" if clear and not end.guesses else "reconstructed"
    return Mended(end.at, mended, mark)


def _borne_out(before: str, char: str, after: str) -> bool:
    return is_mark(char) or together(before, char) or together(char, after) or commonness(char) > _EVERYWHERE


class _Walk:
    """The ways to read the bytes of one text; `vanishing`: two bytes that make no character may have left no sign."""

    def __init__(self, text: str, style: Style, vanishing: bool = False) -> None:
        self._text, self._style, self._vanishing = text, style, vanishing

    def ends(self, start: _State) -> dict[tuple[int, str], _State]:
        """The ways from the sign at `start` to a place where the bytes stand right again, by place and text."""
        waiting: dict[int, list[_State]] = defaultdict(list)
        ends: dict[int, list[_State]] = defaultdict(list)
        for state in self._begin(start):
            waiting[state.at].append(state)
        while waiting:
            at = min(waiting)
            front = nlargest(_WIDTH, waiting.pop(at), key=_best)
            if _hopeless(front[0]):
                break
            for state in front:
                if at >= len(self._text) or at - start.at > _FARTHEST:
                    continue
                for new in self._step(state):
                    if new.pending:
                        waiting[new.at].append(new)
                    else:
                        ends[new.at].append(new)
        return {(end.at, end.text): end for there in ends.values() for end in nlargest(_FEW, there, key=_best)[::-1]}

    def _begin(self, here: _State) -> Iterator[_State]:
        """The sign here is an orphan: it matched together with the last byte before, or punctuation cut it off."""
        code = code_of(here.last)
        reading = _REST_OF_READING.match(self._text, here.at + 1)
        if reading and len(code) == 2 and (self._style.many or has_tone(reading[1])):
            for orphan in HIGH:
                weight = _agrees(pair(code[1], orphan), reading[1])
                if weight is not None:
                    yield here.then(reading.end(), "", orphan, extra=weight)
        mark = self._text[here.at + 1 : here.at + 2]
        second = 0 if mark.isascii() and mark.isalnum() else full_width(mark)
        if second and not _CUT.match(self._text, here.at + 1):
            against = _CUT_BY_SHOUT if self._text[here.at] + mark in _SHOUTS else _CUT_BY_MARK
            against *= 0.5 if self._style.many else 1.0
            for orphan in HIGH:
                if char := pair(orphan, 0xA3):
                    yield here.then(here.at + 2, char, second, extra=against, guessed=True)

    def _step(self, state: _State) -> Iterator[_State]:
        """The ways on over the character at `state.at`, whose first byte ends the pair that is open."""
        sign = self._text[state.at] in SIGN
        if sign:
            yield from self._one_lost(state)
        for lead in self._likely(state):
            yield from self._over(state, lead)
        if sign or (self._vanishing and len(state.pending) == 1):
            yield from self._two_lost(state, state.at + 1 if sign else state.at)

    def _likely(self, state: _State) -> Sequence[int]:
        """The likeliest of the bytes that may be open, by the character each would make."""
        if len(state.pending) == 1:
            return state.pending
        first = code_of(self._text[state.at])[0]
        made = {lead: char for lead in state.pending if (char := pair(lead, first))}
        return nlargest(_FEW, made, key=lambda lead: (together(state.last, made[lead]), commonness(made[lead])))

    def _over(self, state: _State, lead: int) -> Iterator[_State]:
        """The ways on with the bytes of the character at `state.at`."""
        char, after, guessed = self._text[state.at], state.at + 1, len(state.pending) > 1
        code = code_of(char)
        made = pair(lead, code[0])
        reading = _BRACKETED.match(self._text, after)
        if len(code) == 2 and made:
            if code[1] < 0x80:
                yield state.then(after, made + chr(code[1]), guessed=guessed)
            elif not reading or reads(char, reading[1]):
                yield state.then(reading.end() if reading else after, made, code[1], guessed=guessed)
        elif len(code) == 1 and made:
            weight = _agrees(made, reading[1]) if reading else None
            if reading and weight is not None:
                yield state.then(reading.end(), made, extra=weight, guessed=guessed)
            else:
                yield state.then(after, made, extra=_WRONG if reading else 0.0, guessed=guessed)
        if len(code) == 1 and (second := full_width(char)) and (made := pair(lead, 0xA3)):
            yield state.then(after, made, second, extra=_FOLDED, guessed=guessed)

    def _one_lost(self, state: _State) -> Iterator[_State]:
        """The ways on over a sign that stands for the second byte of the open pair."""
        after = state.at + 1
        reading = _REST_OF_READING.match(self._text, after)
        tail = _TAG_TAIL.match(self._text, after)
        if len(state.pending) > 1 and not reading:
            return
        for lead, byte in product(state.pending, (0x80, *HIGH)):
            made = pair(lead, byte)
            if made and reading:
                weight = _agrees(made, reading[1])
                if weight is not None:
                    yield state.then(reading.end(), made, extra=weight)
            elif made and tail:
                yield state.then(tail.end(), made, guessed=True)
            elif made and (swallowed := self._swallowed(byte, after)) is not None:
                yield state.then(after, made + swallowed, extra=_SWALLOWED if swallowed else 0.0, guessed=True)

    def _swallowed(self, orphan: int, at: int) -> str | None:
        """What an orphaned byte took with it from before `at`; None where it would have made a pair with what is there.

        A mark that cuts, and a reading, stand by themselves; so does the byte 0x80.
        """
        char = self._text[at : at + 1]
        if not char or char in _CUTTING or char == "\n" or orphan == 0x80:
            return ""
        one_byte, makes_pair = len(code_of(char)) == 1, bool(pair(orphan, code_of(char)[0]))
        if self._style.swallows is False:
            return None if makes_pair else ""
        if is_mark(char):
            return ""
        if one_byte:
            return LOST
        return (self._style.comma or LOST) if makes_pair or self._style.swallows else ""

    def _two_lost(self, state: _State, at: int) -> list[_State]:
        """The best ways on where two bytes before `at` made no character: they vanished or became one sign."""
        ways = [
            state.then(at, made, *seconds, extra=_TWO_LOST, guessed=True)
            for lead in state.pending
            for byte, seconds in no_pairs().items()
            if (made := pair(lead, byte))
        ]
        return nlargest(_FEW, ways, key=_best)


def _hopeless(state: _State) -> bool:
    return len(state.text) > 6 and _best(state) < _HOPELESS * len(state.text)


def _best(state: _State) -> float:
    return state.score.best


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
