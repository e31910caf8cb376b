"""What the model is asked of a sentence: its text pre-edited, without the dateline, whose English is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from duizhao import checks, preediting
from duizhao.dateline import dateline
from duizhao.record import Draft, Span
from duizhao.terms import Found


@dataclass(frozen=True, slots=True)
class Asked:
    """What the model is to translate of a sentence; `opening` is English that stands before the target, by rule."""

    text: str
    opening: str = ""


Ask = Callable[[str], Asked]
"""What the model is asked of a sentence in the simplified script."""


def asker(draft: Draft, plainer: preediting.Plainer, find: Callable[[str], tuple[Found, ...]]) -> Ask:
    """What asks the sentences of a document; `find` gives the terms of a text, which stay as they are."""
    states = preediting.states("\n".join(s.normalised for s in draft.sentences), checks.countries())

    def kept(text: str) -> list[Span]:
        return [*(found.span for found in find(text)), *checks.names_in(text)]

    def ask(text: str) -> Asked:
        opening, end = dateline(text, checks.known_name, checks.by_pinyin)
        if opening and any(found.span[0] < end for found in find(text)):
            opening, end = "", 0
        return Asked(preediting.preedited(text[end:], states, plainer, kept), opening)

    return ask
