"""What a run would do, without doing it: how much there is, and how long it would take on this machine."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from duizhao.batch import parts, report
from duizhao.batch.begin import SCRATCH
from duizhao.batch.inputs import File
from duizhao.batch.journal import Journal
from duizhao.batch.memory import only_asked
from duizhao.batch.place import Folder
from duizhao.batch.plan import Planned, Planner
from duizhao.batch.run import Options
from duizhao.batch.source import Source
from duizhao.batch.worker import Product, Task, work
from duizhao.flow import Translator
from duizhao.settings import Settings

SAMPLE = 8_000
"""Characters of the first documents that are translated to measure the speed."""


def estimate(files: Sequence[File], settings: Settings, options: Options) -> dict[str, Any]:
    """The plan in figures, with the time and the disk it would take at the speed measured on its first documents."""
    settings = only_asked(settings)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder)
        with closing(Journal(output)) as journal:
            with journal.transaction():
                journal.add_files((n, f.name, f.size, f.version) for n, f in enumerate(files))
            sample, planned = _plan(journal, files, settings, options, output / SCRATCH)
            out = report.summary(journal)
            out["documents"]["planned"] = planned
        task = Task(0, tuple(sample), parts.name(0, options.kind))
        product = Product(Folder(output), options.kind, options.pages)
        return out | _measured(task, out["characters_planned"], settings, product)


def _plan(
    journal: Journal, files: Sequence[File], settings: Settings, options: Options, scratch: Path
) -> tuple[list[Any], int]:
    planner = Planner(journal, options.choice)
    source = Source(files, range(len(files)), settings, options.choice, scratch)
    sample: list[Any] = []

    def keep(planned: Planned | None) -> None:
        for number, document in planned.documents if planned else ():
            if sum(len(d.raw) for _, d in sample) < SAMPLE:
                sample.append((number, document))

    while (connection := source.connection) is not None and not planner.full:
        if connection.poll(0.5):
            if (item := source.take()) is not None:
                keep(planner.take(item))
        else:
            for item in source.check(options.timeout, options.memory or 1 << 62):
                keep(planner.take(item))
    source.close()
    keep(planner.close())
    return sample, journal.states()["planned"]


def _measured(task: Task, characters: int, settings: Settings, product: Product) -> dict[str, Any]:
    if not task.documents:
        return {"lines": ["nothing to translate"]}
    with Translator(settings) as translator:
        work(task, translator, product, lambda: None)  # the first time, the model is loaded
        start = time.perf_counter()
        result = work(task, translator, product, lambda: None)
        seconds = time.perf_counter() - start
    failed = [f"{stage}: {reason}" for stage, reason in result.failures.values()]
    done = sum(len(d.raw) for n, d in task.documents if n not in result.failures)
    if not done:
        return {"lines": [f"how long it would take is not known: the first {len(failed):,} failed ({failed[0]})"]}
    speed = done / seconds
    disk = characters * (result.bytes + sum(page.bytes for page in result.pages)) / done
    hours = characters / speed / 3600
    line = (
        f"{characters:,} characters: about {span(hours * 3600)} on this machine at {speed:,.0f} characters a second"
        f" (measured on {done:,} of them, all cores at work), {disk / 1e6:,.1f} MB on disk"
    )
    return {
        "speed": {"characters_a_second": round(speed, 1)},
        "hours": round(hours, 3),
        "bytes": int(disk),
        "lines": [line],
    }


def span(seconds: float) -> str:
    """A time as people say it."""
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
