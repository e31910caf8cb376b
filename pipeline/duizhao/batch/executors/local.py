"""Workers that are processes of this machine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from duizhao.batch.executors.base import Limits, Lost
from duizhao.batch.processes import Child
from duizhao.batch.worker import Product, Result, Task, serve
from duizhao.errors import DuizhaoError
from duizhao.settings import Settings


class Local:
    """As many processes as there are settings, each with an engine of its own; a lost one is replaced."""

    def __init__(
        self, settings: list[Settings], product: Product, limits: Limits, serve: Callable[..., None] = serve
    ) -> None:
        self._settings, self._product, self._limits, self._serve = settings, product, limits, serve
        self._children: list[Child | None] = [None] * len(settings)
        self._tasks: dict[int, Task] = {}

    @property
    def free(self) -> int:
        return len(self._settings) - len(self._tasks)

    @property
    def busy(self) -> int:
        return len(self._tasks)

    def submit(self, task: Task) -> None:
        place = next(i for i in range(len(self._settings)) if i not in self._tasks)
        self._tasks[place] = task
        try:
            if (child := self._children[place]) is not None:
                child.connection.send(task)
        except OSError:  # it died between two tasks: a new one begins
            self._bury(place)
        if self._children[place] is None:  # it is given the task once it is ready
            self._children[place] = Child(self._serve, self._settings[place], self._product)

    def wait(self, seconds: float, source: Connection | None) -> list[Result | Lost]:
        places = {c.connection: i for i in self._tasks if (c := self._children[i]) is not None}
        ready = wait([*places, *([source] if source else [])], seconds)
        out = [found for c in ready if c in places and (found := self._hear(places[c])) is not None]
        return out + [lost for place in list(self._tasks) if (lost := self._check(place)) is not None]

    def close(self) -> None:
        for place, child in enumerate(self._children):
            if child is not None:
                child.kill() if place in self._tasks else child.close()
        self._children = [None] * len(self._settings)
        self._tasks.clear()

    def _hear(self, place: int) -> Result | Lost | None:
        child = self._children[place]
        assert child is not None
        try:
            message = child.receive()
        except EOFError:
            return self._lost(place, child.death())
        if isinstance(message, DuizhaoError):
            raise message
        if message == "ready":
            with suppress(OSError):  # it is gone: the next look at it tells how
                child.connection.send(self._tasks[place])
        if isinstance(message, Result):
            del self._tasks[place]
            return message
        return None

    def _check(self, place: int) -> Lost | None:
        child = self._children[place]
        if child is None or child.connection.poll():
            return None
        seconds = self._limits.seconds * self._tasks[place].patience
        if child.silent(seconds):
            return self._lost(place, f"took longer than {seconds:g} seconds")
        if child.memory() > self._limits.memory:
            return self._lost(place, f"took more than {self._limits.memory >> 20} MB")
        return None

    def _lost(self, place: int, why: str) -> Lost:
        self._bury(place)
        return Lost(self._tasks.pop(place), why)

    def _bury(self, place: int) -> None:
        child = self._children[place]
        if child is not None:
            child.kill()
        self._children[place] = None
