"""Reads again what was read in the wrong encoding: the bytes behind the characters, lost ones guessed, decoded anew.

Bytes that were no character left a sign (U+FFFD or ?), became a space, or left nothing. All ways to fill them in are
followed at once, and the most plausible text is kept. What another that is nearly as good has otherwise is lost.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nlargest
from typing import Literal

from duizhao.cleaning.bytepairs import HIGH, code_of, pair
from duizhao.cleaning.plausibility import fit
from duizhao.edits import Mark

Via = Literal["gbk", "latin"]
"""The encoding that the bytes were wrongly read in: GBK or GB18030; Latin-1 or Windows-1252."""
Target = Literal["utf-8", "big5hkscs", "gbk"]
"""The encoding that they are in."""

SIGN = "?\ufffd"
"""What a byte that is no character became."""
LOST = "\ufffd"

_PAUSES = "，。；：！？、\n"
_LONGEST = 120
"""Characters after which a piece ends although its reading is not settled."""
_WIDTH, _STUCK = 48, 4
"""Ways that are followed at once; those of them that may go on over bytes that left no sign."""
_GONE, _BROKEN, _VANISHED, _SPACE, _QUESTION = -3.0, -16.0, -9.0, -1.0, -4.0
"""What it costs, as log-probability: a guessed byte; bytes that make no character; bytes that left no sign; a space
that was a no-break space; a question mark that is one."""
_FULL_STOP = 3.5
"""What speaks for a full stop at the end of a line."""
_ALIEN = -14.0
"""A character that is neither Chinese nor ASCII."""
_TRIED, _HOPELESS, _GARBLED = 16, -9.0, -14.0
"""After so many characters a reading is given up that costs more than so much a character; where all that was lost left
a sign, it may be text that has to be read again, which costs more."""
_CLEAR = 2.5
"""The second best reading is this far behind what is kept."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of the text, [start, end), and what it reads now; `guessed`: bytes were filled in."""

    start: int
    end: int
    text: str
    guessed: bool = False

    @property
    def mark(self) -> Mark:
        return "damaged" if LOST in self.text else "reconstructed" if self.guessed else "exact"


@dataclass(frozen=True, slots=True)
class _State:
    score: float = 0.0
    text: str = ""
    guessed: bool = False


_Key = tuple[bytes, str]
"""Bytes of a character that has begun, and the last character."""


def reread(text: str, via: Via, target: Target, *, vanishing: bool = False, closes: bool = False) -> list[Piece]:
    """`text` read anew, in pieces that end where a character of both readings ends.

    `vanishing`: bytes may be missing without a sign; `closes`: the line ends with the text. No pieces where it is
    soon clear that this is no text.
    """
    pieces: list[Piece] = []
    front: dict[_Key, _State] = {(b"", ""): _State()}
    start, spent, hopeless = 0, 0.0, _HOPELESS if vanishing or target != "utf-8" else _GARBLED
    for i, _ in enumerate(text):
        if i % _TRIED == _TRIED - 1 and spent + max(s.score for s in front.values()) < hopeless * i:
            return []
        if vanishing:
            front = _narrowed(_with_vanished(front, text[i : i + 2], via, target))
        front = _narrowed(_over(front, text, i, via, target))
        if not front:
            return []
        settled = next(iter(front)) if len(front) == 1 else None
        if settled and not settled[0]:
            state = front[settled]
            if state.text[-1:] in _PAUSES or i + 1 - start > _LONGEST or (state.guessed and i + 1 - start > 8):
                pieces.append(Piece(start, i + 1, state.text, state.guessed))
                front, start, spent = {settled: _State()}, i + 1, spent + state.score
        elif i + 1 - start > 3 * _LONGEST:
            key, state = max(front.items(), key=lambda item: item[1].score)
            pieces.append(Piece(start, i + 1, state.text + (LOST if key[0] else ""), True))
            front, start, spent = {(b"", key[1]): _State()}, i + 1, spent + state.score
    if vanishing:
        front = _narrowed(_with_vanished(front, "", via, target))
    if start < len(text):
        pieces.append(_last(front, start, len(text), closes))
    return pieces


