"""The lines of a document as the block steps look at them: in one script and one width, with the zone they lie in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
_STOP = re.compile(r"""。[^。]{0,8}$|[\u4e00-\u9fff]\.[”’"'」』)]*$""")
_MARK = re.compile(r"""[!?…;][”’"'」』)\]】》]*$""")
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
    return _folded(text) if len(text) < REMEMBERED else text.translate(_FOLDED)


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    """As fold: each step looks at the same lines again."""
    return text.translate(_FOLDED)


def han(text: str) -> int:
    """The number of ideographs in `text`."""
    return len(_HAN.findall(text))


def same(plain: str) -> str:
    """The letters, digits and ideographs of a folded line: equal for a headline and its repetition."""
    return re.sub(r"[\W_]", "", plain).lower()


def is_sentence(plain: str) -> bool:
    """Whether a folded line ends as sentences end, or is long and divided as paragraphs are."""
    if _STOP.search(plain) or (len(plain) >= LONG and re.search("[。,;:]", plain)):
        return True
    return len(plain) > CALL and "," in plain and bool(_MARK.search(plain))


def zones(lines: Sequence[Line], known: Callable[[Line], object]) -> tuple[int, int]:
    """Where the head ends and the tail begins: at the first and after the last line that is a sentence and not `known`.

    A document without such a line is all head and all tail.
    """
    body = [i for i, line in enumerate(lines) if is_sentence(line.plain) and not known(line)]
    return (body[0], body[-1] + 1) if body else (len(lines), 0)


def table(name: str) -> list[list[str]]:
    """The rows of a data file of this room, without comments."""
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
