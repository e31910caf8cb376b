"""All parameters of a model in one buffer, so that processes share them and an optimiser walks over them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch
from torch import Tensor

from recipe.model import Marian

_ALIGNED = 64  # elements: two cache lines of bfloat16
_ATTENTIONS = (("encoder", ("self_attn",)), ("decoder", ("self_attn", "encoder_attn")))


class Flat:
    """The parameters by name: `where` gives the place and shape of each in buffers of `size` elements.

    `master` is float32, `half` its bfloat16 copy. Query, key and value of an attention lie together, so that one matrix
    product serves the three.
    """

    def __init__(self, model: Marian) -> None:
        named = dict(model.named_parameters())
        self.where: dict[str, tuple[int, torch.Size]] = {}
        at = 0
        for name in self._order(model, named):
            shape = named[name].shape
            self.where[name] = (at, shape)
            joined = name.endswith("_proj.bias")  # no gap between the three
            at += shape.numel() if joined else -(-shape.numel() // _ALIGNED) * _ALIGNED
        self.size = -(-at // _ALIGNED) * _ALIGNED
        self.master, self.half = self.buffer(), self.buffer(torch.bfloat16)
        for name, p in named.items():
            self.view(self.master, name).copy_(p.data)
        self.half.copy_(self.master)

    @staticmethod
    def _order(model: Marian, named: dict[str, torch.nn.Parameter]) -> list[str]:
        joined = [
            f"{side}.{i}.{kind}.{x}_proj.{part}"
            for side, kinds in _ATTENTIONS
            for i in range(len(getattr(model, side)))
            for kind in kinds
            for part in ("weight", "bias")
            for x in "qkv"
        ]
        return joined + [n for n in named if n not in set(joined)]

    def buffer(self, dtype: torch.dtype = torch.float32) -> Tensor:
        """A new buffer of zeros."""
        return torch.zeros(self.size, dtype=dtype)

    def view(self, buffer: Tensor, name: str) -> Tensor:
        """The parameter's part of a buffer."""
        at, shape = self.where[name]
        return buffer[at : at + shape.numel()].view(shape)

    def views(self, buffer: Tensor) -> dict[str, Tensor]:
        """All of them."""
        return {name: self.view(buffer, name) for name in self.where}

    def joined(self, buffer: Tensor, first: str, count: int) -> Tensor:
        """`count` parameters of one shape that lie together from `first` on, one below the other."""
        at, shape = self.where[first]
        return buffer[at : at + count * shape.numel()].view(count * shape[0], *shape[1:])

    def set(self, values: Tensor) -> None:
        """New parameters from a float32 buffer."""
        self.master.copy_(values)
        self.half.copy_(values)

    @contextlib.contextmanager
    def having(self, values: Tensor) -> Iterator[None]:
        """Within the block, the parameters are those of another buffer."""
        kept = self.master.clone()
        self.set(values)
        try:
            yield
        finally:
            self.set(kept)

    def write(self, buffer: Tensor, model: Marian) -> None:
        """Copy a buffer's values into a model."""
        for name, p in model.named_parameters():
            p.data.copy_(self.view(buffer, name))
