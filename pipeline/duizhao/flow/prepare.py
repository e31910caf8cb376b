"""A document becomes a draft with nothing translated yet: cleaned, normalised, cut into sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from duizhao import cleaning, hanzi, segmentation, translation
from duizhao.document import Block, Document
from duizhao.edits import Edit, Positions, invert
from duizhao.errors import InputError
from duizhao.record import Draft, Paragraph, Repair, Sentence, Span
from duizhao.settings import Settings

LOST = re.compile("\ufffd+")
HAN = re.compile("[\u3400-\u9fff]")
NEIGHBOURS = {"Japanese": re.compile("[\u3041-\u30fa]"), "Korean": re.compile("[\uac00-\ud7a3]")}
OF_SEVERAL = frozenset(("jsonl", "json", "csv", "parquet", "feed", "duizhao/1"))
"""Formats whose files hold several documents."""
NEIGHBOUR_SHARE = 0.25
"""Kana or Hangul to ideographs: above it a text is not Chinese. Chinese news that quotes names stays far below."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft whose sentences have no targets. `damaged[id]`: the spans of a sentence that were mended by a guess."""

    draft: Draft
    damaged: dict[str, tuple[Span, ...]]


def prepare(document: Document, settings: Settings) -> Prepared:
    """Clean, normalise and segment `document`. Raises InputError where it has no Chinese to translate."""
    document = cleaning.clean(document, settings.cleaning)
    named: list[tuple[str, Block | None, str]] = []
    if document.title:
        heading = Block(*document.title, kind="heading", place=document.title_place)
        named.append(("title", heading, document.text_of(heading)))
    elif document.meta.title:  # it stands in a tag, not in the visible text
        named.append(("title", None, document.meta.title))
    named += ((f"p{n}", block, document.text_of(block)) for n, block in enumerate(document.blocks, 1))
    _refuse_other_languages("".join(source for _, _, source in named), document)

    script, normalised = hanzi.normalise(
        [source for _, _, source in named], settings.hanzi.script, hanzi.listed(settings.hanzi.protect)
    )
    positions = Positions(document.edits)
    guesses = [now for was, now in zip(document.edits, invert(document.edits), strict=True) if was.mark != "exact"]
    paragraphs: list[Paragraph] = []
    damaged: dict[str, tuple[Span, ...]] = {}
    for (name, block, source), converted in zip(named, normalised, strict=True):
        sentences = _sentences(name, source, converted)
        damaged |= _lost(sentences)
        if block is None:
            paragraphs.append(Paragraph(name, "heading", None, sentences))
        else:
            for name, spans in _damage(sentences, block.start, guesses).items():
                damaged[name] = tuple(sorted({*damaged.get(name, ()), *spans}))
            at = positions.span(block.start, block.end)
            paragraphs.append(Paragraph(name, block.kind, at, sentences, block.place))
    has_title = bool(paragraphs) and paragraphs[0].id == "title"
    hant = script.evidence.get("hant", 0) > script.evidence.get("hans", 0)
    meta = document.meta if document.meta.lang else replace(document.meta, lang="zh-Hant" if hant else "zh-Hans")
    draft = Draft(
        document.id,
        document.origin,
        meta,
        script,
        paragraphs[0] if has_title else None,
        tuple(paragraphs[has_title:]),
        dropped=document.dropped,
        repairs=_repairs(document),
    )
    return Prepared(draft, damaged)


def _refuse_other_languages(text: str, document: Document) -> None:
    where = _where(document)
    if not text.strip():
        raise InputError("holds no text to translate", where=where, remedy="Give it some Chinese text.")
    if what := not_chinese(text):
        raise InputError(what, where=where, remedy="duizhao translates Chinese into English.")


def _where(document: Document) -> str:
    """The file, and of one that holds several documents which of them."""
    origin = document.origin
    if origin.path is None:
        return document.id
    name = f"{origin.path}:{origin.member}" if origin.member else origin.path
    return f"{name} ({document.id})" if origin.format in OF_SEVERAL else name


def not_chinese(text: str) -> str | None:
    """Why `text` is nothing to translate, None for Chinese."""
    if not translation.needs_translation(text):
        return "has no Chinese in it"
    for language, letters in NEIGHBOURS.items():
        if len(letters.findall(text)) > NEIGHBOUR_SHARE * len(HAN.findall(text)):
            return f"looks {language}, not Chinese"
    return None


def _sentences(name: str, source: str, converted: hanzi.Converted) -> tuple[Sentence, ...]:
    """The sentences of a paragraph, each with the slice of the normalised text that stands for it."""
    parts = segmentation.sentences(source)
    to_normalised = Positions(invert(converted.edits))
    borders = [0, *(to_normalised.end(end) for end in accumulate(map(len, parts)))]
    return tuple(
        Sentence(f"{name}.s{n}", part, converted.text[start:end])
        for n, (part, (start, end)) in enumerate(zip(parts, pairwise(borders), strict=True), 1)
    )


def _lost(sentences: Sequence[Sentence]) -> dict[str, tuple[Span, ...]]:
    """The spans of each sentence that hold what could not be decoded."""
    found = {s.id: tuple(m.span() for m in LOST.finditer(s.source)) for s in sentences}
    return {name: spans for name, spans in found.items() if spans}


def _damage(sentences: Sequence[Sentence], start: int, guesses: Sequence[Edit]) -> dict[str, tuple[Span, ...]]:
    """The spans of each sentence that lie in the result of an edit that was a guess."""
    out: dict[str, tuple[Span, ...]] = {}
    for sentence in sentences:
        end = start + len(sentence.source)
        inside = [g for g in guesses if g.start < end and g.end > start]
        if inside:
            out[sentence.id] = tuple((max(g.start - start, 0), min(g.end, end) - start) for g in inside)
        start = end
    return out


def _repairs(document: Document) -> tuple[Repair, ...]:
    """The edits of the document by step, in the order in which the steps ran."""
    return tuple(
        Repair(step, count, tuple(e for e in document.edits if e.step == step))
        for step, count in document.counts.items()
    )
