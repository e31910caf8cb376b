"""The work of `stats`."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from duizhao import reading
from duizhao.cli.options import settings_of
from duizhao.cli.output import refuse
from duizhao.cli.talk import one_line, say
from duizhao.errors import DuizhaoError, UsageError
from duizhao.files import write_whole
from duizhao.flow import prepare_all
from duizhao.flow.counting import BANDS, MEASURES, Count, Counting
from duizhao.flow.recalling import open_memory
from duizhao.settings import Settings

_TOTAL = "total"


@dataclass
class _File:
    """What was counted of the documents of one file."""

    count: Count = field(default_factory=Count)
    documents: int = 0
    within: int = 0


def count_all(
    inputs: Sequence[str], *, as_json: bool, output: Path | None, force: bool, quiet: bool, **flags: Any
) -> int:
    """Count every input and show it, file by file and in all; gives the exit code."""
    settings = settings_of(flags)
    found = reading.expand(inputs)
    if output is not None:
        if output.suffix.lower() != ".csv":
            raise UsageError("is no .csv file", where=output, remedy="Give -o FILE.csv, or --json.")
        refuse([output], found, force=force)
    failures: list[DuizhaoError] = []

    def failed(error: DuizhaoError) -> None:
        failures.append(error)
        say(str(error))

    sources = (sys.stdin.buffer if i.path is None else i.path for i in found)
    files = _counted(sources, settings, failed)
    if files and output is not None:
        write_whole(output, "\ufeff" + _csv(files), force=force)
        say(f"→ {output}", quiet=quiet)
    if files and (as_json or output is None):
        click.echo(_json(files) if as_json else _table(files))
    if not failures:
        return 0
    return 6 if files else failures[0].exit_code


def _counted(sources: Iterator[Any], settings: Settings, failed: Any) -> dict[str, _File]:
    """The count of each file, and of all together under "total"."""
    files: dict[str, _File] = {}
    total = _File()
    with ExitStack() as stack:
        memory = open_memory(settings)
        counting = Counting(memory and stack.enter_context(memory))
        for prepared in prepare_all(sources, settings, on_error=failed):
            count, within = counting.count(prepared.draft)
            name = prepared.draft.origin.path or "-"
            for file in (files.setdefault(name, _File()), total):
                file.count.merge(count)
                file.documents += 1
                file.within += within
    return files | {_TOTAL: total} if files else {}


def _json(files: dict[str, _File]) -> str:
    rows = {name: _facts(file) for name, file in files.items()}
    total = rows.pop(_TOTAL)
    out = {"files": [{"file": name, **facts} for name, facts in rows.items()], "total": total}
    return json.dumps(out, ensure_ascii=False, indent=1)


def _facts(file: _File) -> dict[str, Any]:
    count = file.count
    bands = {band: {m: found[m] for m in MEASURES} for band, found in count.bands.items()}
    own = {"documents": file.documents, "repeated_within": file.within}
    return own | {m: count.total[m] for m in MEASURES} | {"bands": bands}


def _csv(files: dict[str, _File]) -> str:
    """A row for each file and band, with the total of all bands after them."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["file", "band", *MEASURES])
    for name, file in files.items():
        shown = f"'{name}" if name[:1] in "=+-@\t" and name != "-" else name  # a sheet would take it for a formula
        for band, counted in (*file.count.bands.items(), ("all", file.count.total)):
            writer.writerow([shown, band, *(counted[m] for m in MEASURES)])
    return out.getvalue()


def _table(files: dict[str, _File]) -> str:
    """For people: of each file the measures and its words by band; one file needs no total."""
    if len(files) == 2:
        files = {name: file for name, file in files.items() if name != _TOTAL}
    return "\n\n".join(_shown(name, file) for name, file in files.items())


def _shown(name: str, file: _File) -> str:
    total = file.count.total
    bare = total["characters"] - total["spaces"]
    lines = [
        one_line(name),
        f"  documents: {file.documents:,}; sentences: {total['sentences']:,}; repeated within one: {file.within:,}",
        f"  {total['words']:,} words as Word counts them: {total['asian']:,} Asian characters, "
        f"{total['other_words']:,} other words",
        f"  {total['characters']:,} characters, {bare:,} without spaces, {bare - total['marks']:,} without punctuation",
        f"  {'':12}{'sentences':>10}{'words':>10}{'characters':>12}",
    ]
    for band in BANDS:
        found = file.count.bands[band]
        name = "repetitions" if band == "repetition" else band if band == "new" else f"{band}%"
        lines.append(f"  {name:12}{found['sentences']:>10,}{found['words']:>10,}{found['characters']:>12,}")
    return "\n".join(lines)
