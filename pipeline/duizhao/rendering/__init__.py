"""A draft in the formats people and tools read: from the record, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable

from duizhao.record import Draft
from duizhao.rendering.docx import docx
from duizhao.rendering.english import english
from duizhao.rendering.epub import epub
from duizhao.rendering.flagged import flagged
from duizhao.rendering.html import desk
from duizhao.rendering.markdown import md
from duizhao.rendering.plain import txt
from duizhao.rendering.records import jsonl
from duizhao.rendering.subtitles import ass, srt, vtt
from duizhao.rendering.tables import csv, tsv
from duizhao.rendering.terminal import show
from duizhao.rendering.tmx import tmx
from duizhao.rendering.xliff import xliff, xliff2
from duizhao.settings import LAYOUTS, VERSIONS, unknown

__all__ = ["FOR_PEOPLE", "LAYOUTS", "RENDERERS", "SUFFIXES", "flagged", "render", "show"]


def _page(draft: Draft, layout: str, mono: bool) -> str:
    return english(draft) if mono else desk(draft, layout)


RENDERERS: dict[str, Callable[..., str | bytes]] = {
    "html": _page,
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

FOR_PEOPLE = {"html", "docx", "epub", "md", "txt", "srt", "vtt", "ass"}
"""The formats that have a layout and are made in English alone too; the others are data, always with both languages."""


def render(draft: Draft, format: str, layout: str = "side-by-side", version: str = "dual") -> str | bytes:
    """The draft in a format by its name, with both languages or (`version` "mono") in English alone.

    Raises UsageError for a format, a layout or a version that is none.
    """
    renderer = RENDERERS.get(format)
    if renderer is None:
        raise unknown("format", format, RENDERERS)
    if layout not in LAYOUTS:
        raise unknown("layout", layout, LAYOUTS)
    if version not in VERSIONS:
        raise unknown("version", version, VERSIONS)
    return renderer(draft, layout, version == "mono") if format in FOR_PEOPLE else renderer(draft)
