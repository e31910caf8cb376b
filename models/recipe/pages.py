"""Scores as pages: Markdown tables, JSON, and the worst lines."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from duizhao.files import write_whole
from recipe import domain
from recipe.folders import SETS
from recipe.score import Result, shown, worst

_HEADS = {"flores-dev": "FLORES-200 dev", "wmt20": "WMT20 news"}
_SYSTEMS = {
    "argos": "Argos Translate 1.9.1",
    "opusmt": "OPUS-MT zh-en",
    "nllb": "NLLB-200 distilled 600M",
    "bergamot-base": "Firefox Translations base",
    "bergamot-base-memory": "Firefox Translations base-memory",
    "google": "Google",
    "microsoft": "Microsoft",
}
_STYLE = "body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}dt{color:#666}dd{margin:0 0 .6em}"


def write(result: Result, folder: Path) -> None:
    """scores.md, scores.json, worst.html and the outputs SET.en, each replaced if it is there.

    worst.html shows lines of the development sets, which may not be redistributed.
    """
    told = {k: v for k, v in asdict(result).items() if k != "lines"}
    write_whole(folder / "scores.json", json.dumps(told, indent=1) + "\n", force=True)
    write_whole(folder / "scores.md", table(result), force=True)
    write_whole(folder / "worst.html", worst_page(result), force=True)
    for name, lines in result.lines.items():
        write_whole(folder / f"{name}.en", "".join(line.output + "\n" for line in lines), force=True)


def table(result: Result) -> str:
    """The model beside other systems, and its names and numbers."""
    return "\n".join((*_systems(result), "", *_domain(result))) + "\n"


def _systems(result: Result) -> Iterator[str]:
    yield "| system | " + " | ".join(f"{_HEADS[s]} (BLEU / chrF2)" for s in SETS) + " |"
    yield "| --- |" + " --- |" * len(SETS)
    name = Path(result.name).name
    yield f"| **{name}** | " + " | ".join(shown(result.scores[s]) for s in SETS) + " |"
    for system in sorted(result.peers, key=lambda p: sum(s.chrf for s in result.peers[p].values())):
        cells = (shown(result.peers[system][s]) if s in result.peers[system] else "" for s in SETS)
        yield f"| {_SYSTEMS.get(system, system)} | " + " | ".join(cells) + " |"


def _domain(result: Result) -> Iterator[str]:
    if result.domain:
        yield "| " + " | ".join(result.domain) + " |"
        yield "|" + " ---: |" * len(result.domain)
        yield "| " + " | ".join(f"{share:.1%}" for share in result.domain.values()) + " |"
        names = [result.domain[s] for s in domain.NAMES]
        numbers = [result.domain[s] for s in domain.NUMBERS]
        yield ""
        yield f"Names right {sum(names) / len(names):.1%}, numbers right {sum(numbers) / len(numbers):.1%}."


def worst_page(result: Result) -> str:
    """An HTML page of the lines with the lowest chrF2 of each set."""
    parts = [f"<!doctype html><html lang=en><meta charset=utf-8><title>Worst lines</title><style>{_STYLE}</style>"]
    for name in SETS:
        parts.append(f"<h1>{_HEADS[name]}</h1>")
        for line in worst(result.lines[name]):
            rows = {"source": line.source, "reference": line.reference, f"draft, chrF2 {line.chrf:.1f}": line.output}
            cells = "".join(f"<dt>{k}</dt><dd>{html.escape(v) or '(empty)'}</dd>" for k, v in rows.items())
            parts.append(f"<dl>{cells}</dl><hr>")
    return "\n".join(parts) + "</html>\n"
