"""A MarianMT in plain torch whose parameters map one to one onto those of transformers' MarianMTModel.

Post-norm encoder and decoder (Vaswani et al. 2017), sinusoidal positions, one tied embedding for source, target and
output. Special ids as in opus-mt: `</s>` 0 ends source and target, `<unk>` 1, `<pad>` is last and starts the decoder.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from recipe.loss import TiedCrossEntropy

END, UNKNOWN = 0, 1


@dataclass(frozen=True)
class Config:
    """The shape of a model. `vocab` counts `<pad>`; ids from `targets` on (pieces with Chinese) are never output."""

    vocab: int
    targets: int
    width: int = 384
    heads: int = 12
    encoder_layers: int = 6
    decoder_layers: int = 2
    dropout: float = 0.0
    max_positions: int = 512

    @property
    def pad(self) -> int:
        return self.vocab - 1

    @property
    def inner(self) -> int:
        """Width of the feed-forward layers."""
        return 4 * self.width


def sinusoids(n: int, d: int) -> Tensor:
    """(n, d): sines in the first half, cosines in the second, as in MarianSinusoidalPositionalEmbedding."""
    power = 2 * torch.div(torch.arange(d), 2, rounding_mode="floor").double() / d
    angle = torch.arange(n).double()[:, None] / torch.pow(torch.tensor(10000.0, dtype=torch.float64), power)
    return torch.cat([torch.sin(angle[:, 0::2]), torch.cos(angle[:, 1::2])], 1).float()


class Attention(nn.Module):
    """Multi-head attention of (b, t, d) queries over a (b, s, d) memory."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.heads = c.heads
        self.q_proj, self.k_proj = nn.Linear(c.width, c.width), nn.Linear(c.width, c.width)
        self.v_proj, self.out_proj = nn.Linear(c.width, c.width), nn.Linear(c.width, c.width)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
        b, t, d = x.shape
        q, k, v = self._split(self.q_proj(x)), self._split(self.k_proj(memory)), self._split(self.v_proj(memory))
        if x.is_cuda:
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
        else:  # on a CPU the backward pass of torch's own takes ten times as long on short sentences
            scores = q @ k.transpose(-1, -2) * (d // self.heads) ** -0.5
            if causal:
                mask = torch.ones(t, t, dtype=torch.bool).tril()
            y = (scores if mask is None else scores.masked_fill(~mask, float("-inf"))).softmax(-1) @ v
        out: Tensor = self.out_proj(y.transpose(1, 2).reshape(b, t, d))
        return out

    def _split(self, x: Tensor) -> Tensor:
        """(b, t, d) -> (b, heads, t, d / heads)."""
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)


class Layer(nn.Module):
    """One layer of the encoder or the decoder."""

    def __init__(self, c: Config, *, decoder: bool) -> None:
        super().__init__()
        self.self_attn, self.self_attn_layer_norm = Attention(c), nn.LayerNorm(c.width)
        if decoder:
            self.encoder_attn, self.encoder_attn_layer_norm = Attention(c), nn.LayerNorm(c.width)
        self.fc1, self.fc2 = nn.Linear(c.width, c.inner), nn.Linear(c.inner, c.width)
        self.final_layer_norm = nn.LayerNorm(c.width)
        self.dropout = c.dropout

    def forward(self, x: Tensor, mask: Tensor | None, memory: Tensor | None = None) -> Tensor:
        """`mask` is that of the source, which an encoder layer reads in `x` and a decoder layer in `memory`."""
        causal = memory is not None
        x = self.self_attn_layer_norm(x + self._drop(self.self_attn(x, x, None if causal else mask, causal)))
        if memory is not None:
            x = self.encoder_attn_layer_norm(x + self._drop(self.encoder_attn(x, memory, mask, False)))
        y: Tensor = self.final_layer_norm(x + self._drop(self.fc2(F.gelu(self.fc1(x)))))
        return y

    def _drop(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training)


class Marian(nn.Module):
    """The model. Sentences are (b, t) ids, filled up with `<pad>` on the right."""

    positions: Tensor

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.c, self.scale = c, math.sqrt(c.width)
        self.shared = nn.Embedding(c.vocab, c.width)
        self.register_buffer("positions", sinusoids(c.max_positions, c.width), persistent=False)
        self.encoder = nn.ModuleList(Layer(c, decoder=False) for _ in range(c.encoder_layers))
        self.decoder = nn.ModuleList(Layer(c, decoder=True) for _ in range(c.decoder_layers))
        self.final_logits_bias = nn.Parameter(torch.zeros(c.vocab))
        self._initialise()

    def _initialise(self) -> None:
        """Glorot: with the usual deviation of 0.02, a post-norm model never began to read its source."""
        nn.init.normal_(self.shared.weight, std=self.c.width**-0.5)
        for name, p in self.named_parameters():
            if p.dim() > 1 and name != "shared.weight":
                nn.init.xavier_uniform_(p)
            elif name.endswith("bias"):
                nn.init.zeros_(p)

    def embed(self, ids: Tensor) -> Tensor:
        """(b, t, d). `<pad>` has a zero vector: CTranslate2 starts Marian from zero whatever its row holds."""
        known = (ids != self.c.pad)[..., None]
        x = F.embedding(ids, self.shared.weight) * known * self.scale + self.positions[: ids.shape[1]]
        return F.dropout(x, self.c.dropout, self.training)

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """The memory (b, s, d) and its mask (b, 1, 1, s)."""
        mask = (source != self.c.pad)[:, None, None, :]
        x = self.embed(source)
        for layer in self.encoder:
            x = layer(x, mask)
        return x, mask

    def decode(self, shifted: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """The states (b, t, d); logits are states @ shared.T + final_logits_bias."""
        x = self.embed(shifted)
        for layer in self.decoder:
            x = layer(x, mask, memory)
        return x

    def loss(self, source: Tensor, target: Tensor, smoothing: float = 0.1, rows: int = 512) -> tuple[Tensor, Tensor]:
        """Mean label-smoothed cross-entropy and plain negative log-likelihood of a real target token, in nats.

        `rows`: how many tokens have their logits made at once.
        """
        n, real = self.c.targets, target != self.c.pad
        shifted = torch.cat([torch.full_like(target[:, :1], self.c.pad), target[:, :-1]], 1)
        states = self.decode(shifted, *self.encode(source))[real]
        table, bias = self.shared.weight[:n], self.final_logits_bias[:n]
        # torch has no types for apply
        out: tuple[Tensor, Tensor] = TiedCrossEntropy.apply(states, table, bias, target[real], smoothing, rows)  # type: ignore[no-untyped-call]
        return out

    @torch.no_grad()
    def greedy(self, source: Tensor, longest: int) -> list[list[int]]:
        """The ids that greedy decoding gives each sentence, without `</s>`, `longest` at most.

        The whole prefix is decoded anew for each token: for a few hundred sentences between two saves.
        """
        memory, mask = self.encode(source)
        out = torch.full((len(source), 1), self.c.pad, device=source.device)
        going = torch.ones(len(source), dtype=torch.bool, device=source.device)
        n = self.c.targets
        while going.any() and out.shape[1] <= longest:
            states = self.decode(out, memory, mask)[:, -1]
            best = (states @ self.shared.weight[:n].t() + self.final_logits_bias[:n]).argmax(-1)
            out = torch.cat([out, torch.where(going, best, END)[:, None]], 1)
            going &= best != END
        return [row[: row.index(END)] if END in row else row for row in out[:, 1:].tolist()]
