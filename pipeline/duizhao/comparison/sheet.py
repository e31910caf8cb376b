"""The blind sheet that people rate summaries in, and what their ratings say.

A row is a summary of an article, in random order; which systems made it stands only in the key. Systems that say the
same of an article share a row.
"""

from __future__ import annotations

import csv
import hashlib
import io
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from duizhao import delimited, scoring
from duizhao.comparison.articles import LANGS, Lang, counted
from duizhao.comparison.compare import Comparison
from duizhao.comparison.scores import REFERENCED
from duizhao.errors import InputError
from duizhao.files import read_whole
from duizhao.record import Json
from duizhao.roundtrip import guarded

QUESTIONS = ("relevance", "faithfulness", "fluency")
LOWEST, HIGHEST = 1, 5
HEAD = ("item", "article", "summary", "english", *QUESTIONS, "rater")
_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Item:
    """What is rated: a summary of an article, and the systems that made it."""

    code: str
    article: str
    systems: tuple[str, ...]
    texts: dict[Lang, str]


@dataclass(slots=True)
class Ratings:
    """`means[system][question]`; `alpha[question]` is Krippendorff's, on an interval scale.

    `tau[question][measure]`: how far the order by a measure is that by the ratings (Kendall), over items.
    """

    raters: tuple[str, ...]
    items: int
    means: dict[str, dict[str, float]]
    alpha: dict[str, float | None]
    tau: dict[str, dict[str, float]]
    notes: list[str] = field(default_factory=list)


def items(comparison: Comparison, seed: int) -> list[Item]:
    """All that can be rated, article by article; the articles, and the summaries of each, in random order."""
    out = []
    for article in comparison.corpus.articles:
        by_text: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for name, outputs in comparison.outputs.items():
            if article.id in outputs:
                by_text[tuple(outputs[article.id].text(lang) for lang in LANGS)].append(name)
        mine = []
        for texts, names in by_text.items():
            code = hashlib.sha256(
                "\n".join((str(seed), article.id, *texts)).encode("utf-8", "surrogatepass")
            ).hexdigest()[:10]
            mine.append(Item(code, article.id, tuple(names), dict(zip(LANGS, texts, strict=True))))
        out.append(sorted(mine, key=lambda i: i.code))  # as good as any order, and says nothing of the systems
    random.Random(seed).shuffle(out)
    return [item for mine in out for item in mine]


def sheet(comparison: Comparison, seed: int) -> tuple[str, Json]:
    """The sheet as csv, and its key."""
    texts = {a.id: "\n".join(p.source for p in a.prepared.draft.paragraphs) for a in comparison.corpus.articles}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    found = items(comparison, seed)
    for i in found:
        cells = (texts[i.article], i.texts["zh"], i.texts["en"])
        writer.writerow((i.code, *map(guarded, cells), *[""] * (len(QUESTIONS) + 1)))
    key = {i.code: {"article": i.article, "systems": list(i.systems)} for i in found}
    return "\ufeff" + out.getvalue(), {"seed": seed, "signature": comparison.signature, "items": key}


def read_ratings(files: Sequence[Path], comparison: Comparison, seed: int) -> Ratings:
    """What the sheets that came back say; the name of a file stands for a rater who gave none.

    Raises InputError for a file that is no such sheet, or where nothing in it is rated.
    """
    known = {i.code: i for i in items(comparison, seed)}
    given: dict[str, dict[str, dict[str, float]]] = {q: defaultdict(dict) for q in QUESTIONS}
    notes: list[str] = []
    raters: dict[str, None] = {}
    stems = Counter(path.stem for path in files)
    strangers = 0
    for path in files:
        unnamed = path.stem if stems[path.stem] == 1 else str(path)
        strange = wrong = again = 0
        for row in _rows(path):
            if row["item"] not in known:
                strange += 1
                continue
            rater = row["rater"].strip() or unnamed
            for question in QUESTIONS:
                if not (cell := row[question].strip()):
                    continue
                value = _rating(cell)
                wrong += value is None
                if value is not None:
                    raters[rater] = None
                    again += rater in given[question][row["item"]]
                    given[question][row["item"]][rater] = value
        strangers += strange
        if strange:
            rows = counted(strange, "row is", "rows are")
            notes.append(f"{path}: {rows} of no summary here (another seed, or other methods): left out")
        if wrong:
            ratings = counted(wrong, "rating is", "ratings are")
            notes.append(f"{path}: {ratings} not from {LOWEST} to {HIGHEST}: left out")
        if again:
            ratings = counted(again, "rating is", "ratings are")
            notes.append(f"{path}: {ratings} of what the same person rated before: the last counts")
    if not raters and strangers:
        what = f"rates nothing here: {counted(strangers, 'row is', 'rows are')} of no summary of this comparison"
        raise InputError(what, where=files[0], remedy="Give --seed, --methods and --length as they were for --human.")
    if not raters:
        raise InputError("holds no rating", where=files[0], remedy=f"Fill in {', '.join(QUESTIONS)}.")
    return Ratings(
        tuple(raters),
        len({code for found in given.values() for code in found}),
        _means(given, known, comparison),
        {q: scoring.alpha(list(given[q].values())) for q in QUESTIONS},
        {q: _taus(given[q], known, comparison) for q in QUESTIONS},
        notes,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    rows = delimited.rows(read_whole(path, _BYTES), str(path), lambda cells: sum(c.strip() in HEAD for c in cells))
    _, head = next(rows, (0, []))
    head = [cell.strip() for cell in head]
    lacking = [name for name in ("item", *QUESTIONS) if name not in head]
    if lacking:
        what = f"is no rating sheet: it has no column {lacking[0]!r}"
        raise InputError(what, where=path, remedy="Keep the first row of the sheet as it was written.")
    blank = dict.fromkeys(HEAD, "")
    return [blank | dict(zip(head, cells, strict=False)) for _, cells in rows]


def _rating(cell: str) -> float | None:
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        return None
    return value if LOWEST <= value <= HIGHEST else None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _means(
    given: dict[str, dict[str, dict[str, float]]], known: dict[str, Item], comparison: Comparison
) -> dict[str, dict[str, float]]:
    """The mean over items of the mean over raters."""
    out: dict[str, dict[str, float]] = {}
    for name in comparison.outputs:
        for question, found in given.items():
            values = [_mean(list(r.values())) for code, r in found.items() if name in known[code].systems]
            if values:
                out.setdefault(name, {})[question] = _mean(values)
    return out


def _taus(found: dict[str, dict[str, float]], known: dict[str, Item], comparison: Comparison) -> dict[str, float]:
    out = {}
    for measure in REFERENCED:
        pairs = [
            (_mean(list(ratings.values())), value)
            for code, ratings in found.items()
            if (value := _value(known[code], measure, comparison)) is not None
        ]
        tau = scoring.kendall([a for a, _ in pairs], [b for _, b in pairs])
        if tau is not None:
            out[measure] = tau
    return out


def _value(item: Item, measure: str, comparison: Comparison) -> float | None:
    """The score of an item, on the side where it has one."""
    for lang in LANGS:
        row = comparison.scored[lang].get(item.systems[0], {}).get(item.article)
        if row is not None and measure in row.values:
            return row.values[measure]
    return None
