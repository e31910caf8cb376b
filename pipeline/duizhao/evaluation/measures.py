"""What is measured of a translation: for each segment a row of numbers, whose sums give the score of any segments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from duizhao import scoring
from duizhao.checks.kept import names_kept, numbers_kept
from duizhao.settings import unknown
from duizhao.version import VERSION


@dataclass(frozen=True, slots=True)
class Measure:
    """`row(source, output, references)` → k numbers; `score(sums)`: (…, k) → (…).

    `better`: whether more is better, None where neither is. `signature`: what determines it, for `nrefs` references.
    `alone`: the score of one segment by itself, where that is another.
    """

    row: Callable[[str, str, Sequence[str]], Sequence[float]]
    score: Callable[[Any], Any]
    better: bool | None
    signature: Callable[[str], str]
    alone: Callable[[Any], Any] | None = None


def _of_sacrebleu(metric: scoring.Metric) -> Measure:
    def row(source: str, output: str, references: Sequence[str]) -> Sequence[float]:
        return metric.segment(output, references)

    def signature(nrefs: str) -> str:
        return f"nrefs:{nrefs}|{metric.signature}|version:{metadata.version('sacrebleu')}"

    return Measure(row, metric.score, metric.better, signature, metric.alone)


def _length(source: str, output: str, references: Sequence[str]) -> Sequence[float]:
    return len(output), sum(map(len, references)) / len(references)


def _numbers(source: str, output: str, references: Sequence[str]) -> Sequence[float]:
    found = numbers_kept(source, output)
    return found.kept, found.of


def _names(source: str, output: str, references: Sequence[str]) -> Sequence[float]:
    found = names_kept(source, output)
    return found.kept, found.of


def _share(sums: Any) -> Any:
    """Of 100; nothing asked for is all kept."""
    import numpy as np

    kept, of = sums[..., 0], sums[..., 1]
    return np.where(of > 0, 100 * kept / np.maximum(of, 1e-9), 100.0)


def _own(nrefs: str) -> str:
    return f"duizhao:{VERSION}"


MEASURES: dict[str, Measure] = {
    **{name: _of_sacrebleu(metric) for name, metric in scoring.METRICS.items()},
    "length": Measure(_length, _share, None, lambda nrefs: f"nrefs:{nrefs}|characters"),
    "numbers": Measure(_numbers, _share, True, _own),
    "names": Measure(_names, _share, True, _own),
}
"""BLEU, chrF2, TER; `length`: characters to 100 of the reference; `numbers`, `names`: those of the source kept, %."""


def of_bertscore(score: scoring.BertScore) -> Measure:
    """BERTScore's F1 to 100: of a test set, the mean of its segments."""

    def row(source: str, output: str, references: Sequence[str]) -> Sequence[float]:
        return 100 * score(output, references).f1, 1.0

    return Measure(row, scoring.mean, True, lambda nrefs: f"nrefs:{nrefs}|{score.signature}")


def chosen(names: Sequence[str]) -> dict[str, Measure]:
    """The measures of these names, all for none. Raises UsageError for an unknown one."""
    known = {name.lower(): name for name in MEASURES} | {"chrf": "chrF2"}
    wanted = []
    for name in names or MEASURES:
        plain = name.strip().lower()
        if plain not in known:
            raise unknown("metric", name.strip(), MEASURES)
        wanted.append(known[plain])
    return {name: MEASURES[name] for name in dict.fromkeys(wanted)}
