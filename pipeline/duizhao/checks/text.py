"""Checks of the text itself: nothing there, something over and over, too short or too long, not translated, cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil

from duizhao.checks.pair import Pair
from duizhao.record import Flag, Span
from duizhao.settings import Checking

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{HAN}]")
_HANS = re.compile(f"[{HAN}]+")
_FOREIGN = re.compile(f"[{HAN}\u3040-\u30ff\uac00-\ud7af]+(?:[，。、；：·《》“”]*[{HAN}]+)*")
_LATIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]")
_LATINS = re.compile(rf"{_LATIN.pattern}+")
_LETTER = re.compile(r"[^\W_]")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|【[^【】]*】")
_QUOTED = re.compile(rf"[\"“'‘「『《]([{HAN}]{{1,4}})[\"”'’」』》]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{1,2000}|[A-Za-z0-9]@[A-Za-z0-9.-]{1,255}")
_LEFT_OPEN = re.compile(
    r"(?:[,;:(\[“\-–—]|\b(?:the|a|an|and|or|of|to|in|for|with|by|from|at|on|as|that|which|is|are|was|were|has|have|its))\s*$",
    re.IGNORECASE,
)
_SOURCE_ENDS = re.compile(r"[。！？!?.…][”’」』）)]*\s*$")


_SEEN = 4000
"""Characters of a source in which what it says over and over is looked for."""


def empty(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """A source that says something, and a target without a letter or a digit."""
    if _says(pair.source) and not _says(pair.target):
        yield Flag("empty", "error", "the translation is empty", (0, len(pair.source)))


def repetition(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """The same words, or the same characters, over and over where the source does not repeat itself."""
    words = [word.lower() for word in _WORD.findall(pair.target)]
    if _may_circle(words, settings.repeats) and (circles := _circles(settings.repeats).search(pair.target)):
        if _source_repeats(pair.source) < 2:
            message = f"“{_short(circles[1])}” {len(circles[0]) // len(circles[1])} times in a row"
            yield Flag("repetition", "error", message, None, circles.span())
        return
    found = _loop(words, settings.repeats)
    if found is None or found.times <= _source_repeats(pair.source) or (found.times == 2 and _says_twice(pair.source)):
        return
    spans = [m.span() for m in _WORD.finditer(pair.target)]
    first, last = spans[found.first], spans[found.first + found.size * found.times - 1]
    unit = pair.target[first[0] : spans[found.first + found.size - 1][1]]
    yield Flag("repetition", "error", f"“{_short(unit)}” {found.times} times in a row", None, (first[0], last[1]))


def _may_circle(words: Sequence[str], repeats: int) -> bool:
    """Whether a word has so few different letters that some may go in circles in it: cheap, and rarely true."""
    return any(len(word) - len(set(word)) > repeats for word in words if len(word) > repeats + 1)


@cache
def _circles(repeats: int) -> re.Pattern[str]:
    """A unit of up to six letters without a space between: aaaaaaa, hahahahahaha."""
    return re.compile(rf"([^\W\d_]{{1,6}}?)\1{{{repeats + 1},}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Loop:
    """`times` units of `size` words, from the word `first` on."""

    first: int
    size: int
    times: int


def _loop(words: Sequence[str], repeats: int) -> _Loop | None:
    """The longest loop; a word may be stressed (very, very, very), three words have no reason to come twice."""
    best: _Loop | None = None
    for size in sorted(_distances(words)):
        run = 0
        for i in range(size, len(words) + 1):
            if i < len(words) and words[i] == words[i - size]:
                run += 1
                continue
            times = run // size + 1
            whole = times == 2 and run + size == len(words) and size > 1
            enough = times >= (repeats if size == 1 else repeats - 1 if size == 2 else 2)
            if (enough or whole) and (best is None or times * size > best.times * best.size):
                best = _Loop(i - run - size, size, times)
            run = 0
    return best


def _distances(words: Sequence[str]) -> set[int]:
    """How far apart equal pairs of words stand, up to 24: the only sizes that a loop can have."""
    found: set[int] = set()
    if len(set(pairwise(words))) >= len(words) - 1:
        return found
    last: dict[tuple[str, str], int] = {}
    for i, two in enumerate(pairwise(words)):
        if two in last and i - last[two] <= 24:
            found.add(i - last[two])
        last[two] = i
    return found


def _says_twice(source: str) -> bool:
    """Whether three characters of the source come again: a name that is said twice may meet itself in English."""
    threes = [source[i : i + 3] for i in range(len(source) - 2) if _HAN.match(source, i)]
    return len(set(threes)) < len(threes)


def _source_repeats(source: str) -> int:
    """How often a unit of the source stands in a row at most; 1 where nothing is repeated, 缓缓 and 哈哈 included."""
    bare = "".join(c for c in source[:_SEEN] if c.isalnum())
    best = 1
    for size in range(1, min(12, len(bare) // 2) + 1):
        run = 0
        for i in range(size, len(bare)):
            run = run + 1 if bare[i] == bare[i - size] else 0
            times = run // size + 1
            if times > (2 if size == 1 else 1):
                best = max(best, times)
    return best


def length(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """A target that is much shorter or longer than targets of such a source are: a passage left out, or made up.

    The band narrows with the length of the source; it was fitted on 38,000 human pairs of news, of which 0.5% lie
    outside it. Its unit is English letters and digits to a Chinese character; four Latin letters of the source count
    as one character, names in brackets as none.
    """
    source, target = map(_without_addresses, (pair.source, pair.target))  # the same on both sides
    han = _total(_HANS, source)
    letters = _total(_LATINS, target) + (0 if target.isascii() else 3 * _total(_FOREIGN, target))
    if han < 3 or not letters:
        return
    # a name in brackets stands for the characters before it
    size = han + (_total(_LATINS, _ASIDE.sub("", source)) / 4 if _LATIN.search(source) else 0)
    low, high = band(size, settings)
    if letters < low * size:
        message = f"shorter than expected: {letters} letters for {ceil(size)} characters, passages may be missing"
        yield Flag("length", "warning", message, (0, len(pair.source)))
    elif letters > high * size:
        message = f"longer than expected: {letters} letters for {ceil(size)} characters, passages may be added"
        yield Flag("length", "warning", message, None, (0, len(pair.target)))


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub("", text) if "://" in text or "www." in text or "@" in text else text


def _total(runs: re.Pattern[str], text: str) -> int:
    """How many characters of `text` the matches are."""
    return sum(map(len, runs.findall(text)))


def band(size: float, settings: Checking) -> tuple[float, float]:
    """The least and the most English letters to a character, for a source of `size` characters."""
    return settings.length_low * (1 - 2.5 / (size + 5)), settings.length_high * (1 + 5 / (size + 4))


def untranslated(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Chinese left in the target, beyond names in brackets and single words in quotation marks; or no English.

    And what is no character at all: a model that spells bytes may spell none.
    """
    if pair.target.isascii():
        return
    if (at := pair.target.find("\ufffd")) >= 0 and "\ufffd" not in pair.source:
        yield Flag("untranslated", "error", "characters that the model could not spell", None, (at, at + 1))
    if not _FOREIGN.search(pair.target):
        return
    if not _HAN.search(pair.source) or not _says(pair.target):
        return
    if pair.source.strip() == pair.target.strip():
        yield Flag("untranslated", "error", "the target is the source", None, (0, len(pair.target)))
        return
    text = pair.target
    for part in _kept(pair):
        text = text.replace(part, "\x00" * len(part))
    for pattern in (_ASIDE, _QUOTED):
        text = pattern.sub(lambda m: "\x00" * len(m[0]), text)
    left = [m for m in _FOREIGN.finditer(text) if m[0] != "〇"]
    if not _LATIN.search(text) and not left:
        left = list(_FOREIGN.finditer(pair.target))
    for m in left:
        yield Flag("untranslated", "error", f"“{_short(m[0])}” is not translated", _find(pair.source, m[0]), m.span())


