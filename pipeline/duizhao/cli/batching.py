"""The work of `batch`: what is asked for, how far it is, what came of it."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

import click

from duizhao import batch, rendering
from duizhao.batch.inputs import File
from duizhao.cli.options import settings_of
from duizhao.cli.talk import Interruption, put, say
from duizhao.errors import InputError, UsageError
from duizhao.settings import unknown

LOG_EVERY = 60.0
"""Seconds between two lines of a log."""


def run_all(inputs: Sequence[str], *, output: Path, dry_run: bool, as_json: bool, quiet: bool, **flags: Any) -> int:
    """Run, or go on with, a batch; gives the exit code."""
    settings = settings_of(flags)
    options = _options(flags)
    found = _outside(output, batch.find(inputs))
    if not found:
        raise InputError("nothing to read but the run's own output", where=output, remedy="Name other inputs.")
    if dry_run:
        _show(batch.estimate(found, settings, options), as_json)
        return 0
    with Interruption() as stop, Watch(quiet=quiet, as_json=as_json) as watch:
        out = batch.run(found, output, settings, options, watch=watch, stop=lambda: stop.requested)
    _show(out, as_json)
    if not out["finished"]:
        say("interrupted; the same command goes on from here.")
        return 130
    if not quiet and not as_json:
        say(f"→ {output}")
    documents = out["documents"]
    if documents["failed"]:
        if not quiet and not as_json:
            say(f"{output / 'failures.jsonl'} names what failed; --retry-failed tries it again.")
        return 6 if documents["done"] else 3
    return 0


def show_status(folder: Path, as_json: bool) -> None:
    """Print how far the run in a folder is."""
    from duizhao.batch.journal import Journal

    with Journal(folder, read_only=True) as journal:
        _show(batch.summary(journal), as_json)


def verify_parts(folder: Path, as_json: bool) -> int:
    """Print which parts are what was written; gives the exit code."""
    out = batch.verify(folder)
    if as_json:
        click.echo(json.dumps(out, ensure_ascii=False))
    else:
        click.echo(f"files as they were written: {out['good']:,}, others: {len(out['bad']):,}")
        for part, what in out["bad"].items():
            put(f"{part} {what}")
        if out["unfinished"]:
            click.echo(f"chunks still to be done: {out['unfinished']:,}")
    if out["bad"]:
        say("remove what is bad and run the batch again: it makes it anew.")
    return 3 if out["bad"] else 0


class Watch:
    """Progress: a live line on a terminal, a line a minute elsewhere, JSON lines where asked for."""

    def __init__(self, *, quiet: bool, as_json: bool) -> None:
        self._quiet, self._json = quiet, as_json
        self._started = time.monotonic()
        self._said = self._started
        self._live: Any = None

    def __enter__(self) -> Watch:
        if not self._quiet and not self._json and sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), transient=True, refresh_per_second=2)
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, state: batch.State) -> None:
        now = time.monotonic()
        if self._live is not None:
            self._live.update(self._line(state))
        elif not self._quiet and now - self._said >= LOG_EVERY:
            self._said = now
            with suppress(OSError):  # nobody reads the log any more, or its disk is full: no reason to end a run
                self._log(state, round(now - self._started))

    def _log(self, state: batch.State, seconds: int) -> None:
        if self._json:
            line = {"seconds": seconds, **state.total, "characters": state.characters}
            click.echo(json.dumps(line), err=True)
        else:
            say(self._line(state))

    def _line(self, state: batch.State) -> str:
        seconds = max(time.monotonic() - self._started, 0.001)
        total = state.total
        parts = [f"{total['done']:,} documents done"]
        if total["planned"]:
            parts.append(f"{total['planned']:,} planned" + (" so far" if state.reading else ""))
        parts += [f"{total[name]:,} {name}" for name in ("failed", "skipped") if total[name]]
        if state.characters:
            parts.append(f"{state.characters / seconds:,.0f} characters/s")
        if repeated := state.counts.get("repeated"):
            parts.append(f"{repeated / state.counts['pieces']:.0%} repeated")
        if state.rest and not state.reading and state.characters:
            parts.append(f"about {batch.span(state.rest / state.characters * seconds)} to go")
        return ", ".join(parts)


def _options(flags: dict[str, Any]) -> batch.Options:
    formats = [f.strip() for f in (flags["formats"] or "").split(",") if f.strip()]
    for name in formats:
        if name not in rendering.RENDERERS:
            raise unknown("format", name, rendering.RENDERERS)
    since, until = _date("since", flags["since"]), _date("until", flags["until"])
    if since and until and since[: len(until)] > until[: len(since)]:
        raise UsageError(f"--since {since} is after --until {until}", remedy="Exchange them.")
    choice = batch.Choice(
        since=since,
        until=until,
        source=flags["source"],
        limit=flags["limit"],
        shard=_shard(flags["shard"]),
        max_chars=flags["max_chars"],
        duplicates=not flags["keep_duplicates"],
    )
    if flags["address"] and flags["executor"] != "ray":
        raise UsageError("--address without --executor ray", remedy="Add it.")
    if flags["put"] and "://" not in flags["put"]:
        raise UsageError(f"--put {flags['put']!r} is no address", remedy="For example s3://bucket/folder; -o is local.")
    most = flags["max_failures"]
    if most is not None and not re.fullmatch(r"\d+|\d+(?:\.\d+)?%", most):
        raise UsageError(f"--max-failures {most!r} is no number and no share", remedy="For example 100, or 5%.")
    if not isfinite(flags["timeout"]):
        raise UsageError(f"--timeout {flags['timeout']} is no time", remedy="For example 600; it must end some day.")
    return batch.Options(
        kind=flags["parts"],
        pages=tuple(dict.fromkeys(formats)),
        workers=flags["workers"],
        executor=flags["executor"],
        address=flags["address"],
        timeout=flags["timeout"],
        memory=flags["memory_limit"] << 20,
        max_failures=most,
        retry_failed=flags["retry_failed"],
        put=flags["put"],
        choice=choice,
    )


def _date(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}){0,2}", value):
            raise ValueError
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        raise UsageError(f"--{name} {value!r} is no date", remedy="Write 2024, 2024-01 or 2024-01-31.") from None
    return value


def _shard(value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    match = re.fullmatch(r"(\d+)/(\d+)", value)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(f"--shard {value!r} is not I/N", remedy="For example 2/5: the second of five.")
    return int(match[1]), int(match[2])


def _outside(folder: Path, files: Sequence[File]) -> list[File]:
    """The files that do not lie in a folder."""
    own = os.path.realpath(folder)
    return [f for f in files if f.remote or not Path(os.path.realpath(f.place)).is_relative_to(own)]


def _show(out: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(out, ensure_ascii=False))
        return
    documents = out["documents"]
    click.echo(", ".join(f"{n:,} {state}" for state, n in documents.items() if n or state in ("input", "done")))
    for state in ("failed", "skipped"):
        reasons = list(out.get(state, {}).items())
        for reason, n in reasons[:10]:
            put(f"  {state} {n:,}: {reason}")
        if rest := documents[state] - sum(n for _, n in reasons[:10]):
            click.echo(f"  {state} {rest:,}: for other reasons")
    for line in out.get("lines", ()):
        put(line)
