"""What a document says of itself in its own lines: title, date, source, authors, editor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.cleaning.belief import Setting, goes, held, setting
from duizhao.cleaning.boilerplate import reason_of
from duizhao.cleaning.byline import Piece, are_names, names, reporters_in, take_apart
from duizhao.cleaning.dateline import OF_FILE, datelines
from duizhao.cleaning.lines import Line, blocks_of, fold, han, lines_of, zones
from duizhao.document import Block, Document
from duizhao.edits import Positions, invert
from duizhao.record import Dropped, Meta, Span

REASON = "metadata"
NEAR, BESIDE = 12, 5
"""Lines below the headline that are looked at, of a page and of any other text; beside a page's article, as many."""
LONGEST_TITLE = 120
OUTSIDE = "outside-article"
"""The reason for which the reader of pages drops what is beside the article."""
_TITLED = ("html", "epub")
"""Formats whose readers know more of titles than the order of the lines says."""
_WEAK = ("page", "search", *OF_FILE)
"""Evidence of a date that a line with a date is better than."""
_NO_TITLE = re.compile(
    "(?:问|答|Q|A|记者|发件人|收件人|寄件人|抄送|主题|日期|转发|回复|from|to|cc|subject|date|sent|re|fwd?)\\s*:|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])|\\([一二三四五六七八九十]{1,3}\\)"
    "|本[报网刊][讯电]|(?:附件\\d*|目录|第[一二三四五六七八九十百\\d]{1,4}[章回节])$",
    re.IGNORECASE,
)
"""What is asked and answered, the head of a letter by mail, and numbered headings: 二、三线城市 is none."""
LONGEST_CREDIT = 60
_CREDIT = re.compile(
    r"[。!?…”』」)]\s*(?P<credit>[(\[【][^()\[\]【】。]{2,50}[)\]】]|(?:责任编辑|责编|编辑)\s*:\s*[^\s。,:;]{2,10})$"
)
_SUBTITLE = re.compile(r"\s*(?:——|―|--|—)[^。]{4,60}")


def metadata(document: Document) -> Document:
    """`document` with its title found and the lines that are metadata read into `meta` and taken out of its blocks.

    What such a line holds beyond the values is dropped as `metadata`. Of a page, the lines outside its article near the
    title are read too.
    """
    lines = lines_of(document)
    head, tail = zones(lines, _is_known)
    around = setting(document, lines, head)
    if title := _title(document, lines[:head], around):
        document, lines, head, tail = _titled(document, title), [x for x in lines if x is not title], head - 1, tail - 1
    after_title = [line for line in lines[:head] if not document.title or line.block.start > document.title[0]]
    above = [*lines[: max(0, head - len(after_title))], *after_title[: NEAR if around.page else BESIDE]]
    body = lines[head:tail]
    near = (*range(4), *range(max(len(body) - 4, 0), len(body)))
    credits = (line for i, line in enumerate(body) if (around.page or i in near) and _is_credit(line, near=i in near))
    below = [*lines[max(tail, head, len(lines) - 4 * NEAR) :], *credits]
    wanted = [*((line, True) for line in above), *((line, False) for line in below)]
    whole, document = document, _read(document, wanted, around)
    document = _from_ending(document, lines[max(tail - 1, 0) :], around)
    if document is not whole:
        lines = lines_of(document)
    return datelines(_from_opening(_subtitled(_from_outside(document)), lines), lines)


def _is_known(line: Line) -> bool:
    """Whether a line that looks like a sentence is none of the article."""
    return bool(reason_of(line) or take_apart(line.plain, line.text))


def _is_above(line: Line, around: Setting) -> bool:
    """Whether a line is none of the text, so that the title may stand below it."""
    return _is_site_name(line.plain) or bool(reason_of(line)) or goes(line, around)


def _is_credit(line: Line, *, near: bool) -> bool:
    """Whether a line between paragraphs is a credit: the editor's anywhere, a reporter's `near` an end."""
    pieces = take_apart(line.plain, line.text) if len(line.plain) < 60 else None
    fields = {p.field for p in pieces or ()} - {None}
    return "editor" in fields or (near and fields == {"authors"} and ":" not in line.plain)


def _title(document: Document, head: Sequence[Line], around: Setting) -> Line | None:
    """The line that is the title of a document without one: the first that is no metadata, where it can be."""
    if document.title or document.meta.title or document.origin.format in _TITLED or not around.sentences:
        return None
    first = next((line for line in head if not _is_above(line, around)), None)
    return first if first and _can_be_title(first) else None


