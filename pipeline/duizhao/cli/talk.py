"""What a command says on standard error while it works, and how it is stopped."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
from typing import Any

import click

from duizhao.files import discard_unfinished

PATIENCE = 1.0
"""Seconds of work before progress is shown."""


class Progress:
    """What is done, in sentences or what else `unit` names: a counter on a terminal, a line for each ten seconds
    elsewhere; silent when quiet."""

    def __init__(self, what: str, *, quiet: bool, unit: str = "sentences") -> None:
        self._what, self._quiet, self._unit = what, quiet, unit
        self._started = self._said = time.monotonic()
        self._done = 0
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.hide()

    def __call__(self, more: int) -> None:
        """So many more are done."""
        self._done += more
        now = time.monotonic()
        if self._quiet or now - self._started < PATIENCE:
            return
        if sys.stderr.isatty():
            self._draw()
        elif self._done and now - self._said >= 10:
            self._said = now
            say(f"{self._what}: {self._done:,} {self._unit} so far")

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
            count = TextColumn(f"{{task.description}} {{task.completed:,.0f}} {self._unit}")
            self._bar = Bar(SpinnerColumn(), count, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(self._what, total=None)
            self._bar.start()
        self._bar.update(self._task, completed=self._done)


class Interruption:
    """Ctrl-C and SIGTERM: the first lets the work in hand finish, the second stops at once.

    A handler in Python would wait until the engine, which is not Python, gives control back, and two signals would be
    one by then; so a thread reads the bytes that the interpreter writes for each signal as it comes.
    """

    SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self) -> None:
        self.requested = False
        self._old: dict[int, Any] = {}

    def __enter__(self) -> Interruption:
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)
        self._old_fd = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in self.SIGNALS:
            self._old[number] = signal.signal(number, lambda *_: None)
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._old.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._old_fd)
        os.close(self._write)

    def _listen(self) -> None:
        while byte := os.read(self._read, 1):
            if byte[0] not in self.SIGNALS:
                continue
            if self.requested:
                discard_unfinished()
                say("stopped.")
                os._exit(130)
            self.requested = True
            say("finishing what is in hand; once more stops at once.")
        os.close(self._read)


class Notes(logging.Handler):
    """What the library notes while it works (a column that was guessed, members left out) is said, unless quiet."""

    def __init__(self, *, quiet: bool) -> None:
        super().__init__(logging.INFO)
        self._quiet = quiet
        self._logger = logging.getLogger("duizhao")

    def __enter__(self) -> Notes:
        self._logger.setLevel(logging.INFO)
        self._logger.addHandler(self)
        self._logger.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)
        self._logger.propagate = True

    def emit(self, record: logging.LogRecord) -> None:
        say(record.getMessage(), quiet=self._quiet)


def plural(number: int, noun: str) -> str:
    """`1 unit`, `2,000 units`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def one_line(text: str) -> str:
    """`text` as a terminal may be sent it: no control characters and no line feeds but shown."""
    from duizhao.rendering.safe import visible

    return visible(text).replace("\n", "␊")


def put(line: str) -> None:
    """One line of what was asked for on standard output, whatever a file or its name holds."""
    click.echo(one_line(line))


def put_json(value: Any) -> None:
    """A value as JSON on standard output, with the characters that a terminal would obey as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    click.echo("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text))


def say(line: str, *, quiet: bool = False) -> None:
    """One line of talk on standard error; control characters of a file name or a document are shown, not sent."""
    if not quiet:
        shown = "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in line)
        click.echo(f"duizhao: {shown}", err=True)
