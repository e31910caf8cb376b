"""Lines of a test set → their English by duizhao's own pipeline, a line for a line."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from duizhao import flow
from duizhao.document import Block, Document
from duizhao.record import Origin
from duizhao.settings import Cleaning, Settings, Summarising

BY_LINES = ("wrapping", "metadata", "boilerplate", "duplicates", "structure")
"""The cleaning steps that join lines or drop them; a line of a test set is a segment, whatever it looks like."""


def settings_for(given: Settings) -> Settings:
    """Those of a test: every line is translated, and nothing else is. A memory must be named to be used."""
    skip = tuple(dict.fromkeys((*given.cleaning.skip, *BY_LINES)))
    memory = "none" if given.recall.memory == "auto" else given.recall.memory
    return replace(
        given,
        cleaning=Cleaning(skip),
        recall=replace(given.recall, memory=memory),
        summarising=Summarising(summary="0"),
    )


def translate(
    lines: Sequence[str], translator: flow.Translator, progress: Callable[[int], None] | None = None
) -> tuple[list[str], float, str]:
    """The English of each line, without line ends; the seconds that it took once the model was loaded; the signature.

    Blank lines stay blank. Raises InputError where the lines have no Chinese.
    """
    document = _document(lines)
    translator.translate(_document(["雨停了。"]))  # loads the model
    began = time.monotonic()
    (draft,) = translator.translate_all([document], progress=progress)
    seconds = time.monotonic() - began
    out = [""] * len(lines)
    for paragraph in draft.paragraphs:
        assert paragraph.place is not None
        out[paragraph.place["line"]] = " ".join(paragraph.target.split())
    return out, seconds, draft.engine.signature


def _document(lines: Sequence[str]) -> Document:
    blocks = []
    at = 0
    for n, line in enumerate(lines):
        if line.strip():
            blocks.append(Block(at, at + len(line), place={"line": n}))
        at += len(line) + 1
    text = "\n".join(lines)
    return Document("test", text, text, Origin(), blocks=tuple(blocks))
