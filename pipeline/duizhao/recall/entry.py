"""What a memory holds: a source and one translation of it, and where that came from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Literal

From = Literal["edited", "imported"]
"""edited: somebody corrected or confirmed what duizhao wrote; imported: it came from a memory of somebody else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A source and its target. `changed`: when, ISO 8601 in UTC; `document`, `sentence`: where it was edited.

    `uses`: how many sentences it was inserted for.
    """

    source: str
    target: str
    origin: From = "edited"
    document: str | None = None
    sentence: str | None = None
    changed: str = ""
    note: str | None = None
    uses: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """An entry whose source is like the one asked about, as a share: 1 is the same but for script and width."""

    score: float
    entry: Entry


@dataclass(frozen=True, slots=True)
class Added:
    """What came of entries: new sources, other current targets of known ones, and what was there already.

    Kept beside the current target: `older` than it is, or `unedited` where that is an edit. `replaced`: of those
    changed, how many stand in place of an edit of another file, by its name.
    """

    new: int = 0
    changed: int = 0
    known: int = 0
    older: int = 0
    unedited: int = 0
    replaced: dict[str, int] = field(default_factory=dict)


def bare(text: str) -> str:
    """A text as the memory keeps it: in NFC, without the white space around it; half of a surrogate pair is `?`."""
    return unicodedata.normalize("NFC", text).strip().encode("utf-8", "replace").decode("utf-8")
