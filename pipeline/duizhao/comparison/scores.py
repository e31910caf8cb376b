"""The scores of one summary: against references of its language, and without any."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from duizhao import scoring
from duizhao.comparison.articles import Article, Lang
from duizhao.comparison.outputs import Line, Output
from duizhao.flow.supported import Article as Facts
from duizhao.record import Flag, Span
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
    "bertscore": Measure("BERTScore", 1, about="F1 of tokens matched by what an encoder makes of them"),
}
FREE: dict[str, Measure] = {
    "length": Measure("Length", digits=1, about="tokens of the summary"),
    "compression": Measure("Compression", digits=1, about="tokens of the article to one of the summary"),
    "coverage": Measure("Coverage", digits=1, about="% of tokens in fragments taken from the article"),
    "density": Measure("Density", digits=1, about="mean length of the fragment a token is in"),
    "novel2": Measure("Novel 2-grams", digits=1, about="% of pairs that the article does not have"),
    "redundancy": Measure("Redundancy", digits=1, about="mean ROUGE-L of the pairs of its sentences"),
    "supported": Measure("Supported", 1, 1, "% of its numbers and names that the article has"),
    "agreement": Measure("Agreement", 1, 1, "% of its numbers and names that the Chinese summary has"),
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
    """`values`: measures of this article, 0 to 100 where they are shares. `sums`: statistics of `OVERALL`.

    `unsupported[i]`: numbers and names of line i that the article does not have, as spans of what is scored.
    """

    values: dict[str, float]
    sums: dict[str, tuple[float, ...]]
    unsupported: dict[int, tuple[Span, ...]]


class Scorer:
    """Scores the summaries of one article on one side. `source`: the article in that language, where it is known."""

    def __init__(
        self,
        article: Article,
        lang: Lang,
        source: str | None,
        tokenise: Tokenise,
        bertscore: scoring.BertScore | None = None,
    ) -> None:
        self._article, self._lang, self._tokenise, self._bertscore = article, lang, tokenise, bertscore
        self._source = None if source is None else tokenise(source)
        self._known: dict[Output, Scored] = {}
        self._facts = Facts.of([s.normalised for s in article.prepared.draft.sentences])

    def __call__(self, output: Output) -> Scored:
        """All scores of one side of a summary; equal ones, as methods often choose, are scored once."""
        if output not in self._known:
            self._known[output] = self._scored(output)
        return self._known[output]

    def _scored(self, output: Output) -> Scored:
        values, sums = self._free(output.side(self._lang)), {}
        unsupported, share = _facts(output.side(self._lang), self._lang, self._facts)
        values |= {"supported": share} if share is not None else {}
        if self._lang == "en" and output.zh:
            _, agreement = _facts(output.en, "en", Facts.of([line.scored for line in output.zh]))
            values |= {"agreement": agreement} if agreement is not None else {}
        if references := self._article.references.get(self._lang):
            text = output.text(self._lang)
            for name, found in scoring.rouge(text, references, self._tokenise).items():
                values |= {name: 100 * found.f1, f"{name}.p": 100 * found.precision, f"{name}.r": 100 * found.recall}
            if self._bertscore is not None:
                values["bertscore"] = 100 * self._bertscore(text, references).f1
            for name in OVERALL:
                sums[name] = self._sums(name, text, references)
                values[name] = _single(name, sums[name])
        return Scored(values, sums, unsupported)

    def _sums(self, name: str, text: str, references: Sequence[str]) -> tuple[float, ...]:
        """BLEU counts words, so the tokens of Chinese are put apart for it."""
        apart = self._lang == "zh" and name == "BLEU"
        texts = [" ".join(self._tokenise(t) if apart else t.split("\n")) for t in (text, *references)]
        return tuple(map(float, scoring.METRICS[name].segment(texts[0], texts[1:])))

    def _free(self, lines: Sequence[Line]) -> dict[str, float]:
        """The scores that need no reference."""
        sentences = [self._tokenise(line.scored) for line in lines]
        tokens = [t for s in sentences for t in s]
        values = {"length": float(len(tokens)), "redundancy": 100 * scoring.redundancy(sentences)}
        if self._source is not None:
            taken = scoring.extraction(self._source, tokens)
            values |= {"compression": taken.compression, "coverage": 100 * taken.coverage, "density": taken.density}
            values["novel2"] = 100 * scoring.novelty(self._source, tokens, 2)
        if places := [p for line in lines for p in line.supports]:
            values["position"] = 100 * scoring.position(places, len(self._article.sentences))
        return values


_NOTHING = Facts.of([])
"""An article that has no numbers and no names: of it a summary has all that it has."""


def _facts(lines: Sequence[Line], lang: Lang, facts: Facts) -> tuple[dict[int, tuple[Span, ...]], float | None]:
    """By line, the numbers and names that `facts` has not; and the share that it has, None where there are none."""
    total = len(_flags(_NOTHING, lines, lang))
    missing: dict[int, tuple[Span, ...]] = {}
    found = _flags(facts, lines, lang)
    for i, flag in found:
        if span := flag.source_span or flag.target_span:
            missing[i] = (*missing.get(i, ()), span)
    return missing, 100 * (1 - len(found) / total) if total else None


def _flags(facts: Facts, lines: Sequence[Line], lang: Lang) -> list[tuple[int, Flag]]:
    ask = facts.in_chinese if lang == "zh" else facts.in_english
    return [(i, flag) for i, line in enumerate(lines) for flag in ask(line.scored)]


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
