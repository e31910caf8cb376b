"""The work of `check`."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from duizhao.bilingual import Unit
from duizhao.cli.options import settings_of
from duizhao.cli.talk import Progress, plural, put, say
from duizhao.cli.units import read_units
from duizhao.errors import DuizhaoError, InputError, UsageError
from duizhao.files import refuse_taken, write_whole
from duizhao.flow.checking import Checked, check_units
from duizhao.flow.terms import open_glossary
from duizhao.record import Flag, Span
from duizhao.rendering.parts import MARKS
from duizhao.roundtrip import guarded

FORMATS = (".csv", ".jsonl")
_AROUND = 60
"""Characters of a sentence that are shown on each side of a place."""
_NAMED = 5
"""Ids that are given twice and are named."""
_COLUMNS = (
    *("file", "unit", "id", "check", "severity", "message", "source", "target"),
    *("source_start", "source_end", "target_start", "target_end"),
)


@dataclass(slots=True)
class Report:
    """What the checks found, file by file; `locked` units were left out."""

    files: dict[Path, list[Checked]] = field(default_factory=dict)
    locked: Counter[Path] = field(default_factory=Counter)
    failures: list[DuizhaoError] = field(default_factory=list)

    def flags(self) -> Iterator[tuple[Path, Checked, Flag]]:
        return ((file, c, flag) for file, checked in self.files.items() for c in checked for flag in c.flags)

    def exit_code(self, strict: str | None) -> int:
        if self.failures:
            return 6 if self.files else self.failures[0].exit_code
        wanted = {"error": {"error"}, "warning": {"error", "warning"}}.get(strict or "", set())
        return 5 if any(flag.severity in wanted for _, _, flag in self.flags()) else 0


def check_all(
    files: Sequence[Path],
    *,
    as_json: bool,
    output: Path | None,
    force: bool,
    strict: str | None,
    quiet: bool,
    **flags: Any,
) -> int:
    """Check every file and show what is weak in it; gives the exit code. Raises UsageError, OutputError."""
    settings = settings_of(flags)
    if output is not None:
        if output.suffix.lower() not in FORMATS:
            raise UsageError(
                "is no .csv or .jsonl file", where=output, remedy="Give -o FILE.csv, FILE.jsonl, or --json."
            )
        refuse_taken(output, force=force)
        if output.resolve() in {f.resolve() for f in files}:
            raise UsageError("is an input; an output never replaces one", where=output, remedy="Choose another -o.")
    glossary = open_glossary(settings)
    report = Report()
    with Progress("checking", quiet=quiet) as progress:
        for file in dict.fromkeys(files):
            try:
                units = read_units(file)
                report.files[file] = check_units(units, settings.checking, glossary, str(file), progress)
                report.locked[file] = sum(u.locked for u in units)
                _tell_of_twice(units, file)
            except InputError as error:
                progress.hide()
                report.failures.append(error)
                say(str(error))
    if output is not None:
        write_whole(output, _csv(report) if output.suffix.lower() == ".csv" else _jsonl(report), force=force)
    if as_json:
        click.echo(_json(report))
    elif output is None:
        for line in _lines(report):
            put(line)
    if report.files:
        say(f"{_tally(report)}{f' → {output}' if output else ''}", quiet=quiet)
    return report.exit_code(strict)


def _tell_of_twice(units: Sequence[Unit], file: Path) -> None:
    """Say which ids several units have: what is flagged there is told apart by its number alone."""
    counts = Counter((u.id or u.label) for u in units)
    twice = [name for name, n in counts.items() if name and n > 1]
    if twice:
        shown = ", ".join(twice[:_NAMED]) + (" …" if len(twice) > _NAMED else "")
        say(f"{file}: gives {plural(len(twice), 'id')} to several units ({shown})")


def _tally(report: Report) -> str:
    checks = Counter(flag.check for _, _, flag in report.flags())
    units = sum(map(len, report.files.values()))
    flagged = sum(bool(c.flags) for checked in report.files.values() for c in checked)
    line = f"{plural(len(report.files), 'file')}, {plural(units, 'unit')}, {flagged:,} flagged"
    line += f": {', '.join(f'{name} {n:,}' for name, n in checks.most_common())}" if checks else ""
    locked = report.locked.total()
    return line + (f"; {locked:,} locked or not for translation, not checked" if locked else "")


def _row(file: Path, checked: Checked, flag: Flag) -> dict[str, Any]:
    unit = checked.unit
    spans = (*(flag.source_span or (None, None)), *(flag.target_span or (None, None)))
    values = (str(file), checked.number, unit.id or unit.label, flag.check, flag.severity, flag.message)
    return dict(zip(_COLUMNS, (*values, unit.source, unit.target, *spans), strict=True))


def _csv(report: Report) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for found in report.flags():
        writer.writerow(guarded(v) if isinstance(v, str) else v for v in _row(*found).values())
    return "\ufeff" + out.getvalue()


def _jsonl(report: Report) -> str:
    return "".join(json.dumps(_row(*found), ensure_ascii=False) + "\n" for found in report.flags())


def _json(report: Report) -> str:
    files = []
    for file, checked in report.files.items():
        rows = [_row(file, c, flag) for c in checked for flag in c.flags]
        counts = Counter(row["check"] for row in rows)
        facts = {"file": str(file), "units": len(checked), "locked": report.locked[file]}
        facts["flagged"] = sum(bool(c.flags) for c in checked)
        flags = [{k: v for k, v in row.items() if k != "file"} for row in rows]
        files.append(facts | {"checks": dict(counts.most_common()), "flags": flags})
    return json.dumps({"files": files, "failed": [str(e) for e in report.failures]}, ensure_ascii=False, indent=1)


def _lines(report: Report) -> Iterator[str]:
    """For people: of each file the units that have flags, each flag with its place in both languages."""
    for file, checked in report.files.items():
        yield str(file)
        for c in checked:
            if c.flags:
                name = c.unit.id or c.unit.label
                yield f"  segment {c.number}{f' ({name})' if name else ''}"
            for flag in c.flags:
                yield f"    {MARKS[flag.severity]} {flag.check}: {flag.message}"
                yield f"      {_shown(c.unit.source, flag.source_span)}"
                yield f"      {_shown(c.unit.target, flag.target_span)}"


def _shown(text: str, span: Span | None) -> str:
    """A sentence with the place marked, and of a long one what stands around it."""
    if span is None or span == (0, len(text)):
        shown, rest = text[: 2 * _AROUND], text[2 * _AROUND :]
        return _line(f"{shown}{'…' if rest else ''}")
    start, end = span
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    marked = f"{text[first:start]}⟦{text[start:end]}⟧{text[end:last]}"
    return _line(f"{'…' if first else ''}{marked}{'…' if last < len(text) else ''}")


def _line(text: str) -> str:
    return " ".join(text.split())
