"""How far several people agree in what they rate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence


def interval_distance(a: float, b: float) -> float:
    """The squared difference, for ratings on a scale with even steps."""
    return (a - b) ** 2


def nominal_distance(a: float, b: float) -> float:
    """0 for the same rating, 1 for any other."""
    return float(a != b)


def alpha(
    ratings: Sequence[Mapping[str, float]], distance: Callable[[float, float], float] = interval_distance
) -> float | None:
    """Krippendorff's alpha: 1 is agreement, 0 what chance gives, below 0 worse than chance.

    `ratings[i]`: what each person gave item i; items with fewer than two ratings count for nothing. None where nothing
    was rated twice, or all ratings are the same. Krippendorff 2011, "Computing Krippendorff's alpha-reliability".
    """
    rated = [list(item.values()) for item in ratings if len(item) > 1]
    counts = Counter(value for item in rated for value in item)
    total = counts.total()
    if total < 2:
        return None
    observed = sum(sum(distance(a, b) for a in item for b in item) / (len(item) - 1) for item in rated) / total
    expected = sum(distance(a, b) * m * n for a, m in counts.items() for b, n in counts.items()) / (total * (total - 1))
    return 1 - observed / expected if expected else None


def kendall(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Kendall's tau-b of two scores of the same items: 1 the same order, -1 the opposite; None without an order.

    Kendall 1945, "The treatment of ties in ranking problems".
    """
    import numpy as np

    if len(a) < 2:
        return None
    above = np.triu_indices(len(a), 1)
    mine, theirs = (np.sign(np.subtract.outer(np.asarray(x), np.asarray(x))[above]) for x in (a, b))
    below = float(np.sqrt(np.abs(mine).sum() * np.abs(theirs).sum()))
    return float((mine * theirs).sum()) / below if below else None
