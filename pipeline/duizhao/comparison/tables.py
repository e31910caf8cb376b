"""The results as tables: wide for people, long for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from duizhao.comparison.articles import Lang
from duizhao.comparison.compare import Comparison
from duizhao.comparison.methods import ORACLE
from duizhao.comparison.ranking import SIGNIFICANT, Side, Standing, best
from duizhao.comparison.scores import FREE, MEASURES, REFERENCED
from duizhao.comparison.sheet import QUESTIONS, Ratings
from duizhao.record import Json
from duizhao.scoring import Cell, Table

LANGUAGES: dict[Lang, str] = {"zh": "Chinese", "en": "English"}
_HEAD = ("language", "system", "measure", "articles", "score", "low", "high", "baseline")
_DIFFERENCE = ("difference", "difference_low", "difference_high", "p", "p_holm")


def wide(side: Side, signature: str, *, free: bool = False) -> Table:
    """A row a system, a column a measure, the best of each marked."""
    shown = [m for m in side.measures if m in (FREE if free else REFERENCED)]
    rows: list[tuple[Cell, ...]] = []
    marked = set()
    for i, s in enumerate(side.standings):
        rows.append((s.system, s.articles, *(s.scores[m].score if m in s.scores else None for m in shown)))
        marked |= {(i, j) for j, m in enumerate(shown, 2) if s.system in best(side, m, ORACLE)}
    what = "what the summaries are like" if free else "scores against references, ranked by ROUGE-L"
    caption = f"{LANGUAGES[side.lang]} summaries: {what}."
    head = ("system", "n", *(MEASURES[m].label for m in shown))
    return Table(head, tuple(rows), signature, caption, frozenset(marked), digits=2)


def long(sides: Sequence[Side], signature: str) -> Table:
    """A row for each language, system and measure, with interval, difference from the baseline and p-values."""
    rows: list[tuple[Cell, ...]] = []
    for side in sides:
        for s in side.standings:
            for measure, found in s.scores.items():
                d = s.differences.get(measure)
                differs = (
                    (d.difference.score, d.difference.low, d.difference.high, d.p, s.holm.get(measure))
                    if d
                    else (None,) * len(_DIFFERENCE)
                )
                count = s.count.get(measure.partition(".")[0], s.articles)
                name = side.baseline
                rows.append((side.lang, s.system, measure, count, found.score, found.low, found.high, name, *differs))
    return Table((*_HEAD, *_DIFFERENCE), tuple(rows), signature)


def rated(ratings: Ratings, signature: str) -> Table:
    """What people said of each system, and how far they agree."""
    rows = [(name, *(found.get(q) for q in QUESTIONS)) for name, found in ratings.means.items()]
    rows.append(("Krippendorff's alpha", *(ratings.alpha[q] for q in QUESTIONS)))
    return Table(("system", *QUESTIONS), tuple(rows), signature, f"Ratings by {len(ratings.raters)} people.")


def differs(side: Side, system: str, measure: str) -> bool:
    """Whether a system's difference from the baseline is more than luck, at 5% after Holm's correction."""
    standing = next(s for s in side.standings if s.system == system)
    return standing.holm.get(measure, 1.0) < SIGNIFICANT


def as_json(comparison: Comparison, ratings: Ratings | None = None) -> Json:
    """Everything but the texts, for programs."""
    sides = {
        side.lang: {"baseline": side.baseline, "systems": [_standing(s) for s in side.standings]}
        for side in comparison.sides
    }
    out = {
        "articles": len(comparison.corpus.articles),
        "signature": comparison.signature,
        "sides": sides,
        "notes": comparison.notes,
        "failed": [str(e) for e in (*comparison.corpus.failures, *comparison.failed.values())],
    }
    return out | ({"ratings": asdict(ratings)} if ratings else {})


def _standing(s: Standing) -> Json:
    differences = {m: asdict(d.difference) | {"p": d.p, "p_holm": s.holm[m]} for m, d in s.differences.items()}
    scores = {m: asdict(v) for m, v in s.scores.items()}
    return {"system": s.system, "articles": s.articles, "scores": scores, "differences": differences}
