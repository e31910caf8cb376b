"""kernels.cpp from Python: compiled for this machine, called with the addresses of tensors.

All tensors are bfloat16 but sums, vectors of parameters and moments, which are float32; ids are int64, offsets int32.
Matrices are (tokens, width); where a row's stride is passed on, they may be columns of a larger one.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
from ctypes import c_double, c_int64, c_void_p
from pathlib import Path

import torch
from torch import Tensor

from duizhao.errors import ModelError

SOURCE = Path(__file__).with_name("kernels.cpp")
_FLAGS = ("-std=c++17", "-O3", "-march=native", "-ffast-math", "-mprefer-vector-width=512", "-fPIC")


def hindrance() -> str | None:
    """Why the kernels cannot be used here, or None. Nothing is compiled."""
    if _compiler() is None:
        return "no C++ compiler"
    if not torch.cpu._is_avx512_bf16_supported():  # without, oneDNN's bfloat16 products are slower than float32's
        return "no AVX-512 bfloat16 instructions"
    return None


class Kernels:
    """The functions of kernels.cpp, compiled into `folder` if need be. Raises ModelError where that fails."""

    def __init__(self, folder: Path) -> None:
        self._lib = ctypes.CDLL(str(_compiled(folder)))
        self._lib.cross_entropy.restype = self._lib.square_sum.restype = c_double

    def attention(
        self, q: Tensor, k: Tensor, v: Tensor, at_q: Tensor, at_k: Tensor, heads: int, causal: bool
    ) -> tuple[Tensor, Tensor]:
        """The attended (tokens, width), and the logarithms of the sums of exponentials (heads, tokens)."""
        out, lse = torch.empty(q.shape, dtype=q.dtype), torch.empty(heads, len(q))
        self._lib.attention(
            *_rows(q, k, v), _at(at_q), _at(at_k), *_ints(len(at_q) - 1, len(q), heads, causal), _at(out), _at(lse)
        )
        return out, lse

    def attention_backward(
        self,
        grad: Tensor,
        q: Tensor,
        k: Tensor,
        v: Tensor,
        lse: Tensor,
        at_q: Tensor,
        at_k: Tensor,
        heads: int,
        causal: bool,
        into: tuple[Tensor, Tensor, Tensor],
    ) -> None:
        """Writes the gradients of q, k and v into three matrices."""
        sizes = _ints(len(at_q) - 1, len(q), len(k), heads, causal)
        self._lib.attention_backward(_at(grad), *_rows(q, k, v), _at(lse), _at(at_q), _at(at_k), *sizes, *_rows(*into))

    def norm(
        self, x: Tensor, bias: Tensor, residual: Tensor, weight: Tensor, shift: Tensor, epsilon: float
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The LayerNorm of x + bias + residual; the normalised rows before weight and shift; 1 / deviation (tokens)."""
        y, hat, inverse = torch.empty_like(x), torch.empty_like(x), torch.empty(len(x))
        given = map(_at, (x, bias, residual, weight, shift))
        self._lib.norm(*given, c_double(epsilon), *_ints(*x.shape), _at(y), _at(hat), _at(inverse))
        return y, hat, inverse

    def norm_backward(
        self, grad: Tensor, hat: Tensor, inverse: Tensor, weight: Tensor, dweight: Tensor, dshift: Tensor, dbias: Tensor
    ) -> Tensor:
        """The gradient of the sum; those of the vectors are added to the last three."""
        out = torch.empty_like(grad)
        given, sums = map(_at, (grad, hat, inverse, weight)), map(_at, (dweight, dshift, dbias))
        self._lib.norm_backward(*given, *_ints(*grad.shape), *sums, _at(out))
        return out

    def gelu(self, x: Tensor, bias: Tensor) -> Tensor:
        """GELU of x + bias; x becomes x + bias."""
        y = torch.empty_like(x)
        self._lib.gelu(_at(x), _at(bias), *_ints(*x.shape), _at(y))
        return y

    def gelu_backward(self, grad: Tensor, x: Tensor, dbias: Tensor) -> None:
        """In place on `grad`; that of the bias is added to `dbias`."""
        self._lib.gelu_backward(_at(grad), _at(x), *_ints(*x.shape), _at(dbias))

    def add_columns(self, x: Tensor, sums: Tensor) -> None:
        """Adds the column sums of x to `sums`."""
        self._lib.add_columns(*_rows(x), *_ints(*x.shape), _at(sums))

    def cross_entropy(self, logits: Tensor, bias: Tensor, target: Tensor, smoothing: float, dbias: Tensor) -> float:
        """The sum of the negative log-likelihood; logits become the gradient of the summed label-smoothed loss."""
        nll: float = self._lib.cross_entropy(
            _at(logits), _at(bias), _at(target), c_double(smoothing), *_ints(*logits.shape), _at(dbias)
        )
        return nll

    def embed(self, ids: Tensor, table: Tensor, positions: Tensor, at: Tensor, scale: float, pad: int) -> Tensor:
        """table[id] * scale + position; zero for the filler, and zero in the first term for `pad`."""
        width = table.shape[1]
        out = torch.empty(len(ids), width, dtype=table.dtype)
        self._lib.embed(
            _at(ids), c_int64(len(ids)), _at(table), _at(positions), _at(at), c_int64(len(at) - 1), c_double(scale),
            *_ints(pad, width), _at(out),
        )  # fmt: skip
        return out

    def embed_backward(self, grad: Tensor, ids: Tensor, scale: float, pad: int, dtable: Tensor) -> None:
        """Adds to `dtable`, float32."""
        sizes = (c_int64(len(ids)), c_double(scale), *_ints(pad, grad.shape[1]))
        self._lib.embed_backward(_at(grad), _at(ids), *sizes, _at(dtable))

    def turned(self, x: Tensor) -> Tensor:
        """A transposed copy."""
        out = torch.empty(x.shape[1], x.shape[0], dtype=x.dtype)
        self._lib.turned(*_rows(x), *_ints(*x.shape), _at(out))
        return out

    def square_sum(self, grads: list[Tensor]) -> float:
        """See `optimiser.Arithmetic`."""
        total: float = self._lib.square_sum(_each(grads), *_ints(len(grads), grads[0].numel()))
        return total

    def adamw(
        self,
        p: Tensor,
        first: Tensor,
        second: Tensor,
        average: Tensor,
        half: Tensor,
        grads: list[Tensor],
        scale: float,
        rate: float,
        beta1: float,
        beta2: float,
        epsilon: float,
        decay: float,
        step: int,
        keep: float,
    ) -> None:
        """See `optimiser.Arithmetic`."""
        numbers = map(c_double, (scale, rate, beta1, beta2, epsilon, decay))
        self._lib.adamw(
            *map(_at, (p, first, second, average, half)), _each(grads), *_ints(len(grads), p.numel()), *numbers,
            c_int64(step), c_double(keep),
        )  # fmt: skip


