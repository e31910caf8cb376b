"""Paragraphs that stand twice in one document: the second was pasted or scraped twice."""

from __future__ import annotations

from duizhao.cleaning.lines import fold, han, is_sentence
from duizhao.document import Document, drop

_LEAST, _FAR = 30, 40
"""Ideographs: refrains, captions and formulas of speech that are rightly repeated are shorter. `_FAR`: where other
paragraphs stand between the two, which sets off the refrain of a speech."""
_WRITTEN = ("docx", "odt", "epub", "pdf")
"""Formats that are written and not scraped: there only what stands twice in a row was pasted twice."""


def duplicates(document: Document) -> Document:
    """`document` without paragraphs that repeat an earlier one to the letter."""
    seen: set[str] = set()
    before = ""
    gone = []
    for block in document.blocks:
        text = document.text_of(block)
        if block.kind == "paragraph" and len(text) >= _LEAST:
            apart = _FAR if document.origin.format not in _WRITTEN else None
            least = _LEAST if text == before else apart
            if text in seen and least and han(text) >= least and is_sentence(fold(text)):
                gone.append((block, "duplicate"))
            seen.add(text)
        before = text
    return drop(document, gone) if gone else document
