"""The opening of a report, 新华社北京1月8日电（记者张三）: place, source and date are read, the text stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from duizhao.cleaning.byline import is_name
from duizhao.cleaning.lines import Line, is_sentence, table
from duizhao.dateline import words
from duizhao.document import Document
from duizhao.edits import Positions
from duizhao.record import Meta, Span

OPENING = 90
"""Characters of a paragraph in which its dateline ends."""
LOOKED_AT = 3
"""Paragraphs that may be the first of the report: above it stand summaries and captions."""
OF_FILE = ("core-properties", "document-info")
"""Evidence that is about a file: when and by whom it was saved, whatever the text in it says."""

_DAY = r"(?:(?P<year>20\d\d)年)?(?:(?P<month>1[0-2]|0?[1-9])月)?(?P<day>3[01]|[12]\d|0?[1-9])日(?:专)?"
_PLACE = r"(?P<place>(?!记者|特派员)[\u4e00-\u9fff·]{2,12}?)"
_WIRE = r"(?:综合)?(?:外电)?(?:专电|电|讯|消息|报导|报道)(?![话影视力子脑台员])"
_WORDS = re.compile("[电讯]|消息|报[道导]")
"""One of these is in every dateline."""


def datelines(document: Document, lines: Sequence[Line]) -> Document:
    """`document` with place, source and date of the dateline in `lines` in `meta`, where they are not known already.

    A date needs its year in the dateline: the page's own date, where there is one, is the better one in any case.
    """
    for line in islice((line for line in lines if is_sentence(line.plain)), LOOKED_AT):
        if found := _found(line):
            return replace(document, meta=_filled(document, line, found))
    return document


def _found(line: Line) -> dict[str, Span] | None:
    """Where in a line its dateline says what; None where it has none."""
    opening = line.plain[:OPENING]
    if not _WORDS.search(opening):
        return None
    for shape in _shapes():
        match = shape.match(opening)
        if match and (spans := dict(_spans(match))):
            return spans
    return None


def _spans(match: re.Match[str]) -> Iterator[tuple[str, Span]]:
    groups = match.groupdict()
    if groups.get("source"):
        yield "source", match.span("source")
    if groups.get("place"):
        yield "place", match.span("place")
    elif run := groups.get("run"):  # 记者王小明台北: where the name ends the table of places tells
        start, end = match.span("run")
        place = max((p for p in _places() if run.endswith(p) and is_name(run[: -len(p)])), key=len, default="")
        if place:
            yield "place", (end - len(place), end)
            yield "authors", (start, end - len(place))
    if groups.get("year") and groups.get("month"):
        yield "date", (match.start("year"), match.end("day") + 1)
    if not groups.get("source"):
        yield "own", match.span()


def _filled(document: Document, line: Line, found: dict[str, Span]) -> Meta:
    meta, positions = document.meta, Positions(document.edits)
    for field, (start, end) in found.items():
        evidence = meta.evidence.get(field)
        weak = isinstance(evidence, str) and (field == "authors" or evidence in OF_FILE)
        if field == "own" or (getattr(meta, field) and not weak):
            continue
        value: str | tuple[str, ...] = line.text[start:end]
        if field == "authors":
            value = (line.text[start:end],)
        elif field == "date":
            value = "{}-{:02}-{:02}".format(*map(int, re.findall(r"\d+", line.plain[start:end])))
        at = positions.span(line.block.start + start, line.block.start + end)
        # `field` is the name of a field whose type is that of `value`
        meta = replace(meta, **{field: value}, evidence={**meta.evidence, field: at})  # type: ignore[arg-type]
    return meta


@cache
def _places() -> tuple[str, ...]:
    return tuple(word for (word,) in table("places.tsv"))


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _shapes() -> list[re.Pattern[str]]:
    agency, own = _any(words("agency")), _any(words("own"))
    paper = r"[\u4e00-\u9fff\d]{2,8}(?:社|网|报|新闻|客户端|科技|财经|体育|娱乐|音乐)"
    reporter = r"(?:特约|见习|实习|驻[\u4e00-\u9fff]{1,6})?(?:记者|特派员)"
    opens, closes = r"[(\[【〔]?", r"(?=[\s:(】\])〕])"
    shapes = (
        rf"{opens}(?P<source>{agency})(?:消息)?{_PLACE}?\s*{_DAY}\s*(?:\([^)]{{1,12}}\))?{_WIRE}",
        rf"{opens}(?P<source>{paper}){_PLACE}?\s*{_DAY}\s*{_WIRE}{closes}",
        rf"{opens}(?:{own})\s*{_PLACE}?\s*(?:{_DAY})?\s*{_WIRE}{closes}",
        rf"{opens}(?P<source>{agency})(?:\([^)]{{2,12}}\))?(?:消息|讯)(?:\([^)]{{2,12}}\))?\s*[:：】\])(〕]",
        rf"{opens}(?P<source>{agency}|{paper})\s*讯{closes}",
        rf"[(\[【〔](?P<source>{agency}|{paper})?{reporter}(?P<run>[\u4e00-\u9fff]{{4,12}}?){_DAY}{_WIRE}",
        rf"{opens}(?P<source>{agency}|{paper})?{reporter}\s*[\u4e00-\u9fff、]{{2,20}}?\s*[/|]\s*{_PLACE}{_WIRE}",
        rf"据(?P<source>{agency})[^,。:]{{0,20}}(?:报道|报导|消息)\s*[,:]",
    )
    return [re.compile(shape) for shape in shapes]
