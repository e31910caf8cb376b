"""Paragraphs that stand twice in one document: the second was pasted or scraped twice."""

from __future__ import annotations

from duizhao.cleaning.lines import fold, han, is_sentence
from duizhao.document import Document, drop

_LEAST = 30
"""Ideographs: refrains, captions and formulas of speech that are rightly repeated are shorter."""


def duplicates(document: Document) -> Document:
    """`document` without paragraphs that repeat an earlier one to the letter."""
    seen: set[str] = set()
    gone = []
    for block in document.blocks:
        text = document.text_of(block)
        if block.kind != "paragraph" or len(text) < _LEAST:
            continue
        if text in seen and han(text) >= _LEAST and is_sentence(fold(text)):
            gone.append((block, "duplicate"))
        seen.add(text)
    return drop(document, gone) if gone else document
