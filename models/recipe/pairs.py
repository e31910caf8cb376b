"""Token arrays and the order in which training sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.uint16]
Rows = npt.NDArray[np.int64]

_POOL = 40_000
"""Pairs among which neighbours in length are looked for."""


@dataclass(frozen=True)
class Batch:
    """Sentences of both sides, each ended by `</s>`."""

    source: list[Ids]
    target: list[Ids]

    @property
    def tokens(self) -> int:
        """Of the target."""
        return sum(map(len, self.target))


@dataclass(frozen=True)
class Place:
    """How far an order has been followed: the pass, and the batches of it that are done."""

    passes: int = 0
    batches: int = 0


class Pairs:
    """Sentence pairs as ids, one after another.

    `arrays`: source, target (uint16, all sentences, each ended by `</s>`), source_at, target_at (int64 offsets, n + 1).
    `share` (float32, n): how often a pass visits a pair.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], share: npt.NDArray[np.float32]) -> None:
        self.source, self.target, self.share = arrays["source"], arrays["target"], share
        self.at_s, self.at_t = arrays["source_at"], arrays["target_at"]
        self.len_s, self.len_t = np.diff(self.at_s), np.diff(self.at_t)

    def __len__(self) -> int:
        return len(self.share)

    def batch(self, rows: Sequence[int] | Rows) -> Batch:
        """The pairs of these rows."""
        return Batch(
            [self.source[self.at_s[r] : self.at_s[r + 1]] for r in rows],
            [self.target[self.at_t[r] : self.at_t[r + 1]] for r in rows],
        )

    def order(
        self, seed: int, budget: int, longest: int, after: Place = Place(), pool: int = _POOL
    ) -> Iterator[tuple[Place, Rows]]:
        """Endless batches of row numbers from `after` on, and the place after each; the same whenever it is asked.

        A batch has `budget` padded tokens at most, source and target together; a sentence `longest` at most. Every pass
        draws each pair `share` times, a fraction by chance.
        """
        fits = (self.len_s <= longest) & (self.len_t <= longest)
        if not (fits & (self.share > 0)).any():
            raise ValueError("no pair is short enough and has a share")
        number, done = after.passes, after.batches
        while True:
            for i, rows in enumerate(self._one_pass(np.random.default_rng([seed, number]), budget, fits, pool)):
                if i >= done:
                    yield Place(number, i + 1), rows
            number, done = number + 1, 0

    def _one_pass(
        self, random: np.random.Generator, budget: int, fits: npt.NDArray[np.bool_], pool: int
    ) -> Iterator[Rows]:
        visits = (self.share + random.random(len(self.share))).astype(np.int64) * fits
        rows = np.repeat(np.arange(len(visits)), visits)
        random.shuffle(rows)
        for i in range(0, len(rows), pool):
            part = rows[i : i + pool]
            noise = random.random(len(part)) * 3
            part = part[np.lexsort((self.len_s[part] + noise, self.len_t[part] // 3))]
            batches = list(self._cut(part, budget))
            random.shuffle(batches)
            yield from batches

    def _cut(self, rows: Rows, budget: int) -> Iterator[Rows]:
        """Rows in the order of their lengths, cut where the rectangle of both sides would exceed the budget."""
        first = wide_s = wide_t = 0
        for j, (s, t) in enumerate(zip(self.len_s[rows].tolist(), self.len_t[rows].tolist(), strict=True)):
            wide_s, wide_t = max(wide_s, s), max(wide_t, t)
            if (wide_s + wide_t) * (j - first + 1) > budget and j > first:
                yield rows[first:j]
                first, wide_s, wide_t = j, s, t
        yield rows[first:]


def joined(batch: Batch, longest: int) -> Batch:
    """Every pair of the first half before one of the second, as far as both sides stay `longest` tokens at most.

    Unrelated pairs, as in Nguyen et al. 2021 (arXiv:2105.01691): longer input, and words at other places in it.
    """
    half = len(batch.source) // 2
    widest = max(len(sentence) for side in (batch.source, batch.target) for sentence in side)
    if not half or 2 * widest > longest:
        return batch
    return Batch(*(_joined(side[:half], side[half:]) for side in (batch.source, batch.target)))


def _joined(first: list[Ids], second: list[Ids]) -> list[Ids]:
    return [np.concatenate([a[:-1], b]) for a, b in zip(first, second, strict=False)]


def padded(sentences: Sequence[Ids], value: int, multiple: int = 1) -> npt.NDArray[np.int64]:
    """(sentences, width): rows filled up with `value` to the longest, and to a multiple."""
    width = -(-max(map(len, sentences)) // multiple) * multiple
    out = np.full((len(sentences), width), value, np.int64)
    for row, sentence in zip(out, sentences, strict=True):
        row[: len(sentence)] = sentence
    return out
