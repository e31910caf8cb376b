"""Texts to targets that nothing is wrong with, as far as the model can be brought to them: group by group.

A group is decoded, judged, decoded again and given its terms by itself. So one is judged, which is work for one core,
while another is decoded, and few sentences that are decoded again leave no worker idle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate, groupby

from duizhao.settings import Translation
from duizhao.terms import Found
from duizhao.translation.batches import worked
from duizhao.translation.engine import FAILED, Decoding, Engine, Hypothesis
from duizhao.translation.guard import NothingDecodedError, generate_all
from duizhao.translation.retry import Judge, retry
from duizhao.translation.terms import BROKEN, TERM, Loses, Missed, enforce

GROUP = 8
"""Batches in a group: enough of them that sentences of one length share one. On two cores this is 1.04 to 1.15 times as
fast as all 205 sentences of eight articles together (three runs of 16 rounds, 27 November 2026)."""


def settled(
    texts: Sequence[str],
    engine: Engine,
    settings: Translation,
    *,
    judge: Judge,
    missed: Missed,
    loses: Loses,
    decoded: Callable[[list[int]], None],
    alive: Callable[[], None],
    waiting: Callable[[], None],
) -> list[Hypothesis]:
    """The best hypothesis for each text; `translate` says what the arguments are.

    `decoded` hears of the indices of each batch once, `alive` is a sign of life; both in several threads, as are the
    other questions. `waiting` is called in this one while the others work.
    Raises ModelError where the engine fails on every text.
    """
    decoding = Decoding(settings.beam, settings.length_penalty or 1.0, settings.patience or 1.0)
    budget = settings.batch_tokens or engine.room // decoding.beam
    failures: list[NothingDecodedError] = []

    def settle(group: list[int]) -> list[Hypothesis]:
        own = [texts[i] for i in group]

        def bad(i: int, hypothesis: Hypothesis) -> int:
            alive()
            return judge(group[i], hypothesis)

        def lacks(i: int, hypothesis: Hypothesis) -> Sequence[Found]:
            alive()
            return missed(group[i], hypothesis)

        def lost(i: int, hypothesis: Hypothesis) -> bool:
            return loses(group[i], hypothesis)

        def worse(i: int, hypothesis: Hypothesis) -> int:
            return bad(i, hypothesis) + TERM * len({found.term for found in lacks(i, hypothesis)})

        def done(batch: list[int]) -> None:
            alive()

        try:
            made = generate_all(own, engine, decoding, settings.batch_tokens, lambda b: decoded([group[i] for i in b]))
        except NothingDecodedError as e:  # the other groups may do better
            failures.append(e)
            return [FAILED] * len(group)
        # what only lacks a name or a number gets it put in; another search is dearer, and finds it less often
        whole = {i for i, h in enumerate(made) if 0 < bad(i, h) < BROKEN and lacks(i, h)}
        again = partial(retry, own, engine=engine, decoding=decoding, budget=settings.batch_tokens)
        again = partial(again, steps=settings.retries, done=done)
        made = again(made, judge=lambda i, h: 0 if i in whole else bad(i, h))
        made = enforce(own, made, engine, decoding, settings.batch_tokens, lacks, bad, done, lost)
        return again(made, judge=lambda i, h: worse(i, h) if i in whole else 0)

    parts = groups(engine.count(texts), GROUP * budget)
    at_once = 1 if engine.workers == 1 else 1 + -(-engine.workers // GROUP)
    made = [h for part in worked(parts, settle, at_once, waiting=waiting) for h in part]
    if parts and len(failures) == len(parts):
        raise failures[-1]
    return made


def groups(counts: Sequence[int], budget: int) -> list[list[int]]:
    """Indices of `counts` in their order, cut where another `budget` tokens are full."""
    ends = list(accumulate(counts))
    return [list(part) for _, part in groupby(range(len(counts)), key=lambda i: (ends[i] - counts[i]) // budget)]
