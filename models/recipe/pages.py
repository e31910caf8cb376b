"""Scores as pages: Markdown tables, JSON, and the worst lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from duizhao.evaluation import page
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
    name = Path(result.name).name
    sections = {
        _HEADS[s]: [
            page.Shown(name, line.source, [line.reference], [(f"draft, chrF2 {line.chrf:.1f}", line.output)])
            for line in worst(result.lines[s])
        ]
        for s in SETS
    }
    return page.rendered("Worst lines", sections)
