"""The work of `glossary extract`."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from duizhao import reading, recall
from duizhao.bilingual import Unit
from duizhao.cli.options import settings_of
from duizhao.cli.talk import say
from duizhao.cli.units import read_units
from duizhao.errors import InputError
from duizhao.files import refuse_taken, write_whole
from duizhao.flow import prepare_all
from duizhao.flow.extracting import proposals, sentences
from duizhao.roundtrip import guarded


def extract_terms(
    inputs: Sequence[str], output: Path, *, least: int, dictionary: Path | None, force: bool, quiet: bool, **flags: Any
) -> int:
    """Write the terms that documents suggest to a table that `--glossary` reads; the exit code."""
    refuse_taken(output, force=force)
    failures: list[InputError] = []
    settings = settings_of(flags)
    glosses = recall.dictionary(dictionary) if dictionary is not None else {}
    paths = [i.path for i in reading.expand(inputs) if i.path is not None]
    bilingual = {path: units for path in paths if (units := _units(path))}
    plain = [path for path in paths if path not in bilingual]
    documents = sentences(p.draft for p in prepare_all(plain, settings, on_error=failures.append))
    documents += [[(u.source, u.target) for u in units] for units in bilingual.values()]
    found = proposals(documents, least, glosses)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("source", "target", "note", "count", "documents", "example"))
    for p in found:
        table.writerow((guarded(p.source), guarded(p.english), p.kind, p.count, p.documents, guarded(p.example)))
    write_whole(output, "\ufeff" + text.getvalue(), force=force)
    say(
        f"{len(found):,} terms of {len(documents):,} documents: fill in their English, take out what is none",
        quiet=quiet,
    )
    return 0 if not failures else 6 if documents else 3


def _units(path: Path) -> list[Unit]:
    """The units of a bilingual file, empty for any other."""
    try:
        units = read_units(path)
    except InputError:
        return []
    return units if any(u.target for u in units) else []
