"""The journal of a run: what was planned, done, failed and skipped, in one SQLite file that survives a kill.

It always holds a prefix of the plan that ends with a chunk: a chunk and every document up to it are written in one
transaction, so that a run which is taken up again plans the rest as the first one would have.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from duizhao.errors import InputError, OutputError

NAME = "journal.sqlite"
VERSION = 3
SHARD = "of another shard"
SAME = "same text as document"
"""Reasons for skipping a document that was wanted as such."""
State = Literal["planned", "done", "failed", "skipped"]

_TABLES = """
CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (number INTEGER PRIMARY KEY, name TEXT, size INTEGER, version INTEGER, items INTEGER);
CREATE TABLE chunks (
    number INTEGER PRIMARY KEY, state TEXT NOT NULL, part TEXT, sha256 TEXT, bytes INTEGER, degraded INTEGER,
    counts TEXT
);
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, file INTEGER NOT NULL, item INTEGER NOT NULL, id TEXT NOT NULL, sha256 TEXT,
    characters INTEGER NOT NULL, state TEXT NOT NULL, stage TEXT, reason TEXT, chunk INTEGER
);
CREATE TABLE pages (
    document INTEGER NOT NULL, format TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 BLOB NOT NULL,
    PRIMARY KEY (document, format)
) WITHOUT ROWID;
CREATE TABLE tally (state TEXT PRIMARY KEY, documents INTEGER NOT NULL, characters INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO tally VALUES ('planned', 0, 0), ('done', 0, 0), ('failed', 0, 0), ('skipped', 0, 0);
CREATE TRIGGER added AFTER INSERT ON documents BEGIN
    UPDATE tally SET documents = documents + 1, characters = characters + NEW.characters WHERE state = NEW.state; END;
CREATE TRIGGER removed AFTER DELETE ON documents BEGIN
    UPDATE tally SET documents = documents - 1, characters = characters - OLD.characters WHERE state = OLD.state; END;
CREATE TRIGGER moved AFTER UPDATE OF state ON documents WHEN OLD.state != NEW.state BEGIN
    UPDATE tally SET documents = documents - 1, characters = characters - OLD.characters WHERE state = OLD.state;
    UPDATE tally SET documents = documents + 1, characters = characters + NEW.characters WHERE state = NEW.state; END;
CREATE INDEX documents_by_place ON documents (file, item);
CREATE INDEX documents_of_chunk ON documents (chunk);
CREATE INDEX documents_by_state ON documents (state);
CREATE TABLE texts (sha256 BLOB PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sketches (number INTEGER PRIMARY KEY, sketch BLOB NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the input: the `item`-th of file number `file`. `sha256` names its raw text."""

    number: int
    file: int
    item: int
    id: str
    sha256: str | None
    characters: int
    state: State
    stage: str | None = None
    reason: str | None = None
    chunk: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document: what it is in bytes. `id` is the document's."""

    document: int
    id: str
    format: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk: its part file and that file's SHA-256 once it is done. `counts` adds up over a run."""

    number: int
    state: State
    part: str | None = None
    sha256: str | None = None
    bytes: int = 0
    degraded: bool = False
    counts: Mapping[str, float] | None = None


class Journal:
    """An open journal; one process writes, any may read. Raises OutputError where the disk is full."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.path = folder / NAME
        new = not self.path.exists()
        nothing = InputError("holds no run", where=folder, remedy="Name the folder that was given as -o.")
        if read_only and new:
            raise nothing
        try:
            # autocommit: transactions are ours
            self._db = _opened(self.path, read_only)
            if not read_only:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=FULL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and not read_only:
                with self.transaction():
                    for statement in _statements(_TABLES):
                        self._db.execute(statement)
                    self._db.execute(f"PRAGMA user_version = {VERSION}")
            elif version == 0:  # a run that has just begun
                raise nothing
            elif version != VERSION:
                what = f"has a journal of version {version}, this duizhao writes {VERSION}"
                raise InputError(what, where=folder, remedy="Use the duizhao that began the run, or another -o.")
        except sqlite3.DatabaseError as e:
            raise self._told(e) from e

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on the disk when it ends."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as e:
            raise self._told(e) from e

    def _told(self, error: sqlite3.DatabaseError) -> OutputError | InputError:
        damaged = getattr(error, "sqlite_errorcode", None) is None  # a value that sqlite3 itself cannot decode
        if isinstance(error, sqlite3.OperationalError) and not damaged:
            remedy = "Free some space and run the same command again."
            return OutputError(f"the journal cannot be written ({error})", where=self.path, remedy=remedy)
        return InputError(f"the journal is damaged ({error})", where=self.path, remedy="Give another -o.")

    # what the run is

    def settings(self) -> dict[str, Any]:
        """What was noted of the run as it began; empty for a new one."""
        return {key: _loaded(value, self.path) for key, value in self._rows("SELECT key, value FROM run")}

    def note(self, values: Mapping[str, Any]) -> None:
        rows = [(k, json.dumps(v, sort_keys=True)) for k, v in values.items()]
        self._db.executemany("INSERT OR REPLACE INTO run VALUES (?, ?)", rows)

    # the plan

    def add(self, entries: Iterable[Entry]) -> None:
        self._db.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    e.number,
                    e.file,
                    e.item,
                    plain(e.id),
                    e.sha256,
                    e.characters,
                    e.state,
                    e.stage,
                    plain(e.reason),
                    e.chunk,
                )
                for e in entries
            ),
        )

    def add_chunk(self, number: int) -> None:
        self._db.execute("INSERT INTO chunks (number, state, degraded) VALUES (?, 'planned', 0)", (number,))

    def add_files(self, files: Iterable[tuple[int, str, int | None, int | None]]) -> None:
        """Files of the input: number, name, bytes, version. Those that are there already are to be read anew."""
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, NULL)", files)

    def end_file(self, number: int, items: int) -> None:
        """A file was read to its end, and has so many items."""
        self._db.execute("UPDATE files SET items = ? WHERE number = ?", (items, number))

    def files(self) -> dict[int, tuple[str, int | None, int | None, int | None]]:
        """By number: name, bytes, version, and items where it was read to its end."""
        return {row[0]: row[1:] for row in self._rows("SELECT number, name, size, version, items FROM files")}

    def next_numbers(self) -> tuple[int, int]:
        """The first numbers that no document and no chunk has."""
        document = self._rows("SELECT coalesce(max(number) + 1, 0) FROM documents")[0][0]
        return document, self._rows("SELECT coalesce(max(number) + 1, 0) FROM chunks")[0][0]

    def reached(self) -> tuple[int, int]:
        """How many documents came into a chunk, and how many were wanted, those of other shards and copies included."""
        kept = self._rows("SELECT count(*) FROM documents WHERE chunk IS NOT NULL")[0][0]
        query = "SELECT count(*) FROM documents WHERE state = 'skipped' AND (reason = ? OR instr(reason, ?))"
        return kept, kept + self._rows(query, (SHARD, SAME))[0][0]

    def open_files(self) -> set[int]:
        """Files with documents in chunks that are not finished."""
        query = "SELECT DISTINCT d.file FROM documents d JOIN chunks c ON d.chunk = c.number WHERE c.state = 'planned'"
        return {row[0] for row in self._rows(query)}

    def pending(self) -> list[int]:
        """Chunks that are planned and not finished."""
        return [row[0] for row in self._rows("SELECT number FROM chunks WHERE state = 'planned' ORDER BY number")]

    def entries(self, chunk: int | None = None, state: State | None = None) -> Iterator[Entry]:
        """The documents of a chunk, or in a state, or all, in input order."""
        where = " AND ".join(f"{name} = ?" for name, v in (("chunk", chunk), ("state", state)) if v is not None)
        values = [v for v in (chunk, state) if v is not None]
        query = "SELECT * FROM documents" + (f" WHERE {where}" if where else "") + " ORDER BY number"
        return (Entry(*row) for row in self._each(query, values))

    def entry_at(self, file: int, item: int) -> Entry | None:
        rows = self._rows("SELECT * FROM documents WHERE file = ? AND item = ? ORDER BY number", (file, item))
        return Entry(*rows[-1]) if rows else None

    # what became of it

    def finish(self, chunk: Chunk, failures: Mapping[int, tuple[str, str]], pages: Iterable[Page] = ()) -> None:
        """A chunk is done: its part and pages are whole on the disk. `failures`: by document, stage and reason."""
        with self.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?)",
                ((p.document, p.format, p.bytes, bytes.fromhex(p.sha256)) for p in pages),
            )
            self._db.execute(
                "UPDATE chunks SET state = 'done', part = ?, sha256 = ?, bytes = ?, degraded = ?, counts = ?"
                " WHERE number = ?",
                (chunk.part, chunk.sha256, chunk.bytes, chunk.degraded, json.dumps(chunk.counts or {}), chunk.number),
            )
            self._db.execute(
                "UPDATE documents SET state = 'done' WHERE chunk = ? AND state = 'planned'", (chunk.number,)
            )
            self._db.executemany(
                "UPDATE documents SET state = 'failed', stage = ?, reason = ? WHERE number = ?",
                ((stage, plain(reason), number) for number, (stage, reason) in failures.items()),
            )

    def fail(self, number: int, stage: str, reason: str) -> None:
        """A document of a chunk that is still to be done will not be part of it."""
        with self.transaction():
            self._db.execute(
                "UPDATE documents SET state = 'failed', stage = ?, reason = ? WHERE number = ?",
                (stage, plain(reason), number),
            )

    def reopen(self, chunks: Iterable[int]) -> None:
        """Chunks and all their documents are to be done anew."""
        with self.transaction():
            for chunk in chunks:
                self._db.execute("UPDATE chunks SET state = 'planned' WHERE number = ?", (chunk,))
                self._db.execute(
                    "DELETE FROM pages WHERE document IN (SELECT number FROM documents WHERE chunk = ?)", (chunk,)
                )
                self._db.execute(
                    "UPDATE documents SET state = 'planned', stage = NULL, reason = NULL WHERE chunk = ?", (chunk,)
                )

    def failed_chunks(self) -> list[int]:
        """Chunks in which a document failed."""
        query = "SELECT DISTINCT chunk FROM documents WHERE state = 'failed' AND chunk IS NOT NULL ORDER BY chunk"
        return [row[0] for row in self._rows(query)]

    def failed_files(self) -> set[int]:
        """Files in which a document failed before it came into a chunk."""
        query = "SELECT DISTINCT file FROM documents WHERE state = 'failed' AND chunk IS NULL"
        return {row[0] for row in self._rows(query)}

    def entry(self, number: int) -> Entry | None:
        """The document of that number."""
        rows = self._rows("SELECT * FROM documents WHERE number = ?", (number,))
        return Entry(*rows[0]) if rows else None

    def reread(self) -> None:
        """Files in which a document failed before it came into a chunk are to be read again."""
        with self.transaction():
            self._db.execute(
                "UPDATE files SET items = NULL WHERE number IN"
                " (SELECT file FROM documents WHERE state = 'failed' AND chunk IS NULL)"
            )

    def forget(self, documents: Iterable[int]) -> None:
        """Take documents out of the plan."""
        self._db.executemany("DELETE FROM documents WHERE number = ?", ((n,) for n in documents))

    def planned_from(self, file: int, item: int) -> list[tuple[int, int]]:
        """Documents that stand at that place of a file or behind it and are still to be done, each with its chunk."""
        query = "SELECT number, chunk FROM documents WHERE file = ? AND item >= ? AND state = 'planned'"
        return [(number, chunk) for number, chunk in self._rows(query, (file, item))]

    def chunks(self) -> Iterator[Chunk]:
        query = "SELECT number, state, part, sha256, bytes, degraded, counts FROM chunks ORDER BY number"
        for number, state, part, sha256, size, degraded, counts in self._each(query):
            yield Chunk(number, state, part, sha256, size or 0, bool(degraded), _loaded(counts or "{}", self.path))

    def pages(self, chunk: int) -> Iterator[Page]:
        """The pages of a chunk's documents, those of one format after the other."""
        query = (
            "SELECT document, id, format, bytes, hex(pages.sha256) FROM documents JOIN pages ON document = number"
            " WHERE chunk = ? ORDER BY format, document"
        )
        return (
            Page(n, id, format, size, sha256.lower()) for n, id, format, size, sha256 in self._each(query, (chunk,))
        )

    def count_pages(self) -> int:
        """How many pages were written."""
        return int(self._rows("SELECT count(*) FROM pages")[0][0])

    def states(self) -> dict[str, int]:
        """The number of documents in each state."""
        found = dict(self._rows("SELECT state, documents FROM tally"))
        return {state: found.get(state, 0) for state in ("planned", "done", "failed", "skipped")}

    def reasons(self, state: State) -> dict[str, int]:
        """How often each reason was given, the most frequent first; what names one place or document is left out."""
        self._db.create_function("general", 2, _general, deterministic=True)
        query = (
            "SELECT coalesce(stage || ': ', '') || general(reason, name), count(*)"
            " FROM documents LEFT JOIN files ON file = files.number WHERE state = ?"
            " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100"
        )
        return dict(self._rows(query, (state,)))

    def characters(self, state: State) -> int:
        """Characters of raw text of the documents in a state."""
        return int(self._rows("SELECT characters FROM tally WHERE state = ?", (state,))[0][0])

    # duplicates

    def same_text(self, sha256: bytes) -> int | None:
        rows = self._rows("SELECT number FROM texts WHERE sha256 = ?", (sha256,))
        return rows[0][0] if rows else None

    def sketches(self) -> Iterator[tuple[int, bytes]]:
        """The sketches of documents that were remembered, each with its document's number, in input order."""
        return ((row[0], row[1]) for row in self._each("SELECT number, sketch FROM sketches ORDER BY number"))

    def remember(self, rows: Iterable[tuple[int, bytes, bytes]]) -> None:
        """For each document: number, SHA-256 of its text, sketch."""
        for number, sha256, sketch in rows:
            self._db.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (sha256, number))
            if sketch:
                self._db.execute("INSERT OR IGNORE INTO sketches VALUES (?, ?)", (number, sketch))

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return list(self._each(query, values))

    def _each(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._db.execute(query, values)
        except sqlite3.DatabaseError as e:
            raise self._told(e) from e


def _statements(script: str) -> Iterator[str]:
    """The statements of a script: executescript() would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _opened(path: Path, read_only: bool) -> sqlite3.Connection:
    """A connection; one that only reads can do so where nothing can be written beside the journal."""
    db = sqlite3.connect(path, isolation_level=None, timeout=30)
    if read_only:
        try:
            db.execute("PRAGMA user_version").fetchone()
        except sqlite3.OperationalError:
            db.close()
            address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            return sqlite3.connect(address, isolation_level=None, uri=True)
    return db


def plain(text: str | None) -> str | None:
    """`text` as UTF-8 can hold it: file names and ids may have lone surrogates, which are shown as \\udc80."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()


def _loaded(value: str, path: Path) -> Any:
    try:
        return json.loads(value)
    except ValueError as e:
        raise InputError(f"the journal is damaged ({e})", where=path, remedy="Give another -o.") from e


def _general(reason: str, path: str | None) -> str:
    """A reason without the place in the file at its head, and without the number of the document that it names."""
    if path and reason.startswith(path):
        reason = reason[len(path) :].partition(": ")[2] or reason
    if SAME in reason:
        return re.sub(r"document \d+$", "an earlier document", reason)
    return reason
