"""The plan of a run: which documents are done together, and which are not done at all, decided in input order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from duizhao.batch import duplicates
from duizhao.batch.choice import Choice, Look
from duizhao.batch.journal import SAME, SHARD, Entry, Journal
from duizhao.batch.source import Item
from duizhao.document import Document
from duizhao.errors import InputError

ENTRIES = 10_000
"""Documents after which a chunk ends though most of them were skipped or failed: they are kept in memory until then."""


@dataclass(slots=True)
class Planned:
    """A chunk as the plan leaves it: its number and its documents with their numbers."""

    number: int
    documents: list[tuple[int, Document]] = field(default_factory=list)


class Planner:
    """Turns items into chunks, and writes every chunk into the journal as it closes.

    A journal that holds a part of the plan is gone on with: what is known is looked up, and its documents are gathered
    again for the chunks that were not finished.
    """

    def __init__(self, journal: Journal, choice: Choice, *, again: bool = False) -> None:
        self._journal, self._choice, self._retry = journal, choice, again
        self._document, self._chunk = journal.next_numbers()
        self._kept, self._wanted = journal.reached()
        self._waiting = {number: Planned(number) for number in journal.pending()}
        self._missing = {n: sum(e.state == "planned" for e in journal.entries(chunk=n)) for n in self._waiting}
        self._open = Planned(self._chunk)
        self._size = 0
        self._entries: list[Entry] = []
        self._texts: dict[bytes, int] = {}
        self._looked_at: list[tuple[int, bytes, bytes]] = []
        self._ended: dict[int, int] = {}
        self._replaced: list[int] = []

    @property
    def full(self) -> bool:
        """Whether the limit of documents is reached."""
        return self._choice.limit is not None and self._kept >= self._choice.limit

    @property
    def waiting(self) -> bool:
        """Whether documents of an earlier run's unfinished chunks are still to come."""
        return bool(self._waiting)

    def complete(self) -> list[Planned]:
        """Unfinished chunks for which no document is to come, for it has failed meanwhile."""
        return [
            self._waiting.pop(n) for n, missing in list(self._missing.items()) if not missing and n in self._waiting
        ]

    def take(self, item: Item) -> Planned | None:
        """Put an item where it belongs; a chunk that became complete by it."""
        if item.last:
            self._ended[item.file] = item.item + (item.error is not None)
            self._miss(item)
        if item.document is None and item.error is None:
            return None
        known = self._journal.entry_at(item.file, item.item)
        unread = known is not None and known.state == "failed" and known.chunk is None
        if known is not None and not (unread and self._retry):
            return self._again(known, item)
        if self.full:
            return None
        if known is not None:
            self._replaced.append(known.number)
        entry = self._entry(item)
        self._document += 1
        self._entries.append(entry)
        if entry.state == "planned" and item.document is not None:
            self._kept += 1
            self._open.documents.append((entry.number, item.document))
            self._size += entry.characters
        choice = self._choice
        full = self._size >= choice.characters_of(self._chunk) or len(self._open.documents) >= choice.chunk_documents
        return self.close() if full or len(self._entries) >= ENTRIES else None

    def close(self) -> Planned | None:
        """End the chunk that is open and write down what was planned since the last one."""
        done, closed = self._open, bool(self._open.documents)
        with self._journal.transaction():
            if closed:
                self._journal.add_chunk(done.number)
            self._journal.forget(self._replaced)
            self._journal.add(replace(e, chunk=done.number if e.state == "planned" else None) for e in self._entries)
            self._journal.remember(self._looked_at)
            for file, items in self._ended.items():
                self._journal.end_file(file, items)
        self._entries, self._looked_at, self._ended, self._replaced, self._size = [], [], {}, [], 0
        self._texts.clear()
        if not closed:
            return None
        self._chunk += 1
        self._open = Planned(self._chunk)
        return done

    def _again(self, known: Entry, item: Item) -> Planned | None:
        """A document that was planned before: it goes into its chunk, where that is not finished."""
        waited_for = known.chunk in self._waiting and known.state == "planned"
        changed = item.look is not None and known.sha256 is not None and item.look.sha256 != known.sha256
        if changed or (waited_for and item.document is None):
            where = f"document {known.id!r}"
            raise InputError("is not what it was when the run began", where=where, remedy="Give another -o.")
        if not waited_for or known.chunk is None or item.document is None:
            return None
        chunk = self._waiting[known.chunk]
        chunk.documents.append((known.number, item.document))
        self._missing[known.chunk] -= 1
        return self._waiting.pop(known.chunk) if not self._missing[known.chunk] else None

    def _miss(self, item: Item) -> None:
        """A file ended at `item`: documents of unfinished chunks that stood behind it will not come again."""
        if not self._waiting:
            return
        for number, chunk in self._journal.planned_from(item.file, item.item):
            if chunk in self._waiting:
                self._journal.fail(number, "read", item.error or "is not in its file any more")
                self._missing[chunk] -= 1

    def _entry(self, item: Item) -> Entry:
        if item.document is None:
            return Entry(self._document, item.file, item.item, "", None, 0, "failed", "read", item.error)
        document, look = item.document, item.look
        assert look is not None
        entry = Entry(self._document, item.file, item.item, document.id, look.sha256, len(document.raw), "planned")
        if why := self._unwanted(look):
            return replace(entry, state="skipped", reason=why)
        return entry

    def _unwanted(self, look: Look) -> str | None:
        """Why a document is skipped, None where it is not."""
        if look.unwanted:
            return look.unwanted
        self._wanted += 1
        shard = self._choice.shard
        if shard and (self._wanted - 1) % shard[1] != shard[0] - 1:
            return SHARD
        return self._duplicate(look.digest, look.sketch) if look.digest else None

    def _duplicate(self, digest: bytes, sketch: bytes) -> str | None:
        """Whether an earlier document says the same; if none does, this one is remembered."""
        same = self._texts.get(digest, self._journal.same_text(digest))
        if same is not None:
            return f"{SAME} {same}"
        near = self._sketches.same(sketch) if sketch else None
        if near is not None:
            return f"nearly {SAME} {near}"
        self._texts[digest] = self._document
        self._looked_at.append((self._document, digest, sketch))
        if sketch:
            self._sketches.add(self._document, sketch)
        return None

    @cached_property
    def _sketches(self) -> duplicates.Sketches:
        """Those of the documents planned so far."""
        out = duplicates.Sketches()
        for number, sketch in self._journal.sketches():
            out.add(number, sketch)
        return out
