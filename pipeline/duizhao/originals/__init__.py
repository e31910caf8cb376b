"""Drafts in the layout of their originals: what needs the record and the original, checked by its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from duizhao import rendering
from duizhao.errors import InputError, UsageError
from duizhao.originals.book import fill_epub
from duizhao.originals.jobs import fill_tmx, fill_xliff
from duizhao.originals.word import fill_docx
from duizhao.reading.content import opened
from duizhao.record import Draft
from duizhao.settings import IN_PLACE, VERSIONS, Reading

__all__ = ["JOBS", "PAGES", "fill", "render", "versions"]

JOBS: dict[str, Callable[[Draft, bytes], bytes]] = {"xliff": fill_xliff, "tmx": fill_tmx}
"""Formats that are always filled: a draft of a job in the format of the job is the job."""

PAGES: dict[str, Callable[[Draft, bytes, bool], bytes]] = {"docx": fill_docx, "epub": fill_epub}
"""Formats that are filled where the layout IN_PLACE is asked for; the last argument: keep the source above."""


def versions(format: str, layout: str, asked: Sequence[str] = ()) -> tuple[str, ...]:
    """The versions that a format is written in: those asked for, else English alone in the layout of the original and
    both languages in any other. Data is written once, always with both."""
    if format not in rendering.FOR_PEOPLE:
        return ("dual",)
    usual = "mono" if layout == IN_PLACE and format in PAGES else "dual"
    return tuple(v for v in VERSIONS if v in asked) or (usual,)


def render(draft: Draft, format: str, layout: str = "side-by-side", version: str | None = None) -> str | bytes:
    """The draft in a format, in the layout of its original where that is asked for; see `fill` and `rendering.render`.
    A version that is not named is that of `versions`.

    Raises InputError where the original cannot be read again or has changed, UsageError where there is no such layout.
    """
    in_place = layout == IN_PLACE
    version = version or versions(format, layout)[0]
    if in_place and format in PAGES and draft.origin.format != format:
        what = f"came from {draft.origin.format}, and has no {format} of its own to keep the layout of"
        raise UsageError(what, where=draft.origin.path or draft.id, remedy="Leave --layout out.")
    if draft.origin.format == format and (format in JOBS or (in_place and format in PAGES)):
        return fill(draft, _original(draft), dual=version == "dual")
    return rendering.render(draft, format, "side-by-side" if in_place else layout, version)


def fill(draft: Draft, original: bytes, *, dual: bool = False) -> bytes:
    """The file that `draft` was made of, with its English in place of the Chinese, or with `dual` below it.

    Raises InputError where `original` is another file.
    """
    if hashlib.sha256(original).hexdigest() != draft.origin.sha256:
        where = draft.origin.path or draft.id
        raise InputError("is not the file that the draft was made of", where=where, remedy="Translate it anew.")
    if draft.origin.format in JOBS:
        return JOBS[draft.origin.format](draft, original)
    return PAGES[draft.origin.format](draft, original, dual)


def _original(draft: Draft) -> bytes:
    """The bytes of the file that a draft came from, unpacked where it is packed."""
    origin = draft.origin
    if origin.path is None or origin.member is not None:
        remedy = "Give it as a file of its own."
        raise InputError("is not at hand to be filled", where=origin.member or draft.id, remedy=remedy)
    content = opened(Path(origin.path), Reading())
    try:
        return content.whole()
    finally:
        content.rest.close()
