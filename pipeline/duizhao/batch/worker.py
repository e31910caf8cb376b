"""A chunk of documents becomes a part of the output: the work of one process."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any

from duizhao import rendering
from duizhao.batch import parts
from duizhao.batch.journal import Page
from duizhao.batch.place import Place
from duizhao.document import Block, Document
from duizhao.errors import DuizhaoError, InputError
from duizhao.flow import Prepared, Translator, prepare
from duizhao.record import Draft, Origin
from duizhao.settings import Settings

WARM = Document("warm", "热身。", "热身。", Origin(), blocks=(Block(0, 3),))
"""What a worker does first: models and tables are loaded by it, which may take longer than any document should."""

BEAT = 0.25
"""Seconds between two signs of life."""


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk: its number, its documents with their numbers, and the name of its part (None: it is only tried).

    `patience`: how many times the limit of silence its worker may be silent.
    """

    number: int
    documents: tuple[tuple[int, Document], ...]
    part: str | None
    patience: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a task. `failures`: by document, stage and reason; `counts` add up over a run."""

    number: int
    sha256: str = ""
    bytes: int = 0
    degraded: bool = False
    failures: dict[int, tuple[str, str]] = field(default_factory=dict)
    counts: dict[str, float] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """What a run makes: the kind of its parts, pages of each document in these formats, and where both go."""

    place: Place
    kind: str = "jsonl.zst"
    pages: tuple[str, ...] = ()


def serve(connection: Connection, settings: Settings, product: Product) -> None:
    """Do the tasks that come through the connection, until it closes.

    Sends "alive" while it works, then the Result; a DuizhaoError that ends the run is sent itself.
    """
    try:
        translator = Translator(settings)
        translator.finish([prepare(WARM, translator.settings)])
        connection.send("ready")
        while True:
            task: Task = connection.recv()
            connection.send(work(task, translator, product, _pulse(connection)))
    except DuizhaoError as e:
        connection.send(e)
    except (EOFError, OSError):
        raise
    except Exception as e:  # no document's fault: it would be the same for the next one
        connection.send(DuizhaoError(f"a worker failed: {_defect(e)}"))


def _pulse(connection: Connection) -> Callable[[], None]:
    """A sign of life through the connection, not more often than every BEAT seconds."""
    last = 0.0

    def alive() -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= BEAT:
            connection.send("alive")
            last = now

    return alive


def work(task: Task, translator: Translator, product: Product, alive: Callable[[], None]) -> Result:
    """Draft the documents of a task together and write its part and pages. Raises ModelError, OutputError."""
    result, files = make(task, translator, product, alive)
    return write(task, result, files, product.place)


def make(
    task: Task, translator: Translator, product: Product, alive: Callable[[], None]
) -> tuple[Result, dict[str, bytes]]:
    """Draft the documents of a task together: what came of it, and what is to be written by which name.

    Raises ModelError.
    """
    failures: dict[int, tuple[str, str]] = {}
    counts: Counter[str] = Counter()
    before = Counter(translator.counts)
    with _timed(counts, "prepare"):
        prepared = _prepared(task, translator.settings, failures, alive)
    with _timed(counts, "translate"):
        drafts = _drafts(prepared, translator, failures, alive)
    made = Counter(translator.counts)
    made.subtract(before)
    counts.update({name: n for name, n in made.items() if n})
    files: dict[str, bytes] = {}
    pages: list[Page] = []
    if task.part is not None:
        with _timed(counts, "render"):
            drafts = _pages(drafts, product, translator.settings, failures, files, pages, alive)
            files[task.part] = parts.packed([draft for _, draft in drafts], product.kind)
    for _, draft in drafts:
        _count(draft, counts)
    return Result(task.number, "", 0, bool(made["degraded"]), failures, dict(counts), tuple(pages)), files


def write(task: Task, result: Result, files: Mapping[str, bytes], place: Place) -> Result:
    """Write what was made; the result with the part's SHA-256 and size. Raises OutputError.

    What is there already is replaced: it was written by a run that ended before it was noted.
    """
    for name, data in files.items():
        place.write(name, data)
    if task.part is None:
        return result
    data = files[task.part]
    return replace(result, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))


def _prepared(
    task: Task, settings: Settings, failures: dict[int, tuple[str, str]], alive: Callable[[], None]
) -> list[tuple[int, Prepared]]:
    out = []
    for number, document in task.documents:
        alive()
        try:
            out.append((number, prepare(document, settings)))
        except InputError as e:
            failures[number] = "clean", str(e)
        except DuizhaoError:
            raise
        except Exception as e:
            failures[number] = "clean", _defect(e)
    return out


def _drafts(
    prepared: Sequence[tuple[int, Prepared]],
    translator: Translator,
    failures: dict[int, tuple[str, str]],
    alive: Callable[[], None],
) -> list[tuple[int, Draft]]:
    """The drafts of the documents; where the whole fails, of those that can be done alone, all together again."""
    numbers = [number for number, _ in prepared]
    try:
        return list(zip(numbers, translator.finish([p for _, p in prepared], progress=lambda n: alive()), strict=True))
    except DuizhaoError:
        raise
    except Exception as together:
        good = []
        for number, document in prepared:
            try:
                translator.finish([document], progress=lambda n: alive())
                good.append((number, document))
            except DuizhaoError:
                raise
            except Exception as e:
                failures[number] = "translate", _defect(e)
        if len(good) == len(prepared):
            failures |= {
                number: ("translate", f"fails with its neighbours only: {_defect(together)}") for number in numbers
            }
            return []
        return _drafts(good, translator, failures, alive)


def _pages(
    drafts: Sequence[tuple[int, Draft]],
    product: Product,
    settings: Settings,
    failures: dict[int, tuple[str, str]],
    files: dict[str, bytes],
    pages: list[Page],
    alive: Callable[[], None],
) -> list[tuple[int, Draft]]:
    """Put the pages of each document into `files` and `pages`; the drafts of which all could be rendered."""
    out = []
    version = "mono" if settings.rendering.versions == ("mono",) else "dual"
    for number, draft in drafts:
        mine: dict[str, bytes] = {}
        try:
            for format in product.pages:
                alive()
                data = rendering.render(draft, format, settings.rendering.layout, version)
                raw = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
                mine[format] = raw
        except DuizhaoError as e:  # subtitles asked for of what is none
            failures[number] = "render", str(e)
        except Exception as e:
            failures[number] = "render", _defect(e)
        else:
            out.append((number, draft))
            for format, raw in mine.items():
                page = Page(number, draft.id, format, len(raw), hashlib.sha256(raw).hexdigest())
                files[parts.page(number, draft.id, format)] = raw
                pages.append(page)
    return out


def _count(draft: Draft, counts: Counter[str]) -> None:
    counts["documents"] += 1
    counts["paragraphs"] += len(draft.paragraphs)
    for sentence in draft.sentences:
        counts["sentences"] += 1
        counts["characters"] += len(sentence.source)
        counts[f"from.{sentence.came_from}"] += 1
        for use in sentence.terms:
            counts[f"terms.{use.state}"] += 1
    for _, flag in draft.flags:
        counts[f"flags.{flag.check}"] += 1
    for repair in draft.repairs:
        counts[f"repairs.{repair.step}"] += repair.count
    for dropped in draft.dropped:
        counts[f"dropped.{dropped.reason}"] += 1


class _timed:
    """Adds the seconds of a stage to the counts."""

    def __init__(self, counts: Counter[str], stage: str) -> None:
        self._counts: Any = counts
        self._key = f"seconds.{stage}"

    def __enter__(self) -> None:
        self._start = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._counts[self._key] += time.perf_counter() - self._start


def _defect(error: Exception) -> str:
    return f"a defect ({type(error).__name__}: {error})"
