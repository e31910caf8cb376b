"""Chinese personal names in Latin letters: whether a text has one, and which of its words are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from duizhao.checks.tables import rows
from duizhao.people import lists
from duizhao.pinyin import pinyin
from duizhao.record import Span

_WORDS = re.compile(r"\b(?=([A-Z][a-zü]{1,6})\s([A-Z][a-zü]{1,10}(?:['’-][A-Za-z][a-zü]{1,6})?)\b(?!['’-][A-Za-z]{2}))")
_SPLIT = re.compile(r"['’-]")
_INITIAL = re.compile("zh|ch|sh|hs|ts|tz|[bpdtgkjqxzcs]")
_CLASSES = {"b": "p", "d": "t", "g": "k", "hs": "s", "sh": "s", "x": "s"}
_CLASSES |= dict.fromkeys(("zh", "j", "q", "z", "c", "ts", "tz"), "ch")
_NO_NAMES = frozenset({"Can", "Cane", "China", "Game", "Home", "Lake", "Lane", "Lee", "Life", "Like", "Line", "Make"})
_NO_NAMES |= {"Name", "Pao", "Take", "Time", "Wake"}
"""English words that could be read as syllables of a given name."""
_SURNAMES = {
    "曾": "zeng",
    "解": "xie",
    "单": "shan",
    "仇": "qiu",
    "查": "zha",
    "翟": "zhai",
    "区": "ou",
    "缪": "miao",
    "覃": "qin",
    "朴": "piao",
    "任": "ren",
    "盖": "ge",
    "乐": "yue",
}
_GIVEN = {"长": "chang", "重": "chong", "朝": "chao"}
"""Readings of characters in names that are not the commonest."""
_NO_SURNAMES = frozenset({"le", "you", "can"})
"""French, and English."""

_LATIN = re.compile(r"[A-Za-zÀ-ÿü]+")


@dataclass(frozen=True, slots=True)
class Romanised:
    """A name of the target by pinyin, at `span`: the ways it can be read, each the syllables of surname and given."""

    name: str
    span: Span
    ways: tuple[tuple[str, ...], ...]


@cache
def readings(char: str) -> frozenset[str]:
    """How a character may be read: pinyin without tones, ü as u."""
    return frozenset(map(_plain, pinyin(char)))


def by_pinyin(surname: str, given: str) -> str:
    """A name by the commonest reading of each character, a surname's by that of the name: Wang Xiaoming, Zeng Li'an."""
    said = "".join(_SURNAMES.get(c) or _commonest(c) for c in surname)
    return f"{said.capitalize()} {given_by_pinyin(given)}"


def given_by_pinyin(given: str) -> str:
    """A given name by the commonest reading of each character, an apostrophe before one that begins with a vowel."""
    syllables = [_GIVEN.get(c) or _commonest(c) for c in given]
    return "".join(f"'{s}" if n and s[:1] in tuple("aeo") else s for n, s in enumerate(syllables)).capitalize()


def surname_spellings(surname: str) -> frozenset[str]:
    """What the surname is called in English, in small letters: by pinyin, or as in Hong Kong, Taiwan or Korea."""
    return frozenset(_joined([readings(c) for c in surname])) | _spellings().get(surname, frozenset())


def given_spellings(given: str) -> frozenset[str]:
    """The given name by pinyin, in small letters, in one word."""
    return frozenset(_joined([readings(c) for c in given]))


def _commonest(char: str) -> str:
    return next(map(_plain, pinyin(char)), "")


class Latin:
    """The words of a target in small letters without diacritics, and `spans`, where each stands."""

    def __init__(self, target: str) -> None:
        self.target = target
        found = list(_LATIN.finditer(target))
        self.words = [_plain(m[0]) for m in found]
        self.spans = [m.span() for m in found]
        self._row = "".join(self.words)
        self._edges = {0, *accumulate(map(len, self.words))}

    def has(self, spelled: str) -> bool:
        """Whether one word or several in a row are spelled so, and neither end is inside a word: Xiao-ming, Xi'an."""
        at = self._row.find(spelled)
        while at >= 0:
            if at in self._edges and at + len(spelled) in self._edges:
                return True
            at = self._row.find(spelled, at + 1)
        return False

    def amiss(self, surnames: Container[str], firsts: tuple[str, ...]) -> Span | None:
        """Where a given name beside a surname begins with one of the syllables `firsts`; of several, the first place.

        One with a hyphen is none: it need not be in pinyin.
        """
        for i, word in enumerate(self.words):
            beside = [n for n in (i - 1, i + 1) if 0 <= n < len(self.words) and self.words[n] in surnames]
            if beside and word.startswith(firsts) and (found := self._beside(i, beside[0])):
                return found
        return None

    def _beside(self, given: int, surname: int) -> Span | None:
        one, two = sorted((self.spans[given], self.spans[surname]))
        end = self.spans[given][1]
        apart = self.target[one[1] : two[0]] == " " and self.target[end : end + 1] not in ("-", "’", "'")
        return (one[0], two[1]) if apart and self.target[self.spans[given][0]].isupper() else None


