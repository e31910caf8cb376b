"""IBM Model 1: which words of one language stand for which of the other, from sentence pairs alone.

Brown, Della Pietra, Della Pietra, Mercer: The Mathematics of Statistical Machine Translation (1993), section 4.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

NULL = 0
"""The source word that every sentence has: target words that answer to nothing answer to it."""
_AT_ONCE = 20_000  # pairs


@dataclass(frozen=True)
class Sides:
    """Sentence pairs as numbers of words, each word once in a sentence; `weight`: what a pair counts."""

    source: Sequence[Ints]
    target: Sequence[Ints]
    weight: Floats


@dataclass(frozen=True)
class Association:
    """Probabilities t(target | source) of the cells (source, target), in the order of source, then target."""

    source: Ints
    target: Ints
    probability: Floats


def learn(sides: Sides, targets: int, *, together: int = 3, rounds: int = 5) -> Association:
    """Train on pairs whose source words all are above NULL; `targets`: how many target words there are.

    A cell is a source and a target word that stand in at least `together` pairs, more often than by chance.
    """
    cells = _cells(sides, targets, together)
    index, starts, weight = _places(sides, cells, targets)
    source = (cells // targets).astype(np.int32)
    t: npt.NDArray[np.float64] = 1 / np.bincount(source)[source]
    for _ in range(rounds):
        mass = t[index].astype(np.float32)
        total = np.add.reduceat(mass, starts)
        share = mass * np.repeat(weight / total, np.diff(np.append(starts, len(index))))
        t = np.bincount(index, share, len(cells)).astype(np.float64)
        t /= np.maximum(np.bincount(source, t), 1e-9)[source]
    return Association(source, (cells % targets).astype(np.int32), t.astype(np.float32))


def _crossed(sides: Sides, first: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Ints]:
    """Of the pairs from `first` on: source and target of every cell, target by target, and the cells of each target."""
    chunk = slice(first, first + _AT_ONCE)
    source, target = sides.source[chunk], sides.target[chunk]
    wide = np.array([len(s) for s in source])
    tall = np.array([len(t) for t in target])
    flat = np.concatenate(source)
    offsets = np.cumsum(wide) - wide
    width = np.repeat(wide, tall)  # of each target word
    begin = np.cumsum(width) - width
    place = np.arange(width.sum()) - np.repeat(begin - np.repeat(offsets, tall), width)
    return flat[place].astype(np.int64), np.repeat(np.concatenate(target), width).astype(np.int64), width


def _cells(sides: Sides, targets: int, together: int) -> npt.NDArray[np.int64]:
    parts = []
    for first in range(0, len(sides.source), _AT_ONCE):
        s, t, _ = _crossed(sides, first)
        parts.append(s * targets + t)
    every = np.concatenate(parts)
    del parts
    every.sort()
    begin = np.flatnonzero(np.concatenate([[True], every[1:] != every[:-1]]))
    keys, counts = every[begin], np.diff(np.append(begin, len(every)))
    often = counts > 1
    keys, counts = keys[often], counts[often]
    seen_s = np.bincount(np.concatenate(sides.source))
    seen_t = np.bincount(np.concatenate(sides.target), minlength=targets)
    s, t = keys // targets, keys % targets
    chance = seen_s[s] * seen_t[t] / len(sides.source)
    wanted: npt.NDArray[np.int64] = keys[
        (s == NULL) | ((counts >= np.minimum(together, seen_s[s] * 0.5)) & (counts > 1.5 * chance))
    ]
    return wanted


def _places(sides: Sides, cells: npt.NDArray[np.int64], targets: int) -> tuple[Ints, npt.NDArray[np.int64], Floats]:
    """The cell of every place, where each target word's places begin, and its pair's weight."""
    index, lengths, weights = [], [], []
    for first in range(0, len(sides.source), _AT_ONCE):
        s, t, width = _crossed(sides, first)
        key = s * targets + t
        at = np.searchsorted(cells, key)
        known = cells[np.minimum(at, len(cells) - 1)] == key
        index.append(at[known].astype(np.int32))
        lengths.append(np.add.reduceat(known, np.cumsum(width) - width))
        tall = [len(x) for x in sides.target[first : first + _AT_ONCE]]
        weights.append(np.repeat(sides.weight[first : first + _AT_ONCE], tall))
    starts = np.concatenate(lengths)
    return np.concatenate(index), np.cumsum(starts) - starts, np.concatenate(weights)
