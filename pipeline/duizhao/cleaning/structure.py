"""What each line is, by its shape and its neighbours: subheading, epigraph or verse, caption, list item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.cleaning.lines import Line, fold, han, has_han, is_sentence
from duizhao.document import Document
from duizhao.record import Kind

LONGEST_HEADING = 40
LONGEST_VERSE = 24
LONGEST_CLASSICAL = 10
"""Ideographs of a line of verse that ends in a full stop; longer ones are prose of equal length by chance."""

_BULLET = re.compile(r"\s*(?:[●•·◆■□▪▶★☆✓➤*◇○-]\s*|[①-⑳]|\(?\d{1,2}[).、.]\s*(?!\d)|[a-zA-Z][).]\s)")
_NUMBERED_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[章节编部条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))"
)
_NUMBER = re.compile(r"\s*\(?(\d{1,2})[).、.]\s*(?!\d)")
_SPOKEN = re.compile(r"[^:,。“]{1,10}:.|[“「『].*[”」』]$|——")
_CAPTION = re.compile(
    r".{0,120}(?:[\s/)]摄影?|记者\s?[\w·、\s]{2,16}摄|供图|图片来源.{0,20}|资料图片?|视频截图|制图|翻摄|提供\)|网络图片?)[)。.]?"
    r"|[▲△▼↑↓◀▶]\s*.{2,200}|(?:图为|图:|图源|图说).{2,160}"
)
_OF_CAPTIONS = re.compile(r"[摄图▲△▼↑↓◀▶]|提供\)")
"""One of these is in every caption."""
_CREDIT = re.compile(r"(?:——|--|—)\s*\S{2,24}")


def structure(document: Document) -> Document:
    """`document` with the kinds of its plain paragraphs; those that mark-up has named keep theirs."""
    lines = [Line(b, text, fold(text)) for b in document.blocks if (text := document.text_of(b))]
    kinds: dict[int, Kind] = {}
    for i, line in enumerate(lines):
        if line.block.kind == "paragraph" and _is_caption(line.plain):
            kinds[i] = "caption"
    for run in _short_runs(lines, kinds):
        kinds |= _verse(lines, run) or _headings(lines, run) | _items(lines, run)
    kinds |= _stanzas(document, lines, kinds)
    kinds |= _next_items(lines, kinds)
    if not kinds:
        return document
    named = {(lines[i].block.start, lines[i].block.end): kind for i, kind in kinds.items()}
    blocks = tuple(replace(b, kind=named.get((b.start, b.end), b.kind)) for b in document.blocks)
    return replace(document, blocks=blocks)


def _is_caption(plain: str) -> bool:
    """Whether a line is a caption, and not long prose, in which 攝 is a verb like any other."""
    if not _OF_CAPTIONS.search(plain) or (len(plain) > 120 and plain.count("。") > 2):
        return False
    return has_han(plain) and bool(_CAPTION.fullmatch(plain))


def _short_runs(lines: Sequence[Line], known: dict[int, Kind]) -> Iterator[range]:
    """Runs of neighbouring plain lines too short to be paragraphs."""
    start = None
    for i in range(len(lines) + 1):
        short = i < len(lines) and i not in known and lines[i].block.kind == "paragraph" and _is_short(lines[i])
        if short and start is None:
            start = i
        elif not short and start is not None:
            yield range(start, i)
            start = None


def _is_short(line: Line) -> bool:
    """Whether a line can be a heading, an item or a verse: a sentence only where it is short enough for the last."""
    if len(line.plain) > LONGEST_HEADING or not has_han(line.plain):
        return False
    return not is_sentence(line.plain) or _may_be_verse(line.plain) or bool(_BULLET.match(line.plain))


def _verse(lines: Sequence[Line], run: range) -> dict[int, Kind]:
    """Lines of equal length, at least two, that are neither numbered nor spoken; with the name of who is quoted."""
    verse = [i for i in run if not _CREDIT.fullmatch(lines[i].plain)]
    if len(verse) < 2 or any(not _may_be_verse(lines[i].plain) for i in verse):
        return {}
    lengths = [han(lines[i].plain) for i in verse]
    if any(a != b for a, b in zip(lengths[::2], lengths[1::2], strict=False)) or min(lengths) < 4:
        return {}
    return dict.fromkeys(run, "quote")


def _stanzas(document: Document, lines: Sequence[Line], known: dict[int, Kind]) -> dict[int, Kind]:
    """Short lines side by side of which every second at least ends with a comma, as no paragraph does."""
    kinds: dict[int, Kind] = {}
    for group in _groups(document, lines, known):
        cut = [i for i in group if lines[i].plain.endswith((",", ";"))]
        if len(group) > 1 and 2 * len(cut) >= len(group) and (len(group) > 2 or kinds.get(group[0] - 1)):
            kinds |= dict.fromkeys(group, "quote")
    return kinds


def _groups(document: Document, lines: Sequence[Line], known: dict[int, Kind]) -> Iterator[list[int]]:
    """Lines that may be verse and have no empty line between them."""
    group: list[int] = []
    for i, line in enumerate(lines):
        if line.block.kind != "paragraph" or i in known or not _may_be_verse(line.plain) or not has_han(line.plain):
            yield group
            group = []
            continue
        if group and document.text.count("\n", lines[i - 1].block.end, line.block.start) > 1:
            yield group
            group = []
        group.append(i)
    yield group


def _next_items(lines: Sequence[Line], known: dict[int, Kind]) -> dict[int, Kind]:
    """Lines of any length that go on counting where the item above them stops."""
    kinds: dict[int, Kind] = {}
    for i in range(1, len(lines)):
        above = known.get(i - 1) == "item" or i - 1 in kinds
        if above and i not in known and lines[i].block.kind == "paragraph":
            number, last = _NUMBER.match(lines[i].plain), _NUMBER.match(lines[i - 1].plain)
            if number and last and int(number[1]) == int(last[1]) + 1:
                kinds[i] = "item"
    return kinds


def _may_be_verse(plain: str) -> bool:
    if len(plain) > LONGEST_VERSE or re.search(r"\d", plain):
        return False
    if "。" in plain and "," not in plain and han(plain) > LONGEST_CLASSICAL:
        return False
    return not (_BULLET.match(plain) or _NUMBERED_HEADING.match(plain) or ":" in plain)


def _items(lines: Sequence[Line], run: range) -> dict[int, Kind]:
    """Lines that begin with a bullet or a number, two of them side by side."""
    marked = {i for i in run if _BULLET.match(lines[i].plain)}
    return {i: "item" for i in marked if i - 1 in marked or i + 1 in marked}


def _headings(lines: Sequence[Line], run: range) -> dict[int, Kind]:
    """The last line of a run before a paragraph; those above it only where they are numbered."""
    after = run.stop
    if after >= len(lines) or not _is_paragraph(lines[after]):
        return {
            i: "heading" for i in run if _NUMBERED_HEADING.match(lines[i].plain) and _may_be_heading(lines[i].plain)
        }
    able = [i for i in run if _may_be_heading(lines[i].plain)]
    kinds: dict[int, Kind] = {}
    for i in able:
        if _NUMBERED_HEADING.match(lines[i].plain) or (i == after - 1 and len(run) <= 2):
            kinds[i] = "heading"
    return kinds


def _is_paragraph(line: Line) -> bool:
    return is_sentence(line.plain) and len(line.plain) > 20


def _may_be_heading(plain: str) -> bool:
    if re.search(r"[。,;:、…~]$|[。;]", plain) or (is_sentence(plain) and not re.search("[?!》】”)]$", plain)):
        return False
    return not (_BULLET.match(plain) or _SPOKEN.match(plain)) and han(plain) >= 2
