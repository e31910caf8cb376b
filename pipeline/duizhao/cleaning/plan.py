"""The cleaning steps, in their order.

Bytes come first: what was read in the wrong encoding shows by control characters and lost signs that later steps would
take away. Escapes follow, since they may hide any character; then what nobody sees, since it splits what the steps
after it look for. Readings are taken out before widths and spaces are looked at, which stand around them. Lines are
joined last, when every character is as it will be, and before whatever looks at whole lines.
"""

from __future__ import annotations

from collections.abc import Callable

from duizhao.cleaning.boilerplate import boilerplate
from duizhao.cleaning.duplicates import duplicates
from duizhao.cleaning.entities import entities
from duizhao.cleaning.gbk_bytes import gbk_bytes
from duizhao.cleaning.invisible import invisible
from duizhao.cleaning.metadata import metadata
from duizhao.cleaning.mojibake import mojibake
from duizhao.cleaning.pinyin import pinyin
from duizhao.cleaning.ruby import ruby
from duizhao.cleaning.spacing import spacing
from duizhao.cleaning.structure import structure
from duizhao.cleaning.width import width
from duizhao.cleaning.wrapping import wrapping
from duizhao.document import Document, edit
from duizhao.edits import Edit
from duizhao.record import SCHEMA
from duizhao.settings import Cleaning, unknown

TEXT_STEPS: dict[str, Callable[[str], list[Edit]]] = {
    "mojibake": mojibake,
    "entities": entities,
    "invisible": invisible,
    "gbk-bytes": gbk_bytes,
    "pinyin": pinyin,
    "ruby": ruby,
    "width": width,
    "spacing": spacing,
}
"""Steps that change characters: each gives its edits on the text so far."""

BLOCK_STEPS: dict[str, Callable[[Document], Document]] = {
    "wrapping": wrapping,
    "metadata": metadata,
    "boilerplate": boilerplate,
    "duplicates": duplicates,
    "structure": structure,
}
"""Steps that tell the blocks of a document apart."""

OF_ARTICLES, BOOKS = ("metadata", "boilerplate"), ("epub",)
"""Steps that look at the ends of an article, and formats of which a document is no article."""

KEPT = (SCHEMA, "xliff", "tmx")
"""Formats whose blocks stay as they are: a record, which has been cleaned before, and the segments of a job."""

STEPS = (*TEXT_STEPS, *BLOCK_STEPS)


def clean(document: Document, settings: Cleaning) -> Document:
    """`document` after every step that is not skipped.

    The formats of KEPT keep their blocks, and subtitles keep their cues; a book has no head and
    tail as an article has.
    Raises UsageError where `settings.skip` names a step that does not exist.
    """
    for name in settings.skip:
        if name not in STEPS:
            raise unknown("cleaning step", name, STEPS)
    for name, find in TEXT_STEPS.items():
        if name not in settings.skip:
            document = edit(document, name, find(document.text))
    if document.origin.format in KEPT or any(b.kind == "cue" for b in document.blocks):
        return document
    for name, step in BLOCK_STEPS.items():
        if name not in settings.skip and not (name in OF_ARTICLES and document.origin.format in BOOKS):
            document = step(document)
    return document
