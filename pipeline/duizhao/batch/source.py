"""The documents of a run's input, read in a process of its own, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from duizhao import reading
from duizhao.batch import remote
from duizhao.batch.choice import Choice, Look, look
from duizhao.batch.inputs import File, stat
from duizhao.batch.processes import Child
from duizhao.document import Document
from duizhao.errors import DuizhaoError, OutputError
from duizhao.settings import Settings

CHANGED = "has changed since the run began, and was not read or not to its end"


@dataclass(frozen=True, slots=True)
class Item:
    """What stands at one place of the input: the `item`-th of file number `file`.

    It has a document with a look at it, or an error in words, or neither where the file had ended before.
    `last`: nothing follows in the file.
    """

    file: int
    item: int
    document: Document | None = None
    look: Look | None = None
    error: str | None = None
    last: bool = False


class Source:
    """The items of files, one after the other; `wanted` are the numbers of those that are read.

    Where reading crashes it begins again at that place, for the cause may lie outside; where it crashes twice, hangs or
    eats memory, the file is given up and reading goes on behind it. Remote files are fetched into `scratch`, one at a
    time.
    """

    def __init__(
        self, files: Sequence[File], wanted: Sequence[int], settings: Settings, choice: Choice, scratch: Path
    ) -> None:
        self._files, self._how = files, _How(settings, choice, scratch)
        self._todo = list(reversed(wanted))
        self._next = 0  # the number of the item that is being read
        self._crashed: tuple[int, int] | None = None  # file and item at which a reader was lost
        self._child: Child | None = None

    @property
    def connection(self) -> Connection | None:
        """What becomes readable when there is something to take; None at the end."""
        if self._child is None and self._todo:
            rest = [(n, self._files[n]) for n in reversed(self._todo)]
            self._child = Child(_read, rest, self._next, self._how)
        return self._child.connection if self._child else None

    @property
    def reading(self) -> bool:
        """Whether something is still to come."""
        return bool(self._todo)

    def take(self) -> Item | None:
        """The next item; blocks until it is there. None where the reader was lost and begins again, or only works.

        Raises OutputError where the disk is full that remote files are fetched to.
        """
        assert self._child is not None
        try:
            item: Item | OutputError | None = self._child.receive()
        except EOFError:
            return self._lost(f"reading {self._child.death()}")
        if item is None:
            return None
        if isinstance(item, OutputError):
            raise item
        if item.last:
            self._ended()
        else:
            self._next = item.item + 1
        return item

    def check(self, seconds: float, memory: int) -> list[Item]:
        """What is given up because it took longer than `seconds`, or more than `memory` bytes."""
        if self._child is None or self._child.connection.poll():
            return []
        if self._child.silent(seconds):
            why = f"reading took longer than {seconds:g} seconds"
        elif self._child.memory() > memory:
            why = f"reading took more than {memory >> 20} MB"
        else:
            return []
        return [self._given_up(why)]

    def close(self) -> None:
        """Read no more."""
        self._todo = []
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _ended(self) -> None:
        self._todo.pop()
        self._next = 0
        if not self._todo and self._child is not None:
            self._child.close()
            self._child = None

    def _lost(self, why: str) -> Item | None:
        """The reader is gone: it begins again at the same place, where that did not happen there before."""
        assert self._child is not None
        place = self._todo[-1], self._next
        if self._crashed == place:
            return self._given_up(why)
        self._crashed = place
        self._child.kill()
        self._child = None
        return None

    def _given_up(self, why: str) -> Item:
        """The item that was being read, as an error; the rest of its file is not read."""
        assert self._child is not None
        self._child.kill()
        self._child = None
        item = Item(self._todo.pop(), self._next, error=f"{why}; nothing behind it in this file was read", last=True)
        self._next = 0
        return item


@dataclass(frozen=True, slots=True)
class _How:
    """What a reader has to know."""

    settings: Settings
    choice: Choice
    scratch: Path


def _read(connection: Connection, files: Sequence[tuple[int, File]], first: int, how: _How) -> None:
    """Send the items of files, of the first file those from number `first` on; None to say that it goes on; the
    OutputError that ends it."""
    try:
        _send(connection, files, first, how)
    except OutputError as e:
        connection.send(e)


def _send(connection: Connection, files: Sequence[tuple[int, File]], first: int, how: _How) -> None:
    for warm in reading.read("热身。", how.settings.reading):  # loads what the first document needs
        if isinstance(warm, Document):
            look(warm, how.settings, how.choice)
    connection.send(None)
    for number, file in files:
        count = 0
        changed = _changed(file)
        if not changed:
            for found in _items(file, how, lambda: connection.send(None)):
                count += 1
                if count > first:
                    connection.send(Item(number, count - 1, *found))
            changed = _changed(file)
        error = f"{file.name}: {CHANGED}" if changed else None
        connection.send(Item(number, count, error=error, last=True))
        first = 0


def _changed(file: File) -> bool:
    """Whether the file is another than when the run began. One that is gone is not: its reading tells."""
    try:
        return (remote.stat(file.place) if file.remote else stat(file.place)) != (file.size, file.version)
    except Exception:  # fsspec raises what it likes
        return False


def _items(
    file: File, how: _How, alive: Callable[[], None]
) -> Iterator[tuple[Document | None, Look | None, str | None]]:
    path = Path(file.place)
    try:
        if file.remote:
            path = how.scratch / file.name.rpartition("/")[2]
            remote.fetch(file.place, path, alive)
        for found in reading.read(path, how.settings.reading):
            if isinstance(found, Document):
                named = replace(found, origin=replace(found.origin, path=file.name))
                yield named, look(named, how.settings, how.choice), None
            else:
                yield None, None, _told(found, path, file)
    except OutputError:
        raise
    except DuizhaoError as e:
        yield None, None, _told(e, path, file)
    except Exception as e:
        yield None, None, f"{file.name}: a defect in reading ({type(e).__name__}: {e})"
    finally:
        if file.remote:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _told(error: DuizhaoError, path: Path, file: File) -> str:
    """An error with the name that the run calls the file by, for that of its path."""
    line, shown = str(error), " ".join(str(path).split())
    return file.name + line.removeprefix(shown) if line.startswith(shown) else line
