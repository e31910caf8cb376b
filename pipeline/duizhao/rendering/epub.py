"""The draft as a book (EPUB 3): each paragraph followed by its English, for reading, in chapters where it is long."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.record import Draft, Flag, Paragraph
from duizhao.rendering import parts
from duizhao.rendering.packed import moment, packed, templates

CHAPTER = 10_000
"""Characters from which on a heading begins a chapter."""
CHAPTER_LIMIT = 100_000
"""Characters after which one begins without a heading: reading devices hold a whole chapter in memory."""
_KINDS = {"item": "item", "quote": "quote", "caption": "caption", "footnote": "note"}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph in the book. `name`: of its element; a paragraph of several lines keeps them."""

    name: str
    heading: bool
    mark: str
    source: list[str]
    target: str
    gist: str
    flags: list[tuple[str, Flag]]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file of the book."""

    file: str
    blocks: list[Block]


def epub(draft: Draft, layout: str, mono: bool) -> bytes:
    """The draft as an EPUB; both languages, paragraph by paragraph, or English alone. Every layout is the same."""
    chapters = [Chapter(f"chapter{n}.xhtml", blocks) for n, blocks in enumerate(_chapters(draft.paragraphs), 1)]
    files = {b.name: chapter.file for chapter in chapters for b in chapter.blocks}
    names = {s.id: f"p{n}" for n, p in enumerate(draft.paragraphs, 1) for s in p.sentences}
    values = {
        "draft": draft,
        "english": mono,
        "lang": parts.language(draft),
        "name": parts.name(draft),
        "title": _block(draft.title, "title") if draft.title else None,
        "identifier": uuid.uuid5(uuid.NAMESPACE_OID, f"{draft.origin.sha256} {draft.id!r} {mono}"),
        "date": moment(draft.meta.date),
        "chapters": chapters,
        "links": {id: f"{files[name]}#{name}" for id, name in names.items()},
        "facts": parts.facts(draft.meta),
        "tally": parts.tally(draft),
        "details": [("What was repaired", parts.repaired(draft)), ("What was dropped", parts.dropped(draft))],
        "made": [("Made by", parts.engine(draft)), ("Signature", draft.engine.signature)],
    }
    book = templates("book")

    def page(template: str, **more: object) -> str:
        return book.get_template(template).render(values | more)

    members = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", page("container.xml")),
        ("EPUB/package.opf", page("package.xml")),
        ("EPUB/nav.xhtml", page("nav.xhtml")),
        ("EPUB/book.css", page("book.css")),
        ("EPUB/front.xhtml", page("front.xhtml")),
        *((f"EPUB/{c.file}", page("chapter.xhtml", chapter=c)) for c in chapters),
        ("EPUB/end.xhtml", page("end.xhtml")),
    ]
    return packed(members, stored=("mimetype",))


def _chapters(paragraphs: Sequence[Paragraph]) -> Iterator[list[Block]]:
    blocks: list[Block] = []
    length = 0
    for number, p in enumerate(paragraphs, 1):
        if blocks and length > (CHAPTER if p.kind == "heading" else CHAPTER_LIMIT):
            yield blocks
            blocks, length = [], 0
        blocks.append(_block(p, f"p{number}"))
        length += len(p.source)
    if blocks:
        yield blocks


def _block(p: Paragraph, name: str) -> Block:
    return Block(
        name,
        p.kind == "heading",
        _KINDS.get(p.kind, ""),
        p.source.strip().split("\n"),
        p.target,
        p.gist or "",
        [(parts.number(s.id), f) for s in p.sentences for f in s.flags],
    )
