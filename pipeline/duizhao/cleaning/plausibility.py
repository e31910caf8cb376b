"""How plausible a text is, in either script: what chooses among the ways to read damaged bytes.

A text is a row of words that do not depend on one another; a word is a row of characters, each depending on the one
before. The score of a text is that of the best cut into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf, log
from pathlib import Path
from typing import Any, NamedTuple

_WORDS = 7e7
"""The words and marks in the text that the counts come from."""
OPENING, CLOSING = "“‘《〈「『（【", "”’》〉」』）】"
_PAUSES, _SHOUTS = "，。、；：！？,;:!?", ("！？", "!?")
_LONGEST_QUOTE = 300
_MARKS = {_PAUSES: 2e6, "“”《》（）": 8e5, "—…「」": 2e5, "·『』【】〈〉‘’": 3e4}
"""Marks are not in the table: about how often they occur beside so many words."""
_ASCII = 2e5
_UNSEEN = 0.5
_PLAIN, _NEVER = -8.0, 1e-8
"""What `fit` says of an ASCII character, and what it adds to every chance."""
_UNCONVERTED = 0.001
"""Text of the damaged kind was converted to traditional: what its converter would have changed is unlikely."""
_CLOSES_AFTER_PAUSE, _SHOUTED, _PAUSE_AFTER_PAUSE = 0.1, 0.01, 1e-5
"""After a pause a closing mark is usual, then ?! and !!; another pause is hardly ever met, nor one after a space."""


class Score(NamedTuple):
    """Log-probabilities of a text whose last word ends with its last character, and of one whose last word goes on."""

    ended: float = 0.0
    open: float = -inf

    @property
    def best(self) -> float:
        return max(self)


class _Places(NamedTuple):
    """How often a character is a word, begins one, stands inside one, ends one."""

    alone: float = 0.0
    first: float = 0.0
    inside: float = 0.0
    last: float = 0.0


@dataclass(frozen=True, slots=True)
class _Table:
    places: dict[str, _Places]
    beside: dict[str, float]


@cache
def _table() -> _Table:
    places = {c: _Places(alone=n) for chars, n in _MARKS.items() for c in chars}
    beside: dict[str, float] = {}
    for line in Path(__file__).with_name("neighbours.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        char, alone, first, inside, last, followers = line.split("\t")
        places[char] = _Places(int(alone), int(first), int(inside), int(last))
        for group in followers.split():
            chars = group.lstrip("0123456789")
            times = 1.5 * 2.0 ** int(group[: -len(chars)])
            beside.update((char + c, times) for c in chars)
    return _Table(places, beside)


@cache
def _converter(config: str) -> Any:
    from opencc import OpenCC

    return OpenCC(config)


@lru_cache(maxsize=32768)
def simplified(char: str) -> str:
    """The simplified form of a character; itself where it has none."""
    return str(_converter("t2s").convert(char))


@lru_cache(maxsize=32768)
def is_converted(char: str) -> bool:
    """Whether a character is a traditional form that conversion from simplified text brings in."""
    return simplified(char) != char


@lru_cache(maxsize=32768)
def is_unconverted(char: str) -> bool:
    """Whether a character is a simplified form that conversion to traditional text takes away."""
    return str(_converter("s2t").convert(char)) != char


@lru_cache(maxsize=32768)
def _places(char: str) -> _Places:
    if char < "\x80":
        return _Places(alone=_ASCII)
    found = _table().places.get(simplified(char), _Places())
    return _Places(*(n * _UNCONVERTED for n in found)) if is_unconverted(char) else found


def commonness(char: str) -> float:
    """How often a character occurs, as a share of all characters."""
    return sum(_places(char)) / 1e8


def is_mark(char: str) -> bool:
    """Whether a character is one of the marks that Chinese text is punctuated with."""
    return any(char in chars for chars in _MARKS)


def together(before: str, char: str) -> bool:
    """Whether two characters stand side by side in a known word."""
    return simplified(before) + simplified(char) in _table().beside


@lru_cache(maxsize=131072)
def _moves(before: str, char: str) -> tuple[float, float, float, float]:
    """The log-probabilities of the four moves over `char`: from an ended or open word to an ended or open one."""
    here, previous = _places(char), _places(before)
    alone = max(here.alone, _UNSEEN) / _WORDS
    if before and before in _PAUSES + " \u3000\n":
        alone = _after_pause(before, char) or alone
    begins = here.first / _WORDS
    together = _table().beside.get(simplified(before) + simplified(char), 0.0) if before else 0.0
    follows = min(1.0, together / max(previous.first + previous.inside, 1.0))
    if is_unconverted(char):
        follows *= _UNCONVERTED
    ends = here.last / max(here.last + here.inside, 1.0)
    return _log(alone), _log(begins), _log(follows * ends), _log(follows * (1 - ends))


def _after_pause(before: str, char: str) -> float:
    if char in CLOSING and before in _PAUSES:
        return _CLOSES_AFTER_PAUSE
    if char in _PAUSES:
        return _SHOUTED if any(before in s and char in s for s in _SHOUTS) else _PAUSE_AFTER_PAUSE
    return 0.0


@lru_cache(maxsize=131072)
def fit(before: str, char: str) -> float:
    """The log-probability of `char` after `before` in either script: about -5 in running Chinese, -18 in garbage."""
    if char < "\x80":
        return _PLAIN
    places = _table().places
    here, previous = places.get(simplified(char), _Places()), places.get(simplified(before), _Places())
    beside = _table().beside.get(simplified(before) + simplified(char), 0.0) if before else 0.0
    follows = min(1.0, beside / max(previous.first + previous.inside, 1.0))
    return log(0.5 * sum(here) / 1e8 + 0.5 * follows + _NEVER)


def extend(score: Score, before: str, char: str, weight: float = 0.0) -> Score:
    """The score when `char` is added to a text that ends with `before` (or nothing); `weight` counts besides."""
    alone, begins, ends, goes_on = _moves(before, char)
    ended, open_ = score
    return Score(weight + max(ended + alone, open_ + ends), weight + max(ended + begins, open_ + goes_on))


def score_of(text: str) -> Score:
    """The score of a text by itself."""
    score, before = Score(), ""
    for char in text:
        score, before = extend(score, before, char), char
    return score


def _log(chance: float) -> float:
    return log(chance) if chance > 0 else -inf


def due_marks(text: str, at: int) -> str:
    """The closing marks that the line still owes at `at`, the next one last."""
    due = ""
    for c in text[max(text.rfind("\n", 0, at) + 1, at - _LONGEST_QUOTE) : at]:
        due = still_due(due, c)
    return due


def still_due(due: str, char: str) -> str:
    if char in OPENING:
        return due + CLOSING[OPENING.index(char)]
    return due[:-1] if due.endswith(char) else due
