"""The work of `glossary extract`."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from duizhao import reading, recall
from duizhao.bilingual import Unit
from duizhao.cli.options import settings_of
from duizhao.cli.output import refuse
from duizhao.cli.talk import say
from duizhao.cli.units import read_units
from duizhao.errors import InputError
from duizhao.files import write_whole
from duizhao.flow import prepare_all
from duizhao.flow.extracting import Proposal, proposals, sentences
from duizhao.roundtrip import guarded


def extract_terms(
    inputs: Sequence[str], output: Path, *, least: int, dictionary: Path | None, force: bool, quiet: bool, **flags: Any
) -> int:
    """Write the terms that documents suggest to a table that `--glossary` reads; the exit code."""
    found = reading.expand(inputs)
    refuse([output], found, force=force)
    failures: list[InputError] = []

    def failed(error: InputError) -> None:
        failures.append(error)
        say(str(error))

    settings = settings_of(flags)
    glosses = recall.dictionary(dictionary) if dictionary is not None else {}
    bilingual = {i: units for i in found if (units := _units(i.path))}
    plain = (sys.stdin.buffer if i.path is None else i.path for i in found if i not in bilingual)
    documents = sentences(p.draft for p in prepare_all(plain, settings, on_error=failed))
    documents += [[(u.source, u.target) for u in units] for units in bilingual.values()]
    if not documents:
        return 3
    terms = proposals(documents, least, glosses)
    _write(terms, output, force=force)
    say(
        f"{len(terms):,} terms of {len(documents):,} documents: fill in their English, take out what is none",
        quiet=quiet,
    )
    return 6 if failures else 0


def _write(found: Sequence[Proposal], output: Path, *, force: bool) -> None:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("source", "target", "note", "count", "documents", "example"))
    for p in found:
        table.writerow((guarded(p.source), guarded(p.english), p.kind, p.count, p.documents, guarded(p.example)))
    write_whole(output, "\ufeff" + text.getvalue(), force=force)


def _units(path: Path | None) -> list[Unit]:
    """The units of a bilingual file, empty for any other."""
    if path is None:
        return []
    try:
        units = read_units(path)
    except InputError:
        return []
    return units if any(u.target for u in units) else []