def _kept(pair: Pair) -> Iterator[str]:
    """What the glossary wants left as it is, as the author writes it and as the glossary does."""
    for found in pair.terms:
        if found.term.kept:
            yield from (pair.source[slice(*found.span)], found.term.source)


def truncated(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """A target that the model did not end, or that ends within a phrase where the source is a whole sentence."""
    if not _says(pair.target):
        return
    end = len(pair.target)
    if not pair.complete:
        yield Flag("truncated", "error", "the translation was cut off", None, (max(0, end - 20), end))
    elif _SOURCE_ENDS.search(pair.source, len(pair.source) - 8) and (m := _LEFT_OPEN.search(pair.target, end - 12)):
        yield Flag("truncated", "error", f"the translation ends in “{m[0].strip()}”", None, (m.start(), end))


def split(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """A sentence that was too long for the model and was translated in pieces."""
    if pair.pieces > 1:
        yield Flag("split", "warning", f"long, translated in {pair.pieces} pieces: see how they join")


def damaged_source(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Characters of the source that cleaning could only reconstruct, or not at all."""
    for span in pair.damaged:
        text = pair.source[slice(*span)]
        yield Flag("damaged_source", "warning", f"“{_short(text)}” was damaged in the source", span)


def _says(text: str) -> bool:
    return _LETTER.search(text) is not None


def _find(text: str, part: str) -> Span | None:
    at = text.find(part)
    return None if at < 0 else (at, at + len(part))


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
