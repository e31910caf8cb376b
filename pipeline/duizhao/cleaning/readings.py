"""How characters are read: the readings of pypinyin, and the notations that pinyin is written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from duizhao.pinyin import pinyin

_LETTER = r"A-Za-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙÜăĕĭŏŭńňǹḿêɑɡ\u0300-\u030c"
SYLLABLE = rf"[{_LETTER}]{{1,7}}:?[{_LETTER}]{{0,3}}[0-5]?"
"""What a syllable of pinyin can look like: tone marks, also combining or breve, or a digit; ü also as u: and v."""
BRACKETED = rf"[(（] ?({SYLLABLE}) ?[)）]"
HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_BRACKETED = re.compile(BRACKETED)
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0306": 3, "\u0300": 4}
_IS_SYLLABLE = re.compile(r"[a-zv]+")


class Sound(NamedTuple):
    """A syllable as it is heard: letters without marks (ü is v) and the tone, 1 to 5, or None where none is written."""

    letters: str
    tone: int | None


def bracketed(text: str) -> Iterator[re.Match[str]]:
    """What may be readings in brackets."""
    opening = {"(": text.find("("), "（": text.find("（")}
    while found := [at for at in opening.values() if at >= 0]:
        start = min(found)
        match = _BRACKETED.match(text, start)
        if match:
            yield match
        after = match.end() if match else start + 1
        opening = {c: text.find(c, after) if 0 <= at < after else at for c, at in opening.items()}


@lru_cache(maxsize=4096)
def sound(written: str) -> Sound | None:
    """What a written syllable stands for, wherever its tone mark was set; None where it is no pinyin."""
    letters: list[str] = []
    tone = None
    for c in unicodedata.normalize("NFD", written.lower().replace("u:", "v")):
        if c in _TONES:
            tone = _TONES[c]
        elif c == "\u0308" and letters and letters[-1] == "u":
            letters[-1] = "v"
        elif c.isdigit():
            tone = int(c) or 5
        elif not unicodedata.combining(c):
            letters.append({"ɑ": "a", "ɡ": "g"}.get(c, c))
    joined = "".join(letters)
    return Sound(joined, tone) if _IS_SYLLABLE.fullmatch(joined) else None


def has_tone(written: str) -> bool:
    """Whether a tone is written in a syllable."""
    heard = sound(written)
    return heard is not None and heard.tone is not None


@lru_cache(maxsize=32768)
def readings(char: str) -> tuple[Sound, ...]:
    """The readings of a character, the commonest first; a neutral tone is 5. Empty where it has none."""
    heard = map(sound, pinyin(char))
    return tuple(Sound(s.letters, s.tone or 5) for s in heard if s)


def reads(char: str, written: str) -> int:
    """How well `written` is a reading of `char`: 3 the commonest, 2 another, 1 but for the tone, 0 not at all.

    The neutral tone is the one that is not written.
    """
    heard = sound(written)
    if heard is None:
        return 0
    known = readings(char)
    toned = Sound(heard.letters, heard.tone or 5)
    if toned in known:
        return 3 if toned == known[0] else 2
    return int(any(heard.letters == k.letters for k in known))
