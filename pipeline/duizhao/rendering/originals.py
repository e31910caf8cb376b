"""Drafts in the layout of their originals: what needs the record and the original, checked by its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from duizhao.errors import InputError
from duizhao.record import Draft
from duizhao.rendering.jobs import fill_tmx, fill_xliff

JOBS: dict[str, Callable[[Draft, bytes], bytes]] = {"xliff": fill_xliff, "tmx": fill_tmx}
"""Formats of which a draft in the same format is the original, filled."""


def fill(draft: Draft, original: bytes) -> bytes:
    """The job that `draft` was made of, filled. Raises InputError where `original` is another file."""
    refuse_other(draft, original)
    return JOBS[draft.origin.format](draft, original)


def refuse_other(draft: Draft, original: bytes) -> None:
    """Raise InputError where `original` is not the file that the draft was made of."""
    if hashlib.sha256(original).hexdigest() != draft.origin.sha256:
        where = draft.origin.path or draft.id
        raise InputError("is not the file that the draft was made of", where=where, remedy="Translate it anew.")
