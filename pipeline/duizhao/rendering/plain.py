"""Plain text: each paragraph, its English below, flags in brackets. Nothing is wrapped."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.record import Draft, Paragraph
from duizhao.rendering import parts
from duizhao.rendering.safe import visible


def txt(draft: Draft, layout: str, mono: bool) -> str:
    """The draft as plain text, control characters shown, with a line feed at its end.

    Both languages one below the other, or English alone.
    """
    return "\n\n".join(visible(block) for block in _blocks(draft, mono) if block) + "\n"


def _blocks(draft: Draft, english: bool) -> Iterator[str]:
    if draft.title:
        yield _pair(draft.title, english)
    yield "\n".join(f"{label}: {value}" for label, value in parts.facts(draft.meta))
    if tally := parts.tally(draft):
        yield f"[{tally}]"
    yield from _summary(draft, english)
    for paragraph in draft.paragraphs:
        yield _pair(paragraph, english)
    yield "\n".join(_endings(draft))


def _summary(draft: Draft, english: bool) -> Iterator[str]:
    if not draft.summary or not draft.summary.sentences:
        return
    yield f"{'' if english else '摘要 '}SUMMARY ({draft.summary.method})"
    for i, s in enumerate(draft.summary.sentences, 1):
        rests = ", ".join(map(parts.number, s.supports))
        flags = [f"[{parts.MARKS[f.severity]} {parts.note(f)}]" for f in s.flags]
        target = f"{s.target.strip()} [{rests}]"
        alone = english or not s.source
        yield "\n".join((f"{i}. {target}", *flags) if alone else (f"{i}. {s.source.strip()}", f"   {target}", *flags))


def _pair(paragraph: Paragraph, english: bool) -> str:
    lead = {"item": parts.bullet(paragraph), "heading": "## ", "title": "# "}.get(
        "title" if paragraph.id == "title" else paragraph.kind, ""
    )
    source = [] if english else [f"{lead}{paragraph.source.strip()}"]
    lines = [*source, f"{lead}{paragraph.target or '[not translated]'}"]
    if paragraph.gist:
        lines.append(f"[gist: {paragraph.gist}]")
    for sentence in paragraph.sentences:
        lines += (f"[{parts.MARKS[f.severity]} {parts.number(sentence.id)} {parts.note(f)}]" for f in sentence.flags)
    return "\n".join(lines)


def _endings(draft: Draft) -> Iterator[str]:
    for label, details in (("repaired", parts.repaired(draft)), ("dropped", parts.dropped(draft))):
        if details:
            yield f"[{label}: {', '.join(f'{d.name} {d.count}' for d in details)}]"
    if line := parts.engine(draft):
        yield f"[{line}]"
    if draft.engine.signature:
        yield f"[{draft.engine.signature}]"
