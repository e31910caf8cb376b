"""Which sources could be like a text: an inverted index of pairs of characters, kept in the memory's file.

Each pair of neighbouring characters has the numbers of the texts that hold it, as one blob of 32-bit integers.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

TABLE = "CREATE TABLE grams (gram TEXT NOT NULL UNIQUE, texts BLOB NOT NULL)"

LONGEST = 1000
"""Characters of a text that is compared; a longer one is no sentence."""

_POSTINGS = 50_000
"""Numbers that are looked at for one text, the rarest pairs first: what bounds the time."""
_CANDIDATES = 100
"""Texts that are compared letter by letter."""
_VARIABLES = 500
"""Values in one statement; SQLite allows 999 everywhere."""


def grams(text: str) -> set[str]:
    """The pairs of neighbouring characters of a text."""
    return {text[i : i + 2] for i in range(len(text) - 1)}


class Postings:
    """Texts that are to be added to the index, held until they are written together."""

    def __init__(self) -> None:
        self._held: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self.texts = 0

    def add(self, number: int, text: str) -> None:
        if len(text) <= LONGEST:
            for gram in grams(text):
                self._held[gram].append(number)
        self.texts += 1

    def write(self, db: sqlite3.Connection) -> None:
        """Write what is held, and hold nothing."""
        for gram, numbers in self._held.items():
            row = db.execute("SELECT rowid, texts FROM grams WHERE gram = ?", (gram,)).fetchone()
            if row is None:
                db.execute("INSERT INTO grams VALUES (?, ?)", (gram, numbers.tobytes()))
            else:
                db.execute("UPDATE grams SET texts = ? WHERE rowid = ?", (row[1] + numbers.tobytes(), row[0]))
        self._held.clear()
        self.texts = 0


def forget(db: sqlite3.Connection, gone: Iterable[tuple[int, str]]) -> None:
    """Take texts, given by number and text, out of the index."""
    held: defaultdict[str, set[int]] = defaultdict(set)
    for number, text in gone:
        for gram in grams(text) if len(text) <= LONGEST else ():
            held[gram].add(number)
    for gram, numbers in held.items():
        rowid, blob = db.execute("SELECT rowid, texts FROM grams WHERE gram = ?", (gram,)).fetchone()
        kept = array("I", (n for n in array("I", blob) if n not in numbers))
        if kept:
            db.execute("UPDATE grams SET texts = ? WHERE rowid = ?", (kept.tobytes(), rowid))
        else:
            db.execute("DELETE FROM grams WHERE rowid = ?", (rowid,))


def candidates(db: sqlite3.Connection, text: str, least: float) -> list[int]:
    """The texts that share most pairs with `text`, of those that can be `least` like it.

    A text of length n and one at least `least` like it are at most (1 - least)·n/least changes apart; each change costs
    at most two pairs. So of any 2·changes + 1 pairs they share one, and the rarest are looked at.
    """
    import numpy as np

    found = _sizes(db, grams(text))
    changes = int((1 - least) * len(text) / least + 1e-9)
    missing = len(grams(text)) - len(found)
    rarest = sorted(found, key=lambda row: (row[1], row[0]))[: max(0, 2 * changes + 1 - missing)]
    lists: list[Any] = []
    postings = 0
    for rowid, size in rarest:
        postings += size // 4
        if lists and postings > _POSTINGS:
            break
        blob = db.execute("SELECT texts FROM grams WHERE rowid = ?", (rowid,)).fetchone()[0]
        lists.append(np.frombuffer(blob, dtype=np.uint32))
    if not lists:
        return []
    counts = np.bincount(np.concatenate(lists))
    held = np.flatnonzero(counts)
    if len(held) > _CANDIDATES:
        held = held[np.argsort(-counts[held], kind="stable")[:_CANDIDATES]]
    return [int(n) for n in held]


def _sizes(db: sqlite3.Connection, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Row and bytes of each pair that the index has."""
    return [
        row
        for some in _slices(sorted(wanted))
        for row in db.execute(f"SELECT rowid, length(texts) FROM grams WHERE gram IN ({_marks(some)})", some)
    ]


def texts(db: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The texts with these numbers."""
    return dict(db.execute(f"SELECT number, folded FROM texts WHERE number IN ({_marks(numbers)})", numbers).fetchall())


def _slices(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[i : i + _VARIABLES] for i in range(0, len(values), _VARIABLES))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
