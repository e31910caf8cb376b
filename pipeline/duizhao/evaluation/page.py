"""An evaluation as one HTML page: the table, and the worst segments of every system. It fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from duizhao.evaluation import tables
from duizhao.evaluation.scores import Evaluation, Scored
from duizhao.scoring import Table

WORST = 10
_BY = ("chrF2", "BLEU", "TER", "numbers", "names", "length")


@dataclass(frozen=True, slots=True)
class Shown:
    """A segment on the page: where it stands, and each output under a label that says its score."""

    place: str
    source: str
    references: Sequence[str]
    outputs: Sequence[tuple[str, str]]


def page(found: Evaluation) -> str:
    """The page of an evaluation: the table, and of each system the segments with the worst chrF2."""
    by = next(name for name in _BY if name in found.measures)
    sections = {f"{s.output.name}: lowest by {by}": _worst(found, s, by) for s in found.systems}
    return rendered(f"Evaluation on {found.test.name}", sections, tables.shown(found), found.notes)


def rendered(
    title: str, sections: Mapping[str, Sequence[Shown]], table: Table | None = None, notes: Sequence[str] = ()
) -> str:
    """A page of segments under headings, with a table above them."""
    made: str = _template().render(title=title, sections=sections, table=table, notes=notes)
    return made


def _worst(found: Evaluation, system: Scored, by: str) -> list[Shown]:
    measure = found.measures[by]
    alone = _alone(found, system, by)
    order = sorted(range(len(alone)), key=lambda n: alone[n] if measure.better is not False else -alone[n])
    others = [system, *(s for s in found.systems if s is not system)]
    out = []
    for n in order[:WORST]:
        i = found.test.scored[n]
        outputs = [(f"{s.output.name}, {by} {_alone(found, s, by)[n]:.1f}", s.output.lines[i]) for s in others]
        document = f", {found.test.documents[i]}" if found.test.documents else ""
        out.append(Shown(f"line {i + 1:,}{document}", found.test.sources[i], found.test.references[i], outputs))
    return out


def _alone(found: Evaluation, system: Scored, by: str) -> list[float]:
    measure = found.measures[by]
    scores: list[float] = (measure.alone or measure.score)(system.rows[by]).tolist()
    return scores


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    text = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        text
    )
