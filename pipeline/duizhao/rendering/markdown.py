"""Markdown: each paragraph as a quotation, its English below, flags as a list. Reads as plain text and on GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from duizhao.record import Draft, Flag, Paragraph
from duizhao.rendering import parts
from duizhao.rendering.safe import visible

_SPECIAL = re.compile(
    r"[\\`*\[\]<>|~&$^]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word it is itself
    r"|(?<=[a-z]):(?=//)|(?<=www)\.|@(?=[\w-]+\.)",  # what GitHub makes a link
    re.IGNORECASE,
)
_AT_START = re.compile(r"^(\d*)([.)#+=-])(?=[#=-]*(?:\s|$))")


def md(draft: Draft, layout: str = "side-by-side", mono: bool = False) -> str:
    """The draft as Markdown, with a line feed at its end. What the document says can neither style nor link.

    Both languages one below the other, or English alone.
    """
    return "\n\n".join(block for block in _blocks(draft, mono) if block) + "\n"


def escape(text: str) -> str:
    """`text` as Markdown that shows exactly it, on as many lines."""
    return "\\\n".join(filter(None, map(_line, visible(text).split("\n"))))


def _line(text: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", text.replace("\t", " ").strip(" "))
    return _AT_START.sub(r"\1\\\2", text)


def _blocks(draft: Draft, english: bool) -> Iterator[str]:
    if draft.title:
        yield from _heading(draft.title, "#", english)
    yield "\\\n".join(f"{label}: {escape(value)}" for label, value in parts.facts(draft.meta))
    tally = parts.tally(draft)
    yield f"*{tally}*" if tally else ""
    yield from _summary(draft, english)
    for paragraph in draft.paragraphs:
        heading = paragraph.kind == "heading"
        yield from _heading(paragraph, "##", english) if heading else _paragraph(paragraph, english)
    yield from _endings(draft)


def _summary(draft: Draft, english: bool) -> Iterator[str]:
    if not draft.summary or not draft.summary.sentences:
        return
    yield f"## {'' if english else '摘要 '}Summary\n\n*{escape(draft.summary.method)}*"
    for i, s in enumerate(draft.summary.sentences, 1):
        rests = ", ".join(escape(parts.number(x)) for x in s.supports)
        source = [] if english or not s.source else [escape(s.source.strip()) + "\\"]
        lines = [*source, f"{escape(s.target)} ({rests})", *_flags([("", f) for f in s.flags])]
        yield f"{i}. " + "\n".join(lines).replace("\n", "\n   ")
    if draft.paragraphs:
        yield "---"


def _heading(paragraph: Paragraph, level: str, english: bool) -> Iterator[str]:
    shown = paragraph.target if english else paragraph.source
    yield f"{level} {escape(shown).replace(chr(92) + chr(10), ' ')}" if shown else ""
    if not (english and paragraph.target):
        yield f"**{escape(paragraph.target)}**" if paragraph.target else "*not translated*"
    yield "\n".join(_notes(paragraph))


def _paragraph(paragraph: Paragraph, english: bool) -> Iterator[str]:
    bullet = parts.bullet(paragraph) if paragraph.kind == "item" else ""
    if not english:
        yield "> " + (bullet + escape(paragraph.source)).replace("\n", "\n> ")
    yield bullet + escape(paragraph.target) if paragraph.target else "*not translated*"
    yield f"*Gist: {escape(paragraph.gist)}*" if paragraph.gist else ""
    yield "\n".join(_notes(paragraph))


def _notes(paragraph: Paragraph) -> Iterator[str]:
    return _flags((parts.number(s.id), f) for s in paragraph.sentences for f in s.flags)


def _flags(flags: Iterable[tuple[str, Flag]]) -> Iterator[str]:
    for place, flag in flags:
        where = f" ({escape(place)})" if place else ""
        yield f"- {parts.MARKS[flag.severity]} **{escape(flag.check)}**{where}: {escape(flag.message)}"


def _endings(draft: Draft) -> Iterator[str]:
    repaired, left_out = parts.repaired(draft), parts.dropped(draft)
    engine, signature = parts.engine(draft), draft.engine.signature
    if repaired or left_out or engine or signature:
        yield "---"
    for label, details in (("Repaired", repaired), ("Dropped", left_out)):
        if details:
            yield f"{label}: {', '.join(f'{escape(d.name)} ({d.count})' for d in details)}"
    yield escape(engine)
    yield _code(signature) if signature else ""


def _code(text: str) -> str:
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    space = " " if "`" in text else ""
    return f"{fence}{space}{' '.join(visible(text).split())}{space}{fence}"
