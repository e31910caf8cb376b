"""How far a score may be luck: bootstrap over segments or articles, paired between systems, with a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

TIMES = 1000
LEVEL = 0.95
_BLOCK = 4_000_000  # numbers held at a time


@dataclass(frozen=True, slots=True)
class Interval:
    """A score, and the borders between which 95% of the resampled scores lie (percentile method)."""

    score: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a system is from another; `p`: of so great a difference where there is none, two-sided."""

    difference: Interval
    p: float


def resampled(statistics: Any, score: Callable[[Any], Any], *, seed: int, times: int = TIMES) -> Any:
    """(times,) scores of as many samples with replacement of the n rows of `statistics` (n, k).

    The samples depend on n, `seed` and `times` alone, so those of two systems over the same segments are paired
    (Koehn 2004).
    """
    import numpy as np

    n = len(statistics)
    draws = [_kept(n, seed, times)] if n * times <= _BLOCK else _often(n, seed, times)
    return np.concatenate([score(often @ statistics) for often in draws])


@lru_cache(maxsize=4)
def _kept(n: int, seed: int, times: int) -> Any:
    """All samples in one block: a table of scores asks for the same ones again and again."""
    return next(_often(n, seed, times))


def _often(n: int, seed: int, times: int) -> Iterator[Any]:
    """How often each of n rows is in each sample: (at most times, n), block by block."""
    import numpy as np

    rng = np.random.default_rng(seed)
    step = max(1, _BLOCK // max(n, 1))
    for start in range(0, times, step):
        often = rng.multinomial(n, np.full(n, 1 / n), size=min(step, times - start))
        yield often.astype(np.float64)


def interval(statistics: Any, score: Callable[[Any], Any], *, seed: int, times: int = TIMES) -> Interval:
    """The score of all rows with its interval. Raises ValueError where there are no rows."""
    if not len(statistics):
        raise ValueError("an interval needs a segment")
    return _interval(float(score(statistics.sum(axis=0))), resampled(statistics, score, seed=seed, times=times))


def difference(mine: Any, theirs: Any, score: Callable[[Any], Any], *, seed: int, times: int = TIMES) -> Difference:
    """How far the scores of (n, k) statistics `mine` lie above `theirs`, over the same segments.

    `p` counts the resampled differences that lie as far from their mean as the real one from 0, which is sacrebleu's
    way to shift them to where the null hypothesis holds; (c + 1) / (times + 1), so it is never 0.
    Raises ValueError where there are no rows.
    """
    import numpy as np

    if len(mine) != len(theirs) or not len(mine):
        raise ValueError("a difference needs the same segments on both sides")
    real = float(score(mine.sum(axis=0)) - score(theirs.sum(axis=0)))
    found = resampled(mine, score, seed=seed, times=times) - resampled(theirs, score, seed=seed, times=times)
    far = int((np.abs(found - found.mean()) >= abs(real) - 1e-12).sum())
    return Difference(_interval(real, found), (far + 1) / (times + 1))


def holm(ps: Sequence[float]) -> list[float]:
    """p-values corrected for as many comparisons (Holm 1979)."""
    out = [0.0] * len(ps)
    worst = 0.0
    for rank, i in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        worst = max(worst, min(1.0, (len(ps) - rank) * ps[i]))
        out[i] = worst
    return out


def mean(sums: Any) -> Any:
    """The score that is the mean of a column: statistics are (n, 2), each row a value and a 1."""
    return sums[..., 0] / sums[..., 1]


def column(values: Sequence[float]) -> Any:
    """The statistics of `mean` for a value of each article."""
    import numpy as np

    return np.stack([np.asarray(values, dtype=np.float64), np.ones(len(values))], axis=1)


def _interval(score: float, found: Any) -> Interval:
    import numpy as np

    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(score, float(low), float(high))
