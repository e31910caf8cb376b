"""Translated sentences back into the places of their draft, with the gists and the English of the summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duizhao import summaries
from duizhao.record import Draft, Paragraph, Sentence, Summary
from duizhao.settings import Settings

GIST_SHARE = 0.4
"""Of a paragraph, what its gist has at most: 83 of 87 longer ones of 29 articles only said its first sentence again."""


def filled(
    draft: Draft, summary: Summary | None, written: Sequence[Sentence], done: dict[str, Sentence], wanted: Settings
) -> Draft:
    """`draft` with the translated sentences in their places, the gists, and the English of the summary."""

    def fill(paragraph: Paragraph) -> Paragraph:
        sentences = tuple(done.get(s.id, s) for s in paragraph.sentences)
        return replace(paragraph, sentences=sentences, gist=_gist(sentences, wanted))

    if summary is not None:
        by_id = [done[s.id] for s in written] if written else [done[s.supports[0]] for s in summary.sentences]
        english = tuple(
            replace(s, target=t.target, flags=s.flags + t.flags) for s, t in zip(summary.sentences, by_id, strict=True)
        )
        summary = replace(summary, sentences=english)
    return replace(
        draft, title=draft.title and fill(draft.title), paragraphs=tuple(map(fill, draft.paragraphs)), summary=summary
    )


def _gist(sentences: Sequence[Sentence], wanted: Settings) -> str | None:
    """The English of the most central sentence of a long paragraph; none that would be nearly half of it."""
    size = sum(len(s.source) for s in sentences)
    if len(sentences) < 2 or size <= wanted.summarising.gist_chars or not all(s.target for s in sentences):
        return None
    chosen = sentences[summaries.gist([s.normalised for s in sentences])]
    return chosen.target if len(chosen.source) <= GIST_SHARE * size else None
