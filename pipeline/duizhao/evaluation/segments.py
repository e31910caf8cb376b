"""An evaluation segment by segment: what every system made of each, and its scores."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from duizhao import checks
from duizhao.evaluation.scores import Evaluation, Scored
from duizhao.roundtrip import guarded
from duizhao.settings import Checking


def segments(found: Evaluation, checking: Checking) -> Iterator[dict[str, Any]]:
    """Each scored segment, in order: line (from 1), document, source, references, and by system its output,
    its score by each measure, numbers and names as kept and asked, and its flags."""
    test = found.test
    for n, i in enumerate(test.scored):
        row: dict[str, Any] = {"line": i + 1}
        if test.documents:
            row["document"] = test.documents[i]
        row |= {"source": test.sources[i], "references": list(test.references[i])}
        row["systems"] = {s.output.name: _of(found, s, n, i, checking) for s in found.systems}
        yield row


def _of(found: Evaluation, system: Scored, n: int, i: int, checking: Checking) -> dict[str, Any]:
    output = system.output.lines[i]
    out: dict[str, Any] = {"output": output}
    for name, measure in found.measures.items():
        row = system.rows[name][n]
        if name in ("numbers", "names"):
            out[name] = [int(row[0]), int(row[1])]
        else:
            out[name] = round(float((measure.alone or measure.score)(row)), 2)
    flags = checks.check(checks.Pair(found.test.sources[i], output), checking)
    out["flags"] = [{"check": f.check, "severity": f.severity, "message": f.message} for f in flags]
    return out


def to_jsonl(found: Evaluation, checking: Checking) -> str:
    """An object a segment."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in segments(found, checking))


def to_csv(found: Evaluation, checking: Checking) -> str:
    """A row a segment, with columns for each system; what a spreadsheet would compute begins with an apostrophe."""
    test = found.test
    most = max(len(test.references[i]) for i in test.scored)
    head = ["line", *(["document"] if test.documents else []), "source"]
    head += [f"reference {n}" if most > 1 else "reference" for n in range(1, most + 1)]
    for system in found.systems:
        name = system.output.name
        head += [name, *(f"{name} {m}" for m in found.measures), f"{name} flags"]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(guarded, head))
    for row in segments(found, checking):
        cells = [row["line"], *([row["document"]] if test.documents else []), row["source"]]
        cells += [*row["references"], *[""] * (most - len(row["references"]))]
        for told in row["systems"].values():
            flags = "; ".join(f"{f['check']}: {f['message']}" for f in told["flags"])
            cells += [told["output"], *(_cell(told[m]) for m in found.measures), flags]
        writer.writerow(guarded(c) if isinstance(c, str) else c for c in cells)
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> Any:
    """Numbers kept as "1 of 2", which no spreadsheet takes for a date."""
    return f"{value[0]} of {value[1]}" if isinstance(value, list) else value
