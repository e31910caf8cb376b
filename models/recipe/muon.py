"""Muon for a small model: matrices of one shape are orthogonalised together.

Jordan et al. 2024: momentum, orthogonalised by five Newton-Schulz steps; root mean square 0.2 times the root of the
longer side, as in Liu et al. 2025. torch.optim has one since 2.9, which takes the matrices one by one.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

MOMENTUM = 0.95
_QUINTIC = (3.4445, -4.7750, 2.0315)  # Jordan et al. 2024
_STEPS = 5


def orthogonal(x: Tensor) -> Tensor:
    """(n, a, b), a <= b, bfloat16 -> about U V' of each."""
    x = x / (x.float().norm(dim=(1, 2), keepdim=True).to(x.dtype) * 1.02 + 1e-7)
    a, b, c = _QUINTIC
    for _ in range(_STEPS):
        g = x @ x.transpose(1, 2)
        x = a * x + (b * g + c * (g @ g)) @ x
    return x


def lying(x: Tensor) -> Tensor:
    """The matrix or its transpose, whichever is not taller than wide."""
    return x if x.shape[0] <= x.shape[1] else x.t()


def change(updates: list[Tensor]) -> list[Tensor]:
    """What is to be subtracted, times the rate, for momenta of one shape or its transpose; float32."""
    high = max(updates[0].shape)
    turned = orthogonal(torch.stack([lying(u) for u in updates]).bfloat16()).float().mul_(0.2 * high**0.5)
    return [y if u.shape[0] <= u.shape[1] else y.t() for u, y in zip(updates, turned, strict=True)]


class Muon:
    """For matrices with gradients of their own, on any device."""

    def __init__(self, matrices: Iterable[Tensor], decay: float = 0.01) -> None:
        self.decay, self.groups = decay, dict[tuple[int, ...], list[Tensor]]()
        for p in matrices:
            self.groups.setdefault(tuple(sorted(p.shape)), []).append(p)
        self.momentum = {p: torch.zeros_like(p) for group in self.groups.values() for p in group}

    @torch.no_grad()
    def step(self, rate: float) -> None:
        for group in self.groups.values():
            momenta, grads = [self.momentum[p] for p in group], [p.grad for p in group if p.grad is not None]
            torch._foreach_mul_(momenta, MOMENTUM)
            torch._foreach_add_(momenta, grads)
            torch._foreach_add_(grads, momenta, alpha=MOMENTUM)
            torch._foreach_mul_(group, 1 - rate * self.decay)
            torch._foreach_add_(group, change(grads), alpha=-rate)
