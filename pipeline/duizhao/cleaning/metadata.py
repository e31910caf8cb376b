"""What a document says of itself in its own lines: title, date, source, authors, editor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.cleaning.boilerplate import reason_of
from duizhao.cleaning.byline import Piece, are_names, names, reporters_in, take_apart
from duizhao.cleaning.dateline import OF_FILE, datelines
from duizhao.cleaning.lines import Line, blocks_of, fold, han, lines_of, same, zones
from duizhao.document import Block, Document
from duizhao.edits import Positions, invert
from duizhao.record import Dropped, Meta, Span

REASON = "metadata"
NEAR = 12
"""Lines around the article that are looked at, on either side."""
LONGEST_TITLE = 120
OUTSIDE = "outside-article"
"""The reason for which the reader of pages drops what is beside the article."""
_TITLED = ("html", "epub")
"""Formats whose readers know more of titles than the order of the lines says."""
_WEAK = ("page", "search", *OF_FILE)
"""Evidence of a date that a line with a date is better than."""
_NO_TITLE = re.compile(
    "(?:问|答|Q|A|记者):|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])|\\([一二三四五六七八九十]{1,3}\\)"
)
"""What is asked and answered, and numbered headings: 二、三线城市 is none."""
_SUBTITLE = re.compile(r"\s*(?:——|―|--|—)[^。]{4,60}")


def metadata(document: Document) -> Document:
    """`document` with its title found and the lines that are metadata read into `meta` and taken out of its blocks.

    What such a line holds beyond the values is dropped as `metadata`. Of a page, the lines outside its article near the
    title are read too.
    """
    lines = lines_of(document)
    head, tail = zones(lines, _is_known)
    if title := _title(document, lines, head):
        document, lines, head, tail = _titled(document, title), [x for x in lines if x is not title], head - 1, tail - 1
    before = len(document.blocks)
    after_title = [line for line in lines[:head] if not document.title or line.block.start > document.title[0]]
    for line in [*lines[: max(0, head - len(after_title))], *after_title[:NEAR]]:
        document = _read(document, line, in_head=True)
    for line in lines[max(tail, head, len(lines) - 4 * NEAR) :]:
        document = _read(document, line, in_head=False)
    body = lines[head:tail]
    for i, line in enumerate(body):
        if _is_credit(line, near=i < 4 or i >= len(body) - 4):
            document = _read(document, line, in_head=False)
    if len(document.blocks) < before:
        left = set(map(id, document.blocks))
        lines = [line for line in lines if id(line.block) in left]
    return datelines(_from_opening(_subtitled(_from_outside(document)), lines), lines)


def _is_known(line: Line) -> bool:
    """Whether a line that looks like a sentence is none of the article."""
    return bool(reason_of(line) or take_apart(line.plain, line.text))


def _is_credit(line: Line, *, near: bool) -> bool:
    """Whether a line between paragraphs is a credit: the editor's anywhere, a reporter's `near` an end."""
    pieces = take_apart(line.plain, line.text) if len(line.plain) < 60 else None
    fields = {p.field for p in pieces or ()} - {None}
    return "editor" in fields or (near and fields == {"authors"} and ":" not in line.plain)


def _title(document: Document, lines: Sequence[Line], head: int) -> Line | None:
    """The line that is the title of a document without one: that repeated in the head, else the first that can be."""
    known = document.title or document.meta.title or document.origin.format in _TITLED
    if known or head == len(lines):
        return None
    able = [line for line in lines[:head] if _can_be_title(line)]
    if len(able) > 1:
        seen = [same(line.plain) for line in lines[: head + 1]]
        able = [line for line in able if seen.count(same(line.plain)) > 1] or able
    return able[0] if able else None


def _titled(document: Document, title: Line) -> Document:
    block = title.block
    at = Positions(document.edits).span(block.start, block.end)
    meta = replace(document.meta, title=title.text, evidence={**document.meta.evidence, "title": at})
    blocks = tuple(b for b in document.blocks if b is not block)
    return replace(document, title=(block.start, block.end), title_place=block.place, meta=meta, blocks=blocks)


def _can_be_title(line: Line) -> bool:
    plain = line.plain
    if not 4 <= len(plain) <= LONGEST_TITLE or plain.endswith(tuple("。;:,、")) or han(plain) < 3:
        return False
    return not (_NO_TITLE.match(plain) or _is_site_name(plain) or _is_known(line))


def _is_site_name(plain: str) -> bool:
    return len(plain) <= 10 and bool(
        re.search(r"(?:网|网站|日报|晚报|时报|新闻网|在线|频道|客户端|\.com|\.cn)$", plain)
    )


def _read(document: Document, line: Line, *, in_head: bool) -> Document:
    """`document` with one of its blocks read as metadata, unchanged where it is none."""
    pieces = _believed(line, in_head=in_head)
    if not pieces:
        return document
    meta, rest = _consumed(document, line.block.start, pieces)
    gone = tuple(sorted((*document.dropped, *rest), key=lambda d: d.at))
    return replace(document, meta=meta, blocks=tuple(b for b in document.blocks if b is not line.block), dropped=gone)


def _consumed(document: Document, offset: int, pieces: list[Piece]) -> tuple[Meta, list[Dropped]]:
    """The metadata with the values of `pieces`, of a line at `offset`, and what of the line gave no value."""
    positions = Positions(document.edits)
    meta = document.meta
    rest: list[tuple[int, int]] = []
    valued = True
    for piece in pieces:
        start, end = offset + piece.start, offset + piece.end
        wider = _with(meta, piece, positions.span(start, end))
        if wider is meta and end > start:
            if valued:
                rest.append((start, end))
            else:
                rest[-1] = rest[-1][0], end
        valued, meta = wider is not meta, wider
    return meta, [Dropped(document.text[start:end], REASON, positions.span(start, end)) for start, end in rest]


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
        named = re.sub(r"^\W*(?:\w{2,4})\s*[:/|丨]", "", line.plain)
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
    text_of = Positions(invert(document.edits))
    for gone, in_head in _beside(document):
        start, end = text_of.span(*gone.at)
        text = document.text[start:end]
        pieces = _believed(Line(Block(start, end), text, fold(text)), in_head=in_head)
        meta, rest = _consumed(document, start, pieces or [])
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
