"""A paragraph cut into sentences, losslessly: joined, they are the paragraph.

One walk over the marks of the text. At each closing mark the question is whether the sentence goes on: after a
quotation that someone is said to say, after a title, inside brackets, after an ellipsis that only hesitates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from duizhao.segmentation.wordlists import any_of, words

_OPEN = "“‘「『﹁﹃〝"
_CLOSE = "”’」』﹂﹄〞〟"
_BRACKETS_CLOSE = "）)】]］〕〉》}｝"
_ENDS = "。！？!?｡．︒‼⁇⁈⁉"

_MARKS_ALONE = _ENDS + _CLOSE + _BRACKETS_CLOSE + "…\"'"

_MARK = re.compile(
    r"""
    (?P<whole>
        (?:https?://|www\.)[^\s\u3000-\u9fff\uff00-\uffef]+     # addresses
      | (?<![\w.+-])[a-zA-Z0-9_.+-]{1,64}@[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63})+
      | 《[^《》\n]{0,80}(?:《[^《》\n]{0,40}》[^《》\n]{0,40})?》 # titles
      | 〈[^〈〉\n]{0,80}〉
      | （[^（）\n]{0,80}） | \([^()\n]{0,80}\) | 【[^【】\n]{0,80}】 | 〔[^〔〕\n]{0,80}〕
    )
  | (?P<line>[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*)
  | (?P<open>[“‘「『﹁﹃〝])
  | (?P<close>[”’」』﹂﹄〞〟])
  | (?P<ascii>["'＂])
  | (?P<pause>…+|\.{3,}|⋯+|。{2,})
  | (?P<end>[。！？!?｡．︒‼⁇⁈⁉])
  | (?P<dot>\.)
    """,
    re.VERBOSE,
)
_TAIL = re.compile(rf"[{_ENDS}…⋯]+|[{_CLOSE}{re.escape(_BRACKETS_CLOSE)}]|[\"'＂]")
_SPACE = re.compile(r"[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*")
_HAN = re.compile(r"[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_GOES_ON = re.compile(r"[，,、；;：:）)】\]》〉·—～~]")
_NOTE = re.compile(r"[（(【〔][^（()）【】〔〕：:\n]{1,8}[）)】〕]\s*(?:$|\n)")
_CITATION = re.compile(r"(?:[\[［〔][0-9]{1,3}[\]］〕])+\s*")
_INTRODUCTION = re.compile(rf"[：:]\s*[{_OPEN}\"]")
_CLAUSE_MARK = re.compile(r"[，,；;：:“”「」]")
_LAST_WORD = re.compile(r"[\s,;:()（）“”\"'，。、；：]")
_INITIALS = re.compile(r"[^\W\d](?:\.[^\W\d])*")
_FIRST_CLAUSE = re.compile(r"[^，,。！？!?；;：:…“”「」『』\"\n]{0,24}")
_LOOK_BACK = 40  # characters
_DEEPEST = 8  # quotations in quotations
_EMBEDDED = 30  # characters of a quotation that may still be a part of the sentence around it
_HESITATION = 10  # characters before which an ellipsis ends no sentence
_STAMMER = 3  # characters that its clause must have

Quote = Literal["first", "introduced", "embedded"]


@dataclass(slots=True)
class _Opened:
    """A quotation: the mark that opened it, where, and how it stands to the words before it."""

    mark: str
    at: int
    kind: Quote


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each with the white space after it (the first also with that before it).

    Joined they give `text` exactly; none is empty. Line breaks are borders.
    """
    borders = list(_Walk(text).borders())
    groups: list[list[str]] = []
    for start, end in pairwise([0, *borders, len(text)]):
        if start < end:
            piece = text[start:end]
            if groups and _belongs(piece, groups[-1][-1]):
                groups[-1].append(piece)
            else:
                groups.append([piece])
    return ["".join(group) for group in groups]


def _belongs(piece: str, before: str) -> bool:
    """Whether a piece is none of its own: white space, or marks alone on the line of the piece before."""
    bare = piece.strip()
    if not bare or not before.strip():
        return True
    between = before[len(before.rstrip()) :]
    return all(c in _MARKS_ALONE for c in bare) and not any(c in between for c in "\n\r")


class _Walk:
    """One pass from mark to mark; the state is the open quotations and where the sentence began."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.opened: list[_Opened] = []
        self.began = 0

    def borders(self) -> Iterable[int]:
        """The places where a sentence ends and the next one begins."""
        at = 0
        while mark := _MARK.search(self.text, at):
            at = mark.end()
            kind = str(mark.lastgroup)
            if kind == "line":
                self.opened.clear()
                ends = True
            elif kind == "whole":
                ends = self._ends_as_whole(mark)
            elif kind in ("open", "close", "ascii"):
                self._quote(mark.group(), mark.start())
                ends = False
            else:
                at, closed = self._tail(at)
                ends = self._ends(kind, mark, at, closed)
            if ends:
                at = self._attach_note(_space(self.text, at))
                self.began = at
                yield at

    def _ends_as_whole(self, mark: re.Match[str]) -> bool:
        """Whether a bracket is a sentence of its own: it began one and ends in a full stop."""
        first = not self._before(mark.start())
        return first and len(mark.group()) > 2 and mark.group()[-2] in _ENDS and mark.group()[0] in "（("

    def _attach_note(self, at: int) -> int:
        """Past a short bracket that ends the line, such as （完）, or the numbers of notes."""
        if at and self.text[at - 1] not in "\n\r" and (note := _NOTE.match(self.text, at)):
            return note.end()
        if at and self.text[at - 1] in _ENDS + _CLOSE and (note := _CITATION.match(self.text, at)):
            return note.end()
        return at

    def _quote(self, mark: str, at: int) -> _Opened | None:
        """Open or close a quotation; the one that was closed."""
        if mark in "\"'＂":
            if mark == "'" and _latin(self.text, at - 1) and (_latin(self.text, at + 1) or not self._has(mark)):
                return None  # an apostrophe
            if self._has(mark):
                return self._close(mark)
            self._open(mark, at)
        elif mark in _OPEN:
            self._open(mark, at)
        elif mark in _CLOSE and self.opened:
            return self._close(_OPEN[min(_CLOSE.index(mark), len(_OPEN) - 1)])
        return None

    def _has(self, mark: str) -> bool:
        return any(o.mark == mark for o in self.opened)

    def _open(self, mark: str, at: int) -> None:
        before = self._before(at)
        kind: Quote = "embedded"
        if not before.strip(_OPEN + "\"'"):
            kind = "first"
        elif before[-1] in "：:" or before.endswith("——") or (before[-1] in "，," and _speaks(before[-26:-1])):
            kind = "introduced"
        self.opened.append(_Opened(mark, at, kind))
        del self.opened[:-_DEEPEST]

    def _before(self, at: int) -> str:
        """The end of the sentence so far, up to `at`."""
        return self.text[max(self.began, at - _LOOK_BACK) : at].rstrip()

    def _close(self, mark: str) -> _Opened:
        """The quotation that `mark` opened, with all that was opened inside it; the innermost where none fits."""
        place = next(
            (i for i in range(len(self.opened) - 1, -1, -1) if self.opened[i].mark == mark), len(self.opened) - 1
        )
        closed = self.opened[place]
        del self.opened[place:]
        return closed

    def _tail(self, at: int) -> tuple[int, list[_Opened | None]]:
        """Past the closing marks and further full stops after a full stop, and the quotations they closed."""
        closed: list[_Opened | None] = []
        while found := _TAIL.match(self.text, at):
            mark = found.group()
            if mark in "\"'＂" and not self._has(mark):
                break  # it opens the next quotation
            if mark in _CLOSE or mark in "\"'＂":
                closed.append(self._quote(mark, at))
            at = found.end()
        return at, closed

    def _ends(self, kind: str, mark: re.Match[str], at: int, closed: list[_Opened | None]) -> bool:
        """Whether the sentence ends with the mark whose tail ends at `at`."""
        text = self.text
        following = _space(text, at)
        if following == len(text):
            return True
        spaced = following > at
        if text[following] in "\n\r":
            return False  # the line break is the border
        if _GOES_ON.match(text, following) and not self._next_speaker(following):
            return False
        if not closed and self._inside_embedded(at):
            return False
        speech = closed[-1] if closed else None
        spoken = speech is not None and speech.kind == "introduced"
        if kind == "dot" and not (closed and (spoken or _HAN.match(text, mark.start() - 1))):
            return self._dot_ends(mark.start(), following, spaced)
        if kind == "pause" and not closed and at == mark.end():
            return self._pause_ends(mark, following, spaced)
        if mark.group() in "!?" and not spaced and _latin(text, mark.start() - 1) and _latin(text, at):
            return False
        if mark.group() == "．":
            return not _digit(text, at) and not _latin(text, at) and self._dot_ends(mark.start(), following, spaced)
        if closed:
            return self._quotation_ends(mark, at, following, closed[-1])
        return True

    def _next_speaker(self, at: int) -> bool:
        """Whether a dash begins the next line of a dialogue whose lines begin with dashes."""
        return self.text.startswith("——", at) and self.text.startswith("——", self.began)

    def _inside_embedded(self, at: int) -> bool:
        """Whether `at` is inside a short quotation that is a part of the sentence around it."""
        if not self.opened or self.opened[-1].kind != "embedded":
            return False
        quote = self.opened[-1]
        close = quote.mark if quote.mark in "\"'＂" else _CLOSE[_OPEN.index(quote.mark)]
        return self.text.find(close, at, quote.at + _EMBEDDED) >= 0

    def _quotation_ends(self, mark: re.Match[str], at: int, following: int, quote: _Opened | None) -> bool:
        text = self.text
        if any_of("after_quote").match(text, following) or any_of("after_any_quote").match(text, following):
            return False
        kind = quote.kind if quote else "first"
        full = mark.group() in "。."
        if kind == "embedded" and quote and not full and at - quote.at <= _EMBEDDED:
            return text[following] in _OPEN
        if not full and at == following and any_of("after_short_quote").match(text, following):
            return False
        if kind == "introduced" or text[following] in _OPEN:
            return True
        clause = _FIRST_CLAUSE.match(text, following)
        return not (clause and _speaks(clause.group()) and not _introduces(text, clause.end()))

    def _pause_ends(self, mark: re.Match[str], following: int, spaced: bool) -> bool:
        """An ellipsis ends a sentence of some length, unless what follows leans on it."""
        text = self.text
        if any_of("after_ellipsis").match(text, following):
            return False
        if not _HAN.match(text, mark.start() - 1) and mark.group()[0] == ".":
            return spaced and text[following].isupper()
        if mark.start() - self.began < _HESITATION:
            return False
        before = self._before(mark.start())
        return before[-1:] in _CLOSE + _BRACKETS_CLOSE or len(_CLAUSE_MARK.split(before)[-1].strip()) >= _STAMMER

    def _dot_ends(self, dot: int, following: int, spaced: bool) -> bool:
        """An ASCII full stop ends a sentence after a word (no abbreviation), before a space and a new beginning."""
        text = self.text
        if not spaced:
            return False
        so_far = self._before(dot)
        before = _LAST_WORD.split(so_far)[-1]
        alone = before == so_far.strip()
        if not before or (before.isdigit() and (alone or len(before) < 3)):
            return False  # a number in a list
        if _HAN.match(before[-1]):
            return len(before) > 2 or not alone
        if before.lower() in words("abbreviations") or _INITIALS.fullmatch(before):
            return False
        return text[following].isupper() or bool(_HAN.match(text, following)) or text[following] in _OPEN + "\"'（("


def _speaks(clause: str) -> bool:
    return bool(any_of("speech").search(clause))


def _introduces(text: str, at: int) -> bool:
    """Whether a clause that ends at `at` introduces a new quotation."""
    return bool(_INTRODUCTION.match(text, at))


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _latin(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()


def _digit(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isdigit()
