"""The work of `glossary`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from duizhao import hanzi, reading, recall
from duizhao.cli.options import settings_of
from duizhao.cli.talk import put, say
from duizhao.errors import InputError
from duizhao.files import refuse_taken, write_whole
from duizhao.flow import prepare_all
from duizhao.recall import Glossary, Problem, Row

SHOWN = 20
"""Terms whose count is shown."""


def check_all(
    files: Sequence[Path], *, inputs: Sequence[str], strict: str | None, as_json: bool, quiet: bool, **flags: Any
) -> int:
    """Print what is wrong with the rows of glossary files, and how often documents have the terms; the exit code."""
    rows = recall.glossary_rows(files)
    _refuse_empty(files, rows)
    found = recall.settled(rows, Glossary((), hanzi.fold).key)
    glossary = Glossary(found.terms, hanzi.fold)
    counts, failures = _counts(glossary, inputs, flags)
    severities: Counter[str] = Counter(p.severity for p in found.problems)
    if as_json:
        out: dict[str, Any] = {
            "files": [str(f) for f in files],
            "rows": len(rows),
            "terms": len(glossary.terms),
            "problems": [_plain(p) for p in found.problems],
        }
        if inputs:
            out |= {"found": dict(counts.most_common()), "failed": [str(e) for e in failures]}
        click.echo(json.dumps(out, ensure_ascii=False))
    else:
        for problem in found.problems:
            put(_line(problem))
        for source, n in counts.most_common(SHOWN):
            put(f"{source}: {n:,}")
    line = ", ".join(
        _several(n, noun)
        for n, noun in ((len(glossary.terms), "term"), *((severities[s], s) for s in ("error", "warning")))
    )
    if inputs:
        line += f"; {len(counts):,} of the terms are found, {counts.total():,} times"
    say(line, quiet=quiet)
    if failures:
        return 6 if counts else 3
    wanted = {"error": {"error"}, "warning": {"error", "warning"}}.get(strict or "", set())
    return 5 if wanted & severities.keys() else 0


def convert_file(file: Path, output: Path, *, force: bool, quiet: bool) -> None:
    """Write a glossary in another form. Raises UsageError for a suffix that is none, InputError, OutputError."""
    recall.written((), output.suffix, output)  # the suffix is wrong before anything is read
    refuse_taken(output, force=force)
    rows = recall.glossary_rows([file])
    terms = [row.term for row in rows if row.term.source]
    for row in rows:
        if not row.term.source:
            say(f"{row.file}:{row.line}: no source for “{row.term.target}”; left out")
    write_whole(output, recall.written(terms, output.suffix, output), force=force)
    say(f"{len(terms):,} rows → {output}", quiet=quiet)


def _refuse_empty(files: Sequence[Path], rows: Sequence[Row]) -> None:
    """Raise InputError for the first file that has no row."""
    held = {row.file for row in rows}
    for file in files:
        if str(file) not in held:
            what = "holds no terms" if file.stat().st_size else "is empty"
            raise InputError(what, where=file, remedy="A term is a row of source and target.")


def _counts(glossary: Glossary, inputs: Sequence[str], flags: dict[str, Any]) -> tuple[Counter[str], list[InputError]]:
    """How often the documents have each term, and what could not be read."""
    counts: Counter[str] = Counter()
    failures: list[InputError] = []

    def failed(error: InputError) -> None:
        failures.append(error)
        say(str(error))

    found = reading.expand(inputs) if inputs else []
    sources = (sys.stdin.buffer if i.path is None else i.path for i in found)
    for prepared in prepare_all(sources, settings_of(flags), on_error=failed):
        for sentence in prepared.draft.sentences:
            counts.update(f.term.source for f in glossary.find(sentence.source))
    return counts, failures


def _plain(problem: Problem) -> dict[str, Any]:
    out = asdict(problem)
    other = out.pop("other")
    return out | ({"other_file": other[0], "other_line": other[1]} if other else {})


def _line(problem: Problem) -> str:
    see = f" ({problem.other[0]}:{problem.other[1]})" if problem.other else ""
    return f"{problem.file}:{problem.line}: {problem.severity}: {problem.message}{see}"


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
