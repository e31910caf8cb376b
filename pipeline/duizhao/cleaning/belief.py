"""What a line that looks like metadata may be believed, by what document it stands in, and whether it may then go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.cleaning.boilerplate import is_foot, reason_of
from duizhao.cleaning.byline import GENERAL, Piece, take_apart
from duizhao.cleaning.lines import Line, is_sentence
from duizhao.document import Document
from duizhao.record import Meta

_FILLED_IN = re.compile(r"[^:。,“]{1,8}:\s*\S.{0,80}")
_WEAK = (*GENERAL, "编辑", "")
"""Labels that a form or a letter has as well as a report; and none."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document is, as far as its lines of metadata are concerned.

    `page`: what stands around its text is a site's; `log`: several lines begin with their dates, as in diaries and
    chats; `form`: the starts of the blocks that stand among lines of a form; `sentences`: whether it has any.
    """

    page: bool
    log: bool
    form: frozenset[int]
    sentences: bool

    def is_form(self, line: Line) -> bool:
        """Whether a line stands among those of a form."""
        return line.block.start in self.form

    def allows(self, line: Line, pieces: Sequence[Piece]) -> bool:
        """Whether what the pieces of a line say is about the document, and not about what the document tells."""
        if self.page:
            return any(p.rest != "text" for p in pieces)
        labels = [p.label for p in pieces if p.label]
        dates = sum(p.field == "date" for p in pieces)
        if dates > 1 and len(set(labels)) < dates:
            return False
        if self.log and not labels and dates:
            return False
        return not self.is_form(line) or any(label not in _WEAK for label in labels)


def setting(document: Document, lines: Sequence[Line], head: int) -> Setting:
    """The setting of the `lines` of a document of which the first `head` stand above its first sentence."""
    page = document.origin.format == "html"
    if page:
        return Setting(page, log=False, form=frozenset(), sentences=head < len(lines))
    filled = [_is_filled_in(line) for line in lines]
    filled[:1] = [all(filled[:2])] if filled else []  # a headline has its colon too
    whole_head = sum(filled[1:head]) > 1
    form = {
        line.block.start
        for i, line in enumerate(lines)
        if whole_head or filled[i] or any(filled[max(i - 1, 0) : i + 2])
    }
    return Setting(page, _is_log(lines), frozenset(form), head < len(lines))


def goes(line: Line, around: Setting) -> bool:
    """Whether a line is metadata and nothing else."""
    pieces = take_apart(line.plain, line.text)
    if not pieces or around.is_form(line) or not around.allows(line, pieces):
        return False
    return not any(p.rest for p in pieces)


def held(meta: Meta, pieces: Sequence[Piece], around: Setting) -> bool:
    """Whether `meta` holds all that the pieces of a line say; of a page, all but what belongs to the page."""
    if around.page:
        return not any(p.rest == "text" for p in pieces)
    return all(not p.rest and (p.field is None or _holds(meta, p)) for p in pieces)


def _holds(meta: Meta, piece: Piece) -> bool:
    known = getattr(meta, piece.field or "")
    if piece.field == "editor":
        return {*str(piece.value).split("、")} <= {*str(known).split("、")}
    if piece.field == "date":
        return str(known).startswith(str(piece.value))
    return bool(known == piece.value)


def _is_filled_in(line: Line) -> bool:
    """Whether a line is one of a form: a label, and what is no metadata."""
    if not _FILLED_IN.fullmatch(line.plain) or is_sentence(line.plain) or is_foot(line):
        return False
    pieces = take_apart(line.plain, line.text)
    if pieces:
        return any(p.rest == "text" for p in pieces)
    return reason_of(line) in (None, "contact")


def _is_log(lines: Sequence[Line]) -> bool:
    dates = set()
    for line in lines:
        if len(line.plain) > 60 or not line.plain[:2].isdecimal():
            continue
        pieces = take_apart(line.plain, line.text)
        if pieces and pieces[0].field == "date" and {p.field for p in pieces} <= {"date", None}:
            dates.add(pieces[0].value)
    return len(dates) > 1
