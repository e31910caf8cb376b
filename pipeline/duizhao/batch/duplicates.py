"""Documents that say the same: equal once signs and script are left aside, or equal in most of their wording."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Any

SHINGLE = 5
"""Characters of a shingle."""
ROWS, BANDS = 8, 16
"""Texts whose shingles overlap by (1 / BANDS) ** (1 / ROWS) = 0.71 (Jaccard) share a band in about two of three cases,
those that overlap by 0.8 in 95 of 100 (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4)."""
SAME = 0.8
"""Estimated overlap from which two documents are the same."""
SHORTEST = 60
"""Characters below which only an equal text is the same."""
_BLOCK = 1 << 14
_SIGNS = re.compile(r"[\W_]+")

Array = Any
"""A numpy array; numpy is imported late."""


def folded(text: str) -> str:
    """`text` without signs and spaces, in small letters."""
    return _SIGNS.sub("", text).lower()


def digest(text: str) -> bytes:
    """Names a folded text: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def sketch(text: str) -> bytes:
    """The MinHash of a folded text's shingles: ROWS * BANDS numbers of 16 bits. Empty for one that is too short."""
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
    return (mixed >> np.uint64(48)).astype("<u2").tobytes()


def bands(sketch: bytes) -> list[int]:
    """A key for each band of a sketch; documents that share one may be the same. Signed 64-bit numbers."""
    width = 2 * ROWS
    return [
        int.from_bytes(hashlib.blake2b(bytes([i]) + sketch[i * width : (i + 1) * width], digest_size=8).digest(), "big")
        - (1 << 63)
        for i in range(len(sketch) // width)
    ]


def overlap(a: bytes, b: bytes) -> float:
    """The estimated Jaccard overlap of two documents, from their sketches."""
    import numpy as np

    return float((np.frombuffer(a, "<u2") == np.frombuffer(b, "<u2")).mean())


@cache
def _hashes() -> tuple[Array, Array]:
    """Multipliers (odd) and terms of ROWS * BANDS multiply-shift hashes (Dietzfelbinger 1997), always the same."""
    import numpy as np

    numbers = np.random.default_rng(20261126).integers(0, 1 << 63, (2, ROWS * BANDS), np.int64).astype(np.uint64)
    return numbers[0] * np.uint64(2) + np.uint64(1), numbers[1]
