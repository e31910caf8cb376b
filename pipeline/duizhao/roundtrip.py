"""What is written into files for translators so that they can be read back: names of bookmarks, guarded cells.

The writers are in `rendering`, the readers in `bilingual`.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

Side = Literal["source", "target"]

BOOKMARK_LENGTH = 40
"""Characters of a bookmark's name in Word, which may be letters, digits and underscores."""
SUMMARY = "summary"
"""Begins the id of a sentence of the summary, which is not read back: `summary.2`."""
_PREFIX: dict[Side, str] = {"source": "dzs", "target": "dz"}
_BOOKMARK = re.compile(r"(dzs?)_([A-Za-z0-9_]{1,36})_([0-9a-f]{16})", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*", re.ASCII)

_FORMULA = "=+\\-@\t\r\n＝＋－＠"
"""What begins a formula, full-width forms included (OWASP, CSV injection)."""
_UNSAFE = re.compile(f"'*[{_FORMULA}]")
_GUARDED = re.compile(f"''*[{_FORMULA}]")


def text_hash(text: str) -> str:
    """Names a text, as `record.Sentence.source_hash` names a source."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def bookmark(side: Side, id: str, hash: str) -> str | None:
    """The name of the bookmark around one side of a sentence, whose hash is `hash`; None where its id does not fit."""
    name = f"{_PREFIX[side]}_{id.replace('.', '_')}_{hash}"
    return name if _ID.fullmatch(id) and len(name) <= BOOKMARK_LENGTH else None


def bookmarked(name: str) -> tuple[Side, str, str] | None:
    """The side, id and hash of the text that a bookmark names; None where duizhao did not write it."""
    match = _BOOKMARK.fullmatch(name)
    if match is None:
        return None
    return "source" if match[1] == _PREFIX["source"] else "target", match[2].replace("_", "."), match[3]


def guarded(cell: str) -> str:
    """A cell of a table that no spreadsheet takes for a formula: an apostrophe is before what could begin one."""
    return f"'{cell}" if _UNSAFE.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that was guarded."""
    return cell[1:] if _GUARDED.match(cell) else cell
