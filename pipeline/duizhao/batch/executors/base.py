"""What an executor is."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Protocol

from duizhao.batch.worker import Result, Task


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take before it is given up: seconds without a sign of life, bytes of memory.

    `address`: the cluster that the workers are on, None for this machine.
    """

    seconds: float
    memory: int
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A task whose worker hung, crashed or ate memory."""

    task: Task
    why: str


class Executor(Protocol):
    """Works on tasks, several at a time."""

    @property
    def free(self) -> int:
        """How many more tasks can be given now."""
        ...

    @property
    def busy(self) -> int:
        """How many tasks are being worked on."""
        ...

    def submit(self, task: Task) -> None: ...

    def wait(self, seconds: float, source: Connection | None) -> list[Result | Lost]:
        """What ended, after `seconds` at most, or earlier where `source` has something to read.

        Raises the DuizhaoError on which a worker gave up for good.
        """
        ...

    def close(self) -> None:
        """Let the workers end. What they are working on is lost."""
        ...
