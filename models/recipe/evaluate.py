"""How good weights are while they are trained: on a few development pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch

from recipe.chrf import chrf2, text
from recipe.model import Marian
from recipe.pairs import Batch, Pairs, padded

_AT_ONCE, _GREEDY_AT_ONCE = 100, 20
_LONGEST = 60  # tokens of greedy output


class Losing(Protocol):
    """Whatever gives the loss of a batch."""

    def nll(self, batch: Batch) -> float:
        """Sum of negative log-likelihoods, in nats."""


@dataclass(frozen=True)
class Development:
    """Pairs with references; `names`: the pieces by id. `spoken`: how many are translated for the chrF."""

    pairs: Pairs
    references: list[str]
    names: list[str]
    spoken: int = 40


def losses(step: Losing, pairs: Pairs) -> tuple[float, float]:
    """Nats a token, and how many more with another sentence's source."""
    right = wrong = 0.0
    tokens = 0
    for i in range(0, len(pairs), _AT_ONCE):
        batch = pairs.batch(range(i, min(len(pairs), i + _AT_ONCE)))
        right += step.nll(batch)
        wrong += step.nll(Batch(batch.source[1:] + batch.source[:1], batch.target))
        tokens += batch.tokens
    return right / tokens, (wrong - right) / tokens


def spoken_chrf(model: Marian, dev: Development) -> float:
    """chrF2 of greedy output on pairs of all lengths."""
    rows = np.unique(np.linspace(0, len(dev.pairs) - 1, dev.spoken).astype(int)).tolist()
    outputs: list[str] = []
    for i in range(0, len(rows), _GREEDY_AT_ONCE):
        source = padded(dev.pairs.batch(rows[i : i + _GREEDY_AT_ONCE]).source, model.c.pad)
        for ids in model.greedy(torch.from_numpy(source).to(model.positions.device), _LONGEST):
            outputs.append(text([dev.names[k] for k in ids]))
    return chrf2(outputs, [dev.references[r] for r in rows])
