"""Run an engine so that one bad sentence, or too little memory, costs only what it must."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from duizhao.errors import DuizhaoError, ModelError
from duizhao.translation.batches import batches, worked
from duizhao.translation.engine import FAILED, Decoding, Engine, Hypothesis

log = logging.getLogger("duizhao")


class NothingDecodedError(ModelError):
    """The engine failed on every text that it was given."""


def generate_all(
    texts: Sequence[str],
    engine: Engine,
    decoding: Decoding,
    budget: int,
    done: Callable[[list[int]], None] = lambda indices: None,
    begun: Sequence[str] = (),
) -> list[Hypothesis]:
    """A hypothesis for each text, batch by batch, FAILED where the engine failed; `done` hears the indices of a batch.

    `budget`: padded source tokens in a batch; 0: as many as suit the engine and the beam.
    `begun`, where it is given, has for each text what its target begins with.

    Raises NothingDecodedError where it failed on every text, DuizhaoError where an engine breaks its contract.
    """
    out = [FAILED] * len(texts)
    errors: list[Exception] = []

    def work(batch: list[int]) -> list[Hypothesis]:
        own = [texts[i] for i in batch], [begun[i] for i in batch] if begun else []
        return _halving(*own, engine, decoding, errors)

    parts = batches(engine.count(texts), budget or engine.room // decoding.beam)
    for batch, made in zip(parts, worked(parts, work, engine.workers, done), strict=True):
        for i, hypothesis in zip(batch, made, strict=True):
            out[i] = hypothesis
    if texts and len(errors) == len(texts):
        reason = f"{type(errors[-1]).__name__}: {errors[-1]}"
        raise NothingDecodedError(
            f"the model failed on every sentence ({reason})", remedy="Try --device cpu or --engine torch."
        ) from errors[-1]
    return out


def _halving(
    texts: list[str], begun: list[str], engine: Engine, decoding: Decoding, errors: list[Exception]
) -> list[Hypothesis]:
    """The hypotheses of one batch; on a failure, of each half. `errors` gets one for each text that failed alone.

    Which sentences share a batch changes with that, and with it, in the last digits, the output: they are `degraded`.
    """
    try:
        out = engine.generate(texts, decoding, begun) if begun else engine.generate(texts, decoding)
    except DuizhaoError:
        raise
    except Exception as e:  # whatever an engine raises; out of memory is a RuntimeError in both libraries
        if len(texts) == 1:
            log.warning("the engine failed on a sentence of %d characters: %s", len(texts[0]), e)
            errors.append(e)
            return [FAILED]
        log.warning("degraded: the engine failed on a batch of %d, which is halved: %s", len(texts), e)
    else:
        if len(out) != len(texts):
            raise DuizhaoError(f"the engine {engine.name} gave {len(out)} targets for {len(texts)} sentences")
        return out
    half = len(texts) // 2
    parts = (texts[:half], begun[:half]), (texts[half:], begun[half:])
    halves = (h for part in parts for h in _halving(*part, engine, decoding, errors))
    return [replace(h, degraded=True) for h in halves]
