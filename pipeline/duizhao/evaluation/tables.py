"""An evaluation as tables: for people with intervals, for programs in full."""

from __future__ import annotations

from typing import Any

from duizhao.evaluation.scores import Evaluation, Scored
from duizhao.scoring import Cell, Table

SURE = 0.05
"""p under which a difference is marked."""
BETTER, WORSE = "↑", "↓"

REFERENCE = "(reference)"
"""What the row of the reference itself is called."""


def shown(found: Evaluation) -> Table:
    """A row a system: each score ± half of its interval; ↑ or ↓ where it is surely better or worse than baseline."""
    timed = any(s.speed for s in found.systems)
    head = ("system", *found.measures, *(("chars/s",) if timed else ()))
    rows = [
        (s.output.name, *(_cell(found, s, name) for name in found.measures), *_speed(s, timed)) for s in found.systems
    ]
    if found.reference:
        kept = (f"{found.reference[n]:.1f}" if n in found.reference else None for n in found.measures)
        rows.append((REFERENCE, *kept, *((None,) if timed else ())))
    caption = f"{found.test.name}, {len(found.test.scored):,} segments; compared with {found.baseline}"
    return Table(head, tuple(rows), found.signature, caption, _best(found), 1)


def full(found: Evaluation) -> Table:
    """A row a system and measure, with every number."""
    head = ("system", "measure", "score", "low", "high", "difference", "difference low", "difference high", "p")
    rows = []
    for system in found.systems:
        for name, score in system.scores.items():
            apart = system.differences.get(name)
            d = apart and apart.difference
            more = (d.score, d.low, d.high, apart.p) if apart and d else (None,) * 4
            rows.append((system.output.name, name, score.score, score.low, score.high, *more))
    return Table(head, tuple(rows), found.signature, found.test.name)


def as_json(found: Evaluation) -> dict[str, Any]:
    """Everything but the segments."""
    systems = []
    for system in found.systems:
        scores: dict[str, Any] = {}
        for name, score in system.scores.items():
            scores[name] = {"score": score.score, "low": score.low, "high": score.high}
            if apart := system.differences.get(name):
                d = apart.difference
                scores[name]["difference"] = {"score": d.score, "low": d.low, "high": d.high, "p": apart.p}
        told: dict[str, Any] = {"name": system.output.name, "scores": scores}
        if system.output.seconds is not None:
            told |= {"seconds": system.output.seconds, "characters_a_second": system.speed}
        systems.append(told | ({"signature": system.output.signature} if system.output.signature else {}))
    return {
        "test": found.test.name,
        "segments": len(found.test.sources),
        "scored": len(found.test.scored),
        "references": found.test.counted(),
        "baseline": found.baseline,
        "systems": systems,
        "reference": dict(found.reference),
        "notes": list(found.notes),
        "signature": found.signature,
    }


def _cell(found: Evaluation, system: Scored, name: str) -> Cell:
    if not system.rows[name].sum(axis=0)[-1]:  # the sources have no number, or no name
        return None
    score, apart = system.scores[name], system.differences.get(name)
    better = found.measures[name].better
    mark = ""
    if apart and apart.p < SURE and better is not None:
        mark = BETTER if (apart.difference.score > 0) is better else WORSE
    return f"{score.score:.1f} ±{(score.high - score.low) / 2:.1f}{mark}"


def _speed(system: Scored, timed: bool) -> tuple[Cell, ...]:
    return (None if system.speed is None else f"{system.speed:.0f}",) if timed else ()


def _best(found: Evaluation) -> frozenset[tuple[int, int]]:
    """Of several systems, the one with the best score of each measure, or those that share it."""
    out = set()
    for column, (name, measure) in enumerate(found.measures.items(), 1):
        values = [round(s.scores[name].score, 1) for s in found.systems]
        if measure.better is not None and len(values) > 1:
            best = max(values) if measure.better else min(values)
            out |= {(row, column) for row, value in enumerate(values) if value == best}
    return frozenset(out)
