"""The lines of a document as the block steps look at them: in one script and one width, with the zone they lie in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from duizhao.cleaning.plausibility import simplified
from duizhao.document import Block, Document

_HALF = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xA0: " ",
    0xFFE8: "|",
    0x4E28: "|",
}
_HAN = re.compile("[\u3007\u3400-\u9fff\U00020000-\U0003ffff]")
_SIGNS = {sign: chr(ord(sign) - 0xFEE0) for sign in "，：；！？（）"}
_CHANGED = "乾菸薹捱摺吒後徵夥甯榘於麴醣麽"
"""What has another simplified form among the ideographs of GB2312."""
_ASIDE = re.compile(r"[。!?][(\[【][^()\[\]【】]{2,45}[)\]】]$")
"""What stands in brackets behind the end of a sentence."""
_CLOSING = "”’\"'」』)"
BESIDE = ("header", "footnote", "cue")
"""Kinds of blocks that are no lines of an article: they stay what they are, and no zone begins or ends at one."""
REMEMBERED = 2000
"""Characters up to which a line is kept in mind."""
CALL = 30
"""Characters up to which a line that ends in ! or ? may be a headline."""
LONG = 60
"""Characters from which a line with a comma in it is a paragraph whatever it ends with."""


@dataclass(frozen=True, slots=True)
class Line:
    """A block; `plain` is its text folded (see fold), character for character."""

    block: Block
    text: str
    plain: str


def lines_of(document: Document) -> list[Line]:
    """The blocks of a document as lines, but those that stand beside its text."""
    return [Line(b, text, fold(text)) for b in blocks_of(document) if (text := document.text_of(b))]


def blocks_of(document: Document) -> list[Block]:
    """The blocks that are lines of an article: no headers, notes, cues; cells only of pages, which tables lay out."""
    beside = BESIDE if document.origin.format == "html" else (*BESIDE, "cell")
    return [b for b in document.blocks if b.kind not in beside]


class _Folded(dict[int, str]):
    """What each character is folded to, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        half = char.translate(_HALF)
        other = simplified(char) if half == char and _HAN.match(char) else half
        self[code] = folded = other if len(other) == 1 else char
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """`text` in simplified characters and half-width signs, of the same length: what the tables are written in."""
    return _remembered(text) if len(text) < REMEMBERED else _folded(text)


@lru_cache(maxsize=1024)
def _remembered(text: str) -> str:
    """As fold: each step looks at the same lines again."""
    return _folded(text)


def _folded(text: str) -> str:
    """As fold; of simplified text only the signs need be replaced, which is much the faster way."""
    if _unusual().search(text):
        return text.translate(_FOLDED)
    for sign, half in _SIGNS.items():
        text = text.replace(sign, half)
    return text


@cache
def _unusual() -> re.Pattern[str]:
    """A character of which more than the width may change."""
    rows = bytes(byte for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    common = "".join(c for c in rows.decode("gb2312", "ignore") if c not in _CHANGED)
    return re.compile(f"[^\0-\x9f\xa1-\u2fff\u3001-\u33ff{common}{''.join(_SIGNS)}]")


def han(text: str) -> int:
    """The number of ideographs in `text`."""
    return len(_HAN.findall(text))


def has_han(text: str) -> bool:
    """Whether there is an ideograph in `text`."""
    return _HAN.search(text) is not None


def same(plain: str) -> str:
    """The letters, digits and ideographs of a folded line: equal for a headline and its repetition."""
    return re.sub(r"[\W_]", "", plain).lower()


def is_sentence(plain: str) -> bool:
    """Whether a folded line ends as sentences end, or is long and divided as paragraphs are."""
    if "。" in plain[-9:] or (len(plain) >= LONG and any(mark in plain for mark in "。,;:")):
        return True
    if plain.endswith((")", "]", "】")) and _ASIDE.search(plain[-50:]):
        return True
    bare = plain.rstrip(_CLOSING)
    if bare.endswith(".") and "\u4e00" <= bare[-2:-1] <= "\u9fff":
        return True
    return len(plain) > CALL and "," in plain and plain.rstrip(_CLOSING + "]】》").endswith(("!", "?", "…", ";"))


def zones(lines: Sequence[Line], known: Callable[[Line], object]) -> tuple[int, int]:
    """Where the head ends and the tail begins: at the first and after the last line that is a sentence and not `known`.

    A document without such a line is all head and all tail.
    """
    places = range(len(lines))
    first = next((i for i in places if is_sentence(lines[i].plain) and not known(lines[i])), None)
    if first is None:
        return len(lines), 0
    return first, next(i for i in reversed(places) if is_sentence(lines[i].plain) and not known(lines[i])) + 1


def table(name: str) -> list[list[str]]:
    """The rows of a data file of this room, without comments."""
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
