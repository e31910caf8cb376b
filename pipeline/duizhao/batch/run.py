"""A run over an archive: read, planned, worked on, accounted for; taken up where it stopped."""

from __future__ import annotations

import json
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from duizhao import store
from duizhao.batch import parts, report
from duizhao.batch.executors import EXECUTORS, Executor, Limits, Lost
from duizhao.batch.journal import Chunk, Journal, plain
from duizhao.batch.memory import only_asked, with_copy
from duizhao.batch.plan import Choice, Planned, Planner
from duizhao.batch.source import Item, Source
from duizhao.batch.worker import Product, Result, Task
from duizhao.document import Document
from duizhao.errors import InputError, OutputError, PartlyDone, UsageError
from duizhao.reading import Input
from duizhao.settings import Settings
from duizhao.version import VERSION

FREE = ("threads",)
"""Settings that may change when a run is taken up again: they say how, not what."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes. `timeout`: seconds without a sign of life; `memory`: bytes a process may hold.

    `max_failures`: a number of documents, or a share ("5%") of those looked at, from a hundred on.
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
    choice: Choice = field(default_factory=Choice)


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
    files: Sequence[Input],
    output: Path,
    settings: Settings,
    options: Options,
    *,
    watch: Watch = lambda state: None,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Translate and summarise the documents of `files` into part files in `output`; the report, which is written too.

    A folder that holds a run goes on with it. Once `stop` says so, the chunks in hand are finished and no more are
    begun. Raises UsageError where the folder holds a run of something else, OutputError where it cannot be written,
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
        _clear(output)
        settings = only_asked(settings)
        _agree(journal, files, settings, options, output)
        return _Run(files, output, with_copy(settings, output), options, journal, watch, stop).go()


class _Run:
    def __init__(
        self,
        files: Sequence[Input],
        output: Path,
        settings: Settings,
        options: Options,
        journal: Journal,
        watch: Watch,
        stop: Callable[[], bool],
    ) -> None:
        self.output, self.options, self.journal, self.watch, self.stop = output, options, journal, watch, stop
        reopened = [c.number for c in journal.chunks() if c.state == "done" and not (output / (c.part or "")).is_file()]
        if options.retry_failed:
            reopened += journal.failed_chunks()
            journal.reread()
        journal.reopen(reopened)
        self.planner = Planner(journal, settings, options.choice, again=options.retry_failed)
        self.source = Source(files, self._wanted(len(files)), settings)
        self.ready: deque[Task] = deque()
        self.attempts: dict[int, int] = {}
        self.trials: dict[int, deque[tuple[int, Document]]] = {}
        self.suspects: dict[int, tuple[tuple[int, Document], ...]] = {}
        self.counts: dict[str, float] = {}
        for planned in self.planner.complete():
            self._give(planned)
        workers = workers_of(options, settings)
        self.limits = Limits(options.timeout, options.memory or _memory() * 3 // 4 // (workers + 1), options.address)
        product = Product(options.kind, {format: output / format for format in options.pages})
        each = _each(settings, workers)
        self.executor: Executor = EXECUTORS[options.executor](each, product, self.limits)
        self.started = time.time()

    def _wanted(self, files: int) -> list[int]:
        """The files that have something to read: not yet read to their end, or of chunks that are not finished."""
        known, needed = self.journal.files(), self.journal.open_files()
        return [n for n in range(files) if known[n][3] is None or n in needed]

    def go(self) -> dict[str, Any]:
        stopped = False
        try:
            while True:
                stopped = stopped or self.stop()
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
        part = self.output / parts.name(planned.number, self.options.kind)
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
        self.journal.finish(chunk, result.failures)
        for name, value in result.counts.items():
            self.counts[name] = self.counts.get(name, 0) + value

    def _lost(self, lost: Lost) -> None:
        """A worker was lost: the chunk is tried again, then its documents one by one, then without those at fault."""
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
        part = self.output / parts.name(number, self.options.kind)
        self.ready.appendleft(Task(number, self.suspects.pop(number), part))

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


def _agree(journal: Journal, files: Sequence[Input], settings: Settings, options: Options, output: Path) -> None:
    """Note what a new run is; see that one that is taken up again is the same. Raises UsageError, InputError."""
    model = store.find(settings.translation.model, task="translate")
    choice = {k: v for k, v in asdict(options.choice).items() if v is not None}
    values = {k: v for k, v in settings.values().items() if k not in FREE}
    now = {
        "duizhao": VERSION,
        "model": f"{model.name}@{model.sha256}",
        "settings": values,
        "choice": choice,
        "output": {"kind": options.kind, "pages": list(options.pages)},
        "files": len(files),
    }
    now = json.loads(json.dumps(now))
    stats = list(files_of(files))
    before = journal.settings()
    if not before:
        with journal.transaction():
            journal.note(now)
            journal.add_files(stats)
        return
    for name, value in now.items():
        _same(name, before.get(name), value, output)
    for number, (path, size, modified, items) in journal.files().items():
        if stats[number][1] != path:
            raise _other(output, f"its file {number} was {path}, now it is {stats[number][1]}")
        if stats[number][2:] != (size, modified) and (items is not None or number in journal.open_files()):
            raise InputError("has changed since the run began", where=path, remedy="Put it back, or give another -o.")


def _same(name: str, before: Any, now: Any, output: Path) -> None:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted({*before, *now}):
            _same(key, before.get(key), now.get(key), output)
    elif before != now:
        raise _other(output, f"its {name} was {before!r}, now it is {now!r}")


def _other(output: Path, what: str) -> UsageError:
    return UsageError(f"holds another run: {what}", where=output, remedy="Repeat its command, or give another -o.")


def files_of(files: Sequence[Input]) -> Iterator[tuple[int, str, int, int]]:
    """Number, path, size and time of change of each file. Raises UsageError for standard input, InputError."""
    for number, file in enumerate(files):
        if file.path is None:
            raise UsageError("standard input cannot be taken up again", remedy="Name files or folders.")
        try:
            found = file.path.stat()
        except OSError as e:
            raise InputError(f"cannot be read ({e.strerror})", where=file.path, remedy="Check it.") from e
        yield number, plain(file.path.as_posix()) or "", found.st_size, found.st_mtime_ns


def _clear(output: Path) -> None:
    """Take away what a killed run was writing."""
    for path in output.rglob(".*.part"):
        with suppress(OSError):
            path.unlink()


def workers_of(options: Options, settings: Settings) -> int:
    """How many processes work: those asked for, else one a core, or one for a GPU."""
    if options.workers:
        return options.workers
    if settings.translation.device.startswith("cuda"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _each(settings: Settings, workers: int) -> list[Settings]:
    """The settings of each worker: the cores are shared out, and so are several GPUs (cuda:0, cuda:1 ... by turns)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = settings.translation.threads or max(1, cores // workers)
    return [replace(settings, translation=replace(settings.translation, threads=threads))] * workers


def _memory() -> int:
    """Bytes of memory of this machine."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return 8 << 30
