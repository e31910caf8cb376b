"""The output layer and the label-smoothed loss in one, a few hundred tokens at a time."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


class TiedCrossEntropy(torch.autograd.Function):
    """Output projection, softmax and loss; gradients are made on the way forward.

    The logits of all tokens together never exist: flat in memory, and 512 x 11,000 of them stay in a CPU's cache.
    """

    @staticmethod
    def forward(
        ctx: Any, states: Tensor, table: Tensor, bias: Tensor, target: Tensor, smoothing: float, rows: int
    ) -> tuple[Tensor, Tensor]:
        """states (n, d), table (v, d), bias (v), target (n) -> label-smoothed loss and plain one, nats a token."""
        dtype = torch.bfloat16 if torch.is_autocast_enabled(states.device.type) else states.dtype
        x, e, b = states.to(dtype), table.to(dtype), bias.to(dtype)
        gx, ge = torch.empty_like(x), torch.zeros_like(table, dtype=torch.float32)
        gb = torch.zeros_like(bias, dtype=torch.float32)
        nll, smooth = torch.zeros((), device=x.device), torch.zeros((), device=x.device)
        for i in range(0, len(x), rows):
            part, y = x[i : i + rows], target[i : i + rows, None]
            logits = torch.addmm(b, part, e.t()).float()
            norm = logits.logsumexp(1, keepdim=True)
            nll += (norm - logits.gather(1, y)).sum()
            smooth += (norm - logits.mean(1, keepdim=True)).sum()
            g = logits.sub_(norm).exp_().sub_(smoothing / logits.shape[1])
            g = g.scatter_add_(1, y, torch.full_like(norm, smoothing - 1)).to(dtype)
            gx[i : i + rows] = g @ e
            ge += g.t() @ part
            gb += g.sum(0)
        ctx.save_for_backward(gx, ge, gb)
        ctx.n = len(x)
        return ((1 - smoothing) * nll + smoothing * smooth) / len(x), (nll / len(x)).detach()

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        return *(g * (grads[0] / ctx.n) for g in ctx.saved_tensors), None, None, None