def _titled(document: Document, title: Line) -> Document:
    block = title.block
    at = Positions(document.edits).span(block.start, block.end)
    meta = replace(document.meta, title=title.text, evidence={**document.meta.evidence, "title": at})
    blocks = tuple(b for b in document.blocks if b is not block)
    return replace(document, title=(block.start, block.end), title_place=block.place, meta=meta, blocks=blocks)


def _can_be_title(line: Line) -> bool:
    plain = line.plain
    if not 2 <= len(plain) <= LONGEST_TITLE or plain.endswith(tuple("。;:,、")) or han(plain) < min(len(plain), 3):
        return False
    return not (_NO_TITLE.match(plain) or _is_site_name(plain) or _is_known(line))


def _is_site_name(plain: str) -> bool:
    return len(plain) <= 10 and bool(
        re.search(r"(?:网|网站|日报|晚报|时报|新闻网|在线|频道|客户端|\.com|\.cn)$", plain)
    )


def _read(document: Document, wanted: Sequence[tuple[Line, bool]], around: Setting) -> Document:
    """`document` with those of its lines read that are metadata; with each, whether it is above the text.

    A line goes only where `meta` holds what it says.
    """
    meta, positions = document.meta, Positions(document.edits)
    gone: set[int] = set()
    dropped: list[Dropped] = []
    for line, in_head in wanted:
        if id(line.block) in gone or not (pieces := _believed(line, in_head=in_head)):
            continue
        if not around.allows(line, pieces):
            continue
        meta, rest = _consumed(document.text, meta, positions, line.block.start, pieces)
        if held(meta, pieces, around) and not around.is_form(line):
            dropped += rest
            gone.add(id(line.block))
    if meta is document.meta and not gone:
        return document
    blocks = tuple(b for b in document.blocks if id(b) not in gone)
    dropped = sorted((*document.dropped, *dropped), key=lambda d: d.at)
    return replace(document, meta=meta, blocks=blocks, dropped=tuple(dropped))


def _consumed(
    text: str, meta: Meta, positions: Positions, offset: int, pieces: Sequence[Piece]
) -> tuple[Meta, list[Dropped]]:
    """`meta` with the values of `pieces`, of a line at `offset` of `text`, and what of the line gave no value."""
    rest: list[tuple[int, int]] = []
    valued, known = True, meta.editor
    for piece in pieces:
        start, end = offset + piece.start, offset + piece.end
        at = positions.span(start, end)
        wider = _joined(meta, piece, at) if meta.editor != known else _with(meta, piece, at)
        if wider is meta and end > start:
            if valued:
                rest.append((start, end))
            else:
                rest[-1] = rest[-1][0], end
        valued, meta = wider is not meta, wider
    return meta, [Dropped(text[start:end], REASON, positions.span(start, end)) for start, end in rest]


def _joined(meta: Meta, piece: Piece, at: Span) -> Meta:
    """As _with, behind an editor in the same line: another one is put beside him."""
    first = meta.evidence.get("editor")
    if piece.field != "editor" or not piece.value or not first or isinstance(first, str):
        return _with(meta, piece, at)
    both = dict.fromkeys([*str(meta.editor).split("、"), *str(piece.value).split("、")])
    return replace(meta, editor="、".join(both), evidence={**meta.evidence, "editor": (first[0], at[1])})


def _from_ending(document: Document, lines: Sequence[Line], around: Setting) -> Document:
    """The credit behind the last sentence of a paragraph, （责任编辑：某某）, read and cut off."""
    for line in lines:
        found = _CREDIT.search(line.plain[-LONGEST_CREDIT:])
        if found is None or not any(b is line.block for b in document.blocks):
            continue
        at = max(0, len(line.plain) - LONGEST_CREDIT) + found.start("credit")
        pieces = take_apart(line.plain[at:], line.text[at:])
        if not pieces or not any(_is_editor(p) or p.field == "source" for p in pieces):
            continue
        start = line.block.start + at
        meta, rest = _consumed(document.text, document.meta, Positions(document.edits), start, pieces)
        if not held(meta, pieces, around):
            return replace(document, meta=meta)
        cut = replace(line.block, end=line.block.start + len(line.text[:at].rstrip()))
        blocks = tuple(cut if b is line.block else b for b in document.blocks)
        dropped = sorted((*document.dropped, *rest), key=lambda d: d.at)
        return replace(document, meta=meta, blocks=blocks, dropped=tuple(dropped))
    return document


