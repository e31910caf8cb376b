"""Terms that documents suggest: names, organisations, and strings that come again, with what English may call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duizhao import checks, hanzi, recall
from duizhao.people import people
from duizhao.record import Draft

_BODY = re.compile(
    "(?:公司|集团|委员会|大学|学院|研究院|研究所|医院|银行|协会|基金会|法院|检察院|总局|部|局|厅|署|司|院|所|中心|联盟)$"
)
_PLACE = re.compile("(?:省|市|县|区|镇|乡|村|州|岛|港|机场|大桥|铁路|公路|水库)$")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term to look at. `english` is a first guess or empty; `kind`: person, name, organisation, place or term."""

    source: str
    english: str
    kind: str
    count: int
    documents: int
    example: str


def proposals(drafts: Iterable[Draft], least: int = 3) -> list[Proposal]:
    """What the sentences of `drafts` suggest: names of persons and of the tables, then strings of three characters on.

    The script is simplified; order: by how often times how long.
    """
    documents = [[hanzi.fold(s.source) for s in draft.sentences] for draft in drafts]
    named = _persons(documents)
    found = [
        Proposal(c.text, named.get(c.text, "") or checks.known_name(c.text), _kind(c.text, named), *_where(c))
        for c in recall.candidates(documents, least)
    ]
    return [p for p in found if p.english or p.kind != "term" or len(p.source) > 2]


def _where(c: recall.Candidate) -> tuple[int, int, str]:
    return c.count, c.documents, c.example


def _persons(documents: Sequence[Sequence[str]]) -> dict[str, str]:
    """The persons that the documents show at some place, and their names by pinyin."""
    return {
        sentence[p.start : p.ends[0]]: checks.by_pinyin(sentence[p.start : p.given], sentence[p.given : p.ends[0]])
        for sentences in documents
        for sentence in sentences
        for p in people(sentence)
    }


def _kind(text: str, persons: dict[str, str]) -> str:
    if text in persons:
        return "person"
    if checks.known_name(text):
        return "name"
    if len(text) > 2 and _BODY.search(text):
        return "organisation"
    return "place" if len(text) > 2 and _PLACE.search(text) else "term"
