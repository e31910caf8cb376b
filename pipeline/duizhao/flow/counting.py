"""What a job is priced on: how much text there is, what of it repeats, and how much of it was translated before."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from duizhao import hanzi, recall
from duizhao.record import Draft, Sentence

MEASURES = ("sentences", "words", "asian", "other_words", "characters", "spaces", "marks")
"""`words`, as Word counts them: an Asian character is one (`asian`, full-width punctuation included), and so is a run
of other characters between spaces (`other_words`). `characters` holds `spaces` and `marks` (punctuation, symbols)."""

BANDS = ("repetition", "100", "95-99", "85-94", "75-84", "50-74", "new")
"""Per cent of likeness to a sentence of the memory, as CAT tools group them; a repetition is no match."""
_FLOORS = {"95-99": 0.95, "85-94": 0.85, "75-84": 0.75, "50-74": 0.5}


@dataclass(slots=True)
class Count:
    """`total` of each measure, and `bands[band]` of each measure."""

    total: Counter[str] = field(default_factory=Counter)
    bands: dict[str, Counter[str]] = field(default_factory=lambda: {band: Counter() for band in BANDS})

    def add(self, band: str, measures: Counter[str]) -> None:
        self.total.update(measures)
        self.bands[band].update(measures)

    def merge(self, other: Count) -> None:
        self.total.update(other.total)
        for band in BANDS:
            self.bands[band].update(other.bands[band])


class Counting:
    """Counts documents one after the other: a sentence that was there before, in any of them, is a repetition."""

    def __init__(self, memory: recall.Memory | None) -> None:
        self._memory = memory
        self._seen: set[str] = set()

    def count(self, draft: Draft) -> tuple[Count, int]:
        """The count of a document, and how many of its repetitions are of its own sentences."""
        count, within = Count(), 0
        mine: set[str] = set()
        for sentence in draft.sentences:
            key = hanzi.fold(sentence.source)
            if not key:
                continue
            band = "repetition" if key in self._seen or key in mine else self._band(sentence)
            within += key in mine
            mine.add(key)
            count.add(band, measured(sentence.source))
        self._seen |= mine
        return count, within

    def _band(self, sentence: Sentence) -> str:
        if self._memory is None:
            return "new"
        if self._memory.exact(sentence.source):
            return "100"
        near = self._memory.near(sentence.source, 0.5)
        return next((band for band, floor in _FLOORS.items() if near and near.score >= floor), "new")


def measured(text: str) -> Counter[str]:
    """The measures of one sentence; white space around it is not counted."""
    text = text.strip()
    kinds = [_kind(c) for c in text]
    asian = kinds.count("asian")
    other = len("".join(c if kind == "other" else " " for c, kind in zip(text, kinds, strict=True)).split())
    return Counter(
        sentences=1,
        words=asian + other,
        asian=asian,
        other_words=other,
        characters=len(text),
        spaces=kinds.count("space"),
        marks=sum(map(_is_mark, text)),
    )


_WIDE_IN_CHINESE = frozenset("“”‘’…—·")
"""Punctuation that both scripts use: in a Chinese text Word sets it in the Chinese font and counts it with that."""


def _kind(character: str) -> str:
    if character.isspace():
        return "space"
    if character in _WIDE_IN_CHINESE or unicodedata.east_asian_width(character) in "WF":
        return "asian"
    return "other"


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