def _is_editor(piece: Piece) -> bool:
    """Whether a piece names an editor, and does not say what was edited."""
    return piece.field == "editor" and all(han(name) <= 4 for name in str(piece.value).split("、"))


def _believed(line: Line, *, in_head: bool) -> list[Piece] | None:
    """The pieces of a line, where what they say can stand in this place."""
    pieces = take_apart(line.plain, line.text)
    if not pieces:
        return None
    fields = {p.field for p in pieces} - {None}
    if not in_head and fields == {"date"} and not re.search("时间|日期", line.plain):
        return None  # a letter or a notice is signed with its date
    if fields == {"authors"} and re.match("记者|采访|报道|作者", line.plain):
        people = next(p for p in pieces if p.field == "authors")
        named = re.sub(r"^\W*(?:\w{2,4})\s*[:/|丨]", "", line.plain[people.start : people.end])
        if people.value and not are_names(named):
            return None
    return pieces


def _with(meta: Meta, piece: Piece, at: Span) -> Meta:
    """`meta` with the value of a piece, where its field is empty or known from tags only; else `meta` itself."""
    field, value = piece.field, piece.value
    if field is None or value is None:
        return meta
    known, evidence = getattr(meta, field), meta.evidence.get(field)
    if known and not isinstance(evidence, str):
        return meta
    if field == "date" and known and evidence not in _WEAK and not _more_exact(str(value), str(known)):
        return meta
    # `field` is the name of a field whose type is that of `value`
    return replace(meta, **{field: value}, evidence={**meta.evidence, field: at})  # type: ignore[arg-type]


def _more_exact(date: str, known: str) -> bool:
    return len(date) > len(known) and date.startswith(known[:10])


def _from_outside(document: Document) -> Document:
    """What a page says beside its article: the lines just before and after it that were dropped as outside."""
    if not any(d.reason == OUTSIDE for d in document.dropped):
        return document
    text_of, positions = Positions(invert(document.edits)), Positions(document.edits)
    for gone, in_head in _beside(document):
        start, end = text_of.span(*gone.at)
        text = document.text[start:end]
        pieces = _believed(Line(Block(start, end), text, fold(text)), in_head=in_head)
        meta, rest = _consumed(document.text, document.meta, positions, start, pieces or [])
        if meta is not document.meta:
            kept = (d for d in document.dropped if d is not gone)
            document = replace(document, meta=meta, dropped=tuple(sorted((*kept, *rest), key=lambda d: d.at)))
    return document


def _from_opening(document: Document, lines: Sequence[Line]) -> Document:
    """The reporters named in the first or last paragraphs, (記者某人), where no line of its own names them."""
    if document.meta.authors and not isinstance(document.meta.evidence.get("authors"), str):
        return document
    for line in (*lines[:2], *lines[2:][-1:]):
        if found := reporters_in(line.plain):
            start, end = found
            people = names(line.plain[start:end], line.text[start:end])
            at = Positions(document.edits).span(line.block.start + start, line.block.start + end)
            evidence = {**document.meta.evidence, "authors": at}
            return replace(document, meta=replace(document.meta, authors=people or (), evidence=evidence))
    return document


def _subtitled(document: Document) -> Document:
    """The line under the headline that begins with a dash, as a heading and in `meta`."""
    if document.title is None or document.meta.subtitle or not document.blocks:
        return document
    end = document.title[1]
    block = next((b for b in blocks_of(document) if b.start >= end), None)
    if block is None or not _SUBTITLE.fullmatch(text := document.text_of(block)):
        return document
    value = text.lstrip("—–-― ")
    at = Positions(document.edits).span(block.start, block.end)
    meta = replace(document.meta, subtitle=value, evidence={**document.meta.evidence, "subtitle": at})
    blocks = tuple(replace(b, kind="heading") if b is block else b for b in document.blocks)
    return replace(document, meta=meta, blocks=blocks)


def _beside(document: Document) -> Iterator[tuple[Dropped, bool]]:
    """Dropped lines before the article, nearest first, and after it, with whether they are before."""
    positions = Positions(document.edits)
    spans = [positions.span(b.start, b.end) for b in document.blocks]
    first = min((s for s, _ in spans), default=0)
    last = max((e for _, e in spans), default=0)
    outside = [d for d in document.dropped if d.reason == OUTSIDE]
    before = [d for d in outside if d.at[1] <= first]
    yield from ((d, True) for d in before[: -NEAR - 1 : -1])
    yield from ((d, False) for d in [d for d in outside if d.at[0] >= last][:NEAR])
