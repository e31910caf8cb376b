"""The results as tables: wide for people, long for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from duizhao.comparison.articles import Lang, counted
from duizhao.comparison.compare import Comparison
from duizhao.comparison.methods import ORACLE
from duizhao.comparison.ranking import SIGNIFICANT, Side, Standing, best
from duizhao.comparison.scores import BEST, FREE, MEASURES, REFERENCED
from duizhao.comparison.sheet import QUESTIONS, Ratings
from duizhao.record import Json
from duizhao.scoring import Cell, Table

LANGUAGES: dict[Lang, str] = {"zh": "Chinese", "en": "English"}
GAPS = "lacks articles that another system has, so that ranks are over different ones"
_HEAD = ("language", "system", "measure", "articles", "score", "low", "high", "baseline")
_DIFFERENCE = ("difference", "difference_low", "difference_high", "p", "p_holm")


def wide(side: Side, signature: str, *, free: bool = False) -> Table:
    """A row a system, a column a measure: each score ± half of its interval, the best of each column marked.

    n: the articles that count, in the table of scores those with a reference. †: differs from the baseline by more than
    luck; ‡: lacks articles that another system has.
    """
    shown = [m for m in side.measures if m in (FREE if free else REFERENCED)]
    gaps = lacking(side, free=free)
    rows: list[tuple[Cell, ...]] = []
    marked = set()
    for i, s in enumerate(side.standings):
        count = str(articles(s, free=free)) + "‡" * (s.system in gaps)
        rows.append((s.system, count, *(_cell(side, s, m) for m in shown)))
        marked |= {(i, j) for j, m in enumerate(shown, 2) if s.system in best(side, m, ORACLE)}
    what = "what the summaries are like" if free else "scores against references, ranked by ROUGE-L"
    caption = f"{LANGUAGES[side.lang]} summaries: {what}; ± half of the 95% interval"
    caption += f", † differs from {side.baseline}" if any("†" in str(c) for row in rows for c in row) else ""
    caption += f", ‡ {GAPS}." if gaps else "."
    head = ("system", "n", *(MEASURES[m].label for m in shown))
    return Table(head, tuple(rows), signature, caption, frozenset(marked), digits=2)


def articles(standing: Standing, *, free: bool) -> int:
    """On how many articles a system stands in the table with references, or in the other."""
    return standing.articles if free else standing.count.get(BEST, 0)


def lacking(side: Side, *, free: bool) -> frozenset[str]:
    """The systems that have no summary of an article that another has one of."""
    return frozenset(s.system for s in side.standings if s.lacks.get("length" if free else BEST))


def _cell(side: Side, s: Standing, measure: str) -> Cell:
    if measure not in s.scores:
        return None
    v, digits = s.scores[measure], MEASURES[measure].digits
    mark = "†" if differs(side, s.system, measure) else ""
    return f"{v.score:.{digits}f} ±{(v.high - v.low) / 2:.{digits}f}{mark}"


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
    caption = f"Ratings by {counted(len(ratings.raters), 'person', 'people')}; alpha on an interval scale."
    return Table(("system", *QUESTIONS), tuple(rows), signature, caption)


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
    differences = {m: asdict(d.difference) | {"p": d.p, "p_holm": s.holm.get(m)} for m, d in s.differences.items()}
    scores = {m: asdict(v) for m, v in s.scores.items()}
    counts = {"articles": s.articles, "scored": s.count}
    return {"system": s.system, **counts, "scores": scores, "differences": differences}
