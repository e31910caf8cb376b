"""Systems on a test set → their scores with intervals, and how far each is from the one that all are compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duizhao import scoring
from duizhao.errors import UsageError
from duizhao.evaluation.measures import Measure
from duizhao.evaluation.testset import Segments
from duizhao.scoring.bootstrap import TIMES

LONGEST_FOR_TER = 300
"""Words of a segment: TER looks for passages that were moved, and minutes are not enough for a few times as many."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a system made of a test set, a line a segment. `seconds`: what it took, where duizhao made it."""

    name: str
    lines: tuple[str, ...]
    seconds: float | None = None
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """A system. By measure: its scores, how far they are from the baseline's with corrected p (none for that itself).

    `rows[measure]`: (segments, k) statistics, in the order of `Segments.scored`. `speed`: source characters a second.
    """

    output: Output
    scores: Mapping[str, scoring.Interval]
    rows: Mapping[str, Any]
    differences: Mapping[str, scoring.Difference] = field(default_factory=dict)
    speed: float | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All systems on one test set, in the order given. `reference`: numbers and names kept by the first reference."""

    test: Segments
    measures: Mapping[str, Measure]
    systems: tuple[Scored, ...]
    baseline: str
    seed: int
    reference: Mapping[str, float]
    notes: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """Of every measure, as sacrebleu writes it."""
        nrefs = self.test.counted()
        drawn = f"bs:{TIMES}|seed:{self.seed}"
        return "; ".join(f"{name}|{m.signature(nrefs)}|{drawn}" for name, m in self.measures.items())


def evaluate(
    test: Segments,
    outputs: Sequence[Output],
    measures: Mapping[str, Measure],
    *,
    baseline: str,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Evaluation:
    """The scores of every output, paired over the same resampled segments; differences are from `baseline`.

    p is corrected by Holm's method for as many comparisons as there are other systems, for each measure by itself.
    Raises UsageError as `refuse_long` does.
    """
    refuse_long(test, outputs, measures)
    rows = _rows(test, outputs, measures, progress or (lambda more: None))
    scores = {
        system: {name: scoring.interval(table, measures[name].score, seed=seed) for name, table in tables.items()}
        for system, tables in rows.items()
    }
    apart = _differences(rows, measures, baseline, seed)
    letters = sum(map(len, test.sources))
    systems = tuple(
        Scored(o, scores[o.name], rows[o.name], apart.get(o.name, {}), letters / o.seconds if o.seconds else None)
        for o in outputs
    )
    notes = (*test.notes, *(note for o in outputs for note in _notes(test, o)))
    return Evaluation(test, measures, systems, baseline, seed, _of_reference(test, measures), notes)


def refuse_long(test: Segments, outputs: Sequence[Output], measures: Mapping[str, Measure]) -> None:
    """Raises UsageError where TER is asked for and a segment is too long for it."""
    if "TER" not in measures:
        return
    sides = {test.name: [max(r, key=len, default="") for r in test.references], **{o.name: o.lines for o in outputs}}
    for name, lines in sides.items():
        for n, line in enumerate(lines, 1):
            if len(line.split()) > LONGEST_FOR_TER:
                what = f"segment {n:,} has more than {LONGEST_FOR_TER} English words, too many for TER"
                remedy = "Cut it, or give --metrics BLEU,chrF2,length,numbers,names."
                raise UsageError(what, where=name, remedy=remedy)


def _rows(
    test: Segments, outputs: Sequence[Output], measures: Mapping[str, Measure], progress: Callable[[int], None]
) -> dict[str, dict[str, Any]]:
    """`[system][measure]`: (segments, k). Segment by segment, as a measure may keep what it makes of a reference."""
    import numpy as np

    found: dict[str, dict[str, list[Sequence[float]]]] = {o.name: {name: [] for name in measures} for o in outputs}
    for i in test.scored:
        for output in outputs:
            for name, measure in measures.items():
                found[output.name][name].append(measure.row(test.sources[i], output.lines[i], test.references[i]))
        progress(len(outputs))
    return {
        system: {name: np.asarray(rows, dtype=np.float64) for name, rows in by_measure.items()}
        for system, by_measure in found.items()
    }


def _differences(
    rows: Mapping[str, Mapping[str, Any]], measures: Mapping[str, Measure], baseline: str, seed: int
) -> dict[str, dict[str, scoring.Difference]]:
    others = [name for name in rows if name != baseline]
    out: dict[str, dict[str, scoring.Difference]] = {name: {} for name in others}
    for name, measure in measures.items():
        found = [scoring.difference(rows[o][name], rows[baseline][name], measure.score, seed=seed) for o in others]
        corrected = scoring.holm([d.p for d in found])
        for other, d, p in zip(others, found, corrected, strict=True):
            out[other][name] = scoring.Difference(d.difference, p)
    return out


def _of_reference(test: Segments, measures: Mapping[str, Measure]) -> dict[str, float]:
    """What people kept of numbers and names: they say some in other ways, or leave them out."""
    first = Output("", tuple(references[0] if references else "" for references in test.references))
    kept = {name: measures[name] for name in ("numbers", "names") if name in measures}
    rows = _rows(test, [first], kept, lambda more: None)[first.name]
    return {name: float(m.score(rows[name].sum(axis=0))) for name, m in kept.items()}


def _notes(test: Segments, output: Output) -> list[str]:
    blank = [i for i in test.scored if not output.lines[i]]
    if not blank:
        return []
    many = "s" if len(blank) > 1 else ""
    return [f"{output.name}: {len(blank):,} empty segment{many}, the first in line {blank[0] + 1:,}"]
