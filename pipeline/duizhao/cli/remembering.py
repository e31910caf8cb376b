"""The work of `memory`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from duizhao import hanzi, recall, rendering
from duizhao.bilingual import Unit
from duizhao.cli.options import settings_of
from duizhao.cli.talk import plural, put, say
from duizhao.cli.units import read_units
from duizhao.errors import DuizhaoError, InputError, UsageError
from duizhao.files import refuse_taken, write_whole
from duizhao.flow.returned import Returned, returned
from duizhao.record import CameFrom, Draft, Origin, Paragraph, Sentence
from duizhao.settings import unknown

EXPORTS = ("tmx", "csv", "jsonl")
_TAKEN = ("new", "changed", "known", "older", "unedited")


@dataclass
class Report:
    """What came of an import, file by file."""

    memory: str
    files: list[dict[str, Any]] = field(default_factory=list)
    failures: list[DuizhaoError] = field(default_factory=list)

    def exit_code(self) -> int:
        refused = any(f["refused"] for f in self.files)
        taken = any(f[count] for f in self.files for count in _TAKEN)
        if self.failures:
            return 6 if self.files else self.failures[0].exit_code
        return (6 if taken else 3) if refused else 0


def import_all(files: Sequence[Path], *, as_json: bool, quiet: bool, **flags: Any) -> int:
    """Take what was corrected in each file into the memory, and say what was not; gives the exit code."""
    path = _path(flags)
    report = Report(str(path))
    memory: recall.Memory | None = None
    with ExitStack() as stack:
        for file in files:
            try:
                found = returned(_units(file), file.name, _changed(file))
            except InputError as error:
                report.failures.append(error)
                say(str(error))
                continue
            if found.entries and memory is None:  # none is made for files of which all is refused
                memory = stack.enter_context(recall.Memory(path, hanzi.fold))
            added = memory.add(found.entries) if memory else recall.Added()
            report.files.append({"file": str(file), **asdict(added), **_rest(found)})
            _tell(file, found, added, quiet)
    if as_json:
        failed = [str(e) for e in report.failures]
        click.echo(json.dumps({"memory": report.memory, "files": report.files, "failed": failed}, ensure_ascii=False))
    say(f"→ {path}", quiet=quiet or memory is None)
    return report.exit_code()


def _units(file: Path) -> list[Unit]:
    units = read_units(file)
    if not units:
        raise InputError("holds no translations", where=file, remedy="Name a file with sources and their targets.")
    return units


def export(file: Path, *, force: bool, quiet: bool, **flags: Any) -> None:
    """Write the current translations of the memory to a file. Raises UsageError for a suffix that is no format."""
    format = file.suffix.lower().lstrip(".")
    if format not in EXPORTS:
        raise unknown("format", format, EXPORTS, file)
    refuse_taken(file, force=force)
    with recall.Memory(_path(flags), hanzi.fold, read_only=True) as memory:
        entries = list(memory.entries())
    data = "".join(_lines(entries)) if format == "jsonl" else rendering.render(_draft(entries), format)
    write_whole(file, data, force=force)
    say(f"{plural(len(entries), 'sentence')} → {file}", quiet=quiet)


def remove(
    *,
    source: str | None,
    document: str | None,
    sentence: str | None,
    dry: bool,
    as_json: bool,
    quiet: bool,
    **flags: Any,
) -> None:
    """Take out what is named, and print it. Raises UsageError where nothing is, InputError where there is none."""
    if source is None and document is None:
        raise UsageError(
            "names nothing to remove", remedy="Give --source TEXT, or --document NAME with or without --id."
        )
    path = _path(flags)
    if not path.exists():
        raise InputError("does not exist", where=path, remedy="`duizhao memory import` makes a memory.")
    with recall.Memory(path, hanzi.fold) as memory:
        found = memory.remove(source=source, document=document, sentence=sentence, dry=dry)
    if not found:
        raise InputError("holds nothing like that", where=path, remedy="`duizhao memory export` shows what it holds.")
    for entry, line in zip(found, _lines(found), strict=True):
        place = " ".join(filter(None, (entry.document, entry.sentence)))
        if as_json:
            click.echo(line.rstrip("\n"))
        else:
            put(f"{entry.source} → {entry.target} ({entry.origin}, {place})")
    say(f"{len(found):,} {'would be ' * dry}removed from {path}", quiet=quiet)


def show_stats(*, as_json: bool, **flags: Any) -> None:
    """Print what the memory holds."""
    with recall.Memory(_path(flags), hanzi.fold, read_only=True) as memory:
        facts = memory.stats()
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        click.echo(f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {'-' if value is None else value}")


def _path(flags: dict[str, Any]) -> Path:
    path = recall.memory_file(settings_of(flags).recall.memory)
    if path is None:
        raise UsageError("the memory is switched off (memory = none)", remedy="Name one by --memory FILE.")
    return path


def _changed(file: Path) -> str:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _rest(found: Returned) -> dict[str, Any]:
    refused = [{"id": identity, "reason": why} for identity, why in found.refused]
    return {"own": found.own, "empty": found.empty, "added": found.added, "moved": found.moved, "refused": refused}


def _tell(file: Path, found: Returned, added: recall.Added, quiet: bool) -> None:
    for identity, why in found.refused:
        say(f"{file}: {identity} is refused: {why}")
    parts = [f"{added.new:,} new, {_changes(added)}, {added.known:,} known"]
    parts += [f"{added.older:,} older than what is there, kept beside it"] if added.older else []
    parts += [f"{added.unedited:,} kept beside an edit, which counts"] if added.unedited else []
    parts += [f"{len(found.refused):,} refused"] if found.refused else []
    parts += [f"{found.own:,} left out, the model's own by what the file says"] if found.own else []
    parts += [f"{found.empty:,} without a target"] if found.empty else []
    parts += [f"{found.added:,} in rows that were added"] if found.added else []
    parts += [f"moved: {', '.join(found.moved)}"] if found.moved else []
    say(f"{file}: {'; '.join(parts)}", quiet=quiet)


def _changes(added: recall.Added) -> str:
    """How many are current now, and whose edits they are put in place of."""
    replaced = ", ".join(f"{n:,} of {document}" for document, n in added.replaced.items())
    return f"{added.changed:,} changed{f' (in place of edits: {replaced})' if replaced else ''}"


def _lines(entries: Sequence[recall.Entry]) -> Iterator[str]:
    for e in entries:
        row = {"source": e.source, "target": e.target, "from": e.origin, "document": e.document}
        row |= {"sentence": e.sentence, "changed": e.changed, "note": e.note}
        yield json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False) + "\n"


def _draft(entries: Sequence[recall.Entry]) -> Draft:
    """The entries as a draft of a sentence each, for the formats that are made of drafts."""
    return Draft("memory", Origin(), paragraphs=tuple(_paragraph(n, e) for n, e in enumerate(entries, 1)))


def _paragraph(number: int, entry: recall.Entry) -> Paragraph:
    came_from: CameFrom = "edited" if entry.origin == "edited" else "memory"
    sentence = Sentence(f"p{number}.s1", entry.source, entry.source, entry.target, came_from)
    return Paragraph(f"p{number}", "paragraph", None, (sentence,))
