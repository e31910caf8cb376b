"""Does to clean text what the mirrors did, on the bytes of GBK: the damage that `gbk_bytes` and `pinyin` undo.

Readings are put after the two bytes of a character wherever they stand; full-width marks found across two characters
cut them as well. What the bytes decode to afterwards depends on the decoder: `Mirror` names the variants.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Any, Literal

from duizhao.edits import Edit, invert

SEED = "網風產業發內達勢遠則結進報領導設經質會創區濟歷興貿專實統務學習點應關際現續監環優協當線節轉數"
"""Characters that mirrors annotate."""

_FOLD = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
_MARKS = "，；：！？"
_CUT, _OPEN, _CLOSE = b"\0", b"\1", b"\2"


@dataclass(frozen=True, slots=True)
class Mirror:
    """`swallows`: an orphaned byte takes the next ASCII character with it. `fold`: when full-width marks become ASCII.
    `unmapped`: what becomes of two bytes that make no character: nothing, one `?`, or `?` for the first alone.
    `html`: paragraphs end in </p>, which is taken out afterwards. `marks`: full-width marks cut characters too."""

    swallows: bool = True
    fold: Literal["", "before", "after"] = ""
    unmapped: Literal["dropped", "sign", "one by one"] = "sign"
    html: bool = True
    marks: bool = True


@dataclass(frozen=True, slots=True)
class Damaged:
    """The damaged text, what should come back, and where in that the places of damage are."""

    text: str
    clean: str
    places: list[int]
    cuts: int


def table(characters: str) -> dict[str, str]:
    """The first reading of each character."""
    from pypinyin import Style, pinyin

    return {c: pinyin(c, style=Style.TONE)[0][0] for c in characters}


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")


@cache
def _traditional(char: str) -> str:
    return str(_converter().convert(char))


def traditional(text: str) -> str:
    """The text converted character by character, as the mirrors did."""
    return "".join(map(_traditional, text))


def corrupt(clean: str, readings: dict[str, str], mirror: Mirror) -> Damaged:
    """The damage of `mirror` done to `clean`, of which what GBK lacks is left out first."""
    clean = clean.encode("gbk", "ignore").decode("gbk")
    if mirror.fold == "before":
        clean = clean.translate(_FOLD)
    data = clean.encode("gbk").replace(b"\n", b"</p>\n" if mirror.html else b"\n")
    for char, reading in readings.items():
        code = char.encode("gbk")
        data = data.replace(code, code + _OPEN + reading.encode("gbk") + _CLOSE)
    for mark in _MARKS if mirror.marks else "":
        data = data.replace(mark.encode("gbk"), _CUT + mark.encode("gbk"))
    text = _decode(data, mirror).replace("</p>", "")
    places, cuts = _places(data.replace(b"</p>", b""), clean)
    if mirror.fold == "after":
        text, clean = text.translate(_FOLD), clean.translate(_FOLD)
    return Damaged(text, clean, places, cuts)


def _places(data: bytes, clean: str) -> tuple[list[int], int]:
    """The characters of the clean text that readings stand in or after and that marks cut; how many were cut."""
    owners = [i for i, c in enumerate(clean) for _ in c.encode("gbk")]
    places: list[int] = []
    at = cuts = 0
    for piece in re.split(rb"(\x01.*?\x02|\0)", data):
        inside = 0 < at < len(owners) and owners[at - 1] == owners[at]
        if piece[:1] == _OPEN or (piece == _CUT and inside):
            places.append(owners[at - 1])
            cuts += inside
        elif piece != _CUT:
            at += len(piece)
    return places, cuts


def _decode(data: bytes, mirror: Mirror) -> str:
    out, i = [], 0
    while i < len(data):
        first = data[i]
        if first < 0x80:
            out.append({0: "", 1: "(", 2: ")"}.get(first, chr(first)))
            i += 1
            continue
        if first == 0x80:
            out.append("€" if mirror.unmapped == "dropped" else "?")
            i += 1
            continue
        second = data[i + 1] if i + 1 < len(data) else 0x0A
        try:
            out.append(data[i : i + 2].decode("gbk"))
            i += 2
        except UnicodeDecodeError:
            if second >= 0x80 and mirror.unmapped != "one by one":
                out.append("" if mirror.unmapped == "dropped" else "?")
                i += 2
            else:
                out.append("?")
                swallowed = mirror.swallows and (second == _OPEN[0] or 0x20 <= second < 0x80)
                i += 2 if second == 0 or swallowed else 1
    return "".join(out)


@dataclass(slots=True)
class Tally:
    """Places of damage by what became of them."""

    exact: int = 0
    marked: int = 0
    wrong: int = 0

    cuts: int = 0
    """Characters cut in two, among all places."""

    def __str__(self) -> str:
        missed = self.marked + self.wrong
        total, cuts = max(1, self.exact + missed), max(1, self.cuts)
        return (
            f"{total} places, {self.cuts} of them cuts: {self.exact / total:.2%} exact, {self.marked} marked, "
            f"{self.wrong} wrong; of the cuts {1 - missed / cuts:.1%} exact"
        )

    def add(self, damaged: Damaged, repaired: str, edits: Sequence[Edit], show: int = 0) -> None:
        """Counts the places of one text; `edits` are all that were made to the damaged text.

        Where the repaired text differs from the clean one, the last place before the difference is to blame.
        """
        unsure = [(e.start, e.end) for e in invert(edits) if e.mark != "exact"]
        worst: dict[int, bool] = {}
        for low, start, end in _differences(damaged.clean, repaired):
            place = bisect_right(damaged.places, low) - 1
            marked = any(a <= end and start <= b for a, b in unsure)
            if self.wrong + self.marked < show:
                print(marked, damaged.clean[low - 15 : low + 10], "|", repaired[max(0, start - 15) : end + 10])
            worst[place] = worst.get(place, True) and marked
        self.wrong += sum(not marked for marked in worst.values())
        self.marked += sum(worst.values())
        self.cuts += damaged.cuts
        self.exact += len(damaged.places) - len(worst)


def _differences(clean: str, repaired: str) -> Iterator[tuple[int, int, int]]:
    """Where the texts differ: the last character of `clean` concerned, and the span in `repaired`."""
    old, new = clean.splitlines(keepends=True), repaired.splitlines(keepends=True)
    if len(old) != len(new):
        same = next((i for i, (a, b) in enumerate(zip(clean, repaired, strict=False)) if a != b), 0)
        old, new = [clean[:same], clean[same:]], [repaired[:same], repaired[same:]]
    i = j = 0
    for before, after in zip(old, new, strict=True):
        if before != after:
            for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
                if kind != "equal":
                    yield i + max(i1, i2 - 1), j + j1, j + j2
        i, j = i + len(before), j + len(after)
