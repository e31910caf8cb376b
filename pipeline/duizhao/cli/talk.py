"""What a command says on standard error while it works, and how it is stopped."""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType
from typing import Any

import click

PATIENCE = 1.0
"""Seconds of work before progress is shown."""


class Progress:
    """Sentences done: a counter on a terminal, a line for each ten seconds elsewhere; silent when quiet."""

    def __init__(self, what: str, *, quiet: bool) -> None:
        self._what, self._quiet = what, quiet
        self._started = self._said = time.monotonic()
        self._done = 0
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.hide()

    def __call__(self, sentences: int) -> None:
        """So many more sentences are translated."""
        self._done += sentences
        now = time.monotonic()
        if self._quiet or now - self._started < PATIENCE:
            return
        if sys.stderr.isatty():
            self._draw()
        elif self._done and now - self._said >= 10:
            self._said = now
            click.echo(f"duizhao: {self._what}: {self._done:,} sentences so far", err=True)

    def hide(self) -> None:
        """Take the bar away, so that something else can be printed."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _draw(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        if self._bar is None:
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description} {task.completed:,.0f} sentences"),
                TimeElapsedColumn(),
            )
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(self._what, total=None)
            self._bar.start()
        self._bar.update(self._task, completed=self._done)


class Interruption:
    """Ctrl-C and SIGTERM: the first lets the work in hand finish, the second stops at once."""

    def __init__(self) -> None:
        self.requested = False
        self._old: dict[int, Any] = {}

    def __enter__(self) -> Interruption:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._old[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._old.items():
            signal.signal(number, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True
        click.echo("duizhao: finishing what is in hand; once more stops at once.", err=True)


def say(line: str, *, quiet: bool = False) -> None:
    """One line of talk on standard error."""
    if not quiet:
        click.echo(f"duizhao: {line}", err=True)
