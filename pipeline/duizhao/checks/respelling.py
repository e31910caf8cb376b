"""Names that a model spells amiss, as their characters are read (张奕垚, Zhang Yiyao) or as they stand there (Kcon)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.checks.folding import fold
from duizhao.checks.gazetteer import is_sign, known_name
from duizhao.checks.romanised import Heard, Romanised, given_by_pinyin, given_spellings, readings, romanised
from duizhao.people import lists

_GIVEN = re.compile("[\u3400-\u9fff]{1,2}")
_CLOSE, _CLOSER = 2, 1
"""Letters in which a given name may differ from what is said, and one of four letters or fewer."""
_SHARED = 4
"""The same where one of two syllables is right."""
_LATIN = re.compile("(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{3,40}(?![A-Za-z0-9])")
_LONG_NAME = 7
"""Letters from which two of a Latin name may be wrong."""


def strangers(source: str, target: str) -> list[Romanised]:
    """The persons of a target, by pinyin, that a folded source has not; each name once."""
    found = {r.name: r for r in romanised(target) if not is_sign(r.name)}
    if not found:
        return []
    heard = Heard(source)
    return [r for r in found.values() if not heard.has(r)]


def respelled(source: str, target: str) -> str:
    """`target` with the names that its source has in almost the same sound, as the source has them."""
    plain = fold(source)
    for name in strangers(plain, target):
        right = _nearest(plain, name)
        if right and not re.search(rf"\b{re.escape(right)}\b", target):
            target = re.sub(rf"\b{re.escape(name.name)}\b", right, target)
    return target


def recopied(source: str, target: str) -> str:
    """`target` with the Latin names of its source as the source has them: Kcon for Kacon.

    Only names and codes (with a capital or a figure), and only where one word of the target that the source has not is
    a letter or two off.
    """
    names = dict.fromkeys(n for n in _LATIN.findall(source) if not _is_word(n))
    missing = [
        n for n in names if not re.search(rf"(?<![A-Za-z0-9]){n}(?:s|es)?(?![A-Za-z0-9])", target, re.IGNORECASE)
    ]
    if not missing:
        return target
    there = {n.casefold() for n in _LATIN.findall(source)}
    strange = [w for w in dict.fromkeys(_LATIN.findall(target)) if w.casefold() not in there and not _is_word(w)]
    for name in missing:
        like = [w for w in strange if _is_miscopied(w, name)]
        if len(like) == 1:
            target = re.sub(rf"(?<![A-Za-z0-9]){like[0]}(?![A-Za-z0-9])", name, target)
    return target


def _is_word(latin: str) -> bool:
    return latin.islower() and latin.isalpha()


def _is_miscopied(word: str, name: str) -> bool:
    one, other = word.casefold(), name.casefold()
    most = _CLOSER if len(name) < _LONG_NAME else _CLOSE
    ends = one[0] == other[0] or one[-3:] == other[-3:]
    return ends and not is_sign(word) and _distance(one, other) <= most


def _nearest(source: str, name: Romanised) -> str:
    """The name of the source that sounds most like this one; empty where none does, or two do."""
    found = sorted(set(_alike(source, name)))
    best = [right for distance, right in found if distance == found[0][0]]
    return best[0] if len(best) == 1 else ""


def _alike(source: str, name: Romanised) -> Iterator[tuple[int, str]]:
    surname, no_name = name.ways[0][0], set(lists()["functions"])
    for at, char in enumerate(source):
        if "-" in name.name or surname not in readings(char) or char not in lists()["surnames"]:
            continue  # with a hyphen it is spelled as in Hong Kong or Taiwan
        for given in {source[at + 1 : at + 2], source[at + 1 : at + 3]}:
            if _GIVEN.fullmatch(given) and no_name.isdisjoint(given):
                for way in (way for way in name.ways if len(way) - 1 <= len(given)):
                    right = known_name(char + given) or f"{surname.capitalize()} {given_by_pinyin(given)}"
                    for spelled in given_spellings(given):
                        distance = _distance("".join(way[1:]), spelled)
                        if distance <= _limit(way[1:], given):
                            yield distance, right


def _limit(said: tuple[str, ...], given: str) -> int:
    if len(said) == len(given) == 2 and any(s in readings(c) for s, c in zip(said, given, strict=True)):
        return _SHARED
    return _CLOSER if len("".join(said)) <= 4 else _CLOSE


def _distance(one: str, other: str) -> int:
    """The Levenshtein distance of two words."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]