def romanised(target: str) -> Iterator[Romanised]:
    """The names of a target that are a surname and one or two syllables of a given name, in pinyin."""
    end = 0
    for m in _WORDS.finditer(target):
        first, second = m[1].lower().replace("ü", "u"), m[2]
        known = first in _surnames() and first not in _NO_SURNAMES and second not in _NO_NAMES
        if known and m.start() >= end and (ways := _given_ways(second)):
            end = m.end(2)
            yield Romanised(target[m.start() : end], (m.start(), end), tuple((first, *way) for way in ways))


class Heard:
    """A source as it is read aloud, to look for names in it."""

    def __init__(self, source: str) -> None:
        self._strict: dict[str, set[int]] = {}
        self._loose: dict[str, set[int]] = {}
        for at, char in enumerate(source):
            for reading in readings(char):
                self._strict.setdefault(reading, set()).add(at)
                self._loose.setdefault(_loose(reading), set()).add(at)

    def has(self, name: Romanised) -> bool:
        """Whether characters in a row are read as the name; one with a hyphen may be in Wade-Giles."""
        return any(self._row(order, "-" in name.name) for way in name.ways for order in (way, (*way[1:], way[0])))

    def spells(self, word: str) -> bool:
        """Whether characters in a row are read as the two syllables of a word: Wuxi for 巫溪."""
        return any(self._row(way, False) for way in _given_ways(word) if len(way) == 2)

    def _row(self, syllables: tuple[str, ...], loose: bool) -> bool:
        index = self._loose if loose else self._strict
        places = [index.get(_loose(s) if loose else s, set()) for s in syllables]
        return any(all(start + i in there for i, there in enumerate(places)) for start in places[0])


def _loose(syllable: str) -> str:
    """A syllable without what pinyin and Wade-Giles write in different ways: chen and zhen, pang and bang."""
    m = _INITIAL.match(syllable)
    return _CLASSES.get(m[0], m[0]) + syllable[m.end() :] if m else syllable


def _given_ways(written: str) -> list[tuple[str, ...]]:
    """The ways to read a given name as one or two syllables."""
    parts = [p.lower().replace("ü", "u") for p in _SPLIT.split(written)]
    known = _syllables()
    if len(parts) == 2:
        return [(parts[0], parts[1])] if parts[0] in known and parts[1] in known else []
    word = parts[0]
    ways: list[tuple[str, ...]] = [(word,)] if word in known else []
    ways += [(word[:i], word[i:]) for i in range(1, len(word)) if word[:i] in known and word[i:] in known]
    return ways


def _joined(parts: Iterable[frozenset[str]]) -> list[str]:
    found = [""]
    for part in parts:
        found = [start + end for start in found for end in part]
    return found


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    """The surnames by pinyin, one syllable each."""
    return frozenset(r for c in lists()["surnames"] for r in readings(c))


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    """The syllables of pinyin."""
    read = (readings(chr(code)) for code in range(0x4E00, 0xA000))
    return frozenset(s for found in read for s in found if any(v in s for v in "aeiou"))


@lru_cache(maxsize=1)
def _spellings() -> dict[str, frozenset[str]]:
    return {surname: frozenset(map(_plain, other.split())) for surname, other in rows("surnames.tsv")}


def _plain(written: str) -> str:
    """`written` in small letters, without tones and other marks."""
    if written.isascii():
        return written.lower()
    return "".join(c for c in unicodedata.normalize("NFD", written.lower()) if not unicodedata.combining(c))
