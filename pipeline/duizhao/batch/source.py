"""The documents of a run's input, read in a process of its own, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

from duizhao import reading
from duizhao.batch.processes import Child
from duizhao.document import Document
from duizhao.errors import DuizhaoError
from duizhao.reading import Input
from duizhao.settings import Settings


@dataclass(frozen=True, slots=True)
class Item:
    """What stands at one place of the input: the `item`-th of file number `file`.

    It has a document, or an error in words, or neither where the file had ended before. `last`: nothing follows in it.
    """

    file: int
    item: int
    document: Document | None = None
    error: str | None = None
    last: bool = False


class Source:
    """The items of files, one after the other; `wanted` are the numbers of those that are read.

    Where reading crashes it begins again at that place, for the cause may lie outside; where it crashes twice, hangs or
    eats memory, the file is given up and reading goes on behind it.
    """

    def __init__(self, files: Sequence[Input], wanted: Sequence[int], settings: Settings) -> None:
        self._files, self._settings = files, settings
        self._todo = list(reversed(wanted))
        self._next = 0  # the number of the item that is being read
        self._crashed: tuple[int, int] | None = None  # file and item at which a reader was lost
        self._child: Child | None = None

    @property
    def connection(self) -> Connection | None:
        """What becomes readable when there is something to take; None at the end."""
        if self._child is None and self._todo:
            rest = [(n, self._files[n]) for n in reversed(self._todo)]
            self._child = Child(_read, rest, self._next, self._settings)
        return self._child.connection if self._child else None

    @property
    def reading(self) -> bool:
        """Whether something is still to come."""
        return bool(self._todo)

    def take(self) -> Item | None:
        """The next item; blocks until it is there. None where the reader was lost and begins again."""
        assert self._child is not None
        try:
            item: Item = self._child.receive()
        except EOFError:
            return self._lost(f"reading {self._child.death()}")
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


def _read(connection: Connection, files: Sequence[tuple[int, Input]], first: int, settings: Settings) -> None:
    """Send the items of files, of the first file those from number `first` on."""
    for number, file in files:
        count = 0
        for count, found in enumerate(_items(file, settings), 1):
            if count > first:
                connection.send(Item(number, count - 1, *found))
        connection.send(Item(number, count, last=True))
        first = 0


def _items(file: Input, settings: Settings) -> Iterator[tuple[Document | None, str | None]]:
    try:
        assert file.path is not None
        for found in reading.read(file.path, settings.reading):
            yield (found, None) if isinstance(found, Document) else (None, str(found))
    except DuizhaoError as e:
        yield None, str(e)
    except Exception as e:
        yield None, f"a defect in reading ({type(e).__name__}: {e})"
