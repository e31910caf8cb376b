"""A draft in the formats people and tools read: from the record, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable

from duizhao.record import Draft
from duizhao.rendering.html import page
from duizhao.rendering.markdown import md
from duizhao.rendering.plain import txt
from duizhao.rendering.records import jsonl
from duizhao.rendering.subtitles import ass, srt, vtt
from duizhao.rendering.terminal import show
from duizhao.settings import unknown

__all__ = ["RENDERERS", "SUFFIXES", "render", "show"]

RENDERERS: dict[str, Callable[[Draft], str | bytes]] = {
    "html": page,
    "md": md,
    "txt": txt,
    "jsonl": jsonl,
    "srt": srt,
    "vtt": vtt,
    "ass": ass,
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
}
"""The format that a file's suffix names."""


def render(draft: Draft, format: str) -> str | bytes:
    """The draft in a format by its name. Raises UsageError for an unknown one."""
    renderer = RENDERERS.get(format)
    if renderer is None:
        raise unknown("format", format, RENDERERS)
    return renderer(draft)
