"""The scores of one summary: against references of its language, and without any."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from duizhao import scoring
from duizhao.comparison.articles import Article, Lang
from duizhao.comparison.outputs import Line, Output
from duizhao.scoring import Tokenise


@dataclass(frozen=True, slots=True)
class Measure:
    """`label`: for people. `better`: 1 where more is better, 0 where it only describes. `digits` are shown."""

    label: str
    better: int = 0
    digits: int = 2
    about: str = ""


REFERENCED: dict[str, Measure] = {
    "rouge1": Measure("ROUGE-1", 1, about="F1 of tokens in common with the reference"),
    "rouge2": Measure("ROUGE-2", 1, about="F1 of pairs of neighbours in common with the reference"),
    "rougeL": Measure("ROUGE-L", 1, about="F1 of the longest common subsequence"),
    "rougeLsum": Measure("ROUGE-Lsum", 1, about="ROUGE-L sentence by sentence"),
    "chrF2": Measure("chrF", 1, about="character n-grams, of all articles together"),
    "BLEU": Measure("BLEU", 1, about="of all articles together"),
}
FREE: dict[str, Measure] = {
    "length": Measure("Length", digits=1, about="tokens of the summary"),
    "compression": Measure("Compression", digits=1, about="tokens of the article to one of the summary"),
    "coverage": Measure("Coverage", digits=1, about="% of tokens in fragments taken from the article"),
    "density": Measure("Density", digits=1, about="mean length of the fragment a token is in"),
    "novel2": Measure("Novel 2-grams", digits=1, about="% of pairs that the article does not have"),
    "redundancy": Measure("Redundancy", digits=1, about="mean ROUGE-L of the pairs of its sentences"),
    "position": Measure(
        "Position", digits=1, about="where its sources stand: 0 at the start of the article, 100 at the end"
    ),
}
MEASURES = REFERENCED | FREE
OVERALL = ("chrF2", "BLEU")
"""Measures of all articles together; the others are means over articles."""
BEST = "rougeL"
"""The measure that systems are ranked by."""


@dataclass(frozen=True, slots=True)
class Scored:
    """`values`: measures of this article, 0 to 100 where they are shares. `sums`: statistics of `OVERALL`."""

    values: dict[str, float]
    sums: dict[str, tuple[float, ...]]


def score(output: Output, article: Article, lang: Lang, source: str | None, tokenise: Tokenise) -> Scored:
    """All scores of one side of a summary. `source`: the article in that language, None where there is none."""
    lines = output.side(lang)
    values = free(lines, article, source, tokenise)
    sums = {}
    if references := article.references.get(lang):
        text = output.text(lang)
        for name, found in scoring.rouge(text, references, tokenise).items():
            values |= {name: 100 * found.f1, f"{name}.p": 100 * found.precision, f"{name}.r": 100 * found.recall}
        for name in OVERALL:
            prepare = _spaced(tokenise) if lang == "zh" and name == "BLEU" else _joined
            row = scoring.METRICS[name].segment(prepare(text), [prepare(r) for r in references])
            sums[name] = tuple(map(float, row))
            values[name] = _single(name, sums[name])
    return Scored(values, sums)


def free(lines: Sequence[Line], article: Article, source: str | None, tokenise: Tokenise) -> dict[str, float]:
    """The scores that need no reference."""
    sentences = [tokenise(line.scored) for line in lines]
    tokens = [t for s in sentences for t in s]
    values = {"length": float(len(tokens)), "redundancy": 100 * scoring.redundancy(sentences)}
    if source is not None:
        theirs = tokenise(source)
        taken = scoring.extraction(theirs, tokens)
        values |= {"compression": taken.compression, "coverage": 100 * taken.coverage, "density": taken.density}
        values["novel2"] = 100 * scoring.novelty(theirs, tokens, 2)
    if places := [p for line in lines for p in line.supports]:
        values["position"] = 100 * scoring.position(places, len(article.sentences))
    return values


def disagreement(texts: Sequence[str], tokenise: Tokenise) -> float:
    """How little the summaries of one article share: 100 less the mean ROUGE-1 F1 of all pairs."""
    pairs = list(combinations([tokenise(t) for t in texts], 2))
    if not pairs:
        return 0.0
    return 100 - 100 * sum(scoring.rouge_n(a, b, 1).f1 for a, b in pairs) / len(pairs)


def statistics(name: str, rows: Sequence[Scored]) -> tuple[Any, Callable[[Any], Any]]:
    """The statistics of a measure over articles, and what makes its score of their sums."""
    if name in OVERALL:
        import numpy as np

        return np.asarray([r.sums[name] for r in rows]), scoring.METRICS[name].score
    return scoring.column([r.values[name] for r in rows]), scoring.mean


def has(name: str, row: Scored) -> bool:
    return name in (row.sums if name in OVERALL else row.values)


def signature(tokens: Mapping[Lang, str]) -> str:
    """What determines the scores of the same outputs."""
    metrics = ",".join(f"{name}[{scoring.METRICS[name].signature}]" for name in OVERALL)
    return f"tokens:zh={tokens['zh']},en={tokens['en']}|rouge:F1,best-reference|{metrics},zh=tokens-apart"


def _single(name: str, row: Sequence[float]) -> float:
    import numpy as np

    metric = scoring.METRICS[name]
    return float((metric.alone or metric.score)(np.asarray(row)))


def _joined(text: str) -> str:
    return " ".join(text.split("\n"))


def _spaced(tokenise: Tokenise) -> Callable[[str], str]:
    return lambda text: " ".join(tokenise(text))
