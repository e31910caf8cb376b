"""Which sentences share a batch: decided by the input alone; and several batches worked on at a time.

CTranslate2's output for a sentence can depend on its batch (padding changes the order of sums on CPUs), so the same
input must always give the same batches, whoever is free and however many workers there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

Made = TypeVar("Made")

TICK = 0.1
"""Seconds between two calls of `waiting`."""


def batches(counts: Sequence[int], budget: int) -> list[list[int]]:
    """Indices of `counts` (tokens of each text) in batches, shortest first, equal lengths in their order.

    A batch holds at most `budget` tokens, padding counted; a longer text is a batch of its own.
    """
    out: list[list[int]] = []
    for i in sorted(range(len(counts)), key=lambda i: (counts[i], i)):
        if out and counts[i] * (len(out[-1]) + 1) <= budget:
            out[-1].append(i)
        else:
            out.append([i])
    return out


def worked(
    parts: Sequence[list[int]],
    work: Callable[[list[int]], Made],
    workers: int,
    done: Callable[[list[int]], None] = lambda part: None,
    waiting: Callable[[], None] = lambda: None,
) -> list[Made]:
    """What `work` makes of each part, in order, `workers` of them at a time; `done` hears of each, in this thread.

    `waiting` is called in this thread, some ten times a second, where there is nothing to do but to wait.
    The last part, which `batches` makes the longest, is begun first, so that the workers end together. What `work`
    raises is raised, once the parts that were begun have ended; the others are not begun.
    """
    if workers == 1:
        return [_told(part, work(part), done) for part in reversed(parts)][::-1]
    with ThreadPoolExecutor(workers) as pool:
        futures = [(part, pool.submit(work, part)) for part in reversed(parts)]
        try:
            made = []
            for part, future in futures:
                while not future.done():
                    wait([future], TICK)
                    waiting()
                made.append(_told(part, future.result(), done))
            return made[::-1]
        finally:
            pool.shutdown(cancel_futures=True)


def _told(part: list[int], made: Made, done: Callable[[list[int]], None]) -> Made:
    done(part)
    return made
