"""Whether a test set was trained on: against files of training data, and against what a model's folder says of its own.

Sentences are the same where their letters and digits are, whatever the script, width, case and punctuation. Short ones
are not asked for: they come again by chance.
"""

from __future__ import annotations

import gzip
import hashlib
import lzma
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from duizhao import bilingual, hanzi
from duizhao.errors import InputError
from duizhao.evaluation import files

SEEN = "seen.u32"
"""In a model's folder: a sample of the sentences it was trained on, as sorted 32-bit little-endian keys."""
SAMPLE = 8
"""One sentence of so many is in the sample, by its key: a test set meets those of its own that are."""
FEW = 30
"""Segments below which what was asked for says nothing of the others."""
LONG = 8
"""Letters that a sentence must have more of."""
_APART = re.compile(r"[\W_]+")
_OPEN: dict[str, Callable[..., IO[str]]] = {".xz": lzma.open, ".gz": gzip.open}


@dataclass(frozen=True, slots=True)
class Overlap:
    """`found` of `asked` different segments are in the training data of `where`; `sampled`: not all were asked for."""

    found: int
    asked: int
    where: str
    sampled: bool = False

    @property
    def share(self) -> float:
        return self.found / self.asked if self.asked else 0.0


def key(text: str) -> int | None:
    """A number of 64 bits that stands for a sentence; None for a short one."""
    letters = _APART.sub("", hanzi.fold(text)).lower()
    if len(letters) <= LONG:
        return None
    return int.from_bytes(hashlib.blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def sample(sentences: Iterable[str]) -> bytes:
    """The contents of a file `SEEN` for a model that was trained on these sentences."""
    import numpy as np

    keys = {k >> 32 for s in sentences if (k := key(s)) is not None and k % SAMPLE == 0}
    return np.array(sorted(keys), dtype="<u4").tobytes()


def with_model(sources: Sequence[str], folder: Path, name: str) -> Overlap | None:
    """How many of those sources that can be asked for the model has seen; None where its folder does not say.

    One in SAMPLE can be asked for; with 200,000 keys one in 20,000 that is new is taken for one that is not.
    """
    import numpy as np

    if not (folder / SEEN).is_file():
        return None
    known = np.fromfile(folder / SEEN, dtype="<u4")
    asked = np.array(sorted({k >> 32 for s in sources if (k := key(s)) is not None and k % SAMPLE == 0}), dtype="<u4")
    return Overlap(int(np.isin(asked, known).sum()), len(asked), name, sampled=True)


def with_file(sources: Sequence[str], path: Path) -> Overlap:
    """How many of the sources are in a file of training data: lines, parts of lines between tabs, or bilingual units.

    It may be packed (.xz, .gz). Raises InputError where it cannot be read.
    """
    wanted = {k for s in sources if (k := key(s)) is not None}
    found: set[int] = set()
    for sentence in _sentences(path):
        if (k := key(sentence)) in wanted and k is not None:
            found.add(k)
    return Overlap(len(found), len(wanted), str(path))


def _sentences(path: Path) -> Iterator[str]:
    if path.suffix.lower().lstrip(".") in bilingual.FORMATS.keys() - {"tsv"}:
        yield from (row.source for row in files.rows(path))
        return
    try:
        with _OPEN.get(path.suffix.lower(), open)(path, "rt", encoding="utf-8", errors="replace") as file:
            for line in file:
                yield from line.split("\t")
    except (OSError, EOFError, lzma.LZMAError) as e:
        what = f"cannot be read ({getattr(e, 'strerror', None) or e})"
        raise InputError(what, where=path, remedy="Name a file of lines, or a bilingual one.") from e


def told(overlap: Overlap, segments: int) -> str:
    """What a user is told of it, for a test set of so many segments.

    Of a sample in which none is found, the share that is missed in 5% of such samples: 1 − 0.05^(1/n).
    """
    found, asked, where = overlap.found, overlap.asked, overlap.where
    if not overlap.sampled:
        return f"{found:,} of {asked:,} different segments are in {where}"
    if not asked:
        line = f"none of {_segments(segments)} can be looked up in the sample of the training data of {where}"
        return f"{line}; whether they were trained on is not known"
    looked = f"{asked:,} of {_segments(segments)} could be looked up in the training data of {where}, {found:,} of them"
    looked += " is there" if found == 1 else " are there"
    if not found:
        return f"{looked}: more than {1 - 0.05 ** (1 / asked):.0%} of the test set is hardly there"
    if asked < FEW:
        return f"{looked}: too few to say how much of the test set is"
    return f"{looked}: an estimated {overlap.share:.0%} of the test set is, and its scores say little"


def _segments(count: int) -> str:
    return f"{count:,} segment{'' if count == 1 else 's'}"
