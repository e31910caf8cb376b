"""Pre-editing: a sentence in the words that a model reads best, before it reads it.

What a small model misreads again and again is put otherwise: days and countries that people shorten, words that are
rare. Only the model's input changes; the author's text stays what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from duizhao.edits import Edit, apply
from duizhao.preediting.days import days
from duizhao.preediting.foreign import foreign, learnt
from duizhao.preediting.forms import forms
from duizhao.preediting.plainer import Plainer, read
from duizhao.preediting.states import states, written_out
from duizhao.record import Span

__all__ = ["Plainer", "learnt", "preedited", "read", "states"]


def preedited(
    text: str,
    states: Mapping[str, str],
    plainer: Plainer,
    names: Callable[[str], Sequence[Span]] = lambda text: (),
    terms: Sequence[Span] = (),
    foreigners: Mapping[str, str] | None = None,
) -> str:
    """A sentence in the simplified script as a model is to read it.

    `states`: which country of its document one character stands for; `plainer`: the words that the model misreads;
    `names`: where a text has names and terms of the tables, asked only where something would change; `terms`: where it
    has those of a glossary, which stay in any case; `foreigners`: the foreign names that its document spells.
    """
    found = [*foreign(text, foreigners or {}), *days(text), *forms(text), *written_out(text, states)]
    found += plainer.edits(text)
    found = [e for e in found if not any(start < e.end and e.start < end for start, end in terms)]
    found.sort(key=lambda e: (e.start, -e.end))
    known = names(text) if found else ()
    edits: list[Edit] = []
    for edit in found:
        held = [start for start, end in known if start < edit.end and edit.start < end]
        # 乌方 is in the table of names as the Ukraine, also where its document is about Uzbekistan
        free = not held or edit.step == "form" or (edit.step == "state" and held == [edit.start])
        if free and (not edits or edits[-1].end <= edit.start):
            edits.append(edit)
    return apply(text, edits)
