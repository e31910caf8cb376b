"""A comparison article by article: every score of every system on each."""

from __future__ import annotations

import json
from collections.abc import Iterator

from duizhao.comparison.articles import LANGS
from duizhao.comparison.compare import Comparison
from duizhao.comparison.scores import MEASURES
from duizhao.record import Json
from duizhao.scoring import Table

_COLUMNS = [c for m in MEASURES for c in ((m, f"{m}.p", f"{m}.r") if m.startswith("rouge") else (m,))]


def segments(found: Comparison) -> Iterator[Json]:
    """An object for each article, language and system that has a summary in it, in the order of the articles."""
    for article in found.corpus.articles:
        for lang in LANGS:
            for system, rows in found.scored[lang].items():
                if (row := rows.get(article.id)) is not None:
                    scores = {name: row.values[name] for name in _COLUMNS if name in row.values}
                    yield {"article": article.id, "language": lang, "system": system, "scores": scores}


def by_article(found: Comparison) -> Table:
    """The rows of `segments`, with a column for each score."""
    rows = list(segments(found))
    columns = [name for name in _COLUMNS if any(name in row["scores"] for row in rows)]
    cells = tuple((r["article"], r["language"], r["system"], *map(r["scores"].get, columns)) for r in rows)
    return Table(("article", "language", "system", *columns), cells, found.signature)


def to_jsonl(found: Comparison) -> str:
    """A line for each row of `segments`, with the signature of its scores."""
    signed = (row | {"signature": found.signature} for row in segments(found))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in signed)
