"""What every method must beat: the first sentences, and any sentences."""

from __future__ import annotations

import random
from collections.abc import Sequence


def lead(sentences: Sequence[str], paragraphs: Sequence[int], k: int) -> list[int]:
    """The first `k` sentences."""
    return list(range(min(k, len(sentences))))


def chance(sentences: Sequence[str], paragraphs: Sequence[int], k: int, seed: int = 0) -> list[int]:
    """Any `k` sentences: others for another text or seed, the same for the same, and among those of a larger `k`."""
    order = list(range(len(sentences)))
    random.Random("\n".join((str(seed), *sentences))).shuffle(order)
    return sorted(order[:k])
