"""A training step in plain torch, float32, by autograd: for machines without a compiler, and to check the kernels."""

from __future__ import annotations

import torch
from torch import Tensor

from recipe.flat import Flat
from recipe.model import Config, Marian
from recipe.pairs import Batch, padded

GRADIENTS = torch.float32


class Step:
    """Forward and backward of a batch; gradients of the summed loss are written to `grad`, a flat float32 buffer."""

    def __init__(self, config: Config, flat: Flat, grad: Tensor) -> None:
        self.grad, self.model = grad, Marian(config)
        for name, p in self.model.named_parameters():
            p.data = flat.view(flat.master, name)
            p.grad = flat.view(grad, name)

    def __call__(self, batch: Batch, smoothing: float) -> float:
        """The sum of the negative log-likelihood, in nats."""
        self.grad.zero_()
        loss, nll = self.model.loss(*self._tensors(batch), smoothing)
        # torch has no types for backward
        (loss * batch.tokens).backward()  # type: ignore[no-untyped-call]
        return nll.item() * batch.tokens

    @torch.no_grad()
    def nll(self, batch: Batch) -> float:
        """The same without gradients."""
        return self.model.loss(*self._tensors(batch), 0.0)[1].item() * batch.tokens

    def _tensors(self, batch: Batch) -> tuple[Tensor, Tensor]:
        pad = self.model.c.pad
        return torch.from_numpy(padded(batch.source, pad)), torch.from_numpy(padded(batch.target, pad))


class Arithmetic:
    """`optimiser.Arithmetic` in plain torch."""

    def square_sum(self, grads: list[Tensor]) -> float:
        return float(_sum(grads).square().sum().item())

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
        g = _sum(grads) * scale
        first.lerp_(g, 1 - beta1)
        second.lerp_(g * g, 1 - beta2)
        spread = (second / (1 - beta2**step)).sqrt_().add_(epsilon)
        p.mul_(1 - rate * decay).addcdiv_(first, spread, value=-rate / (1 - beta1**step))
        half.copy_(p)
        average.lerp_(p, 1 - keep)


def _sum(grads: list[Tensor]) -> Tensor:
    total = grads[0].float()
    for g in grads[1:]:
        total = total + g.float()
    return total
