"""The report: one HTML page with tables, charts, and each article beside the summaries of it.

As with the page of a draft, nothing comes from elsewhere and nothing that a text says runs or styles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.comparison import charts
from duizhao.comparison.articles import LANGS, Article, Lang, counted
from duizhao.comparison.compare import Comparison
from duizhao.comparison.methods import ORACLE
from duizhao.comparison.outputs import Line, Output
from duizhao.comparison.ranking import Side, best
from duizhao.comparison.scores import FREE, MEASURES, REFERENCED, Measure
from duizhao.comparison.sheet import QUESTIONS, Ratings
from duizhao.comparison.tables import GAPS, LANGUAGES, articles, differs, lacking
from duizhao.rendering.html import Piece, pieces, policy, scripts, styles, template

if TYPE_CHECKING:
    from markupsafe import Markup

_FOLDER = Path(__file__).parent / "page"
_DRAWN = ("rouge1", "rouge2", "rougeL")
_ACROSS = {"length": None, "coverage": 100.0}
"""Measures that a chart has across, and the most that each can be."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with its interval. `value` is what the column is sorted by; `about`: the difference and p, in words."""

    shown: str
    value: float | None = None
    interval: str = ""
    about: str = ""
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its columns, and of each row the name and the cells."""

    caption: str
    columns: tuple[Measure, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One language: tables and charts. `gaps`: what is said of systems that lack articles."""

    name: str
    baseline: str
    ranked: bool
    gaps: str
    grids: tuple[Grid, ...]
    charts: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What one system, or several alike, say of an article; `figures` are its scores there.

    `unsupported`: its numbers and names that the article does not have.
    """

    systems: str
    lines: tuple[tuple[Lang, Line, tuple[Piece, ...]], ...]
    figures: str
    unsupported: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An article with its summaries. `rows`: sentences by paragraph: place, source, English or nothing."""

    number: int
    id: str
    disagreement: float
    rows: tuple[tuple[tuple[int, str, str], ...], ...]
    references: tuple[tuple[Lang, str], ...]
    summaries: tuple[Summary, ...]


def page(comparison: Comparison, ratings: Ratings | None = None, limit: int = 200) -> str:
    """The report as a self-contained page, with the `limit` articles on which the systems disagree most."""
    style = styles(("page.css",)) + styles(("report.css",), _FOLDER)
    script = scripts(("report.js",), _FOLDER)
    chosen = sorted(comparison.corpus.articles, key=lambda a: -comparison.disagreement[a.id])[:limit]
    total = len(comparison.corpus.articles)
    return template("report.html", _FOLDER).render(
        heading=f"{counted(len(comparison.outputs), 'system')} on {counted(total, 'article')}",
        file=comparison.request.articles.name,
        panels=[_panel(side) for side in comparison.sides],
        ratings=_rated(ratings) if ratings else (),
        raters=ratings,
        articles=[_shown(i, a, comparison) for i, a in enumerate(chosen, 1)],
        total=total,
        notes=[*comparison.notes, *map(str, comparison.failed.values()), *map(str, comparison.corpus.failures)],
        signature=comparison.signature,
        policy=policy(style, script),
        style=style,
        script=script,
    )


def _panel(side: Side) -> Panel:
    name = LANGUAGES[side.lang]
    referenced = [m for m in side.measures if m in REFERENCED]
    free = [m for m in side.measures if m in FREE]
    grids = [_grid(side, referenced, f"{name}: against references", free=False)] * bool(referenced)
    grids += [_grid(side, free, f"{name}: without references", free=True)] * bool(free)
    gaps = GAPS if any(lacking(side, free=free) for free in (False, True)) else ""
    return Panel(name, side.baseline, side.ranked, gaps, tuple(grids), tuple(_charts(side, referenced)))


def _grid(side: Side, measures: Sequence[str], caption: str, *, free: bool) -> Grid:
    rows = []
    gaps = lacking(side, free=free)
    for s in side.standings:
        number, gap = articles(s, free=free), s.system in gaps
        cells = [Cell(f"{number:,}" + "‡" * gap, number, about=GAPS if gap else "")]
        for m in measures:
            if m not in s.scores:
                cells.append(Cell("–"))
                continue
            v = s.scores[m]
            digits, about = MEASURES[m].digits, ""
            interval = f"{v.low:.{digits}f}–{v.high:.{digits}f}"
            if (d := s.differences.get(m)) is not None:
                against = f"{d.difference.score:+.2f} ({d.difference.low:+.2f} to {d.difference.high:+.2f})"
                about = f"{against} against {side.baseline}"
                about += f", p = {s.holm[m]:.3f} after Holm" if m in s.holm else ""
            marks = " ".join(["best"] * (s.system in best(side, m, ORACLE)) + ["differs"] * differs(side, s.system, m))
            cells.append(Cell(f"{v.score:.{digits}f}", v.score, interval, about, marks))
        rows.append((s.system, tuple(cells)))
    count = Measure("n", digits=0, about=f"articles that it has a summary of{'' if free else ', with a reference'}")
    return Grid(caption, (count, *(MEASURES[m] for m in measures)), tuple(rows))


