"""A page: its visible text, of which the article is kept and the rest dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.document import Block, Document, drop
from duizhao.errors import InputError
from duizhao.reading.article import extract, main_lines, with_lead
from duizhao.reading.content import Content
from duizhao.reading.encoding import Decoded, declared_in
from duizhao.reading.head import Head, read_head
from duizhao.reading.listing import is_listing
from duizhao.reading.markup import Element, Line, parse, visible
from duizhao.reading.ruby import take_readings
from duizhao.record import Kind
from duizhao.settings import Reading

OUTSIDE = "outside-article"
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """One document: `raw` is what a reader of the page sees, a line a block, and behind it the readings of its ruby.

    What is no article is dropped; with `html_body` "all" only the readings are, and a page need not have an article.
    Raises InputError where the page cannot be decoded or parsed, shows no text, or has no article.
    """
    data = content.whole()
    decoded = content.decoded(data, declared_in(data))
    root = parse(decoded.text, content.name)
    readings = take_readings(root)
    lines = visible(root)
    article = extract(root) if settings.html_body == "article" else ""
    chosen = main_lines(article, lines)
    if not any(chosen):  # some pages are hidden until a script has run
        lines = visible(root, also_hidden=True)
        chosen = main_lines(article, lines)
    if not lines:
        raise InputError(
            "shows no text", where=content.name, remedy="The page may need its scripts; save what they show."
        )
    head = read_head(root, lines, chosen)
    if settings.html_body == "all":
        chosen = [True] * len(lines)
    elif not any(chosen) or _is_listing(root, lines, chosen, head):
        raise InputError(
            "has no article",
            where=content.name,
            remedy="Name the page of an article, or read all of it with --html-body all.",
        )
    elif head.title_line is not None:
        chosen = with_lead(lines, chosen, max(head.title_line, head.subtitle_line or 0))
    return iter([_document(content, data, decoded, lines, chosen, head, readings)])


def _is_listing(root: Element, lines: Sequence[Line], chosen: Sequence[bool], head: Head) -> bool:
    title = None if head.title_line is None else lines[head.title_line]
    dated = head.meta.date is not None and head.meta.evidence["date"] != "search"
    return is_listing(root, head.page, lines, chosen, title, named=head.named, dated=dated)


def _document(
    content: Content,
    data: bytes,
    decoded: Decoded,
    lines: Sequence[Line],
    chosen: Sequence[bool],
    head: Head,
    readings: Sequence[str],
) -> Document:
    laid_out: list[tuple[str, Kind]] = [(line.text, line.kind) for line in lines]
    raw, blocks = _laid_out([*laid_out, *((text, "paragraph") for text in readings if text)])
    evidence = dict(head.meta.evidence)
    title = None
    if head.title_line is not None:
        block = blocks[head.title_line]
        title = evidence["title"] = block.start, block.end
    if head.subtitle_line is not None:
        block = blocks[head.subtitle_line] = replace(blocks[head.subtitle_line], kind="heading")
        evidence["subtitle"] = block.start, block.end
    meta = replace(head.meta, evidence=evidence)
    document = Document(content.id, raw, raw, content.origin(data, decoded, "html"), meta, tuple(blocks), title)
    kept = (head.title_line, head.subtitle_line)
    outside = [(b, OUTSIDE) for i, b in enumerate(blocks[: len(lines)]) if not chosen[i] and i not in kept]
    document = drop(document, [*outside, *((b, "ruby") for b in blocks[len(lines) :])])
    return replace(document, blocks=tuple(b for b in document.blocks if (b.start, b.end) != title))


def _laid_out(lines: Sequence[tuple[str, Kind]]) -> tuple[str, list[Block]]:
    """Texts, each of a kind, as one text with a line for each, and the block of each."""
    blocks, at = [], 0
    for text, kind in lines:
        bare = text.strip()
        lead = text.index(bare) if bare else 0
        blocks.append(Block(at + lead, at + lead + len(bare), kind))
        at += len(text) + 1
    return "\n".join(_LINE_END.sub(" ", text) for text, _ in lines), blocks
