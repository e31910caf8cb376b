"""The weak spots of a draft alone, for whoever reviews no more than these."""

from __future__ import annotations

from dataclasses import replace

from duizhao.record import Draft, Paragraph


def flagged(draft: Draft) -> Draft:
    """`draft` with only the sentences that have a weak spot, under the ids they have, and nothing of the rest.

    What is corrected in it comes back as from the whole draft: by id and source hash.
    """
    kept = tuple(found for p in draft.paragraphs if (found := _flagged(p)))
    title = draft.title and _flagged(draft.title)
    return replace(draft, title=title, paragraphs=kept, summary=None, dropped=(), repairs=())


def _flagged(paragraph: Paragraph) -> Paragraph | None:
    sentences = tuple(s for s in paragraph.sentences if s.weak_spots)
    return replace(paragraph, sentences=sentences, gist=None, at=None, place=None) if sentences else None
