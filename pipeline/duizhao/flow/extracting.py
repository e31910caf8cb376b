"""Terms that documents suggest: names, organisations, and strings that come again, with what English may call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duizhao import checks, hanzi, recall
from duizhao.lexicon import lexicon
from duizhao.people import lists, people
from duizhao.record import Draft

_BODY = re.compile(
    "(?:公司|集团|委员会|大学|学院|研究院|研究所|医院|银行|协会|基金会|法院|检察院|总局|(?<!干)部|局|厅|署|司|院|所|中心|联盟)$"
)
_PLACE = re.compile("(?:省|市|县|区|镇|乡|村|州|岛|港|机场|大桥|铁路|公路|水库)$")

_LIKELY = 0.5
"""The probability of a word that is worth proposing."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term to look at. `english` is a first guess or empty; `kind`: person, name, organisation, place or term."""

    source: str
    english: str
    kind: str
    count: int
    documents: int
    example: str


def proposals(
    documents: Sequence[Sequence[tuple[str, str]]], least: int = 3, dictionary: Mapping[str, str] | None = None
) -> list[Proposal]:
    """What documents suggest: names of persons and of the tables, then strings of three characters on.

    A document is its sentences with their targets, empty where they have none. The script of what is proposed is
    simplified; order: by how often times how long. The English is that of the tables, or of a person by pinyin; else
    what the targets say where the term is; else that of the dictionary, or the word that mostly answers to it.
    """
    pairs = [(hanzi.fold(source), target) for document in documents for source, target in document]
    folded = [[hanzi.fold(source) for source, _ in document] for document in documents]
    named = _persons(source for source, _ in pairs)
    speech = tuple(lists()["speech"])
    found = [c for c in recall.candidates(folded, least) if c.text in named or not _holds(c.text, named, speech)]
    guesses = _guesses([c.text for c in found], pairs, dictionary or {})
    known = {c.text: named.get(c.text, "") or checks.known_name(c.text) for c in found}
    return [
        Proposal(
            c.text,
            known[c.text] or guesses.get(c.text, ""),
            _kind(c.text, named),
            c.count,
            c.documents,
            c.example,
        )
        for c in found
        if known[c.text] or len(c.text) > 2 or _kind(c.text, named) != "term"
    ]


def sentences(drafts: Iterable[Draft]) -> list[list[tuple[str, str]]]:
    """The sentences of drafts as documents."""
    return [[(s.source, s.target) for s in draft.sentences] for draft in drafts]


def _guesses(terms: Sequence[str], pairs: Sequence[tuple[str, str]], dictionary: Mapping[str, str]) -> dict[str, str]:
    """What else English may call the terms, the surest last."""
    table = lexicon()
    out: dict[str, str] = {}
    for term in terms:
        likely = {} if table is None else table.likely(term)
        if likely and next(iter(likely.values())) >= _LIKELY:
            out[term] = next(iter(likely))
    out |= {term: dictionary[term] for term in terms if term in dictionary}
    bilingual = [pair for pair in pairs if pair[1]]
    where = {term: [n for n, (source, _) in enumerate(bilingual) if term in source] for term in terms}
    return out | recall.associated(bilingual, {term: numbers for term, numbers in where.items() if len(numbers) > 1})


def _persons(sentences: Iterable[str]) -> dict[str, str]:
    """The persons that sentences show at some place, and their names by pinyin."""
    return {
        sentence[p.start : p.ends[0]]: checks.by_pinyin(sentence[p.start : p.given], sentence[p.given : p.ends[0]])
        for sentence in sentences
        for p in people(sentence)
    }


def _holds(text: str, persons: Mapping[str, str], speech: tuple[str, ...]) -> bool:
    """Whether a string is a person and something more, or somebody who speaks."""
    parts = {text[a:b] for a in range(len(text)) for b in range(a + 2, len(text) + 1)}
    return not persons.keys().isdisjoint(parts) or text.endswith(speech)


def _kind(text: str, persons: Mapping[str, str]) -> str:
    if text in persons:
        return "person"
    if checks.known_name(text):
        return "name"
    if len(text) > 2 and _BODY.search(text):
        return "organisation"
    return "place" if len(text) > 2 and _PLACE.search(text) else "term"
