"""The summary of a draft: sentences chosen, or written by a model, before or after the article is translated.

summarise-translate makes a Chinese summary and translates it; translate-summarise summarises the English of the whole
article; direct has a model write English from the Chinese article.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from duizhao import segmentation, store, summaries
from duizhao.checks import Pair
from duizhao.checks.text import untranslated
from duizhao.errors import UsageError
from duizhao.flow.supported import Article
from duizhao.flow.writer import Writer
from duizhao.record import Draft, Flag, Sentence, Summary, SummarySentence
from duizhao.settings import ORDERS, Checking, Summarising, unknown


def extractive(wanted: Summarising) -> bool:
    """Whether the method chooses sentences; else it names a model that writes them.

    Raises UsageError for a method that is neither, an unknown order or length, or an order that the method cannot do.
    """
    method = wanted.method
    summaries.length(wanted.summary, 0)
    if wanted.order not in ORDERS:
        raise unknown("order", wanted.order, ORDERS)
    if method in ("auto", *summaries.METHODS):
        if wanted.order == "direct":
            raise UsageError(
                f"the method {method} writes no English",
                remedy="For the order direct name the folder of an mT5 that writes English from Chinese.",
            )
        return True
    if method != "mt5" and method not in store.registry() and not Path(method).is_dir():
        raise unknown("summary method", method, ("auto", *summaries.METHODS, "mt5"))
    return False


def plan_summary(draft: Draft, wanted: Summarising, seed: int = 0) -> Summary | None:
    """The sentences that an extractive method chooses, in document order; None where none were asked for."""
    return _chosen(draft, wanted, seed, english=False)


def write_summary(draft: Draft, wanted: Summarising, writer: Writer) -> tuple[Summary | None, tuple[Sentence, ...]]:
    """The Chinese summary that a model writes, with what it rests on; and its sentences, ready to be translated."""
    sentences = [s for p in draft.paragraphs for s in p.sentences]
    if summaries.length(wanted.summary, len(sentences)) == 0:
        return None, ()
    written = summaries.write(_chinese(draft), writer, writer.fitting)
    written = summaries.bounded(wanted.summary, written, len(sentences))
    article = Article.of([s.normalised for s in draft.sentences])
    parts = tuple(_rested(t, "", [s.normalised for s in sentences], sentences, article.in_chinese(t)) for t in written)
    ready = tuple(Sentence(f"summary.s{n}", t, t) for n, t in enumerate(written, 1))
    return Summary(wanted.method, wanted.summary, parts, signature(wanted, writer)), ready


def summary_in_english(draft: Draft, wanted: Summarising, writer: Writer | None, seed: int = 0) -> Summary | None:
    """The summary of a translated draft in another order than summarise-translate; None where none was asked for."""
    if writer is None:
        return _chosen(draft, wanted, seed, english=True)
    sentences = [s for p in draft.paragraphs for s in p.sentences]
    if summaries.length(wanted.summary, len(sentences)) == 0:
        return None
    text = _chinese(draft) if wanted.order == "direct" else "\n".join(p.target for p in draft.paragraphs)
    written = summaries.write(text, writer, writer.fitting, segmentation.sentences, " ")
    written = summaries.bounded(wanted.summary, written, len(sentences))
    article = Article.of([s.normalised for s in draft.sentences])
    parts = tuple(
        _rested("", t, [s.target for s in sentences], sentences, (*_chinese_left(draft, t), *article.in_english(t)))
        for t in written
    )
    return Summary(wanted.method, wanted.summary, parts, signature(wanted, writer))


def signature(wanted: Summarising, writer: Writer | None, seed: int = 0) -> str:
    """`key:value` pairs joined by `|`: what a summary depends on beside the text and its translation."""
    method = summaries.AUTO if wanted.method == "auto" else wanted.method
    parts: dict[str, object] = {"order": wanted.order}
    if writer is None:
        parts |= {"method": method, "tokens": summaries.TOKENS, "parameters": summaries.PARAMETERS}
        parts |= {"seed": seed} if method == "random" else {}
    else:
        parts |= writer.signature
    return "|".join(f"{key}:{value}" for key, value in parts.items())


def _chosen(draft: Draft, wanted: Summarising, seed: int, *, english: bool) -> Summary | None:
    """Sentences of the draft, ranked by their Chinese or by their English; the English is filled in where it is."""
    sentences = [
        (s, n)
        for n, p in enumerate(draft.paragraphs)
        for s in p.sentences
        if summaries.eligible(p.kind, s.normalised) and (s.target.strip() or not english)
    ]
    if summaries.length(wanted.summary, len(sentences)) == 0:
        return None
    texts = [s.target if english else s.normalised for s, _ in sentences]
    places = summaries.summarise(texts, [n for _, n in sentences], wanted.method, wanted.summary, seed)
    chosen = [sentences[i][0] for i in places]
    method = summaries.AUTO if wanted.method == "auto" else wanted.method
    return Summary(
        method,
        wanted.summary,
        tuple(
            SummarySentence(s.source.strip(), s.target, (s.id,), s.flags, (1.0,))
            if english
            else SummarySentence(s.source.strip(), "", (s.id,), support_scores=(1.0,))
            for s in chosen
        ),
        signature(wanted, None, seed),
    )


def _rested(
    source: str, target: str, texts: list[str], sentences: list[Sentence], flags: tuple[Flag, ...]
) -> SummarySentence:
    """A written sentence with those of the article that it rests on, by the language of `texts`."""
    written = source or target
    places = summaries.support(written, texts)
    scores = tuple(summaries.overlap(written, texts[i]) for i in places)
    return SummarySentence(source, target, tuple(sentences[i].id for i in places), flags, scores)


def _chinese_left(draft: Draft, written: str) -> tuple[Flag, ...]:
    """Flags for Chinese in what should be English: the model may have been trained for another language."""
    found = untranslated(Pair(_chinese(draft), written), Checking())
    return tuple(replace(flag, source_span=None) for flag in found)


def _chinese(draft: Draft) -> str:
    return "\n".join("".join(s.normalised for s in p.sentences) for p in draft.paragraphs)
