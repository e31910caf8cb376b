"""The memory: one SQLite file of sources and their translations, written and read by any number of processes.

What is the same is decided by a key (see `Memory`): the source of both scripts, in any width, has one. Nothing is ever
replaced: of several targets of a source the one that was edited last is the current one, the others are its history,
until they are removed.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from duizhao.errors import DuizhaoError, InputError, OutputError
from duizhao.recall import removal
from duizhao.recall.entry import Added, Entry, Near, bare
from duizhao.recall.grams import LONGEST, TABLE, Postings, candidates, texts

VERSION = 1
APPLICATION = 0x647A686D
"""`dzhm`, which SQLite keeps in the file's header: another program's file is not taken for a memory."""
WAIT = 30.0
"""Seconds to wait for another process that writes."""

_TABLES = (
    "CREATE TABLE texts (number INTEGER PRIMARY KEY, folded TEXT NOT NULL UNIQUE)",
    "CREATE TABLE entries (number INTEGER PRIMARY KEY, text INTEGER NOT NULL, source TEXT NOT NULL,"
    " target TEXT NOT NULL, origin TEXT NOT NULL, document TEXT, sentence TEXT, changed TEXT NOT NULL, note TEXT,"
    " uses INTEGER NOT NULL DEFAULT 0, UNIQUE (source, target))",
    "CREATE INDEX entries_of_text ON entries (text)",
    TABLE,
)
_FIELDS = "source, target, origin, document, sentence, changed, note, uses, number"
_RANK = "origin = 'edited' DESC, changed DESC, number DESC"
_HELD = 50_000  # texts whose pairs are held before they are written


def memory_file(setting: str) -> Path | None:
    """The file that a value of the setting `memory` means: the user's own for "auto", None for "none"."""
    if setting == "none":
        return None
    if setting != "auto":
        return Path(setting).expanduser()
    from platformdirs import user_data_path

    home = os.environ.get("DUIZHAO_DATA")
    return (Path(home) if home else user_data_path("duizhao")) / "memory.sqlite"


