"""What a training pair must be like: one function a reason to drop it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from recipe.vocabulary import HAN

_NUMBER = re.compile(r"\d{2,}")
_MAGNITUDE = re.compile(r"[\d.]\s*[十百千万亿]")  # 1.23亿 is 123 million: the digits differ and the pair is right
_LONGEST = (120, 140)  # tokens
_LITTLE, _TIMES = 8, 3  # a side may have so many tokens more than three times the other's
_CHINESE = 0.3  # of the characters of the Chinese side


@dataclass(frozen=True)
class Candidate:
    """A pair, simplified, and the tokens of its sides without their ends."""

    zh: str
    en: str
    tokens_zh: int
    tokens_en: int


def _long(c: Candidate) -> bool:
    return not (0 < c.tokens_zh <= _LONGEST[0] and 0 < c.tokens_en <= _LONGEST[1])


def _unequal(c: Candidate) -> bool:
    return c.tokens_en > _LITTLE + _TIMES * c.tokens_zh or c.tokens_zh > _LITTLE + _TIMES * c.tokens_en


def _script(c: Candidate) -> bool:
    """Chinese in the English, or hardly any in the Chinese."""
    return HAN.search(c.en) is not None or len(HAN.findall(c.zh)) < _CHINESE * len(c.zh)


def _numbers(c: Candidate) -> bool:
    """Both sides have numbers and none agrees."""
    zh, en = (Counter(_NUMBER.findall(side.replace(",", ""))) for side in (c.zh, c.en))
    return bool(zh and en and not zh & en and not _MAGNITUDE.search(c.zh))


FILTERS: dict[str, Callable[[Candidate], bool]] = {
    "long": _long,
    "unequal": _unequal,
    "script": _script,
    "numbers": _numbers,
}


def fault(candidate: Candidate) -> str | None:
    """The first reason to drop the pair, if there is one."""
    return next((name for name, faulty in FILTERS.items() if faulty(candidate)), None)
