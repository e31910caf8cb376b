"""Checks of the text itself: nothing there, something over and over, too short or too long, not translated, cut off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil

from duizhao.checks.pair import Pair
from duizhao.record import Flag, Span
from duizhao.settings import Checking

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{HAN}]")
_FOREIGN = re.compile(f"[{HAN}\u3040-\u30ff\uac00-\ud7af]+(?:[，。、；：·《》“”]*[{HAN}]+)*")
_LATIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|【[^【】]*】")
_QUOTED = re.compile(rf"[\"“'‘「『《]([{HAN}]{{1,4}})[\"”'’」』》]")
_LEFT_OPEN = re.compile(
    r"(?:[,;:(\[“\-–—]|\b(?:the|a|an|and|or|of|to|in|for|with|by|from|at|on|as|that|which|is|are|was|were|has|have|its))\s*$",
    re.IGNORECASE,
)
_SOURCE_ENDS = re.compile(r"[。！？!?.…；][”’」』）)]*\s*$")


def empty(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """A source that says something, and a target without a letter or a digit."""
    if _says(pair.source) and not _says(pair.target):
        yield Flag("empty", "error", "the translation is empty", (0, len(pair.source)))


def repetition(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """The same words, or the same characters, over and over where the source does not repeat itself."""
    if not _says(pair.target):
        return
    words = [(m.group().lower(), m.span()) for m in _WORD.finditer(pair.target)]
    allowed = _source_repeats(pair.source)
    loop = _word_loop([w for w, _ in words], allowed, settings.repeats)
    if loop is not None:
        first, last, times = loop
        span = words[first][1][0], words[last][1][1]
        unit = pair.target[span[0] : words[first + (last - first + 1) // times - 1][1][1]]
        yield Flag("repetition", "error", f"“{_short(unit)}” {times} times in a row", None, span)
    elif (run := _character_loop(pair.target, settings.repeats)) is not None and allowed < 2:
        yield Flag("repetition", "error", f"“{_short(pair.target[slice(*run)])}” goes in circles", None, run)
    elif (phrase := _echo([w for w, _ in words], settings.repeats)) is not None and allowed < 2:
        yield Flag("repetition", "error", f"“{' '.join(phrase)}” comes again and again", None, (0, len(pair.target)))


def _source_repeats(source: str) -> int:
    """How often a unit of the source stands in a row at most; 1 where nothing is repeated (缓缓 and 哈哈 count as 1)."""
    bare = re.sub(r"[^\w]", "", source)
    best = 1
    for period in range(1, min(12, len(bare) // 2) + 1):
        run = 0
        for i in range(period, len(bare)):
            run = run + 1 if bare[i] == bare[i - period] else 0
            if run >= period:
                times = run // period + 1
                best = max(best, times if period > 1 or times > 2 else 1)
    return best


def _word_loop(words: Sequence[str], allowed: int, repeats: int) -> tuple[int, int, int] | None:
    """The longest run of a repeated unit of 1 to 16 words: (first word, last word, times)."""
    found: tuple[int, int, int] | None = None
    for period in range(1, min(16, len(words) // 2) + 1):
        run = 0
        for i in range(period, len(words) + 1):
            if i < len(words) and words[i] == words[i - period]:
                run += 1
                continue
            times = run // period + 1
            # a unit of one word may be stressed (very, very, very); a long one has no reason to come twice
            limit = repeats if period == 1 else repeats - 1 if period < 5 else 2
            if (run and times >= max(limit, allowed + 1)) or (
                times == 2 and allowed < 2 and run + period == len(words) > 3
            ):
                size = times * period
                if found is None or size > found[1] - found[0] + 1:
                    found = i - run - period, i - run - period + size - 1, times
            run = 0
    return found


def _character_loop(text: str, repeats: int) -> Span | None:
    """A run of one letter, or of a unit of up to six, without a space: aaaaaaa, hahahahahaha."""
    for period in range(1, 7):
        run = 0
        for i in range(period, len(text) + 1):
            if i < len(text) and text[i] == text[i - period] and text[i].isalpha():
                run += 1
            else:
                if run // period + 1 >= repeats + 2 and run + period >= 2 * repeats:
                    return i - run - period, i
                run = 0
    return None


def _echo(words: Sequence[str], repeats: int) -> Sequence[str] | None:
    """Four words in a row that come again and again, and make up most of the text."""
    if len(words) < 4 * repeats:
        return None
    phrase, times = Counter(zip(words, words[1:], words[2:], words[3:], strict=False)).most_common(1)[0]
    return phrase if times >= repeats and 4 * times >= len(words) // 2 else None


def length(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """A target that is much shorter or longer than targets of such a source are: a passage left out, or made up.

    The band narrows with the length of the source; it was fitted on 38,000 human pairs of news, of which 0.5% lie
    outside it. Its unit is English letters and digits to a Chinese character; four Latin letters of the source count
    as one character.
    """
    size = len(_HAN.findall(pair.source)) + len(_LATIN.findall(pair.source)) / 4
    letters = len(_LATIN.findall(pair.target))
    if not letters or not _HAN.search(pair.source) or size < 3:
        return
    low, high = band(size, settings)
    if letters < low * size:
        message = f"shorter than expected: {letters} letters for {ceil(size)} characters, passages may be missing"
        yield Flag("length", "warning", message, (0, len(pair.source)))
    elif letters > high * size:
        message = f"longer than expected: {letters} letters for {ceil(size)} characters, passages may be added"
        yield Flag("length", "warning", message, None, (0, len(pair.target)))


def band(size: float, settings: Checking) -> tuple[float, float]:
    """The least and the most English letters to a character, for a source of `size` characters."""
    return settings.length_low * (1 - 2.5 / (size + 5)), settings.length_high * (1 + 5 / (size + 4))


def untranslated(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Chinese left in the target, beyond names in brackets and single words in quotation marks; or no English at all."""
    if not _HAN.search(pair.source) or not _says(pair.target):
        return
    if pair.source.strip() == pair.target.strip():
        yield Flag("untranslated", "error", "the target is the source", None, (0, len(pair.target)))
        return
    text = pair.target
    for pattern in (_ASIDE, _QUOTED):
        text = pattern.sub(lambda m: "\x00" * len(m[0]), text)
    left = [m for m in _FOREIGN.finditer(text) if m[0] != "〇"]
    if not _LATIN.search(text) and not left:
        left = list(_FOREIGN.finditer(pair.target))
    for m in left:
        yield Flag("untranslated", "error", f"“{_short(m[0])}” is not translated", _find(pair.source, m[0]), m.span())


def truncated(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """A target that the model did not end, or that ends in the middle of a phrase where the source is a whole sentence."""
    if not _says(pair.target):
        return
    end = len(pair.target)
    if not pair.complete:
        yield Flag("truncated", "error", "the translation was cut off", None, (max(0, end - 20), end))
    elif _SOURCE_ENDS.search(pair.source) and (m := _LEFT_OPEN.search(pair.target)):
        yield Flag("truncated", "error", f"the translation ends in “{m[0].strip()}”", None, (m.start(), end))


def split(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """A sentence that was too long for the model and was translated in pieces."""
    if pair.pieces > 1:
        yield Flag("split", "warning", f"translated in {pair.pieces} pieces", (0, len(pair.source)))


def damaged_source(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Characters of the source that cleaning could only reconstruct, or not at all."""
    for span in pair.damaged:
        text = pair.source[slice(*span)]
        yield Flag("damaged_source", "warning", f"“{_short(text)}” was damaged in the source", span)


def _says(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _find(text: str, part: str) -> Span | None:
    at = text.find(part)
    return None if at < 0 else (at, at + len(part))


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