def strict(text: str, via: Via, target: Target) -> str | None:
    """`text` read anew where nothing was lost; None elsewhere."""
    parts = []
    for char in text:
        code = bytes_of(char, via)
        if code is None:
            return None
        parts.append(code)
    try:
        return b"".join(parts).decode(target)
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=65536)
def bytes_of(char: str, via: Via) -> bytes | None:
    """The bytes that were read as `char`; None where no bytes are."""
    if via == "gbk":
        return None if char == LOST else code_of(char)
    if char in _windows():
        return _windows()[char]
    return char.encode("latin-1") if char <= "\xff" else None


@cache
def _windows() -> dict[str, bytes]:
    """The characters that Windows-1252 has and Latin-1 lacks."""
    codes = (bytes([n]) for n in range(0x80, 0xA0))
    return {code.decode("cp1252"): code for code in codes if code not in b"\x81\x8d\x8f\x90\x9d"}


def _over(front: dict[_Key, _State], text: str, i: int, via: Via, target: Target) -> Iterator[tuple[_Key, _State]]:
    """The ways on over the character at `i`."""
    char = text[i]
    code = bytes_of(char, via)
    if code is not None:
        cost = _QUESTION if char == "?" else 0.0
        for key, state in front.items():
            yield from _feed(key, state, code, target, cost, False)
    if char in SIGN:
        for byte in _lost_bytes(text[i + 1 : i + 2], via):
            for key, state in front.items():
                yield from _feed(key, state, byte, target, _GONE, True, mend=False)
        if code is None:
            for (_, last), state in front.items():
                yield (b"", last), _State(state.score + 1.5 * _BROKEN, _add(state.text, LOST), True)
    elif char == " " and via == "latin":
        for key, state in front.items():
            if key[0]:
                yield from _feed(key, state, b"\xa0", target, _SPACE, False, mend=False)
    elif char == "€" and via == "gbk":
        for key, state in front.items():
            yield from _feed(key, state, b"\xa2\xe3", target, _GONE, False, mend=False)


def _feed(
    key: _Key, state: _State, data: bytes, target: Target, cost: float, guessed: bool, *, mend: bool = True
) -> Iterator[tuple[_Key, _State]]:
    """The state after `data`; where that is no text and `mend` is set, what cannot be read is lost."""
    pending, last = key
    score, out, guessed = state.score + cost, state.text, state.guessed or guessed
    for n in data:
        byte = bytes((n,))
        chars = decoded(pending + byte, target)
        if chars is None:
            if not mend:
                return
            score, out, guessed = score + _BROKEN, _add(out, LOST), True
            chars = decoded(byte, target) if pending else None
            pending = b""
            if chars is None:
                continue
        if not chars:
            pending += byte
            continue
        pending = b""
        for c in chars:
            score += worth(last, c)
            out, last = out + c, c
    yield (pending, last), _State(score, out, guessed)


def _add(text: str, sign: str) -> str:
    return text if text.endswith(sign) else text + sign


def worth(before: str, char: str) -> float:
    """How well a character goes after another (see `fit`)."""
    if char >= "\x80" and not _is_chinese(char):
        return _ALIEN
    if char < " " and char not in "\t\r\n":
        return _BROKEN
    return fit(before, char)


def _is_chinese(char: str) -> bool:
    return (
        "\u2010" <= char <= "\u2030"
        or "\u3000" <= char <= "\u301f"
        or "\u3400" <= char <= "\u9fff"
        or ("\uff00" <= char <= "\uff5e" or char in "·")
    )


@lru_cache(maxsize=262144)
def decoded(data: bytes, target: Target) -> str | None:
    """The characters of `data`; empty where bytes are missing at its end, None where nothing begins so."""
    try:
        chars = codecs.getincrementaldecoder(target)().decode(data)
    except UnicodeDecodeError:
        return None
    return None if any("\ue000" <= c <= "\uf8ff" for c in chars) else chars


@cache
def _lost_bytes(following: str, via: Via) -> tuple[bytes, ...]:
    """The bytes that a sign before `following` may stand for."""
    if via == "latin":
        return tuple(bytes((n,)) for n in range(0x80, 0xA0))
    first = code_of(following)[0] if following and following not in SIGN else 0
    return tuple(bytes((n,)) for n in (0x80, *HIGH) if n == 0x80 or not pair(n, first))


