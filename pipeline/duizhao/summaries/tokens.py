"""What the words of a Chinese sentence are, for counting: no dictionary, no import cost.

Chinese has no spaces and segmenters weigh seconds to load; single characters and pairs of neighbours find the same
sentences central (and cannot cut a new name in the wrong place).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

TOKENS = "char+pair"
"""What the tokens are, as signatures name them."""

HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ANY_HAN = re.compile(f"[{HAN}]")
_TOKEN = re.compile(rf"[{HAN}]+|\d+(?:[.,:]\d+)*[%％‰]?|[^\W\d_{HAN}]+")


def tokens(sentence: str) -> list[str]:
    """Characters and pairs of characters without stop characters; numbers and words of other scripts whole.

    A sentence without Chinese characters is English: its words go without stop words. (In Chinese "IT" is no pronoun.)
    """
    if not _ANY_HAN.search(sentence):
        return [word for run in _TOKEN.findall(sentence) if (word := _folded(run)) not in _stop_words()]
    out: list[str] = []
    for run in _TOKEN.findall(sentence):
        if is_han(run[0]):
            for part in _stops().split(run):
                out += part
                out += (a + b for a, b in pairwise(part))
        else:
            out.append(_folded(run))
    return out


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def size(sentence: str) -> int:
    """Length in what a reader counts: Chinese characters, numbers and words of other scripts."""
    return sum(len(run) if is_han(run[0]) else 1 for run in _TOKEN.findall(sentence))


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return bool(_ANY_HAN.match(character))


@cache
def _stops() -> re.Pattern[str]:
    characters = (Path(__file__).parent / "stop.txt").read_text(encoding="utf-8").strip()
    return re.compile(f"[{re.escape(characters)}]")


@cache
def _stop_words() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "stop_english.txt").read_text(encoding="utf-8").split())
