"""Systems in order, with how far their scores may be luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duizhao import scoring
from duizhao.comparison.articles import Lang
from duizhao.comparison.scores import BEST, MEASURES, Scored, has, statistics
from duizhao.scoring import Difference, Interval

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Standing:
    """A system on one side. `count[measure]`: articles it is scored on; `lacks`: those that only others are scored on.

    `differences`: from the baseline, over the articles that both have; `holm`: their p-values, corrected over the
    systems that compete.
    """

    system: str
    articles: int
    count: dict[str, int]
    lacks: dict[str, int]
    scores: dict[str, Interval]
    differences: dict[str, Difference]
    holm: dict[str, float]


@dataclass(frozen=True, slots=True)
class Side:
    """The systems in one language, the best first. `baseline`: the one that all are compared with."""

    lang: Lang
    measures: tuple[str, ...]
    standings: tuple[Standing, ...]
    baseline: str

    @property
    def ranked(self) -> bool:
        """Whether there are references to rank by."""
        return BEST in self.measures


def rank(lang: Lang, scored: Mapping[str, Mapping[str, Scored]], ceiling: str, baseline: str | None, seed: int) -> Side:
    """`scored[system][id]`: the scores of one side. `ceiling`: a system that is no competitor.

    The baseline is the best system by ROUGE-L where none is named, or, without references, the first.
    """
    every = [row for rows in scored.values() for row in rows.values()]
    measures = tuple(m for m in MEASURES if any(has(m, row) for row in every))
    ids = {
        m: {name: {id for id, row in rows.items() if has(m, row)} for name, rows in scored.items()} for m in measures
    }
    union = {m: set().union(*by_name.values()) for m, by_name in ids.items()}
    plain = {name: _intervals(rows, measures, seed) for name, rows in scored.items()}
    order = sorted(scored, key=lambda name: -_key(plain[name])) if BEST in measures else list(scored)
    competing = [n for n in order if n != ceiling] or order
    base = baseline if baseline is not None and baseline in scored else competing[0]
    found = {name: _differences(rows, scored[base], measures, seed) for name, rows in scored.items()}
    corrected: dict[str, dict[str, float]] = {name: {} for name in scored}
    for measure in measures:
        those = [n for n in order if n not in (base, ceiling) and measure in found[n]]
        for name, p in zip(those, scoring.holm([found[n][measure].p for n in those]), strict=True):
            corrected[name][measure] = p
    standings = [
        Standing(
            name,
            len(scored[name]),
            {m: len(ids[m][name]) for m in measures},
            {m: len(union[m] - ids[m][name]) for m in measures},
            plain[name],
            found[name] if name != base else {},
            corrected[name],
        )
        for name in order
    ]
    return Side(lang, measures, tuple(standings), base)


def best(side: Side, measure: str, ceiling: str) -> frozenset[str]:
    """The systems that are best by a measure; none where more is not better, or all are the same."""
    found = {s.system: s.scores[measure].score for s in side.standings if measure in s.scores and s.system != ceiling}
    if not MEASURES[measure].better or len({*found.values()}) < 2:
        return frozenset()
    return frozenset(name for name, score in found.items() if score == max(found.values()))


def _key(scores: Mapping[str, Interval]) -> float:
    return scores[BEST].score if BEST in scores else -1.0


def _parts(measures: Sequence[str]) -> list[str]:
    """Measures with precision and recall of those that have them."""
    return [x for m in measures for x in ((m, f"{m}.p", f"{m}.r") if m.startswith("rouge") else (m,))]


def _intervals(rows: Mapping[str, Scored], measures: Sequence[str], seed: int) -> dict[str, Interval]:
    out = {}
    for measure in _parts(measures):
        mine = [row for row in rows.values() if has(measure, row)]
        if mine:
            table, score = statistics(measure, mine)
            out[measure] = scoring.interval(table, score, seed=seed)
    return out


def _differences(
    rows: Mapping[str, Scored], others: Mapping[str, Scored], measures: Sequence[str], seed: int
) -> dict[str, Difference]:
    out = {}
    for measure in measures:
        ids = [id for id in rows if id in others and has(measure, rows[id]) and has(measure, others[id])]
        if rows is not others and ids:
            mine, score = statistics(measure, [rows[id] for id in ids])
            theirs, _ = statistics(measure, [others[id] for id in ids])
            out[measure] = scoring.difference(mine, theirs, score, seed=seed)
    return out