def _charts(side: Side, referenced: Sequence[str]) -> list[tuple[str, Markup]]:
    name = LANGUAGES[side.lang]
    out: list[tuple[str, Markup]] = []
    for m in referenced:
        if m in _DRAWN:
            rows = [charts.Bar(s.system, s.scores[m], s.system == ORACLE) for s in side.standings if m in s.scores]
            title = f"{name}: {MEASURES[m].label}, with 95% intervals"
            out.append((title, charts.bars(title, rows)))
    up = "rougeL" if referenced else "density"
    for across in _ACROSS:
        points = [
            charts.Point(s.system, s.scores[across].score, s.scores[up].score, s.system == ORACLE)
            for s in side.standings
            if across in s.scores and up in s.scores
        ]
        if len({round(p.x, 3) for p in points}) > 1:
            labels = MEASURES[across].label, MEASURES[up].label
            title = f"{name}: {labels[1]} by {labels[0].lower()}"
            out.append((title, charts.scatter(title, *labels, points, _ACROSS[across], 100.0 if referenced else None)))
    return out


def _rated(ratings: Ratings) -> tuple[Grid, ...]:
    """What people said, and how far they and the measures agree."""
    questions = tuple(Measure(q.capitalize(), 1, about="mean of ratings from 1 to 5") for q in QUESTIONS)

    def cell(value: float | None) -> Cell:
        return Cell("–") if value is None else Cell(f"{value:.2f}", value)

    means = [(name, tuple(cell(found.get(q)) for q in QUESTIONS)) for name, found in ratings.means.items()]
    agreed = [("Krippendorff's alpha of the raters", tuple(cell(ratings.alpha[q]) for q in QUESTIONS))]
    for m in REFERENCED:
        if any(m in found for found in ratings.tau.values()):
            row = tuple(cell(ratings.tau[q].get(m)) for q in QUESTIONS)
            agreed.append((f"Kendall's tau with {MEASURES[m].label}", row))
    return (
        Grid("Ratings by people", questions, tuple(means)),
        Grid("Agreement", questions, tuple(agreed)),
    )


def _shown(number: int, article: Article, comparison: Comparison) -> Shown:
    english = comparison.english.get(article.id, [""] * len(article.sentences))
    rows, place = [], 0
    for p in article.prepared.draft.paragraphs:
        rows.append(tuple((place + i, s.source, english[place + i]) for i, s in enumerate(p.sentences)))
        place += len(p.sentences)
    alike: dict[Output, list[str]] = {}
    for name in dict.fromkeys(s.system for side in comparison.sides for s in side.standings):
        if article.id in comparison.outputs[name]:
            alike.setdefault(comparison.outputs[name][article.id], []).append(name)
    return Shown(
        number,
        article.id,
        comparison.disagreement[article.id],
        tuple(rows),
        tuple((lang, text) for lang, texts in article.references.items() for text in texts),
        tuple(_summary(names, article, comparison) for names in alike.values()),
    )


def _summary(names: Sequence[str], article: Article, comparison: Comparison) -> Summary:
    name = names[0]
    output = comparison.outputs[name][article.id]
    figures, missing = [], list[str]()
    by_side: dict[Lang, list[tuple[Lang, Line, tuple[Piece, ...]]]] = {lang: [] for lang in LANGS}
    for lang in LANGS:
        row = comparison.scored[lang].get(name, {}).get(article.id)
        if row is not None and "rougeL" in row.values:
            shown = " / ".join(f"{row.values[m]:.1f}" for m in _DRAWN)
            figures.append(f"R-1/2/L {shown}" + f" ({lang})" * (len(comparison.sides) > 1))
        for i, line in enumerate(output.side(lang)):
            spans = row.unsupported.get(i, ()) if row else ()
            missing += (line.scored[start:end] for start, end in spans)
            # where the script was normalised, spans are not those of the text
            marked = [(span, "unsupported") for span in spans] if line.text == line.scored else []
            by_side[lang].append((lang, line, tuple(pieces(line.text, marked))))
    pairs = [line for both in zip_longest(*by_side.values()) for line in both if line]
    return Summary(", ".join(names), tuple(pairs), "; ".join(figures), tuple(dict.fromkeys(missing)))
