"""A draft in the formats people and tools read: from the record, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable

from duizhao.record import Draft
from duizhao.rendering.docx import docx
from duizhao.rendering.epub import epub
from duizhao.rendering.html import page
from duizhao.rendering.markdown import md
from duizhao.rendering.plain import txt
from duizhao.rendering.records import jsonl
from duizhao.rendering.subtitles import ass, srt, vtt
from duizhao.rendering.tables import csv, tsv
from duizhao.rendering.terminal import show
from duizhao.rendering.tmx import tmx
from duizhao.rendering.xliff import xliff, xliff2
from duizhao.settings import LAYOUTS, unknown

__all__ = ["LAID_OUT", "LAYOUTS", "RENDERERS", "SUFFIXES", "render", "show"]

RENDERERS: dict[str, Callable[..., str | bytes]] = {
    "html": page,
    "md": md,
    "txt": txt,
    "jsonl": jsonl,
    "srt": srt,
    "vtt": vtt,
    "ass": ass,
    "docx": docx,
    "epub": epub,
    "csv": csv,
    "tsv": tsv,
    "xliff": xliff,
    "xliff2": xliff2,
    "tmx": tmx,
}
"""Each gives a whole file. Text ends in a line feed: drafts may follow one another in a stream of md, txt or jsonl."""

SUFFIXES: dict[str, str] = {
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".markdown": "md",
    ".txt": "txt",
    ".jsonl": "jsonl",
    ".srt": "srt",
    ".vtt": "vtt",
    ".ass": "ass",
    ".docx": "docx",
    ".epub": "epub",
    ".csv": "csv",
    ".tsv": "tsv",
    ".xlf": "xliff",
    ".xliff": "xliff",
    ".xliff2": "xliff2",
    ".sdlxliff": "xliff",
    ".mqxliff": "xliff",
    ".tmx": "tmx",
}
"""The format that a file's suffix names."""

LAID_OUT = {"docx", "epub", "md", "txt"}
"""The formats that take a layout besides the draft; the others are what they are."""


def render(draft: Draft, format: str, layout: str = "side-by-side") -> str | bytes:
    """The draft in a format by its name. Raises UsageError for an unknown one, and for an unknown layout."""
    renderer = RENDERERS.get(format)
    if renderer is None:
        raise unknown("format", format, RENDERERS)
    if layout not in LAYOUTS:
        raise unknown("layout", layout, LAYOUTS)
    return renderer(draft, layout) if format in LAID_OUT else renderer(draft)
