"""One stage of a conversion, with the place of every change.

The rule is the package's: of the first dictionary the longest words, from left to right, then those of the next one;
single characters where no word was found. The package's own matching copies the rest of a line at each match (quadratic
in lines without punctuation) and does not say what it changed.
"""

from __future__ import annotations

from functools import lru_cache
from operator import add

from duizhao.edits import Edit
from duizhao.hanzi.tables import Stage

STEP = "script"


def words(text: str, stage: Stage) -> list[tuple[int, int, str]]:
    """The words of `stage` that apply to `text`, in order: start, end, replacement."""
    lengths, known = stage.lengths, stage.words
    found: list[tuple[int, int, int, str]] = []
    for start, pair in enumerate(map(add, text, text[1:])):
        if pair in lengths:
            for length in lengths[pair]:
                hit = known.get(text[start : start + length])
                if hit is not None and start + length <= len(text):
                    found.append((hit[0], -length, start, hit[1]))
    found.sort()
    taken = bytearray(len(text))
    chosen = []
    for _, negative, start, after in found:
        end = start - negative
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            chosen.append((start, end, after))
    chosen.sort()
    return chosen


def rewrite(text: str, stage: Stage) -> str:
    """`text` after `stage`."""
    parts: list[str] = []
    at = 0
    for start, end, after in words(text, stage):
        parts += text[at:start].translate(stage.translation), after
        at = end
    parts.append(text[at:].translate(stage.translation))
    return "".join(parts)


def edits(text: str, stage: Stage) -> list[Edit]:
    """What `stage` changes in `text`: a character where that is possible, else a word."""
    characters = stage.characters
    out: list[Edit] = []
    at = 0
    for start, end, after in (*words(text, stage), (len(text), len(text), "")):
        for i, before in enumerate(text[at:start], at):
            if before in characters and characters[before] != before:
                out.append(Edit(i, i + 1, before, characters[before], step=STEP))
        for offset, old, new in _differences(text[start:end], after):
            out.append(Edit(start + offset, start + offset + len(old), old, new, step=STEP))
        at = end
    return out


@lru_cache(maxsize=65536)
def _differences(before: str, after: str) -> tuple[tuple[int, str, str], ...]:
    """Where two words differ: by character where they are as long, else without their common ends."""
    if len(before) == len(after):
        return tuple((i, a, b) for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b)
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tail = next((i for i in range(shorter - head) if before[-1 - i] != after[-1 - i]), shorter - head)
    return ((head, before[head : len(before) - tail], after[head : len(after) - tail]),)
