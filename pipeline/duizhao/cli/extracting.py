"""The work of `glossary extract`."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from duizhao import reading
from duizhao.cli.options import settings_of
from duizhao.cli.talk import say
from duizhao.errors import InputError
from duizhao.files import refuse_taken, write_whole
from duizhao.flow import prepare_all
from duizhao.flow.extracting import proposals
from duizhao.roundtrip import guarded


def extract_terms(inputs: Sequence[str], output: Path, *, least: int, force: bool, quiet: bool, **flags: Any) -> int:
    """Write the terms that documents suggest to a table that `--glossary` reads; the exit code."""
    refuse_taken(output, force=force)
    failures: list[InputError] = []
    settings = settings_of(flags)
    paths = [i.path for i in reading.expand(inputs) if i.path is not None]
    drafts = [p.draft for p in prepare_all(paths, settings, on_error=failures.append)]
    found = proposals(drafts, least)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("source", "target", "note", "count", "documents", "example"))
    for p in found:
        table.writerow((guarded(p.source), p.english, p.kind, p.count, p.documents, guarded(p.example)))
    write_whole(output, "\ufeff" + text.getvalue(), force=force)
    say(f"{len(found):,} terms of {len(drafts):,} documents: fill in their English, take out what is none", quiet=quiet)
    return 0 if not failures else 6 if drafts else 3
