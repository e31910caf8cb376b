"""A page: its visible text, of which the article is kept and the rest dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.document import Block, Document, drop
from duizhao.errors import InputError
from duizhao.reading.article import extract, main_lines
from duizhao.reading.content import Content
from duizhao.reading.encoding import declared_in
from duizhao.reading.head import read_head
from duizhao.reading.markup import Line, parse, visible
from duizhao.settings import Reading

OUTSIDE = "outside-article"


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """One document: `raw` is what a reader of the page sees, a line a block; what is no article is dropped.

    Raises InputError where the page cannot be decoded or parsed, shows no text, or has no article.
    """
    data = content.whole()
    decoded = content.decoded(data, declared_in(data))
    root = parse(decoded.text, content.name)
    lines = visible(root)
    article = extract(root)
    chosen = main_lines(article, lines)
    if not any(chosen):  # some pages are hidden until a script has run
        lines = visible(root, also_hidden=True)
        article = extract(root)
    chosen = main_lines(article, lines)
    if not lines:
        raise InputError(
            "shows no text", where=content.name, remedy="The page may need its scripts; save what they show."
        )
    if not any(chosen):
        raise InputError(
            "has no article", where=content.name, remedy="Name the page of an article, or save its text as txt."
        )
    head = read_head(root, lines, chosen)
    raw, blocks = _laid_out(lines)
    title, meta = None, head.meta
    if head.title_line is not None:
        block = blocks[head.title_line]
        title = block.start, block.end
        meta = replace(meta, evidence={**meta.evidence, "title": title})
    document = Document(content.id, raw, raw, content.origin(data, decoded, "html"), meta, tuple(blocks), title)
    outside = [(b, OUTSIDE) for i, b in enumerate(blocks) if not chosen[i] and i != head.title_line]
    document = drop(document, outside)
    return iter([replace(document, blocks=tuple(b for b in document.blocks if (b.start, b.end) != title))])


def _laid_out(lines: Sequence[Line]) -> tuple[str, list[Block]]:
    """The lines as one text, and the block of each."""
    blocks, at = [], 0
    for line in lines:
        bare = line.text.strip()
        lead = line.text.index(bare) if bare else 0
        blocks.append(Block(at + lead, at + lead + len(bare), line.kind))
        at += len(line.text) + 1
    return "\n".join(re.sub(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", " ", line.text) for line in lines), blocks
