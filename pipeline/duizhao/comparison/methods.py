"""Runs the methods over the articles; what is known from an earlier run is not made again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from duizhao import scoring, store, summaries
from duizhao.comparison.articles import Article, Lang
from duizhao.comparison.english import English
from duizhao.comparison.outputs import Line, Output
from duizhao.comparison.runs import Runs
from duizhao.errors import DuizhaoError, ModelError
from duizhao.flow.summary import extractive, plan_summary, summary_in_english, write_summary
from duizhao.flow.summary import signature as summary_signature
from duizhao.flow.writer import Writer
from duizhao.record import Draft, Summary, SummarySentence
from duizhao.settings import ORDERS, Settings, Summarising, unknown
from duizhao.version import VERSION

ORACLE = "oracle"
"""The method that knows the references: a ceiling, and no competitor."""
_KNOWN = ("auto", *summaries.METHODS, "mt5")
_ORACLE_TOKENS: dict[Lang, str] = {"zh": "char", "en": "en"}
FIRST_ORDER, *OTHER_ORDERS = ORDERS

Progress = Callable[[int], None]


@dataclass(slots=True)
class Made:
    """`outputs[method][id of the article]`. `english[id]`: what the article's sentences are in English.

    `failed`: what could not run, and why. `signatures`: of what ran. `ignored`: results of other settings in the file.
    `translator`: the model that made the English.
    """

    outputs: dict[str, dict[str, Output]] = field(default_factory=dict)
    english: dict[str, list[str]] = field(default_factory=dict)
    failed: dict[str, DuizhaoError] = field(default_factory=dict)
    signatures: dict[str, str] = field(default_factory=dict)
    ignored: int = 0
    translator: str = ""


def asked(name: str, settings: Settings) -> Summarising:
    """What NAME or NAME:ORDER asks for. Raises UsageError for a method that is none, or a length or order."""
    method, _, order = name.rpartition(":")
    wanted = replace(settings.summarising, method=name, order=FIRST_ORDER)
    if order in OTHER_ORDERS:
        wanted = replace(settings.summarising, method=method, order=order)
    if wanted.method == ORACLE and wanted.order == FIRST_ORDER:
        summaries.length(wanted.summary, 0)
    elif wanted.method not in (*_KNOWN, *store.registry()) and not Path(wanted.method).is_dir():
        raise unknown("summary method", wanted.method, (*_KNOWN, ORACLE))
    else:
        extractive(wanted)
    return wanted


def writes_english(name: str, settings: Settings) -> bool:
    """Whether a method reads or writes English, and needs the articles' to say what it rests on."""
    return asked(name, settings).order != FIRST_ORDER


def run(
    names: Sequence[str],
    articles: Sequence[Article],
    settings: Settings,
    runs: Runs,
    wants_english: Callable[[Article], bool],
    progress: Progress,
) -> Made:
    """Every method on every article, in Chinese, and in English for the articles that want it.

    A method whose model is missing is left out and told of, the others run; so are the English sides of all of them.
    """
    made = Made()
    in_order = {name: asked(name, settings) for name in names}
    for name, wanted in in_order.items():
        if wanted.order == FIRST_ORDER:
            _run(name, wanted, articles, settings, runs, made, progress)
    translating = [a for a in articles if wants_english(a)]
    if translating:
        try:
            with English(settings, runs) as english:
                made.signatures[english.NAME] = english.signature
                made.translator = english.model
                for article in translating:
                    _translate(article, made, english, settings.summarising.summary)
                    progress(1)
        except ModelError as error:
            made.failed["the English side"] = error
        for name, wanted in in_order.items():
            if wanted.order == "direct" or (wanted.order != FIRST_ORDER and made.english):
                _run(name, wanted, translating, settings, runs, made, progress)
    made.ignored = runs.others(made.signatures.values())
    return made


def _run(
    name: str,
    wanted: Summarising,
    articles: Sequence[Article],
    settings: Settings,
    runs: Runs,
    made: Made,
    progress: Progress,
) -> None:
    """One method on all articles."""
    try:
        with _Method(wanted, settings, made) as method:
            how = made.signatures[name] = method.signature
            found = {}
            for article in articles:
                key = (article.hash_with_references if wanted.method == ORACLE else article.hash, name, how)
                result = runs.get(key)
                if result is None:
                    result = method(article).to_json()
                    runs.put(key, article.id, result)
                found[article.id] = Output.from_json(result)
                progress(1)
            made.outputs[name] = found
    except ModelError as error:
        made.failed[name] = error