class Memory:
    """An open memory; a context manager. `fold` gives the key of a source.

    `read_only`: the file as it is now, whatever is written meanwhile. Raises InputError for a file that is missing
    (when only read), damaged, of another program or of a newer version; OutputError where it cannot be written or
    another process holds it for longer than `wait` seconds.
    """

    def __init__(self, path: Path, fold: Callable[[str], str], *, read_only: bool = False, wait: float = WAIT) -> None:
        self.path, self._wait = path, wait
        self._key: Callable[[str], str] = lambda source: fold(bare(source))
        if read_only and not path.exists():
            raise InputError("does not exist", where=path, remedy="`duizhao memory import` makes a memory.")
        with self._told():
            if read_only:
                self._db = self._open_to_read()
            else:
                with self._writable():
                    path.parent.mkdir(parents=True, exist_ok=True)
                self._db = self._connect(str(path))
                try:
                    self._prepare()
                except BaseException:
                    self._db.close()
                    raise

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._db.close()

    # looking up

    def exact(self, source: str) -> Entry | None:
        """The current translation of a source: an edited one first, then that of this very source, then the latest."""
        with self._told():
            return self._current(self._key(source), bare(source))

    def _current(self, key: str, source: str) -> Entry | None:
        query = (
            f"SELECT {_FIELDS} FROM entries WHERE text = (SELECT number FROM texts WHERE folded = ?)"
            " ORDER BY origin = 'edited' DESC, source = ? DESC, changed DESC, number DESC LIMIT 1"
        )
        row = self._db.execute(query, (key, source)).fetchone()
        return Entry(*row) if row else None

    def near(self, source: str, least: float) -> Near | None:
        """The current translation of the source that is most like this one, where it is `least` like it or more.

        Likeness is 1 - changes / length of the longer, as of CAT tools: inserting, deleting and replacing a character
        of the keys is a change each. None too for a source of more than LONGEST characters.
        """
        key = self._key(source)
        if not 1 < len(key) <= LONGEST:
            return None
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import extract

        with self._told():
            found = texts(self._db, candidates(self._db, key, least))
            likest = extract(key, found, scorer=Levenshtein.normalized_similarity, score_cutoff=least, limit=5)
            if not likest:
                return None
            _, score, number = min(likest, key=lambda row: (-row[1], row[0]))
            query = f"SELECT {_FIELDS} FROM entries WHERE text = ? ORDER BY {_RANK} LIMIT 1"
            return Near(score, Entry(*self._rows(query, (number,))[0]))

    def entries(self, *, history: bool = False) -> Iterator[Entry]:
        """The current entry of each source in the order in which the sources came; with `history` the earlier ones too,
        after it."""
        before = None
        query = f"SELECT text, {_FIELDS} FROM entries ORDER BY text, {_RANK}"
        with self._told():
            for text, *row in self._db.execute(query):
                if history or text != before:
                    yield Entry(*row)
                before = text

    def stats(self) -> dict[str, Any]:
        """What the memory holds, in numbers."""
        query = (
            "SELECT count(*), count(DISTINCT text), coalesce(sum(origin = 'edited'), 0), coalesce(sum(uses), 0),"
            " count(DISTINCT document), min(changed), max(changed) FROM entries"
        )
        translations, sources, edited, uses, documents, first, last = self._rows(query)[0]
        return {
            "path": str(self.path),
            "sources": sources,
            "translations": translations,
            "edited": edited,
            "imported": translations - edited,
            "uses": uses,
            "documents": documents,
            "first": first,
            "last": last,
        }

    def fingerprint(self) -> str | None:
        """Names all that can change what is recalled: 12 hexadecimal digits; None for an empty memory."""
        digest = hashlib.sha256()
        empty = True
        with self._told():
            for row in self._db.execute(f"SELECT text, source, target, origin FROM entries ORDER BY text, {_RANK}"):
                digest.update("\0".join(map(str, row)).encode("utf-8", "surrogatepass") + b"\n")
                empty = False
        return None if empty else digest.hexdigest()[:12]

    def copy(self, path: Path) -> None:
        """Write what is seen of the memory to another file. Raises OutputError."""
        with self._told(), closing(sqlite3.connect(path, isolation_level=None)) as db:
            self._db.backup(db)
            db.execute("PRAGMA journal_mode=DELETE")

    # writing

    def add(self, entries: Iterable[Entry]) -> Added:
        """Add entries, all or none of them. What is there already takes the later time of change and is edited once it
        was edited anywhere."""
        counts: Counter[str] = Counter()
        replaced: Counter[str] = Counter()
        postings = Postings()
        with self._transaction():
            for entry in entries:
                key, source = self._key(entry.source), bare(entry.source)
                before = self._current(key, source)
                is_known = self._write(entry, key, postings)
                after = before and self._current(key, source)
                counts[_outcome(entry, before, after, is_known=is_known)] += 1
                if (document := _replaced(before, after)) is not None:
                    replaced[document] += 1
                if postings.texts >= _HELD:
                    postings.write(self._db)
            postings.write(self._db)
        return Added(**counts, replaced=dict(replaced))

    def _write(self, entry: Entry, key: str, postings: Postings) -> bool:
        """Whether this target of this source was there already."""
        source, target = bare(entry.source), bare(entry.target)
        where = (entry.document, entry.sentence)
        update = (
            "UPDATE entries SET origin = CASE WHEN ? = 'edited' THEN 'edited' ELSE origin END,"
            " document = CASE WHEN changed < ? THEN ? ELSE document END,"
            " sentence = CASE WHEN changed < ? THEN ? ELSE sentence END,"
            " changed = max(changed, ?), note = coalesce(?, note) WHERE source = ? AND target = ?"
        )
        changed = entry.changed
        values = (entry.origin, changed, where[0], changed, where[1], changed, entry.note, source, target)
        if self._db.execute(update, values).rowcount:
            return True
        row = self._db.execute("SELECT number FROM texts WHERE folded = ?", (key,)).fetchone()
        if row is None:
            number = self._db.execute("INSERT INTO texts (folded) VALUES (?)", (key,)).lastrowid or 0
            postings.add(number, key)
        else:
            number = row[0]
        self._db.execute(
            "INSERT INTO entries (text, source, target, origin, document, sentence, changed, note)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (number, source, target, entry.origin, *where, changed, entry.note),
        )
        return False

    def remove(
        self, *, source: str | None = None, document: str | None = None, sentence: str | None = None, dry: bool = False
    ) -> list[Entry]:
        """Take out the entries of a source (in either script), of a document, of a sentence of it; gives them as they
        were. All or none; with `dry` none."""
        key = None if source is None else self._key(source)
        with self._transaction():
            numbers = removal.numbers_of(self._db, key, document, sentence)
            query = f"SELECT {_FIELDS} FROM entries WHERE number = ?"
            found = [Entry(*self._db.execute(query, (n,)).fetchone()) for n in numbers]
            if not dry:
                removal.remove(self._db, numbers)
        return found

    def use(self, counts: Mapping[int, int]) -> None:
        """Note for how many sentences entries, by their number, were inserted."""
        with self._transaction():
            self._db.executemany(
                "UPDATE entries SET uses = uses + ? WHERE number = ?", ((n, number) for number, n in counts.items())
            )

    # the file

    def _connect(self, name: str, *, uri: bool = False) -> sqlite3.Connection:
        """Autocommit, for transactions are ours; used by one thread at a time, which its owner sees to."""
        return sqlite3.connect(name, isolation_level=None, timeout=self._wait, uri=uri, check_same_thread=False)

    def _open_to_read(self) -> sqlite3.Connection:
        """A transaction that lasts as long as the connection: nothing that is written meanwhile is seen."""
        name = f"file:{quote(str(self.path.absolute()))}"
        for options in ("mode=ro", "mode=ro&immutable=1"):  # the second where SQLite may not make its files beside it
            db = self._connect(f"{name}?{options}", uri=True)
            try:
                db.execute("BEGIN")
                if self._version(db):
                    return db
                if _tables(db):
                    raise _foreign(self.path)
                db.close()  # another process is about to make it, or was stopped before it did
                db = self._connect(":memory:")
                _make(db)
                return db
            except sqlite3.OperationalError as e:
                db.close()
                if "immutable" in options or "locked" in str(e):
                    raise
            except BaseException:
                db.close()
                raise
        raise AssertionError

    def _prepare(self) -> None:
        """Make a new file a memory. Two processes may both find it new."""
        if self._version(self._db) == VERSION:
            self._db.execute("PRAGMA synchronous=FULL")
            return
        if _tables(self._db) and self._version(self._db) == 0:  # asked again: another process may just have made it
            raise _foreign(self.path)
        self._into_wal()
        self._db.execute("PRAGMA synchronous=FULL")
        with self._transaction():
            if self._version(self._db) == 0:
                _make(self._db)

    def _into_wal(self) -> None:
        """SQLite does not wait for its lock when it changes the journal, so we do."""
        until = time.monotonic() + self._wait
        while True:
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as e:
                if "locked" not in str(e) or time.monotonic() > until:
                    raise
                time.sleep(0.01)
            else:
                return

    def _version(self, db: sqlite3.Connection) -> int:
        """The version of the file, 0 for a new one. Raises InputError for a newer one, and for no memory."""
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        if application != APPLICATION and (application or version):
            raise _foreign(self.path)
        if version > VERSION:
            what = f"is a memory of version {version}, this duizhao reads {VERSION}"
            raise InputError(what, where=self.path, remedy="Use a newer duizhao, or name another file by --memory.")
        return version

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing, on the disk when it ends."""
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._told():
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as e:
            remedy = "Name another file by --memory."
            raise OutputError(f"cannot be written ({e.strerror or e})", where=self.path, remedy=remedy) from e

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What SQLite says, as the one line that a user sees."""
        try:
            yield
        except sqlite3.DatabaseError as e:
            raise self._error(e) from e

    def _error(self, error: sqlite3.DatabaseError) -> DuizhaoError:
        said = str(error)
        if "locked" in said:
            what = f"is in use by another process (waited {self._wait:g} seconds)"
            return OutputError(what, where=self.path, remedy="Try again when that process is done.")
        if "full" in said:
            return OutputError("cannot be written (the disk is full)", where=self.path, remedy="Free some space.")
        if "not a database" in said or "malformed" in said:
            remedy = "Restore a copy of it, or name another file by --memory."
            return InputError(f"is no memory, or a damaged one ({said})", where=self.path, remedy=remedy)
        return OutputError(f"cannot be used ({said})", where=self.path, remedy="Name another file by --memory.")


def _outcome(entry: Entry, before: Entry | None, after: Entry | None, *, is_known: bool) -> str:
    """Which number of `Added` counts an entry; the current one was `before` and is `after`."""
    if before is None or after is None:
        return "new"
    if after.number != before.number:
        return "changed"
    if is_known:
        return "known"
    return "unedited" if entry.origin != "edited" == before.origin else "older"


def _replaced(before: Entry | None, after: Entry | None) -> str | None:
    """The document whose edit is the current one no more, for that of another is."""
    if before is None or after is None or before.origin != "edited":
        return None
    return before.document if after.number != before.number and after.document != before.document else None


def _tables(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _make(db: sqlite3.Connection) -> None:
    for statement in _TABLES:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def _foreign(path: Path) -> InputError:
    return InputError("is no memory of duizhao", where=path, remedy="Name another file by --memory.")
