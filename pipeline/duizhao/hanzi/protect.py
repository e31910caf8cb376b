"""What the tables may not touch: a user's words, a glossary's terms, characters of names.

Each character that is kept is masked by one that no dictionary knows, and put back after the last stage, so that
positions stay what they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from duizhao.edits import Edit
from duizhao.errors import InputError
from duizhao.hanzi.align import STEP, words
from duizhao.hanzi.names import direction, kept_in_names, names
from duizhao.hanzi.tables import Stage, entries, stage, stages, zhe

MASK = "\U0010fffd"
LIMIT = 1 << 24
"""Bytes of a file of protected words."""

_FILE = re.compile(r"[/\\]|\.(?:txt|tsv|lst)$")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text whose protected characters are MASK; `kept` holds what becomes of them, and `edits` those that change."""

    text: str
    kept: str = ""
    edits: tuple[Edit, ...] = ()


def protected(wanted: Iterable[str]) -> Stage | None:
    """Words that no table may change, ready for `convert`; None where there are none.

    A glossary's terms may come this way too. Of words that overlap the longest is taken; blank ones are left out.
    """
    known = {word: word for word in map(str.strip, wanted) if word}
    return stage([known], across=True) if known else None


@lru_cache(maxsize=8)
def listed(entries: tuple[str, ...]) -> Stage | None:
    """The protected words that a setting names: words themselves, and files with one a line (# begins a comment).

    Raises InputError for a file that cannot be read or is no UTF-8 text.
    """
    found: list[str] = []
    for entry in entries:
        found += _lines(Path(entry)) if _FILE.search(entry) else [entry]
    return protected(found)


def fingerprint(entries: tuple[str, ...]) -> str | None:
    """Names the protected words of a setting, whatever their order: the first hexadecimal digits of a SHA-256."""
    keep = listed(entries)
    if keep is None:
        return None
    known = sorted((*keep.words, *keep.characters))
    return hashlib.sha256("\n".join(known).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def mask(text: str, config: str, keep: Stage | None, known: Stage | None = None) -> Masked:
    """`text` with the words of `keep` and the characters of names masked, those of `known` at all their places.

    Of a protected word a character stays that the script asked for has too (徐乾學 becomes 徐乾学); any other is
    converted by itself.
    """
    kept = {name.kept: text[name.kept] for name in names(text, config, known)}
    if MASK in text:
        kept |= {i: c for i, c in enumerate(text) if c == MASK}
    if keep is not None:
        places = {i for start, end, _ in words(text, keep) for i in range(start, end)}
        if keep.characters:
            places |= {i for i, c in enumerate(text) if c in keep.characters}
        kept = {i: _by_itself(text[i], config) for i in places} | kept
    if not kept:
        return Masked(text)
    order = sorted(kept)
    parts: list[str] = []
    at = 0
    for i in order:
        parts += text[at:i], MASK
        at = i + 1
    changed = (Edit(i, i + 1, text[i], kept[i], step=STEP) for i in order if text[i] != kept[i])
    return Masked("".join((*parts, text[at:])), "".join(kept[i] for i in order), tuple(changed))


def unmask(text: str, kept: str) -> str:
    """`text` with the kept characters in their places."""
    if not kept:
        return text
    characters = iter(kept)
    return re.sub(MASK, lambda _: next(characters), text)


@lru_cache(maxsize=4096)
def _by_itself(character: str, config: str) -> str:
    """What `config` makes of a character that stands for itself."""
    way = direction(config)
    first, *others = (s for s in stages(config) if s is not zhe())
    if character not in _alphabet(way):
        character = first.characters.get(character, character)
    for one in others:
        if way != "simplifying" or character not in _alphabet(way):  # the stage of the script is the last one there
            character = one.characters.get(character, character)
    return character


@lru_cache(maxsize=4)
def _alphabet(way: str | None) -> frozenset[str]:
    """Characters that a table would change, and that the script asked for has nevertheless."""
    if way == "complicating":
        return frozenset("".join(entries("STCharacters.txt").values()))
    if way == "simplifying":
        simplified = frozenset("".join(entries("TSCharacters.txt").values())) | set(entries("STCharacters.txt"))
        return simplified | kept_in_names() | {"著"}  # which t2s leaves as it is, but the stage for Taiwan does not
    return frozenset()


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
        if len(data) > LIMIT:
            raise InputError("is too large for a list of words", where=path, remedy="Name a file of one word a line.")
        text = data.decode("utf-8-sig")
    except OSError as e:
        raise InputError(f"cannot be read ({e.strerror})", where=path, remedy="Name a file of one word a line.") from e
    except UnicodeDecodeError as e:
        raise InputError("is not UTF-8", where=path, remedy="Save the list as UTF-8.") from e
    return [line for line in text.splitlines() if not line.startswith("#")]