class _Method:
    """One method with the model that it may need. Raises ModelError where that is missing."""

    def __init__(self, wanted: Summarising, settings: Settings, made: Made) -> None:
        self._wanted, self._settings, self._made = wanted, settings, made
        self._oracle = wanted.method == ORACLE
        written = not self._oracle and not extractive(wanted)
        self._writer = Writer(replace(settings, summarising=wanted)) if written else None

    def __enter__(self) -> _Method:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    @property
    def signature(self) -> str:
        """What determines its summaries, beside the articles."""
        s = self._settings
        skip = f"|skip:{'+'.join(sorted(s.cleaning.skip))}" if s.cleaning.skip else ""
        common = f"duizhao:{VERSION}|length:{self._wanted.summary}|script:{s.hanzi.script}{skip}"
        if self._oracle:
            return f"{common}|method:{ORACLE},greedy,ROUGE-1+2,char"
        own = f"{common}|{summary_signature(self._wanted, self._writer, s.seed)}"
        return own if self._wanted.order != "translate-summarise" else f"{own}|{self._made.signatures[English.NAME]}"

    def __call__(self, article: Article) -> Output:
        draft, wanted = article.prepared.draft, self._wanted
        if self._oracle:
            return Output(zh=_quotes(article, _best(article, wanted.summary, article.normalised, "zh")))
        if wanted.order != FIRST_ORDER:
            targets = self._made.english.get(article.id, [""] * len(article.sentences))
            found = summary_in_english(_filled(draft, targets), wanted, self._writer, self._settings.seed)
            return Output(en=tuple(Line(s.target, s.target, article.at(s.supports)) for s in _parts(found)))
        if self._writer is not None:
            summary, _ = write_summary(draft, wanted, self._writer)
            return Output(zh=tuple(Line(s.source, s.source, article.at(s.supports)) for s in _parts(summary)))
        summary = plan_summary(draft, wanted, self._settings.seed)
        return Output(zh=_quotes(article, [i for s in _parts(summary) for i in article.at(s.supports)]))


def _parts(summary: Summary | None) -> Sequence[SummarySentence]:
    return summary.sentences if summary else ()


def _quotes(article: Article, places: Sequence[int]) -> tuple[Line, ...]:
    """Sentences of the article."""
    return tuple(Line(article.sentences[i].source.strip(), article.normalised[i].strip(), (i,)) for i in places)


def _best(article: Article, length: str, sentences: Sequence[str], lang: Lang) -> list[int]:
    """What an oracle chooses: ROUGE-1 + ROUGE-2 F1 of `sentences`, the article's in one language.

    The first where none shares a token with a reference, nothing where there is no reference.
    """
    references = article.references.get(lang, ())
    kinds = [p.kind for p in article.prepared.draft.paragraphs for _ in p.sentences]
    places = [i for i, s in enumerate(article.normalised) if summaries.eligible(kinds[i], s)]
    if not references:
        return []
    texts = [sentences[i] for i in places]
    tokenise = scoring.TOKENISERS[_ORACLE_TOKENS[lang]]
    tokens = [tokenise(t) for t in texts]
    wanted = [tokenise(r) for r in references]

    def score(picked: list[int]) -> float:
        mine = [t for i in picked for t in tokens[i]]
        return max(sum(scoring.rouge_n(mine, r, n).f1 for n in (1, 2)) for r in wanted)

    picked = summaries.chosen(length, texts, partial(summaries.oracle, texts, score=score))
    return [places[i] for i in picked] or places[:1]


def _filled(draft: Draft, targets: Sequence[str]) -> Draft:
    """The draft with the English of its sentences."""
    english = iter(targets)
    paragraphs = [
        replace(p, sentences=tuple(replace(s, target=next(english)) for s in p.sentences)) for p in draft.paragraphs
    ]
    return replace(draft, paragraphs=tuple(paragraphs))


def _translate(article: Article, made: Made, english: English, length: str) -> None:
    """The English sides of what was made of an article: its own sentences are translated once for all methods.

    An oracle chooses anew where the reference is English.
    """
    sentences = made.english[article.id] = english.article(article)
    for name, outputs in made.outputs.items():
        zh = outputs[article.id].zh
        if name == ORACLE and "en" in article.references:
            places = _best(article, length, sentences, "en")
            en = tuple(Line(sentences[i], sentences[i], (i,)) for i in places)
            outputs[article.id] = Output(zh, en)
            continue
        if all(_quoted(line, article) for line in zh):
            targets = [sentences[line.supports[0]] for line in zh]
        else:
            targets = english.written(article, name, [line.text for line in zh])
        en = tuple(Line(t, t, line.supports) for t, line in zip(targets, zh, strict=True) if t.strip())
        outputs[article.id] = Output(zh, en)


def _quoted(line: Line, article: Article) -> bool:
    """Whether a line is a sentence of the article."""
    return len(line.supports) == 1 and article.normalised[line.supports[0]].strip() == line.scored
