"""A run over an archive: read, planned, worked on, accounted for; taken up where it stopped."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from typing import Any

from duizhao import translation
from duizhao.batch import parts, report
from duizhao.batch.begin import SCRATCH, agree, begun, clear, refuse_parts
from duizhao.batch.check import faults, place_of
from duizhao.batch.choice import Choice
from duizhao.batch.executors import EXECUTORS, Executor, Limits, Lost
from duizhao.batch.inputs import File
from duizhao.batch.journal import Chunk, Journal
from duizhao.batch.memory import only_asked, with_copy
from duizhao.batch.plan import Planned, Planner
from duizhao.batch.shares import fair_memory, shares
from duizhao.batch.source import Item, Source
from duizhao.batch.worker import Product, Result, Task
from duizhao.document import Document
from duizhao.errors import OutputError, PartlyDone
from duizhao.settings import Settings

PATIENCE = 60.0
"""Seconds in which the chunks in hand may end once a run is to stop; what is not written by then is done again."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes. `timeout`: seconds without a sign of life; `memory`: bytes a process may hold.

    `max_failures`: a number of documents, or a share ("5%") of those looked at, from a hundred on.
    `put`: the address at which parts and pages go instead of the run's folder.
    """

    kind: str = "jsonl.zst"
    pages: tuple[str, ...] = ()
    workers: int = 0
    executor: str = "local"
    address: str | None = None
    timeout: float = 300.0
    memory: int = 0
    max_failures: str | None = None
    retry_failed: bool = False
    put: str | None = None
    choice: Choice = field(default_factory=Choice)

    @property
    def output(self) -> dict[str, Any]:
        """What is made, and where it goes."""
        return {"kind": self.kind, "pages": list(self.pages), "put": self.put}


@dataclass(slots=True)
class State:
    """How far a run is, for who watches it: documents by state; characters and counts of this session.

    `rest`: characters planned and not done; `reading`: more may be planned.
    """

    total: dict[str, int]
    characters: float = 0
    counts: dict[str, float] = field(default_factory=dict)
    busy: int = 0
    reading: bool = True
    rest: int = 0


Watch = Callable[[State], None]


def run(
    files: Sequence[File],
    output: Path,
    settings: Settings,
    options: Options,
    *,
    watch: Watch = lambda state: None,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Translate and summarise the documents of `files` into part files in `output`; the report, which is written too.

    A folder that holds a run goes on with it; parts and pages that are missing or changed are made again. Once `stop`
    says so, no more chunks are begun, and those in hand have PATIENCE seconds. Raises UsageError where the folder holds
    a run of something else, InputError for files that changed, OutputError where the folder cannot be written,
    PartlyDone where there were too many failures.
    """
    from filelock import FileLock, Timeout

    try:
        output.mkdir(parents=True, exist_ok=True)
        lock = FileLock(output / ".lock")
        lock.acquire(timeout=0)
    except Timeout as e:
        raise OutputError("is being written by another run", where=output, remedy="Wait for it to end.") from e
    except OSError as e:
        raise OutputError(f"cannot be written ({e.strerror})", where=output, remedy="Choose another -o.") from e
    with lock, closing(Journal(output)) as journal:
        clear(output)
        settings = only_asked(settings)
        if options.retry_failed:
            journal.reread()
        if not journal.settings():
            refuse_parts(place_of(output, options.put), options.put or output)
        agree(journal, files, begun(files, settings, options.choice, options.output), output)
        return _Run(files, output, with_copy(settings, output), options, journal, watch, stop).go()


