"""Pre-editing: a sentence in the words that a model reads best, before it reads it.

What a small model misreads again and again is put otherwise: days and countries that people shorten, words that are
rare. Only the model's input changes; the author's text stays what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from duizhao.edits import Edit, apply
from duizhao.preediting.days import days
from duizhao.preediting.plainer import Plainer, read
from duizhao.preediting.states import states, written_out
from duizhao.record import Span

__all__ = ["Plainer", "preedited", "read", "states"]


def preedited(
    text: str, states: Mapping[str, str], plainer: Plainer, kept: Callable[[str], Sequence[Span]] = lambda text: ()
) -> str:
    """A sentence in the simplified script as a model is to read it.

    `states`: what countries of its document are called by one character; `plainer`: the words that the model misreads;
    `kept`: where a text has what stays as it is, names and terms. It is asked only where something would change.
    """
    found = sorted((*days(text), *written_out(text, states), *plainer.edits(text)), key=lambda e: (e.start, -e.end))
    spans = kept(text) if found else ()
    edits: list[Edit] = []
    for edit in found:
        held = [start for start, end in spans if start < edit.end and edit.start < end]
        # 乌方 is in the table of names as the Ukraine, also where its document is about Uzbekistan
        free = not held or (edit.step == "state" and held == [edit.start])
        if free and (not edits or edits[-1].end <= edit.start):
            edits.append(edit)
    return apply(text, edits)
