"""A training step on a CPU by hand: packed tokens, bfloat16, kernels.cpp between oneDNN's matrix products.

Same model and same loss as plain.py, three times as fast on a core with AMX. Tokens of all sentences lie one after
another, (tokens, width) throughout; every gradient is a sum over tokens. kernels.cpp says why each kernel is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from recipe.flat import Flat
from recipe.kernels import Kernels
from recipe.model import Config, sinusoids
from recipe.pairs import Batch, Ids

HEAD = 32  # width of a head in the attention kernel
GRADIENTS = torch.bfloat16
_EPSILON = 1e-5  # of torch's LayerNorm
_ROWS = 512  # tokens whose logits are made at once; also, rows are filled up to a multiple, see kernels.cpp


@dataclass(frozen=True)
class Packed:
    """Ids (int64, one sentence after another, filled up with -1) and the offsets of the sentences (int32, n + 1)."""

    ids: Tensor
    at: Tensor


def packed(sentences: list[Ids]) -> Packed:
    """The sentences one after another."""
    at = np.zeros(len(sentences) + 1, np.int32)
    np.cumsum([len(x) for x in sentences], out=at[1:])
    ids = np.full(-(-int(at[-1]) // _ROWS) * _ROWS, -1, np.int64)
    ids[: at[-1]] = np.concatenate(sentences)
    return Packed(torch.from_numpy(ids), torch.from_numpy(at))


@dataclass(frozen=True)
class _Attended:
    """What the backward pass of an attention block needs. `memory` is None where the queries attend to themselves."""

    name: str
    x: Tensor
    at: Tensor
    memory: Tensor | None
    at_memory: Tensor
    causal: bool
    q: Tensor
    k: Tensor
    v: Tensor
    out: Tensor
    lse: Tensor  # (heads, tokens): logarithm of the sum of exponentials
    hat: Tensor  # (tokens, width): normalised rows before weight and bias
    inverse: Tensor  # (tokens): 1 / deviation


@dataclass(frozen=True)
class _Fed:
    """What the backward pass of a feed-forward block needs."""

    name: str
    x: Tensor
    inner: Tensor
    active: Tensor
    hat: Tensor
    inverse: Tensor


class Step:
    """Forward and backward of a batch; gradients of the summed loss are written to `grad`, a flat bfloat16 buffer."""

    def __init__(self, kernels: Kernels, config: Config, flat: Flat, grad: Tensor) -> None:
        self.k, self.c, self.flat, self.grad = kernels, config, flat, grad
        self.scale = config.width**0.5
        self.positions = sinusoids(config.max_positions, config.width).contiguous()
        vectors = {n: s for n, (_, s) in flat.where.items() if len(s) == 1}
        self.sums = {n: torch.zeros(s) for n, s in vectors.items()}  # float32 gradients of the vectors
        self.table_sum = torch.zeros(flat.where["shared.weight"][1])
        self.w, self.g = flat.views(flat.half), flat.views(grad)
        self.v = {n: flat.view(flat.master, n) for n in vectors}

    @torch.no_grad()
    def nll(self, batch: Batch) -> float:
        """The sum of the negative log-likelihood, in nats."""
        target = packed(batch.target)
        x, n, total = self._forward(packed(batch.source), target)[0], self.c.targets, 0.0
        bias, spare = self.v["final_logits_bias"][:n], torch.zeros(n)
        for i in range(0, len(x), _ROWS):
            logits = x[i : i + _ROWS] @ self.w["shared.weight"][:n].t()
            total += self.k.cross_entropy(logits, bias, target.ids[i : i + _ROWS], 0.0, spare)
        return total

    @torch.no_grad()
    def __call__(self, batch: Batch, smoothing: float) -> float:
        """The same, with gradients."""
        for total in (*self.sums.values(), self.table_sum):
            total.zero_()
        source, target = packed(batch.source), packed(batch.target)
        x, memory, shifted, saved = self._forward(source, target)
        nll, dx, dtable = self._output(x, target.ids, smoothing)
        dmemory = torch.zeros_like(memory)
        for own, cross, fed in reversed(saved[1]):
            dx = self._feed_backward(dx, fed)
            dx = self._attend_backward(dx, cross, dmemory)
            dx = self._attend_backward(dx, own)
        self.k.embed_backward(dx, shifted, self.scale, self.c.pad, self.table_sum)
        for own, fed in reversed(saved[0]):
            dmemory = self._attend_backward(self._feed_backward(dmemory, fed), own)
        self.k.embed_backward(dmemory, source.ids, self.scale, self.c.pad, self.table_sum)
        self.table_sum[: self.c.targets] += dtable
        self.g["shared.weight"].copy_(self.table_sum)
        for name, total in self.sums.items():
            self.g[name].copy_(total)
        return nll

    def _output(self, x: Tensor, target: Tensor, smoothing: float) -> tuple[float, Tensor, Tensor]:
        """The loss, the gradient of the states, that of the output table."""
        n = self.c.targets
        table, bias, dbias = (
            self.w["shared.weight"][:n],
            self.v["final_logits_bias"][:n],
            self.sums["final_logits_bias"],
        )
        dx, dtable, nll = torch.empty_like(x), torch.zeros(n, self.c.width, dtype=torch.bfloat16), 0.0
        for i in range(0, len(x), _ROWS):
            part = x[i : i + _ROWS]
            logits = part @ table.t()
            nll += self.k.cross_entropy(logits, bias, target[i : i + _ROWS], smoothing, dbias[:n])
            torch.mm(logits, table, out=dx[i : i + _ROWS])
            dtable.addmm_(logits.t(), part)
        return nll, dx, dtable

    def _forward(self, source: Packed, target: Packed) -> tuple[Tensor, Tensor, Tensor, tuple[list[Any], list[Any]]]:
        """States, memory, the decoder's input, and what the backward pass needs of both sides."""
        shifted = torch.empty_like(target.ids)
        shifted[1:] = target.ids[:-1]
        shifted[target.at[:-1].long()] = self.c.pad
        encoder, decoder = [], []
        memory = self._embed(source.ids, source.at)
        for i in range(self.c.encoder_layers):
            memory, own = self._attend(f"encoder.{i}.self_attn", memory, source.at)
            memory, fed = self._feed(f"encoder.{i}", memory)
            encoder.append((own, fed))
        x = self._embed(shifted, target.at)
        for i in range(self.c.decoder_layers):
            x, own = self._attend(f"decoder.{i}.self_attn", x, target.at, causal=True)
            x, cross = self._attend(f"decoder.{i}.encoder_attn", x, target.at, memory, source.at)
            x, fed = self._feed(f"decoder.{i}", x)
            decoder.append((own, cross, fed))
        return x, memory, shifted, (encoder, decoder)

    def _embed(self, ids: Tensor, at: Tensor) -> Tensor:
        return self.k.embed(ids, self.w["shared.weight"], self.positions, at, self.scale, self.c.pad)

    def _projection(self, name: str, parts: str) -> tuple[Tensor, Tensor]:
        """Weight and bias of some of query, key and value, one below the other, bfloat16."""
        first, flat = f"{name}.{parts[0]}_proj", self.flat
        weight = flat.joined(flat.half, f"{first}.weight", len(parts))
        return weight, flat.joined(flat.master, f"{first}.bias", len(parts)).bfloat16()

    def _project(self, name: str, parts: str, x: Tensor) -> tuple[Tensor, ...]:
        weight, bias = self._projection(name, parts)
        return torch.addmm(bias, x, weight.t()).chunk(len(parts), dim=1)

    def _attend(
        self,
        name: str,
        x: Tensor,
        at: Tensor,
        memory: Tensor | None = None,
        at_memory: Tensor | None = None,
        causal: bool = False,
    ) -> tuple[Tensor, _Attended]:
        """An attention block with its residual and norm."""
        if memory is None:
            q, k, v = self._project(name, "qkv", x)
        else:
            (q,), (k, v) = self._project(name, "q", x), self._project(name, "kv", memory)
        at_memory = at if at_memory is None else at_memory
        out, lse = self.k.attention(q, k, v, at, at_memory, self.c.heads, causal)
        y, hat, inverse = self._norm(out, f"{name}.out_proj", f"{name}_layer_norm", x)
        return y, _Attended(name, x, at, memory, at_memory, causal, q, k, v, out, lse, hat, inverse)

    def _attend_backward(self, dy: Tensor, s: _Attended, dmemory: Tensor | None = None) -> Tensor:
        """The gradient of the block's input; that of its memory is added to `dmemory`."""
        ds = self._norm_backward(dy, s.hat, s.inverse, f"{s.name}.out_proj", f"{s.name}_layer_norm", s.out)
        dout = ds @ self.w[f"{s.name}.out_proj.weight"]
        gradients = (
            [self._empty(s.x, "qkv")] if s.memory is None else [self._empty(s.x, "q"), self._empty(s.memory, "kv")]
        )
        dq, dk, dv = (part for g in gradients for part in g.chunk(g.shape[1] // self.c.width, dim=1))
        self.k.attention_backward(dout, s.q, s.k, s.v, s.lse, s.at, s.at_memory, self.c.heads, s.causal, (dq, dk, dv))
        for x, gradient in zip("qkv", (dq, dk, dv), strict=True):
            self.k.add_columns(gradient, self.sums[f"{s.name}.{x}_proj.bias"])
        if s.memory is None or dmemory is None:
            self._outer(gradients[0], s.x, self.flat.joined(self.grad, f"{s.name}.q_proj.weight", 3))
            return torch.addmm(ds, gradients[0], self._projection(s.name, "qkv")[0])
        self._outer(gradients[0], s.x, self.g[f"{s.name}.q_proj.weight"])
        self._outer(gradients[1], s.memory, self.flat.joined(self.grad, f"{s.name}.k_proj.weight", 2))
        dmemory.addmm_(gradients[1], self._projection(s.name, "kv")[0])
        return torch.addmm(ds, gradients[0], self.w[f"{s.name}.q_proj.weight"])

    def _empty(self, x: Tensor, parts: str) -> Tensor:
        return torch.empty(len(x), len(parts) * self.c.width, dtype=torch.bfloat16)

    def _feed(self, name: str, x: Tensor) -> tuple[Tensor, _Fed]:
        """A feed-forward block with its residual and norm."""
        inner = x @ self.w[f"{name}.fc1.weight"].t()
        active = self.k.gelu(inner, self.v[f"{name}.fc1.bias"])
        y, hat, inverse = self._norm(active, f"{name}.fc2", f"{name}.final_layer_norm", x)
        return y, _Fed(name, x, inner, active, hat, inverse)

    def _feed_backward(self, dy: Tensor, s: _Fed) -> Tensor:
        ds = self._norm_backward(dy, s.hat, s.inverse, f"{s.name}.fc2", f"{s.name}.final_layer_norm", s.active)
        dinner = ds @ self.w[f"{s.name}.fc2.weight"]
        self.k.gelu_backward(dinner, s.inner, self.sums[f"{s.name}.fc1.bias"])
        self._outer(dinner, s.x, self.g[f"{s.name}.fc1.weight"])
        return torch.addmm(ds, dinner, self.w[f"{s.name}.fc1.weight"])

    def _norm(self, x: Tensor, linear: str, norm: str, residual: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The norm of residual + linear(x); see `_Attended` for the other two."""
        made = x @ self.w[f"{linear}.weight"].t()
        v = self.v
        return self.k.norm(made, v[f"{linear}.bias"], residual, v[f"{norm}.weight"], v[f"{norm}.bias"], _EPSILON)

    def _norm_backward(self, dy: Tensor, hat: Tensor, inverse: Tensor, linear: str, norm: str, x: Tensor) -> Tensor:
        """The gradient of the sum that was normalised; the linear layer's weight gets its own from its input `x`."""
        weight, s = self.v[f"{norm}.weight"], self.sums
        ds = self.k.norm_backward(dy, hat, inverse, weight, s[f"{norm}.weight"], s[f"{norm}.bias"], s[f"{linear}.bias"])
        self._outer(ds, x, self.g[f"{linear}.weight"])
        return ds

    def _outer(self, gradient: Tensor, x: Tensor, into: Tensor) -> None:
        """gradient' @ x; oneDNN is quicker with a transposed copy than with a transposed view."""
        torch.mm(self.k.turned(gradient), x, out=into)
