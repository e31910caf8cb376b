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

_HALVES = re.compile("(?<=[\u3400-\u9fff”》！？])[ \u3000]+(?=[\u3400-\u9fff“《])")
_HALF = re.compile("[\u3400-\u9fff]")
_LEAST = 4
"""Characters of half a headline: 王 毅 is one name, 总　则 one word."""


def asker(draft: Draft, plainer: preediting.Plainer, find: Callable[[str], tuple[Found, ...]]) -> Ask:
    """What asks the sentences of a document; `find` gives the terms of a text, which stay as they are."""
    states = preediting.states("\n".join(s.normalised for s in draft.sentences), checks.countries())

    def ask(text: str, kind: Kind) -> Asked:
        terms = [found.span for found in find(text)]
        opening, end = dateline(text, checks.known_name, checks.by_pinyin)
        if not opening:
            opening, end = numbering(text)
        if any(start < end for start, _ in terms):
            opening, end = "", 0
        behind = [(max(start - end, 0), stop - end) for start, stop in terms]
        put = preediting.preedited(text[end:], states, plainer, checks.names_in, behind)
        return Asked(_halves(put) if kind == "heading" else (put,), opening)

    return ask


def _halves(headline: str) -> tuple[str, ...]:
    """The clauses of a headline, which Chinese keeps apart by blanks alone."""
    parts = _HALVES.split(headline.strip())
    return tuple(parts) if all(len(_HALF.findall(part)) >= _LEAST for part in parts) else (headline,)
