"""Whether the parts and pages of a run are what was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.batch import parts
from duizhao.batch.journal import Journal
from duizhao.batch.place import Folder, Place, Remote
from duizhao.errors import InputError

MISSING, CHANGED = "is missing", "is not what was written"


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not what was written, and the chunk that makes it anew."""

    chunk: int
    name: str
    what: str


def place_of(output: Path, put: str | None) -> Place:
    """Where the parts of a run in `output` are: there, or at the address `put`."""
    return Remote(put) if put else Folder(output)


def faults(journal: Journal, place: Place, *, whole: bool) -> Iterator[Fault]:
    """Files that are missing or changed. All are looked at by size, and parts by their SHA-256 where that is cheap;
    `whole`: everything by its SHA-256.

    Raises OutputError where the place cannot be read.
    """
    chunks = list(journal.chunks())
    parts_there = place.sizes("")  # after the journal: a run that goes on writes a part before it is noted
    folder, there = "", parts_there
    for chunk in chunks:
        if chunk.state != "done" or not chunk.part:
            continue
        hashed = whole or place.near
        if what := _wrong(place, chunk.part, parts_there, chunk.bytes, chunk.sha256 if hashed else None):
            yield Fault(chunk.number, chunk.part, what)
        for page in journal.pages(chunk.number):
            name = parts.page(page.document, page.id, page.format)
            if name.rpartition("/")[0] != folder:
                folder = name.rpartition("/")[0]
                there = place.sizes(folder)
            if what := _wrong(place, name, there, page.bytes, page.sha256 if whole else None):
                yield Fault(chunk.number, name, what)


def verify(output: Path) -> dict[str, Any]:
    """Hash every part and page again: how many are `good`, and `bad` with what is wrong.

    Raises InputError where there is no run.
    """
    with Journal(output, read_only=True) as journal:
        place = place_of(output, journal.settings().get("output", {}).get("put"))
        written = sum(chunk.state == "done" for chunk in journal.chunks()) + journal.count_pages()
        bad = {fault.name: fault.what for fault in faults(journal, place, whole=True)}
        states = journal.states()
        unfinished = len(journal.pending())
    documents = {"input": sum(states.values()), **states}
    return {"good": written - len(bad), "bad": bad, "unfinished": unfinished, "documents": documents}


def _wrong(place: Place, name: str, there: dict[str, int], size: int, sha256: str | None) -> str | None:
    if name not in there:
        return MISSING
    if there[name] != size:
        return CHANGED
    try:
        return CHANGED if sha256 and place.digest(name) != sha256 else None
    except InputError:
        return "cannot be read"
