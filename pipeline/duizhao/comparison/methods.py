"""Runs the methods over the articles; what is known from an earlier run is not made again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from duizhao import scoring, summaries
from duizhao.comparison.articles import Article
from duizhao.comparison.english import English
from duizhao.comparison.outputs import Line, Output
from duizhao.comparison.runs import Runs
from duizhao.errors import DuizhaoError, ModelError
from duizhao.flow.summary import Writer, extractive, write_summary
from duizhao.record import Summary
from duizhao.settings import Settings, Summarising
from duizhao.summaries.lengths import chosen
from duizhao.version import VERSION

ORACLE = "oracle"
"""The method that knows the references: a ceiling, and no competitor."""

Progress = Callable[[int], None]


@dataclass(slots=True)
class Made:
    """`outputs[method][id of the article]`. `english[id]`: what the article's sentences are in English.

    `failed`: what could not run, and why. `ignored`: results of other settings in the file of runs.
    """

    outputs: dict[str, dict[str, Output]] = field(default_factory=dict)
    english: dict[str, list[str]] = field(default_factory=dict)
    failed: dict[str, DuizhaoError] = field(default_factory=dict)
    ignored: int = 0
    translator: str = ""


def check(names: Sequence[str], settings: Settings) -> None:
    """Raises UsageError for a method that is none, or a length that makes no sense."""
    summaries.length(settings.summarising.summary, 0)
    for name in names:
        if name != ORACLE:
            extractive(replace(settings.summarising, method=name))


def run(
    names: Sequence[str],
    articles: Sequence[Article],
    settings: Settings,
    runs: Runs,
    wants_english: Callable[[Article], bool],
    progress: Progress,
) -> Made:
    """Every method on every article, in Chinese, and in English for the articles that want it.

    A method whose model is missing is left out and told of, the others run; so is the English side of all of them.
    """
    made = Made()
    signatures = {signature(name, settings) for name in names}
    for name in names:
        try:
            made.outputs[name] = _all(name, articles, settings, runs, progress)
        except ModelError as error:
            made.failed[name] = error
    translating = [a for a in articles if wants_english(a)]
    if translating:
        try:
            with English(settings, runs) as english:
                made.translator = english.signature
                signatures.add(english.signature)
                for article in translating:
                    _translate(article, made, english)
                    progress(1)
        except ModelError as error:
            made.failed["the English side"] = error
    made.ignored = runs.others(signatures)
    return made


def signature(name: str, settings: Settings) -> str:
    """What determines the output of a method, beside the article."""
    parts = {"duizhao": VERSION, "method": name, "length": settings.summarising.summary}
    parts["script"] = settings.hanzi.script
    if settings.cleaning.skip:
        parts["skip"] = "+".join(sorted(settings.cleaning.skip))
    if name == "random":
        parts["seed"] = str(settings.seed)
    return "|".join(f"{key}:{value}" for key, value in parts.items())


def _all(
    name: str, articles: Sequence[Article], settings: Settings, runs: Runs, progress: Progress
) -> dict[str, Output]:
    """The outputs of one method; a model is loaded where something is still to be made."""
    how = signature(name, settings)
    known = {a.id: runs.get((a.hash, name, how)) for a in articles}
    out = {}
    with _Method(name, settings) as method:
        for article in articles:
            result = known[article.id]
            if result is None:
                result = method(article).to_json()
                runs.put((article.hash, name, how), article.id, result)
            out[article.id] = Output.from_json(result)
            progress(1)
    return out


class _Method:
    """One method by its name, with the model that it may need."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._name, self._settings = name, settings
        self._wanted = replace(settings.summarising, method=name)
        self._writer: Writer | None = None

    def __enter__(self) -> _Method:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def __call__(self, article: Article) -> Output:
        if self._name == ORACLE:
            return _extracted(article, self._wanted, partial(_best, article))
        if extractive(self._wanted):
            return _extracted(article, self._wanted, None, self._settings.seed)
        if self._writer is None:
            self._writer = Writer(replace(self._settings, summarising=self._wanted))
        summary, _ = write_summary(article.prepared.draft, self._wanted, self._writer)
        return _written(article, summary)


Choose = Callable[[Sequence[str], int], list[int]]


def _extracted(article: Article, wanted: Summarising, choose: Choose | None, seed: int = 0) -> Output:
    """Sentences of the article, as the method or `choose` picks them among those that may stand in a summary."""
    draft = article.prepared.draft
    kinds = [(n, p.kind) for n, p in enumerate(draft.paragraphs) for _ in p.sentences]
    open_ = [i for i, s in enumerate(article.normalised) if summaries.eligible(kinds[i][1], s)]
    texts = [article.normalised[i] for i in open_]
    if choose is not None:
        picked = chosen(wanted.summary, texts, partial(choose, texts))
    else:
        picked = summaries.summarise(texts, [kinds[i][0] for i in open_], wanted.method, wanted.summary, seed)
    places = [open_[i] for i in picked]
    return Output(
        zh=tuple(Line(article.sentences[i].source.strip(), article.normalised[i].strip(), (i,)) for i in places)
    )


def _best(article: Article, texts: Sequence[str], k: int) -> list[int]:
    """What an oracle chooses: ROUGE-1 + ROUGE-2 F1 by character; nothing where there is no Chinese reference."""
    references = article.references.get("zh", ())
    if not references:
        return []
    tokens = [scoring.TOKENISERS["char"](t) for t in texts]
    wanted = [scoring.TOKENISERS["char"](r) for r in references]

    def score(places: list[int]) -> float:
        mine = [t for i in places for t in tokens[i]]
        return max(sum(scoring.rouge_n(mine, r, n).f1 for n in (1, 2)) for r in wanted)

    return summaries.oracle(texts, k, score)


def _written(article: Article, summary: Summary | None) -> Output:
    if summary is None:
        return Output()
    lines = [Line(s.source, s.source, tuple(article.places[x] for x in s.supports)) for s in summary.sentences]
    return Output(zh=tuple(lines))


def _translate(article: Article, made: Made, english: English) -> None:
    """The English sides of what was made of an article: its own sentences are translated once for all methods."""
    sentences = made.english[article.id] = english.article(article)
    for name, outputs in made.outputs.items():
        zh = outputs[article.id].zh
        if all(_quoted(line, article) for line in zh):
            targets = [sentences[line.supports[0]] for line in zh]
        else:
            targets = english.written(article, name, [line.text for line in zh])
        en = tuple(Line(t, t, line.supports) for t, line in zip(targets, zh, strict=True) if t.strip())
        outputs[article.id] = replace(outputs[article.id], en=en)


def _quoted(line: Line, article: Article) -> bool:
    """Whether a line is a sentence of the article."""
    return len(line.supports) == 1 and article.normalised[line.supports[0]].strip() == line.scored
