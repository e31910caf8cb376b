"""Characters that may become several: what each was made, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from duizhao.hanzi.convert import Converted
from duizhao.hanzi.names import direction, kept_in_names
from duizhao.hanzi.tables import ZHE, entries


def choices(conversions: Iterable[tuple[str, Converted]], config: str) -> dict[str, dict[str, int]]:
    """Ambiguous character → what it was made → how often, the most frequent first; texts come with their conversions.

    What a word became as a whole (滑鼠, 鼠标) is no choice of a character.
    """
    candidates = _candidates(config)
    seen: Counter[str] = Counter()
    made: dict[str, Counter[str]] = {}
    for text, converted in conversions:
        seen.update(c for c in text if c in candidates)
        for edit in converted.edits:
            if edit.before in candidates:
                made.setdefault(edit.before, Counter())[edit.after] += 1
            seen.subtract(c for c in edit.before if c in candidates)
    for character, left in seen.items():
        if left > 0:
            made.setdefault(character, Counter())[character] += left
    ordered = sorted(made.items(), key=lambda item: (-item[1].total(), item[0]))
    return {character: dict(counts.most_common()) for character, counts in ordered}


@lru_cache(maxsize=32)
def _candidates(config: str) -> frozenset[str]:
    """Characters for which the dictionaries of a direction know several counterparts."""
    way = direction(config)
    if way is None:
        return frozenset()
    name = "STCharacters.txt" if way == "complicating" else "TSCharacters.txt"
    several = {key for key, values in entries(name).items() if " " in values}
    if way == "complicating":
        return frozenset(several)
    aspect = "著" if config.endswith(ZHE) or config.startswith("tw") else ""
    return frozenset(several | kept_in_names() | set(aspect))
