"""Articles, methods and systems → scores of each, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from duizhao import scoring, summaries
from duizhao.comparison import methods, scores, systems
from duizhao.comparison.articles import LANGS, LONGEST, Article, Corpus, Lang, counted, long, read_articles
from duizhao.comparison.encoder import bertscore
from duizhao.comparison.methods import ORACLE, Made
from duizhao.comparison.outputs import Output
from duizhao.comparison.ranking import Side, rank
from duizhao.comparison.runs import Runs
from duizhao.comparison.scores import Scored, Scorer
from duizhao.errors import DuizhaoError, ModelError, UsageError
from duizhao.scoring import Tokenise
from duizhao.scoring.bootstrap import TIMES
from duizhao.settings import Settings, unknown
from duizhao.version import VERSION

Progress = Callable[[int], None]
SYSTEMS = "NAME=FILE or NAME=FIELD, for example bart=bart.jsonl"


@dataclass(frozen=True, slots=True)
class Request:
    """What to compare. `systems`: NAME=FILE or NAME=FIELD. `english`: whether all articles have an English side.

    `bertscore`: the folder or the name of the encoder to score with, where BERTScore is wanted.
    """

    articles: Path
    methods: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    reference: str | None = None
    baseline: str | None = None
    tokens: str = "char"
    english: bool = False
    limit: int | None = None
    runs: Path | None = None
    bertscore: str | None = None


@dataclass(slots=True)
class Comparison:
    """`outputs[system][id]`, `scored[language][system][id]`; `disagreement[id]`: how little the systems share, in %.

    `english[id]`: the article's sentences in English, where they were translated. `failed`: systems and scores that are
    missing.
    """

    request: Request
    corpus: Corpus
    outputs: dict[str, dict[str, Output]]
    scored: dict[Lang, dict[str, dict[str, Scored]]]
    sides: tuple[Side, ...]
    disagreement: dict[str, float]
    english: dict[str, list[str]]
    failed: dict[str, DuizhaoError]
    signature: str
    notes: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """6 where an article or a method failed and the rest is there; that of the error where nothing is."""
        if not self.outputs and self.failed:
            return next(iter(self.failed.values())).exit_code
        return 6 if self.failed or self.corpus.failures else 0


def compare(request: Request, settings: Settings, progress: Progress = lambda n: None) -> Comparison:
    """Run, score and rank. Raises UsageError for a request that makes no sense, InputError, OutputError."""
    if not request.methods and not request.systems:
        raise UsageError("nothing to compare", remedy="Give --methods, --system, or both.")
    if ORACLE in request.methods and request.reference is None:
        raise UsageError("an oracle looks at references", remedy="Name their field with --reference.")
    if request.bertscore is not None and request.reference is None:
        raise UsageError("BERTScore looks at references", remedy="Name their field with --reference.")
    for name in request.methods:
        if not summaries.length(methods.asked(name, settings).summary, 1):
            raise UsageError("a summary of nothing cannot be compared", remedy="Give --length 1 or more.")
    given = systems.parsed(request.systems, SYSTEMS, request.methods)
    corpus = read_articles(request.articles, settings, request.reference, systems.fields(given), request.limit)
    wants = _wants_english(request)
    needy = [name for name in request.methods if methods.writes_english(name, settings)]
    if needy and not any(map(wants, corpus.articles)):
        what = f"{needy[0]} writes English, and no article has an English reference"
        raise UsageError(what, remedy="Give --english for the English of all articles.")
    with Runs(request.runs) as runs:
        made = methods.run(request.methods, corpus.articles, settings, runs, wants, progress)
    notes = [*corpus.notes, *_short(corpus.articles, settings.summarising.summary)]
    if made.ignored:
        results = counted(made.ignored, "result")
        notes.append(f"{request.runs}: {results} of other settings or articles left as they are")
    outputs = made.outputs
    for name, where in given.items():
        outputs[name], said = systems.read_system(name, where, corpus, made.english, settings)
        notes += said
    if request.baseline is not None and request.baseline not in outputs | made.failed:
        raise unknown("system", request.baseline, outputs)
    notes += _missing(outputs, corpus.articles)
    tokens: dict[Lang, str] = {"zh": request.tokens, "en": "en"}
    bert = _bertscore(request.bertscore, made.failed)
    scored = _scored(outputs, corpus.articles, made, tokens, bert, english=request.english)
    if request.english and made.english:
        notes.append(f"English extraction is measured against the articles as {made.translator} translates them")
    sides = tuple(rank(lang, scored[lang], ORACLE, request.baseline, settings.seed) for lang in LANGS if scored[lang])
    return Comparison(
        request,
        corpus,
        outputs,
        scored,
        sides,
        _disagreement(outputs, corpus.articles, tokens),
        made.english,
        made.failed,
        _signature(request, settings, made, tokens, bert),
        notes,
    )


def _bertscore(name: str | None, failed: dict[str, DuizhaoError]) -> scoring.BertScore | None:
    """None where it is not asked for, or its encoder is missing, which is noted."""
    if name is None:
        return None
    try:
        return bertscore(name)
    except ModelError as error:
        failed["BERTScore"] = error
        return None


def _wants_english(request: Request) -> Callable[[Article], bool]:
    return lambda article: request.english or "en" in article.references


def _short(articles: Sequence[Article], length: str) -> list[str]:
    """What is told of articles that are no longer than the summaries asked for."""
    most = summaries.limit(length)
    if most is None:
        count = sum(summaries.length(length, len(a.sentences) + 1) > len(a.sentences) for a in articles)
    else:
        count = sum(len("".join(a.normalised)) <= most for a in articles)
    are = counted(count, "article is", "articles are")
    return [f"{are} shorter than the summary asked for, and summarised as they are"] * bool(count)


def _missing(outputs: dict[str, dict[str, Output]], articles: Sequence[Article]) -> list[str]:
    """What is told of systems without an output for some articles, or with one that is none; those are taken out."""
    told = list[str]()
    lacking: dict[tuple[str, ...], list[str]] = {}
    for name, found in outputs.items():
        for id in [id for id, output in found.items() if not output.zh and not output.en]:
            del found[id]
        if too_long := [id for id, output in found.items() if any(len(output.text(x)) > LONGEST for x in LANGS)]:
            told.append(f"{name}: {long(len(too_long))}")
        for id in too_long:
            del found[id]
        if ids := tuple(a.id for a in articles if a.id not in found):
            lacking.setdefault(ids, []).append(name)
    return told + [
        f"{', '.join(names)}: nothing for {len(ids)} of {counted(len(articles), 'article')}"
        f" ({', '.join(ids[:3])}{'…' if len(ids) > 3 else ''})"
        for ids, names in lacking.items()
    ]


def _scored(
    outputs: dict[str, dict[str, Output]],
    articles: Sequence[Article],
    made: Made,
    tokens: dict[Lang, str],
    bert: scoring.BertScore | None,
    *,
    english: bool,
) -> dict[Lang, dict[str, dict[str, Scored]]]:
    """The scores of every output on each side that it has.

    The English of an article is a translation of our own, which favours what was taken from it: what a summary takes
    is measured against it only where `english` asks for that.
    """
    out: dict[Lang, dict[str, dict[str, Scored]]] = {lang: {} for lang in LANGS}
    for lang in LANGS:
        tokenise = scoring.TOKENISERS[tokens[lang]]
        for article in articles:
            mine = {name: o for name, found in outputs.items() if (o := found.get(article.id)) and o.side(lang)}
            if not mine:
                continue
            translated = made.english.get(article.id, ()) if english else ()
            source = "\n".join(article.normalised if lang == "zh" else translated) or None
            scorer = Scorer(article, lang, source, tokenise, bert)
            for name, output in mine.items():
                out[lang].setdefault(name, {})[article.id] = scorer(output)
    return out


def _disagreement(
    outputs: dict[str, dict[str, Output]], articles: Sequence[Article], tokens: dict[Lang, str]
) -> dict[str, float]:
    """How little the systems share of each article, in the language that most of them have."""
    tokenise: dict[Lang, Tokenise] = {lang: scoring.TOKENISERS[name] for lang, name in tokens.items()}
    out = {}
    for article in articles:
        mine = [found[article.id] for name, found in outputs.items() if article.id in found and name != ORACLE]
        texts = {lang: [text for o in mine if (text := o.text(lang))] for lang in LANGS}
        lang = max(LANGS, key=lambda x: len(texts[x]))
        out[article.id] = scores.disagreement(texts[lang], tokenise[lang])
    return out


def _signature(
    request: Request, settings: Settings, made: Made, tokens: dict[Lang, str], bert: scoring.BertScore | None
) -> str:
    """Every choice that changes the figures."""
    parts = {
        "duizhao": VERSION,
        "methods": "+".join(request.methods) or None,
        "parameters": summaries.PARAMETERS,
        "length": settings.summarising.summary,
        "reference": request.reference,
        "script": settings.hanzi.script,
        "skip": "+".join(sorted(settings.cleaning.skip)) or None,
        "seed": settings.seed,
        "resamples": f"{TIMES},percentile,holm-by-measure",
        "sacrebleu": metadata.version("sacrebleu"),
        "rjieba": metadata.version("rjieba") if request.tokens == "word" else None,
        "limit": request.limit,
        "article-en": (made.translator if request.english else "none") if made.english else None,
    }
    head = "|".join(f"{key}:{value}" for key, value in parts.items() if value is not None)
    models = {name: how for name, how in made.signatures.items() if "|model:" in how}
    ran = "".join(f"|{name}[{how}]" for name, how in models.items())
    embedded = "" if bert is None else f"|BERTScore[{bert.signature}]"
    return f"{head}|{scores.signature(tokens)}{embedded}{ran}"
