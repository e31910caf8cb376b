"""Takes out the readings in brackets that a mirror put after the characters it had converted.

The same brackets are rightly there in teaching texts, annotated poems, dictionaries and lists of polyphones. So a
document is judged as a whole. The mirror annotates what it converted (產(chǎn)業(yè)), or common characters here and
there, always with one reading a character, in the middle of running traditional text. People annotate every character
of a line, or rare ones, or words that stand alone, or one character in several readings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.cleaning.plausibility import commonness, is_converted, is_unconverted, simplified
from duizhao.cleaning.readings import BRACKETED, HAN, bracketed, has_tone, readings, reads, sound
from duizhao.edits import Edit

STEP = "pinyin"

_BRACKETED = re.compile(BRACKETED)
_HAN = re.compile(rf"[{HAN}]")
_LIST = re.compile(rf"(?<![{HAN}])(?:[{HAN}]{{1,4}}{BRACKETED}[、,，/;；] ?)+[{HAN}]{{1,4}}{BRACKETED}(?![{HAN}])")
_AROUND = re.compile(rf"[^{HAN}]")
_CUE = re.compile("讀作|讀為|讀成|又讀|讀音|字讀|音同|唸|念作|念成|破音字|[”」』]字")
"""What those say who write about how a character is read."""
_OPENING, _CLOSING = "“‘「『", "”’」』"

_COMMON = 2e-5
"""About the 2,500 commonest characters: those that a converter meets, and that nobody needs to be told how to read."""
_FEW = 3
"""Below so many places of damage, each must be above suspicion."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A character, its reading in brackets at [start, end), and how well that reads it (see `reads`)."""

    char: str
    written: str
    start: int
    end: int
    grade: int


def pinyin(text: str) -> list[Edit]:
    """The edits that remove stray readings; none where the readings are the author's."""
    places = _places(text)
    toned = [p for p in places if _is_toned(p)]
    plain = [p for p in places if not _is_toned(p) and p.written.islower()]
    stray = sorted([*_stray(text, toned), *_stray_without_tones(text, plain)], key=lambda p: p.start)
    return [Edit(p.start, p.end, text[p.start : p.end], "", "exact", STEP) for p in stray]


def _is_toned(place: _Place) -> bool:
    """Whether a tone is written, or none is because the reading is neutral."""
    return place.grade > 1 or has_tone(place.written)


def _places(text: str) -> list[_Place]:
    found = []
    for bracket in bracketed(text):
        char = text[bracket.start() - 1 : bracket.start()]
        if _HAN.match(char) and sound(bracket[1]):
            found.append(_Place(char, bracket[1], *bracket.span(), reads(char, bracket[1])))
    return found


def _stray(text: str, places: Sequence[_Place]) -> list[_Place]:
    right = [p for p in places if p.grade and not is_unconverted(p.char)]
    clashing = _clashing(right)
    if 4 * (len(places) - len(right) + len(clashing)) > len(right):
        return []
    right = [p for p in right if p not in clashing]
    converted = [p for p in right if is_converted(p.char)]
    others = [p for p in right if not is_converted(p.char) and p.grade == 3 and commonness(p.char) >= _COMMON]
    if others and converted and _sprinkled(text, right):
        return converted + others
    listed = {at for found in _LIST.finditer(text) for at in range(*found.span())}
    if all(p.start in listed for p in converted):
        return []
    good = [p for p in converted if p.grade > 1 and _in_running_text(text, p)]
    if len(good) >= _FEW:
        genuine = 3 * (len(right) - len(converted)) > len(converted) or _annotated_share(text, converted) < 0.5
        return [] if genuine else converted
    if len(right) > len(converted) or _CUE.search(text):
        return []
    return [p for p in good if commonness(p.char) >= _COMMON and has_tone(p.written) and not _tells_apart(text, p)]


def _stray_without_tones(text: str, places: Sequence[_Place]) -> list[_Place]:
    """Readings without tones are often words of other kinds, so only many of them tell."""
    right = [p for p in places if p.grade and not is_unconverted(p.char)]
    converted = [p for p in right if is_converted(p.char) and commonness(p.char) >= _COMMON]
    if len({p.char for p in converted}) < _FEW or 4 * (len(places) - len(converted)) > len(converted):
        return []
    return converted if _annotated_share(text, converted) >= 0.5 else []


def _sprinkled(text: str, places: Sequence[_Place]) -> bool:
    """Whether readings stand after any common characters, here and there in running text, as no teacher puts them."""
    starts = {p.start - 1 for p in places}
    usual = [p for p in places if p.grade == 3 and commonness(p.char) >= _COMMON]
    goes_on = [p for p in places if _HAN.match(text, p.end) or text[p.end : p.end + 1].isdigit()]
    in_a_row = [p for p in places if p.end in starts]
    share = len(places)
    return share >= _FEW and len(usual) >= 0.7 * share and len(goes_on) >= 0.6 * share and len(in_a_row) <= 0.4 * share


def _clashing(places: Sequence[_Place]) -> set[_Place]:
    """The places that read their character otherwise than most do."""
    heard: dict[str, Counter[object]] = defaultdict(Counter)
    for p in places:
        heard[p.char][sound(p.written)] += 1
    usual = {char: counts.most_common(1)[0][0] for char, counts in heard.items()}
    return {p for p in places if sound(p.written) != usual[p.char]}


def _in_running_text(text: str, place: _Place) -> bool:
    """Whether the character is part of a sentence, not a headword that stands alone."""
    before, after = place.start - 2, place.end
    if text[before : before + 1] in _OPENING and text[after : after + 1] in _CLOSING:
        before, after = before - 1, after + 1
    if any(_HAN.match(text, i) or text[i : i + 1] in ")）" for i in (before, after) if 0 <= i < len(text)):
        return True
    near = text[max(0, place.start - 80) : place.start - 1]
    line = near[near.rfind("\n") + 1 :].rstrip(" 、,，/;；|")
    return bool(_HAN.search(line)) and not line.endswith((")", "）"))


def _annotated_share(text: str, places: Sequence[_Place]) -> float:
    """How many of the characters that occur again carry their reading there too."""
    annotated = Counter(p.char for p in places)
    occurring = {c: text.count(c) for c in annotated}
    again = [c for c, n in occurring.items() if n > 1]
    return sum(annotated[c] for c in again) / sum(occurring[c] for c in again) if again else 1.0


def _tells_apart(text: str, place: _Place) -> bool:
    """Whether a reading is worth giving: an unusual one that is right where it stands."""
    if place.grade == 3:
        return False
    if readings(place.char).index(sound(place.written)) > 1:
        return True
    return sound(_read_in_words(text, place)) == sound(place.written)


def _read_in_words(text: str, place: _Place) -> str:
    """How the character is read in the words around it."""
    from pypinyin import pinyin as read

    left = _AROUND.split(_BRACKETED.sub("", text[max(0, place.start - 40) : place.start]))[-1]
    right = _AROUND.split(_BRACKETED.sub("", text[place.end : place.end + 40]))[0]
    return read("".join(map(simplified, left + right)))[len(left) - 1][0]
