"""What an engine is: sentences in, targets with scores out; and what both engines settle in the same way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from duizhao.errors import ModelError, UsageError


@dataclass(frozen=True, slots=True)
class Decoding:
    """How targets are searched for. `max_output`: target tokens, the end token included; 0: from the input.

    `patience`: the search ends when `beam` times as many targets are finished (Kasai et al. 2022, arXiv 2204.05424).
    """

    beam: int = 4
    length_penalty: float = 1.0
    patience: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0
    max_output: int = 0

    @property
    def plain(self) -> bool:
        """Whether the search leaves the probabilities as the model gave them."""
        return self.repetition_penalty == 1.0 and self.no_repeat_ngram == 0

    def limit(self, longest: int, positions: int) -> int:
        """Target tokens for a batch whose longest source has `longest` tokens.

        English takes about as many tokens as Chinese; three times as many and some is a loop, not a translation.
        """
        return min(self.max_output or 3 * longest + 20, positions)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One target. `score`: the sum of log-probabilities divided by `tokens`, which count the end token.

    It is None where the model was not asked, or failed. `complete`: the source was read whole and the end token came.
    `degraded`: its batch had to be halved, so that it may differ in the last digits from one that had not.
    """

    text: str
    score: float | None
    tokens: int
    complete: bool
    degraded: bool = False


FAILED = Hypothesis("", None, 0, False)
"""What a sentence gets on which the engine failed."""


class Engine(Protocol):
    """A loaded model. `input_limit`: source tokens it has positions for, the end token included; more are cut off.

    `workers`: batches that it can work on at a time, asked from as many threads. `room`: the padded source tokens times
    the beam with which a batch is decoded fastest.
    """

    @property
    def name(self) -> str: ...
    @property
    def device(self) -> str: ...
    @property
    def compute(self) -> str: ...
    @property
    def input_limit(self) -> int: ...
    @property
    def workers(self) -> int: ...
    @property
    def room(self) -> int: ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text, prefix and end token included."""
        ...

    def generate(self, texts: Sequence[str], decoding: Decoding, begun: Sequence[str] = ()) -> list[Hypothesis]:
        """A hypothesis for each text, all in one batch. May raise anything, out of memory included.

        `begun`, where it is given, has for each text what its target begins with.
        """
        ...

    def score(self, texts: Sequence[str], targets: Sequence[str]) -> list[list[float]]:
        """The log-probabilities of the tokens of a target for each text, its end token last, all in one batch."""
        ...

    def spell(self, targets: Sequence[str]) -> list[list[int]]:
        """The tokens of each target, without an end token."""
        ...

    def close(self) -> None:
        """Free the model's memory; the engine is not usable afterwards."""
        ...


def choose_device(asked: str, gpus: int) -> tuple[str, int]:
    """The kind of device and its number for auto, cpu, cuda or cuda:N, where there are `gpus` of them.

    Raises UsageError for any other word, ModelError for a GPU that is not there.
    """
    match = re.fullmatch(r"auto|cpu|cuda(?::(\d+))?", asked)
    if match is None:
        raise UsageError(f"unknown device {asked!r}", remedy="Known: auto, cpu, cuda, cuda:N.")
    if asked == "cpu" or (asked == "auto" and not gpus):
        return "cpu", 0
    number = int(match[1] or 0)
    if number >= gpus:
        have = f"there are {gpus} GPUs" if gpus else "there is no GPU that this engine can use"
        raise ModelError(f"device {asked}: {have}", remedy="Use --device cpu or --device auto.")
    return "cuda", number
