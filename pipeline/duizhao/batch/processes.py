"""Processes that may hang, crash or eat memory without taking the run with them."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy the locks of the engine's threads
STEP = 5.0
"""Seconds that count at most between two looks at the clock: a run that was stopped and goes on, or slept, is awake
no longer than that, and its processes were not silent."""
START = 120.0
"""Seconds that a process has to load what it needs."""
GRACE = 5.0
"""Seconds that a process has to end by itself."""


class Awake:
    """A clock of the seconds in which this process was awake, if it looks at it every few seconds."""

    def __init__(self) -> None:
        self._seconds, self._last = 0.0, time.monotonic()

    def __call__(self) -> float:
        now = time.monotonic()
        self._seconds += min(now - self._last, STEP)
        self._last = now
        return self._seconds


awake = Awake()


class Child:
    """A process and the pipe to it. `work(connection, *arguments)` runs there."""

    def __init__(self, work: Callable[..., None], *arguments: Any) -> None:
        ours, theirs = _SPAWN.Pipe()
        self.connection: Connection = ours
        self.process: BaseProcess = _SPAWN.Process(target=_begin, args=(work, theirs, *arguments), daemon=True)
        self.process.start()
        theirs.close()
        self.heard = awake()
        self._spoke = False

    def receive(self) -> Any:
        """The next message. Raises EOFError where the process is gone."""
        try:
            message = self.connection.recv()
        except OSError as e:
            raise EOFError from e
        self.heard = awake()
        self._spoke = True
        return message

    def silent(self, seconds: float) -> bool:
        """Whether it was not heard of for longer than that; before its first word it has time to start."""
        return awake() - self.heard > (seconds if self._spoke else max(seconds, START))

    def memory(self) -> int:
        """Bytes of memory that it alone holds, 0 where that cannot be told."""
        try:
            text = Path(f"/proc/{self.process.pid}/statm").read_text()
        except OSError:
            return 0
        resident, shared = map(int, text.split()[1:3])
        return (resident - shared) * os.sysconf("SC_PAGESIZE")

    def death(self) -> str:
        """How it ended, for people."""
        self.process.join(GRACE)
        code = self.process.exitcode
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                return f"crashed ({signal.Signals(-code).name})"
        return f"crashed (exit {code})"

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join(GRACE)
        self.connection.close()

    def close(self) -> None:
        """Let it end: a closed pipe tells it to."""
        self.connection.close()
        self.process.join(GRACE)
        if self.process.is_alive():
            self.process.kill()


def _begin(work: Callable[..., None], connection: Connection, *arguments: Any) -> None:
    """The child's first steps: the terminal's signals are the parent's business, and it does not outlive the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionError):
        work(connection, *arguments)