def _compiler() -> str | None:
    return shutil.which("g++") or shutil.which("c++")


def _compiled(folder: Path) -> Path:
    """The library; its name has the digest of the source, and it appears whole, for processes begin together."""
    folder.mkdir(parents=True, exist_ok=True)
    library = folder / f"kernels-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]}.so"
    if library.exists():
        return library
    part = folder / f".{library.name}.{os.getpid()}"
    steps = (
        [str(_compiler()), *_FLAGS, "-c", str(SOURCE), "-o", f"{part}.o"],
        # linked without -ffast-math, which would have the library change how the whole process rounds
        [str(_compiler()), "-shared", f"{part}.o", "-o", f"{part}.so"],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ModelError(f"does not compile: {done.stderr.strip()[:500]}", where=SOURCE, remedy="Use --plain.")
    Path(f"{part}.o").unlink()
    return Path(f"{part}.so").replace(library)


def _at(x: Tensor) -> c_void_p:
    return c_void_p(x.data_ptr())


def _rows(*matrices: Tensor) -> list[c_void_p | c_int64]:
    """Address and stride of each."""
    return [y for x in matrices for y in (_at(x), c_int64(x.stride(0)))]


def _ints(*values: int) -> list[c_int64]:
    return [c_int64(int(v)) for v in values]


def _each(vectors: list[Tensor]) -> ctypes.Array[c_void_p]:
    return (c_void_p * len(vectors))(*(x.data_ptr() for x in vectors))
