"""The work of `translate` and `summarise`: inputs in, drafts out, failures accounted for."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, get_args

from duizhao import originals, reading, rendering
from duizhao.cli.options import settings_of
from duizhao.cli.output import Destination
from duizhao.cli.talk import Interruption, Progress, plural, say
from duizhao.errors import DuizhaoError, InputError, UsageError
from duizhao.files import WholeFile, write_whole
from duizhao.flow import Translator
from duizhao.reading import Input
from duizhao.record import Draft, TermState
from duizhao.settings import Settings


@dataclass
class Tally:
    """What came of the inputs."""

    drafts: int = 0
    sentences: int = 0
    flagged: int = 0
    severities: set[str] = field(default_factory=set)
    terms: Counter[str] = field(default_factory=Counter)
    failures: list[DuizhaoError] = field(default_factory=list)

    def count(self, draft: Draft) -> None:
        self.drafts += 1
        for sentence in draft.sentences:
            self.sentences += 1
            self.terms.update(t.state for t in sentence.terms)
            self.flagged += bool(sentence.weak_spots)
            self.severities |= {f.severity for f in sentence.weak_spots}

    def line(self) -> str:
        words = f"{plural(self.drafts, 'document')}, {plural(self.sentences, 'sentence')}, {self.flagged} flagged"
        if self.terms:
            said = (f"{self.terms[s]:,} {s}" for s in get_args(TermState) if self.terms[s] or s != "conflicting")
            words += f"; terms: {', '.join(said)}"
        return f"{words}; {len(self.failures)} failed" if self.failures else words

    def exit_code(self, strict: str | None) -> int:
        if self.failures and self.drafts:
            return 6
        if self.failures:
            return self.failures[0].exit_code
        wanted = {"error": {"error"}, "warning": {"error", "warning"}}.get(strict or "", set())
        return 5 if wanted & self.severities else 0


def draft_all(
    inputs: Sequence[str], output: Path | None, formats: str | None, flags: dict[str, Any], *, everything: bool
) -> int:
    """Draft every input and write it where it was asked for; gives the exit code."""
    settings = settings_of(flags)
    quiet = flags["quiet"]
    found = reading.expand(inputs)
    destination = destined(output, formats, found, settings, flags)
    tally = Tally()
    with (
        Translator(settings) as translator,
        Interruption() as stop,
        Progress("translating" if everything else "summarising", quiet=quiet) as progress,
        Delivery(destination) as delivery,
    ):

        def failed(error: DuizhaoError) -> None:
            progress.hide()
            tally.failures.append(error)
            say(str(error))

        unsaid = [f"model {translator.model.name}: {translator.model.note}"]

        def working(n: int) -> None:
            """Say what the model is once there is something for it: where nothing can be read, the error alone."""
            if unsaid:
                progress.hide()
                say(unsaid.pop(), quiet=quiet)
            progress(n)

        run = translator.translate_all if everything else translator.summarise_all
        drafts = run(_sources(found), on_error=failed, progress=working, stop=lambda: stop.requested)
        for source, several, draft in _with_inputs(drafts, found):
            progress.hide()
            try:
                delivery.put(source, draft if everything else _summary_only(draft, delivery), several=several)
            except (InputError, UsageError) as error:  # it has no such format, or its file has changed meanwhile
                failed(error)
            else:
                tally.count(draft)
        delivery.finish()
    if tally.drafts:
        say(f"{tally.line()}{delivery.where()}", quiet=quiet)
        tell_of_nothing(tally, delivery, quiet=quiet)
    if stop.requested:
        say(f"interrupted after {plural(tally.drafts, 'document')}; --force drafts all anew, -o elsewhere the rest.")
        return 130
    return tally.exit_code(flags["strict"])


def destined(
    output: Path | None, formats: str | None, found: Sequence[Input], settings: Settings, flags: dict[str, Any]
) -> Destination:
    """Where the drafts go by the flags that all commands share which write drafts."""
    part = flags.get("flagged", False)
    return Destination(output, formats, found, force=flags["force"], rendering=settings.rendering, flagged=part)


def tell_of_nothing(tally: Tally, delivery: Delivery, *, quiet: bool) -> None:
    """Say why files are empty for which only weak spots were asked."""
    if delivery.destination.flagged and not tally.flagged:
        say("nothing is flagged: no sentence was written", quiet=quiet)


class Delivery:
    """Puts drafts where they belong: files that appear whole, or standard output. jsonl files take many drafts."""

    def __init__(self, destination: Destination) -> None:
        self.destination = destination
        self._written: dict[str, Path] = {}
        self._open: dict[Path, WholeFile] = {}
        self._first = True

    def __enter__(self) -> Delivery:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._open.values():
            file.close()

    def put(self, source: Input, draft: Draft, *, several: bool) -> None:
        """Write one draft, in all its formats or in none. Raises OutputError."""
        paths = self.destination.paths(source, draft, several=several)
        if not paths:
            self._print(draft)
        made = {wanted: self._rendered(draft, *wanted) for wanted in paths}
        for ((format, _), path), data in zip(paths.items(), made.values(), strict=True):
            if format == "jsonl":
                self._append(path, data)
            else:
                unused = self._unused(path)
                write_whole(unused, data, force=self.destination.force)
                self._written[_key(unused)] = unused

    def finish(self) -> None:
        """Let the jsonl files appear."""
        for path, file in self._open.items():
            file.commit()
            self._written[_key(path)] = path
        self._open.clear()

    def where(self) -> str:
        """` → the files`, for people."""
        if not self._written:
            return ""
        first, *more = self._written.values()
        return f" → {len(more) + 1} files in {self.destination.folder or first.parent}" if more else f" → {first}"

    def _rendered(self, draft: Draft, format: str, version: str) -> str | bytes:
        layout = self.destination.layout
        if self.destination.flagged:  # a part of a draft fills no job
            return rendering.render(rendering.flagged(draft), format, layout, version)
        return originals.render(draft, format, layout, version)

    def _append(self, path: Path, data: str | bytes) -> None:
        if path not in self._open:
            if self.destination.folder is not None:  # the inputs before this one are done
                self.finish()
            self._open[path] = WholeFile(path, force=self.destination.force)
        self._open[path].write(data)

    def _unused(self, path: Path) -> Path:
        """Documents of one input whose ids make the same file name get a number."""
        number = 2
        unused = path
        while _key(unused) in self._written:
            unused = path.with_stem(f"{path.stem}-{number}")
            number += 1
        return unused

    def _print(self, draft: Draft) -> None:
        ((format, version),) = self.destination.products
        if not self.destination.formats and version == "dual" and sys.stdout.isatty():
            from rich.console import Console

            rendering.show(rendering.flagged(draft) if self.destination.flagged else draft, Console())
            return
        data = self._rendered(draft, format, version)
        separator = b"" if self._first or format == "jsonl" else b"\n"
        self._first = False
        sys.stdout.buffer.write(separator + (data.encode("utf-8", "replace") if isinstance(data, str) else data))
        sys.stdout.buffer.flush()


def _sources(found: Iterable[Input]) -> Iterator[Any]:
    return (sys.stdin.buffer if item.path is None else item.path for item in found)


def _with_inputs(drafts: Iterable[Draft], found: Sequence[Input]) -> Iterator[tuple[Input, bool, Draft]]:
    """Each draft with the input it is from, and whether that input holds several documents."""
    by_path = {None if i.path is None else i.path.as_posix(): i for i in found}
    return told_apart((by_path[draft.origin.path], draft) for draft in drafts)


def told_apart(drafts: Iterable[tuple[Input, Draft]]) -> Iterator[tuple[Input, bool, Draft]]:
    """Each draft with its input, and whether that holds several: one is held back until it is known whether it is
    alone."""
    held: tuple[Input, Draft] | None = None
    several = False
    for pair in chain(drafts, (None,)):
        more = held is not None and pair is not None and pair[0] == held[0]
        if held is not None:
            yield held[0], several or more, held[1]
        several, held = more, pair


def _summary_only(draft: Draft, delivery: Delivery) -> Draft:
    """For people, the summary alone; the record and the page keep the article, so that support can be shown."""
    formats = set(delivery.destination.formats or ["md"])
    return draft if formats & {"jsonl", "html"} else replace(draft, paragraphs=())


def _key(path: Path) -> str:
    """Paths that are one file where capitals do not count have one key."""
    return str(path).casefold()
