"""Muon for the matrices of the layers, AdamW for embeddings and vectors, over a flat model shared by processes.

Each process updates its own share of the parameters (ZeRO stage 1, Rajbhandari et al. 2020); moments lie in shared
buffers, so that one process can save them and another number of processes can go on from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from recipe.flat import Flat
from recipe.muon import MOMENTUM, change

BETAS, EPSILON, DECAY = (0.9, 0.98), 1e-8, 0.01

Span = tuple[int, int]


class Arithmetic(Protocol):
    """What is done element by element: by the kernels, or by plain torch."""

    def square_sum(self, grads: list[Tensor]) -> float:
        """Sum of squares of the sum of the vectors."""

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
        """One update of `p`, its moments, its bfloat16 copy and its running average by `scale` times the summed
        gradients (Loshchilov and Hutter 2019); `step` counts from 1, `keep` is the decay of the average."""


@dataclass(frozen=True)
class Moments:
    """Flat float32 buffers: `first` is Muon's momentum or Adam's first moment, `second` Adam's second."""

    first: Tensor
    second: Tensor


class Optimiser:
    """The update of one process's share. `grads`: a flat buffer of each process; `average`: running mean of weights."""

    def __init__(
        self,
        flat: Flat,
        grads: list[Tensor],
        average: Tensor,
        moments: Moments,
        arithmetic: Arithmetic,
        rank: int = 0,
    ) -> None:
        self.flat, self.grads, self.average, self.moments = flat, grads, average, moments
        self.arithmetic = arithmetic
        matrices = self._matrices(rank, len(grads))
        self.groups: dict[tuple[int, ...], list[str]] = {}
        for name in matrices:
            self.groups.setdefault(tuple(sorted(flat.where[name][1])), []).append(name)
        self.spans = self._spans(rank, len(grads))
        self._matrix_spans = [(at, at + s.numel()) for at, s in (flat.where[n] for n in matrices)]

    def square(self) -> float:
        """Sum of squares of the summed gradients of this share."""
        return sum(
            self.arithmetic.square_sum([g[a:b] for g in self.grads]) for a, b in (*self.spans, *self._matrix_spans)
        )

    def step(self, number: int, rate: float, scale: float, keep: float) -> None:
        """Update `number` (from 1) with `scale` times the summed gradients."""
        flat, m = self.flat, self.moments
        for a, b in self.spans:
            self.arithmetic.adamw(
                flat.master[a:b], m.first[a:b], m.second[a:b], self.average[a:b], flat.half[a:b],
                [g[a:b] for g in self.grads], scale, rate, *BETAS, EPSILON, DECAY, number, keep,
            )  # fmt: skip
        for names in self.groups.values():
            self._muon(names, rate, scale, keep)

    def _muon(self, names: list[str], rate: float, scale: float, keep: float) -> None:
        flat, updates = self.flat, []
        for name in names:
            g = flat.view(self.grads[0], name).float()
            for other in self.grads[1:]:
                g = g + flat.view(other, name).float()
            momentum = flat.view(self.moments.first, name)
            momentum.mul_(MOMENTUM).add_(g, alpha=scale)
            updates.append(torch.add(g * scale, momentum, alpha=MOMENTUM))
        for name, x in zip(names, change(updates), strict=True):
            p = flat.view(flat.master, name)
            p.mul_(1 - rate * DECAY).add_(x, alpha=-rate)
            flat.view(flat.half, name).copy_(p)
            flat.view(self.average, name).lerp_(p, 1 - keep)

    def _is_matrix(self, name: str) -> bool:
        return len(self.flat.where[name][1]) == 2 and name != "shared.weight"

    def _matrices(self, rank: int, processes: int) -> list[str]:
        """The largest first, each to the process that has the least."""
        size = {n: s.numel() for n, (_, s) in self.flat.where.items() if self._is_matrix(n)}
        mine, loads = [], [0] * processes
        for name in sorted(size, key=lambda n: (-size[n], n)):
            k = loads.index(min(loads))
            loads[k] += size[name]
            if k == rank:
                mine.append(name)
        return mine

    def _spans(self, rank: int, processes: int) -> list[Span]:
        """This process's part of all that is no matrix of a layer."""
        rest = sorted((at, at + s.numel()) for n, (at, s) in self.flat.where.items() if not self._is_matrix(n))
        total, seen, spans = sum(b - a for a, b in rest), 0, []
        low, high = (total * k // processes for k in (rank, rank + 1))
        for a, b in rest:
            first, last = max(a, a + low - seen), min(b, a + high - seen)
            if first < last:
                spans.append((first, last))
            seen += b - a
        return spans
