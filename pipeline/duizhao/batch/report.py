"""What came of a run, written beside its parts."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from duizhao.batch.journal import SAME, Entry, Journal, State
from duizhao.errors import DuizhaoError
from duizhao.files import WholeFile, write_whole

NAMES = REPORT, FAILURES, SKIPPED = "report.json", "failures.jsonl", "skipped.jsonl"


def write(output: Path, journal: Journal, started: float, *, finished: bool) -> dict[str, Any]:
    """Write report.json, failures.jsonl and skipped.jsonl; gives the report.

    Raises DuizhaoError where a run that came to its end does not account for all of its input.
    """
    paths = {number: path for number, (path, *_) in journal.files().items()}
    listed: tuple[tuple[str, State], ...] = ((FAILURES, "failed"), (SKIPPED, "skipped"))
    for name, state in listed:
        with WholeFile(output / name, force=True) as file:
            for e in journal.entries(state=state):
                line = {
                    "document": e.number,
                    "path": paths.get(e.file),
                    "item": e.item,
                    "id": e.id or None,
                    "stage": e.stage,
                    "reason": e.reason,
                    "same_as": _first(e, journal, paths),
                }
                file.write(json.dumps({k: v for k, v in line.items() if v is not None}, ensure_ascii=False) + "\n")
            file.commit()
    if finished:
        _assert_accounted(journal)
    out = summary(journal) | {"finished": finished, "session_seconds": round(time.monotonic() - started, 1)}
    write_whole(output / REPORT, json.dumps(out, ensure_ascii=False, indent=2) + "\n", force=True)
    return out


def _first(entry: Entry, journal: Journal, paths: Mapping[int, str]) -> dict[str, Any] | None:
    """The document that a copy is a copy of: where it stands, and its id."""
    _, _, number = (entry.reason or "").partition(f"{SAME} ")
    first = journal.entry(int(number)) if entry.state == "skipped" and number.isdecimal() else None
    return {"path": paths.get(first.file), "item": first.item, "id": first.id} if first else None


def summary(journal: Journal) -> dict[str, Any]:
    """The run in figures: documents by state, reasons, counts, speed of one worker, parts."""
    counts: dict[str, float] = {}
    degraded, size, chunks = [], 0, 0
    for chunk in journal.chunks():
        if chunk.state != "done":
            continue
        chunks += 1
        size += chunk.bytes
        if chunk.degraded and chunk.part:
            degraded.append(chunk.part)
        for name, value in (chunk.counts or {}).items():
            counts[name] = counts.get(name, 0) + value
    states = journal.states()
    names = ("seconds", "flags", "repairs", "dropped", "from", "terms")
    groups: dict[str, dict[str, float]] = {name: {} for name in names}
    plain = {}
    for name, value in sorted(counts.items()):
        group, _, rest = name.partition(".")
        if rest and group in groups:
            groups[group][rest] = round(value, 2)
        else:
            plain[name] = value
    busy = sum(groups["seconds"].values())
    translating = groups["seconds"].get("translate", 0)
    return {
        "run": journal.settings(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "documents": {"input": sum(states.values()), **states},
        "characters_planned": journal.characters("planned"),
        "failed": journal.reasons("failed"),
        "skipped": journal.reasons("skipped"),
        "counts": plain,
        **groups,
        "speed": {
            "characters_a_second_of_one_worker": round(plain.get("characters", 0) / busy, 1) if busy else None,
            "tokens_a_second_of_one_worker": round(plain.get("tokens", 0) / translating, 1) if translating else None,
        },
        "parts": {"count": chunks, "bytes": size, "degraded": degraded},
    }


def _assert_accounted(journal: Journal) -> None:
    """done + failed + skipped = input."""
    states = journal.states()
    found = sum(items or 0 for *_, items in journal.files().values())
    if states["planned"] or sum(states.values()) < found:
        what = f"a defect: {found:,} documents in the input, but {states}"
        raise DuizhaoError(what, where=journal.path, remedy="Report it, please.")
