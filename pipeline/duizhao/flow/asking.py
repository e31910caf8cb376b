"""What the model is asked of a sentence: pre-edited, without the dateline or the number that it begins with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from duizhao import checks, preediting
from duizhao.dateline import dateline
from duizhao.flow.numbering import numbering
from duizhao.record import Draft, Kind
from duizhao.terms import Found


@dataclass(frozen=True, slots=True)
class Asked:
    """What the model is to translate of a sentence, part by part; `opening` is English that stands before, by rule."""

    parts: tuple[str, ...]
    opening: str = ""


Ask = Callable[[str, Kind], Asked]
"""What the model is asked of a sentence in the simplified script, by the kind of its paragraph."""

_OPENING, _CLOSING = re.compile("[“「]"), re.compile("[”」]")
_HALVES = re.compile("(?<=[\u3400-\u9fff”》！？])[ \u3000]+(?=[\u3400-\u9fff“《])")
_HALF = re.compile("[\u3400-\u9fff]")
_NOT_BEFORE = re.compile("(?:在|和|与|及|的|将|对|等|关于|新时代|百分之)|.*(?:的通知|的讲话|的意见|令|工作|思想)$")
_NOT_BEHIND = re.compile(
    "(?:关于|为什么)|.*(?:在|的|和|与|为|说|比|加征|总书记|共和国|办公厅|比[零一二三四五六七八九])$"
)
"""What goes on with the half before it, and what goes on in the next: 习近平总书记 在会议上的讲话."""
_LEAST = 4
"""Characters of half a headline: 王 毅 is one name, 总　则 one word."""


def asker(draft: Draft, plainer: preediting.Plainer, find: Callable[[str], tuple[Found, ...]]) -> Ask:
    """What asks the sentences of a document; `find` gives the terms of a text, which stay as they are."""
    document = "\n".join(s.normalised for s in draft.sentences)
    states, foreigners = preediting.states(document, checks.countries()), preediting.learnt(document)

    def ask(text: str, kind: Kind) -> Asked:
        terms = [found.span for found in find(text)]
        opening, end = dateline(text, checks.known_name, checks.by_pinyin)
        if not opening:
            opening, end = numbering(text)
        if any(start < end for start, _ in terms):
            opening, end = "", 0
        behind = [(max(start - end, 0), stop - end) for start, stop in terms]
        put = preediting.preedited(text[end:], states, plainer, checks.names_in, behind, foreigners)
        put = _unpaired(put)
        return Asked(_halves(put) if kind == "heading" else (put,), opening)

    return ask


def _halves(headline: str) -> tuple[str, ...]:
    """The clauses of a headline, which Chinese keeps apart by blanks alone."""
    parts = _HALVES.split(headline.strip())
    whole = any(map(_NOT_BEFORE.match, parts[1:])) or any(map(_NOT_BEHIND.match, parts[:-1]))
    long_enough = all(len(_HALF.findall(part)) >= _LEAST for part in parts)
    return tuple(parts) if long_enough and not whole else (headline,)


def _unpaired(text: str) -> str:
    """A sentence of a speech without the mark that opens or closes it there: alone, it makes a model invent speech."""
    bare = text.strip()
    if bare.startswith(("“", "「")) and not _CLOSING.search(bare):
        return bare[1:]
    if bare.endswith(("”", "」")) and not _OPENING.search(bare):
        return bare[:-1]
    return text
