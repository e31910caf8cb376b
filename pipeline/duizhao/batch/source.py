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

    A file whose reading hangs, crashes or eats memory is given up, and reading goes on behind it.
    """

    def __init__(self, files: Sequence[Input], wanted: Sequence[int], settings: Settings) -> None:
        self._files, self._settings = files, settings
        self._todo = list(reversed(wanted))
        self._next = 0  # the number of the item that is being read
        self._child: Child | None = None

    @property
    def connection(self) -> Connection | None:
        """What becomes readable when there is something to take; None at the end."""
        if self._child is None and self._todo:
            rest = [(n, self._files[n]) for n in reversed(self._todo)]
            self._child = Child(_read, rest, self._settings)
            self._next = 0
        return self._child.connection if self._child else None

    @property
    def reading(self) -> bool:
        """Whether something is still to come."""
        return bool(self._todo)

    def take(self) -> Item:
        """The next item; blocks until it is there."""
        assert self._child is not None
        try:
            item: Item = self._child.receive()
        except EOFError:
            return self._given_up(f"reading {self._child.death()}")
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

    def _given_up(self, why: str) -> Item:
        """The item that was being read, as an error; the rest of its file is not read."""
        assert self._child is not None
        self._child.kill()
        self._child = None
        item = Item(self._todo.pop(), self._next, error=f"{why}; nothing behind it in this file was read", last=True)
        self._next = 0
        return item


def _read(connection: Connection, files: Sequence[tuple[int, Input]], settings: Settings) -> None:
    for number, file in files:
        count = 0
        for found in _items(file, settings):
            connection.send(Item(number, count, *found))
            count += 1
        connection.send(Item(number, count, last=True))


def _items(file: Input, settings: Settings) -> Iterator[tuple[Document | None, str | None]]:
    try:
        assert file.path is not None
        for found in reading.read(file.path, settings.reading):
            yield (found, None) if isinstance(found, Document) else (None, str(found))
    except DuizhaoError as e:
        yield None, str(e)
    except Exception as e:
        yield None, f"a defect in reading ({type(e).__name__}: {e})"
