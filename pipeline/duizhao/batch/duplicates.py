"""Documents that say the same: equal but for script, signs and capitals, or equal in most of their wording."""

from __future__ import annotations

import hashlib
import re
from array import array
from functools import cache
from typing import Any

from duizhao import hanzi

SHINGLE = 5
"""Characters of a shingle."""
ROWS, BANDS = 8, 16  # a band is one number of 64 bits
"""Texts whose shingles overlap by (1 / BANDS) ** (1 / ROWS) = 0.71 (Jaccard) share a band in about two of three cases,
those that overlap by 0.8 in 95 of 100 (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4)."""
SAME = 0.8
"""Estimated overlap from which two documents are the same."""
SHORTEST = 60
"""Characters below which only an equal text is the same."""
CROWD = 32
"""Documents of a run of keys that are looked at for one band: texts made from one form would all be compared with all
others."""
RECENT, LARGEST = 1 << 10, 1 << 16
"""Documents that are kept unsorted, and documents of the longest run of sorted keys: what a merge needs is bounded."""
_BLOCK = 1 << 14
_SIGNS = re.compile(r"[\W_]+")

Array = Any
"""A numpy array; numpy is imported late."""


def folded(text: str) -> str:
    """`text` simplified character by character, without signs and spaces, in small letters."""
    return _SIGNS.sub("", hanzi.fold(text)).lower()


def digest(text: str) -> bytes:
    """Names a folded text: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def sketch(text: str) -> bytes:
    """The MinHash of a folded text's shingles: ROWS * BANDS numbers of 8 bits. Empty for one that is too short."""
    import numpy as np

    if len(text) < SHORTEST:
        return b""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    shingles = np.zeros(len(codes) - SHINGLE + 1, np.uint64)
    for i in range(SHINGLE):
        shingles = shingles * np.uint64(0x9E3779B97F4A7C15) + codes[i : len(codes) - SHINGLE + 1 + i]
    shingles ^= shingles >> np.uint64(29)
    shingles = np.unique(shingles * np.uint64(0xBF58476D1CE4E5B9))
    factors, terms = _hashes()
    least = np.full(ROWS * BANDS, np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(shingles), _BLOCK):  # bounded memory for a book
        block = shingles[start : start + _BLOCK]
        np.minimum(least, (block[:, None] * factors + terms).min(axis=0), out=least)
    mixed = least * np.uint64(0x94D049BB133111EB)  # the leading bits of a minimum are nearly always zero
    return (mixed >> np.uint64(56)).astype(np.uint8).tobytes()


class Sketches:
    """The sketches of documents, some 270 bytes each, to find those that say the same.

    Keys of bands lie in sorted runs; a new run takes in earlier ones that are no longer than it (as in O'Neil et al.,
    The log-structured merge-tree, 1996), so that finding and adding cost next to the same in a large archive.
    What is found depends on what was added, and in which order, alone.
    """

    def __init__(self) -> None:
        import numpy as np

        self._numbers = array("Q")
        self._sketches: Array = np.zeros((RECENT, ROWS * BANDS), np.uint8)
        self._recent: Array = np.zeros((RECENT, BANDS), np.uint32)
        self._runs: list[tuple[Array, Array]] = []  # keys in order, and for each the place of its document

    def add(self, number: int, sketch: bytes) -> None:
        """Remember the document `number`."""
        import numpy as np

        place = len(self._numbers)
        if place == len(self._sketches):
            self._sketches = np.concatenate([self._sketches, np.zeros_like(self._sketches)])
        self._sketches[place] = np.frombuffer(sketch, np.uint8)
        self._recent[place % RECENT] = _keys(sketch)
        self._numbers.append(number)
        if (place + 1) % RECENT == 0:
            self._sort(place + 1 - RECENT)

    def same(self, sketch: bytes) -> int | None:
        """The first document, of those found by a band, that overlaps enough with this sketch."""
        import numpy as np

        keys = _keys(sketch)
        sorted_ones = len(self._numbers) // RECENT * RECENT
        recent = self._recent[: len(self._numbers) - sorted_ones]
        found = [sorted_ones + (recent == keys).any(axis=1).nonzero()[0]]
        for run, places in self._runs:
            starts, ends = run.searchsorted(keys), run.searchsorted(keys, "right")
            found += [places[starts[i] : min(ends[i], starts[i] + CROWD)] for i in (ends > starts).nonzero()[0]]
        near = np.unique(np.concatenate(found))
        overlaps = (self._sketches[near] == np.frombuffer(sketch, np.uint8)).mean(axis=1)
        same = near[overlaps >= SAME]
        return self._numbers[same[0]] if len(same) else None

    def _sort(self, first: int) -> None:
        """Make a run of the recent documents, the first of which has the place `first`."""
        import numpy as np

        run = self._recent.ravel(), np.repeat(np.arange(first, first + RECENT, dtype=np.uint32), BANDS)
        while self._runs and len(self._runs[-1][0]) <= len(run[0]) < LARGEST * BANDS:
            earlier = self._runs.pop()
            run = np.concatenate([earlier[0], run[0]]), np.concatenate([earlier[1], run[1]])
        order = run[0].argsort(kind="stable")
        self._runs.append((run[0][order], run[1][order]))


def _keys(sketch: bytes) -> Array:
    """A key for each band of a sketch; documents that share one may be the same."""
    import numpy as np

    bands = np.frombuffer(sketch, "<u8") + np.arange(BANDS, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bands ^= bands >> np.uint64(32)
    bands *= np.uint64(0xBF58476D1CE4E5B9)
    return (bands >> np.uint64(32)).astype(np.uint32)


@cache
def _hashes() -> tuple[Array, Array]:
    """Multipliers (odd) and terms of ROWS * BANDS multiply-shift hashes (Dietzfelbinger 1997), always the same."""
    import numpy as np

    numbers = np.random.default_rng(20261126).integers(0, 1 << 63, (2, ROWS * BANDS), np.int64).astype(np.uint64)
    return numbers[0] * np.uint64(2) + np.uint64(1), numbers[1]
