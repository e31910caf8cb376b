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
_PAUSES, _CLOSING = "，。、；：！？", "”’》〉」』）】"
_MARKS = {_PAUSES: 2e6, "“”《》（）": 8e5, "—…「」": 2e5, "·『』【】〈〉‘’": 3e4}
"""Marks are not in the table: about how often they occur beside so many words."""
_ASCII = 2e5
_UNSEEN = 0.5
_UNCONVERTED = 0.005
"""Text of the damaged kind was converted to traditional: what its converter would have changed is unlikely."""
_AFTER_PAUSE = {True: 0.1, False: 1e-5}
"""After a pause a closing mark is usual, and another pause hardly ever met."""


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


@lru_cache(maxsize=131072)
def _moves(before: str, char: str) -> tuple[float, float, float, float]:
    """The log-probabilities of the four moves over `char`: from an ended or open word to an ended or open one."""
    here, previous = _places(char), _places(before)
    alone = max(here.alone, _UNSEEN) / _WORDS
    if before and before in _PAUSES and (char in _PAUSES or char in _CLOSING):
        alone = _AFTER_PAUSE[char in _CLOSING]
    begins = here.first / _WORDS
    together = _table().beside.get(simplified(before) + simplified(char), 0.0) if before else 0.0
    follows = min(1.0, together / max(previous.first + previous.inside, 1.0))
    ends = here.last / max(here.last + here.inside, 1.0)
    return _log(alone), _log(begins), _log(follows * ends), _log(follows * (1 - ends))


def extend(score: Score, before: str, char: str, weight: float = 0.0) -> Score:
    """The score when `char` is added to a text that ends with `before` (or nothing); `weight` counts besides."""
    alone, begins, ends, goes_on = _moves(before, char)
    ended, open_ = score
    return Score(weight + max(ended + alone, open_ + ends), weight + max(ended + begins, open_ + goes_on))


def _log(chance: float) -> float:
    return log(chance) if chance > 0 else -inf
