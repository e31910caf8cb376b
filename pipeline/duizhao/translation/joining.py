"""The targets of the pieces of one sentence become one sentence again."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OPENERS = frozenset(
    {
        "A",
        "After",
        "All",
        "Also",
        "Although",
        "An",
        "And",
        "As",
        "At",
        "Because",
        "Before",
        "Both",
        "But",
        "By",
        "During",
        "Each",
        "For",
        "From",
        "He",
        "Her",
        "His",
        "However",
        "If",
        "In",
        "It",
        "Its",
        "More",
        "Most",
        "Of",
        "On",
        "Our",
        "Over",
        "She",
        "Since",
        "So",
        "Some",
        "Such",
        "That",
        "The",
        "Their",
        "Then",
        "There",
        "These",
        "They",
        "This",
        "Those",
        "Through",
        "To",
        "Under",
        "Until",
        "We",
        "When",
        "Where",
        "Which",
        "While",
        "With",
        "Within",
        "Without",
    }
)
"""Words that are written with a capital only where a sentence begins. Not "I", and no name."""


def join(targets: Sequence[str]) -> str:
    """`targets` as one sentence: full stops between them become commas, and what opens a piece loses its capital."""
    parts = [t for target in targets if (t := target.strip())]
    for i in range(1, len(parts)):
        parts[i - 1] = re.sub(r"(?<![.A-Z])\.$", ",", parts[i - 1])
        first, _, rest = parts[i].partition(" ")
        if first in _OPENERS and not re.search(r"[.!?:]['\"”’)]*$", parts[i - 1]):
            parts[i] = f"{first.lower()} {rest}"
    return " ".join(parts)
