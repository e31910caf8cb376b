"""Which documents of an input are wanted; what the plan has to know of each is found out where it is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from duizhao import cleaning
from duizhao.batch import duplicates
from duizhao.document import Document
from duizhao.flow import not_chinese
from duizhao.settings import Settings

FIRST_CHUNK, MORE_EACH = 10_000, 2_000
"""Characters of the first chunk, and how many more each has than the one before it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which documents are wanted, and how many make a chunk.

    Dates are compared as text (ISO 8601); `source` is a part of the name.

    `shard` (i, n): of every n documents the i-th, counted from 1. `limit`: documents that are not skipped.
    A chunk ends with the document that reaches one of its two numbers: a minute or two of work for one core. The first
    chunks are smaller, so that a small archive keeps all workers busy too.
    """

    since: str | None = None
    until: str | None = None
    source: str | None = None
    limit: int | None = None
    shard: tuple[int, int] | None = None
    max_chars: int = 1_000_000
    duplicates: bool = True
    chunk_characters: int = 100_000
    chunk_documents: int = 500

    def characters_of(self, chunk: int) -> int:
        """Characters with which chunk number `chunk` is full: by its number alone, so that plans are the same."""
        return min(self.chunk_characters, FIRST_CHUNK + MORE_EACH * chunk)


@dataclass(frozen=True, slots=True)
class Look:
    """What the plan has to know of a document: `sha256` of its raw text, and why it is `unwanted`, where it is.

    `digest` and `sketch` find what says the same; both are empty where copies are kept or the document is unwanted.
    """

    sha256: str
    unwanted: str | None = None
    digest: bytes = b""
    sketch: bytes = b""


def look(document: Document, settings: Settings, choice: Choice) -> Look:
    """Look at a document for the plan."""
    sha256 = hashlib.sha256(document.raw.encode("utf-8", "surrogatepass")).hexdigest()
    if len(document.raw) > choice.max_chars:
        return Look(sha256, f"longer than {choice.max_chars:,} characters")
    text = "\n".join(map(document.text_of, document.blocks))
    if why := not_chinese(text) or _filtered(document, settings, choice):
        return Look(sha256, why)
    if not choice.duplicates:
        return Look(sha256)
    folded = duplicates.folded(text)
    return Look(sha256, None, duplicates.digest(folded), duplicates.sketch(folded))


def _filtered(document: Document, settings: Settings, choice: Choice) -> str | None:
    if not (choice.since or choice.until or choice.source):
        return None
    meta = cleaning.clean(document, settings.cleaning).meta
    if choice.since or choice.until:
        if not meta.date:
            return "without a date"
        if choice.since and meta.date[: len(choice.since)] < choice.since:
            return f"before {choice.since}"
        if choice.until and meta.date[: len(choice.until)] > choice.until:
            return f"after {choice.until}"
    if choice.source and choice.source.casefold() not in (meta.source or "").casefold():
        return "of another source"
    return None