class _Run:
    def __init__(
        self,
        files: Sequence[File],
        output: Path,
        settings: Settings,
        options: Options,
        journal: Journal,
        watch: Watch,
        stop: Callable[[], bool],
    ) -> None:
        self.output, self.options, self.journal, self.watch, self.stop = output, options, journal, watch, stop
        place = place_of(output, options.put)
        reopened = sorted({fault.chunk for fault in faults(journal, place, whole=False)})
        if options.retry_failed:
            reopened += journal.failed_chunks()
        journal.reopen(reopened)
        self.planner = Planner(journal, options.choice, again=options.retry_failed)
        self.source = Source(files, self._wanted(len(files)), settings, options.choice, output / SCRATCH)
        self.ready: deque[Task] = deque()
        self.attempts: dict[int, int] = {}
        self.trials: dict[int, deque[tuple[int, Document]]] = {}
        self.suspects: dict[int, tuple[tuple[int, Document], ...]] = {}
        self.counts: dict[str, float] = {}
        for planned in self.planner.complete():
            self._give(planned)
        here = options.executor == "local"  # a cluster gives out its own GPUs
        devices = translation.devices(settings.translation) if here else [settings.translation.device]
        each = shares(settings, devices, options.workers)
        self.limits = Limits(options.timeout, options.memory or fair_memory(len(each)), options.address)
        product = Product(place, options.kind, options.pages)
        self.executor: Executor = EXECUTORS[options.executor](each, product, self.limits)
        self.started = time.monotonic()

    def _wanted(self, files: int) -> list[int]:
        """The files that have something to read: not yet read to their end, or of chunks that are not finished."""
        known, needed = self.journal.files(), self.journal.open_files()
        return [n for n in range(files) if known[n][3] is None or n in needed]

    def go(self) -> dict[str, Any]:
        stopped = False
        end = inf
        try:
            while time.monotonic() < end:
                if not stopped and self.stop():
                    stopped, end = True, time.monotonic() + PATIENCE
                self._feed(stopped)
                if not self.executor.busy and (stopped or self._nothing_left()):
                    break
                for event in self.executor.wait(0.5, self._listen(stopped)):
                    self._lost(event) if isinstance(event, Lost) else self._done(event)
                self._read(stopped)
                self.watch(self._state())
                self._limit_failures()
        finally:
            self.source.close()
            self.executor.close()
            clear(self.output)
        if not self.journal.path.exists():
            raise OutputError("was removed while the run went on", where=self.journal.path, remedy="Run it again.")
        return report.write(self.output, self.journal, self.started, finished=not stopped)

    # reading

    def _listen(self, stopped: bool) -> Any:
        """The source, where more is wanted of it: some chunks ahead of the workers, no more."""
        if stopped or len(self.ready) > self.executor.free + 1:
            return None
        if self.planner.full and not self.planner.waiting:
            self.source.close()
            return None
        return self.source.connection

    def _read(self, stopped: bool) -> None:
        connection = self._listen(stopped)
        if connection is None:
            return
        until = time.monotonic() + 0.5
        while connection is not None and time.monotonic() < until and connection.poll():
            if (item := self.source.take()) is not None:
                self._take(item)
            connection = self._listen(stopped)
        for item in self.source.check(self.limits.seconds, self.limits.memory):
            self._take(item)
        if self.source.connection is None:
            self._plan(self.planner.close())

    def _take(self, item: Item) -> None:
        self._plan(self.planner.take(item))
        if item.last:
            for planned in self.planner.complete():
                self._give(planned)

    def _plan(self, planned: Planned | None) -> None:
        if planned is not None:
            self._give(planned)

    def _give(self, planned: Planned) -> None:
        part = parts.name(planned.number, self.options.kind)
        self.ready.append(Task(planned.number, tuple(planned.documents), part))

    def _nothing_left(self) -> bool:
        return not self.ready and not self.trials and self._listen(False) is None

    # working

    def _feed(self, stopped: bool) -> None:
        while self.executor.free and self.ready and not stopped:
            self.executor.submit(self.ready.popleft())

    def _done(self, result: Result) -> None:
        if result.number in self.trials:  # the document alone is no trouble
            self._next_trial(result.number)
            return
        part = parts.name(result.number, self.options.kind)
        chunk = Chunk(result.number, "done", part, result.sha256, result.bytes, result.degraded, result.counts)
        self.journal.finish(chunk, result.failures, result.pages)
        for name, value in result.counts.items():
            self.counts[name] = self.counts.get(name, 0) + value

    def _lost(self, lost: Lost) -> None:
        """A worker was lost: the chunk is tried again, then its documents one by one, then without those at fault.

        In that last try the limit is that of all its documents together: each of them kept to its own.
        """
        task, number = lost.task, lost.task.number
        if number in self.trials:
            document, _ = task.documents[0]
            self.journal.fail(document, "translate", lost.why)
            self.suspects[number] = tuple(d for d in self.suspects[number] if d[0] != document)
            self._next_trial(number)
            return
        self.attempts[number] = self.attempts.get(number, 0) + 1
        if self.attempts[number] == 1:
            self.ready.appendleft(task)
        elif self.attempts[number] == 2:
            self.trials[number] = deque(task.documents)
            self.suspects[number] = task.documents
            self._next_trial(number)
        else:
            for document, _ in task.documents:
                self.journal.fail(document, "translate", f"the chunk {lost.why}")
            self.ready.appendleft(replace(task, documents=()))

    def _next_trial(self, number: int) -> None:
        if self.trials[number]:
            self.ready.appendleft(Task(number, (self.trials[number].popleft(),), None))
            return
        del self.trials[number]
        part = parts.name(number, self.options.kind)
        documents = self.suspects.pop(number)
        self.ready.appendleft(Task(number, documents, part, patience=max(1, len(documents))))

    # accounting

    def _state(self) -> State:
        done = self.counts.get("characters", 0)
        return State(self.journal.states(), done, self.counts, self.executor.busy, self.source.reading, self._rest())

    def _rest(self) -> int:
        return self.journal.characters("planned")

    def _limit_failures(self) -> None:
        limit = self.options.max_failures
        if limit is None:
            return
        states = self.journal.states()
        failed, looked_at = states["failed"], sum(states.values())
        share = limit.endswith("%")
        most = float(limit.rstrip("%"))
        if (failed * 100 > most * looked_at and looked_at >= 100) if share else failed > most:
            report.write(self.output, self.journal, self.started, finished=False)
            what = f"stopped: {failed:,} of {looked_at:,} documents failed"
            raise PartlyDone(what, where=self.output, remedy="See failures.jsonl; --max-failures sets the limit.")
