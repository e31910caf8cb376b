"""The English of a draft as one HTML file to read: paragraphs, their flags below, nothing that runs."""

from __future__ import annotations

from dataclasses import dataclass

from duizhao.record import Draft, Flag, Kind, Paragraph
from duizhao.rendering import parts
from duizhao.rendering.html import hashed, linked, styles, template

STYLES = ("page.css", "english.css", "print.css")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, and its flags with the numbers of their sentences."""

    id: str
    kind: Kind
    target: str
    flags: list[tuple[str, Flag]]


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence of the summary. `supports`: the paragraph and the number of each sentence that it rests on."""

    target: str
    supports: list[tuple[str, str]]
    flags: list[tuple[str, Flag]]


def english(draft: Draft) -> str:
    """The draft in English alone, as a self-contained HTML page."""
    style = styles(STYLES)
    title = _block(draft.title) if draft.title else None
    homes = {s.id: p.id for p in draft.blocks for s in p.sentences}
    return template("english.html").render(
        draft=draft,
        heading=parts.name(draft),
        title=title,
        blocks=[_block(p) for p in draft.paragraphs],
        summary=[
            Point(s.target, [(homes.get(x, x), parts.number(x)) for x in s.supports], [("", f) for f in s.flags])
            for s in (draft.summary.sentences if draft.summary else ())
        ],
        policy=f"default-src 'none'; style-src {hashed(style)}; base-uri 'none'; form-action 'none'",
        style=style,
        facts=parts.facts(draft.meta),
        link=linked(draft.meta.url),
        tally=parts.tally(draft),
        engine=parts.engine(draft),
        marks=parts.MARKS,
    )


def _block(p: Paragraph) -> Block:
    return Block(p.id, p.kind, p.target, [(parts.number(s.id), f) for s in p.sentences for f in s.flags])
