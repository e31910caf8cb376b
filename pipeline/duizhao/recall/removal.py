"""Entries taken out of a memory: rows, their texts where none is left, and these in the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from duizhao.recall import grams


def numbers_of(db: sqlite3.Connection, key: str | None, document: str | None, sentence: str | None) -> list[int]:
    """The entries with this key, from this document, of this sentence; what is None is not asked for."""
    query = (
        "SELECT number FROM entries WHERE (?1 IS NULL OR text = (SELECT number FROM texts WHERE folded = ?1))"
        " AND (?2 IS NULL OR document = ?2) AND (?3 IS NULL OR sentence = ?3) ORDER BY number"
    )
    return [number for (number,) in db.execute(query, (key, document, sentence))]


def remove(db: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take out entries by their numbers, within the caller's transaction."""
    db.executemany("DELETE FROM entries WHERE number = ?", ((n,) for n in numbers))
    left: Sequence[tuple[int, str]] = db.execute(
        "SELECT number, folded FROM texts WHERE number NOT IN (SELECT text FROM entries)"
    ).fetchall()
    grams.forget(db, left)
    db.executemany("DELETE FROM texts WHERE number = ?", ((n,) for n, _ in left))