@cache
def _vanished(pending: bytes, via: Via, target: Target) -> tuple[bytes, ...]:
    """What may have left no trace after `pending`: controls of Latin-1, characters of GBK that the user defines."""
    if via == "latin":
        codes = [bytes((n,)) for n in (*range(0x80, 0xA0), 0xAD)]
    else:
        leads = (*range(0xA1, 0xB0), *range(0xF8, 0xFF))
        codes = [bytes((a, b)) for a in leads for b in range(0x40, 0xFF) if b != 0x7F and not pair(a, b)]
    return tuple(code for code in codes if _goes_on(pending, code, target))


def _goes_on(pending: bytes, data: bytes, target: Target) -> bool:
    """Whether `data` can be read after `pending`."""
    for n in data:
        chars = decoded(pending + bytes((n,)), target)
        if chars is None:
            return False
        pending = b"" if chars else pending + bytes((n,))
    return True


def _with_vanished(
    front: dict[_Key, _State], following: str, via: Via, target: Target
) -> Iterator[tuple[_Key, _State]]:
    """The ways on, and where the characters that follow cannot be read, the likeliest over bytes that left no sign."""
    yield from front.items()
    data = b"".join(bytes_of(c, via) or b"" for c in following)
    stuck = [item for item in front.items() if item[0][0] and not (following and _goes_on(item[0][0], data, target))]
    for key, state in nlargest(_STUCK, stuck, key=lambda item: item[1].score):
        for code in _likeliest(*key, via, target):
            yield from _feed(key, state, code, target, _VANISHED, True, mend=False)


@lru_cache(maxsize=16384)
def _likeliest(pending: bytes, last: str, via: Via, target: Target) -> list[bytes]:
    """What may have vanished, by the character it would make after `last`."""
    made: dict[bytes, float] = {}
    for code in _vanished(pending, via, target):
        chars = ""
        for n in range(1, len(code) + 1):
            chars = chars or decoded(pending + code[:n], target) or ""
        made[code] = worth(last, chars[0]) if chars else 0.0
    return nlargest(_WIDTH, made, key=made.__getitem__)


def _narrowed(ways: Iterator[tuple[_Key, _State]]) -> dict[_Key, _State]:
    """The best way to each key; what a way that is nearly as good disagrees on is lost."""
    best: dict[_Key, _State] = {}
    for key, state in ways:
        other = best.get(key)
        best[key] = state if other is None else _better(state, other)
    if len(best) > _WIDTH:
        kept = sorted(best.items(), key=lambda item: item[1].score, reverse=True)[:_WIDTH]
        best = dict(kept)
    top = max((s.score for s in best.values()), default=0.0)
    return {key: state for key, state in best.items() if state.score > top - 30}


def _better(a: _State, b: _State) -> _State:
    if a.score < b.score:
        a, b = b, a
    if a.score - b.score > _CLEAR or a.text == b.text:
        return a
    return _State(a.score, _agreed(a.text, b.text), True)


def _agreed(a: str, b: str) -> str:
    """`a`, in which what `b` has otherwise is lost."""
    if len(a) == len(b):
        return "".join(x if x == y else LOST for x, y in zip(a, b, strict=True))
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    tail = next((i for i, (x, y) in enumerate(zip(a[::-1], b[::-1], strict=False)) if x != y), min(len(a), len(b)))
    tail = min(tail, len(a) - head)
    return a[:head] + LOST + (a[len(a) - tail :] if tail else "")


def _last(front: dict[_Key, _State], start: int, end: int, closes: bool) -> Piece:
    """The piece at the end of the text, where all ways meet."""
    merged: _State | None = None
    for (pending, last), state in sorted(front.items(), key=lambda item: -item[1].score):
        weight = _BROKEN * bool(pending) + (_FULL_STOP if closes and last and last in "。！？" else 0.0)
        cut = _State(state.score + weight, state.text + (LOST if pending else ""), state.guessed)
        merged = cut if merged is None else _better(cut, merged)
    assert merged is not None
    return Piece(start, end, merged.text, merged.guessed)
