"""Sentences → targets with scores.

`load` opens a model folder with one of the two engines, `translate` runs it: copies of a sentence once, batches made
from the input alone, order restored, what a judge finds fault with decoded again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from duizhao.errors import ModelError
from duizhao.settings import Translation, unknown
from duizhao.terms import Found
from duizhao.translation import ct2, encode, hf
from duizhao.translation.batches import batches
from duizhao.translation.encode import Encoder
from duizhao.translation.engine import Decoding, Engine, Hypothesis
from duizhao.translation.guard import generate_all
from duizhao.translation.joining import join
from duizhao.translation.mending import tidied
from duizhao.translation.retry import Judge, retry
from duizhao.translation.terms import BROKEN, TERM, Missed, enforce

__all__ = [
    "ENGINES",
    "Decoding",
    "Engine",
    "Hypothesis",
    "Missed",
    "batches",
    "devices",
    "join",
    "load",
    "needs_translation",
    "tidied",
    "translate",
]

ENGINES: dict[str, Callable[[Path, Path | None, Encoder, Translation], Engine]] = {"ct2": ct2.load, "torch": hf.load}

GPUS: dict[str, Callable[[], int]] = {"ct2": ct2.gpus, "torch": hf.gpus}

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")


def devices(settings: Translation) -> list[str]:
    """The devices that processes may share out: every GPU where all may be used, else the one that was asked for."""
    count = GPUS[settings.engine]() if settings.device in ("auto", "cuda") and settings.engine in GPUS else 0
    return [f"cuda:{number}" for number in range(count)] or [settings.device]


def needs_translation(text: str) -> bool:
    """Whether the text has a Han character; what has none is copied, for a model invents something for it."""
    return _HAN.search(text) is not None


def load(folder: Path, settings: Translation, converted: Path | None = None) -> Engine:
    """The model of a Hugging Face folder (Marian, T5, mT5), opened by the engine that the settings name.

    `converted` is its CTranslate2 folder, which the engine ct2 needs. Weights are read from safetensors only.
    Raises ModelError for a model that is missing, incomplete, of an unknown family or pickled, and for a device that is
    not there; UsageError for settings that make no sense.
    """
    if settings.engine not in ENGINES:
        raise unknown("engine", settings.engine, ENGINES)
    if not folder.is_dir():
        raise ModelError(
            "is no folder", where=folder, remedy="Name the folder of a model, or see `duizhao models list`."
        )
    encoder = encode.load(folder, settings.prefix)
    if not list(folder.glob("*.safetensors")):
        pickled = any(folder.glob("*.bin"))
        what = "has pickled weights only, which can run code" if pickled else "has no model.safetensors"
        raise ModelError(what, where=folder, remedy="Use a revision of the model that has safetensors.")
    return ENGINES[settings.engine](folder, converted, encoder, settings)


def translate(
    texts: Sequence[str],
    engine: Engine,
    settings: Translation,
    judge: Judge | None = None,
    progress: Callable[[int], None] | None = None,
    missed: Missed | None = None,
    loses: Callable[[int, Hypothesis], bool] | None = None,
) -> list[Hypothesis]:
    """A hypothesis for each text, in order; text without Chinese is its own target and has no score.

    `judge(i, hypothesis)` says how bad the target of texts[i] is (of equal texts the first is asked about): what is
    worse than 0 is decoded again, `settings.retries` times at most. `missed(i, hypothesis)` says which terms the target
    lacks: they are put into it where that is possible, and no other content gets lost, as `loses(i, hypothesis)` tells.
    `progress(n)` hears how many more texts are done; n is 0 where it is only a sign of life.
    A sentence on which the engine fails comes back empty, incomplete and without score.
    Raises ModelError where the engine fails on every sentence.
    """
    progress = progress or (lambda n: None)
    first: dict[str, int] = {}
    for i, text in enumerate(texts):
        if needs_translation(text):
            first.setdefault(text, i)
    work, places = list(first), list(first.values())
    copies = Counter(texts)
    progress(len(texts) - sum(copies[text] for text in work))

    decoding = Decoding(beam=settings.beam, length_penalty=settings.length_penalty or 1.0)
    budget = settings.batch_tokens
    made = generate_all(work, engine, decoding, budget, lambda batch: progress(sum(copies[work[i]] for i in batch)))

    def bad(i: int, hypothesis: Hypothesis) -> int:
        progress(0)
        return 0 if judge is None else judge(places[i], hypothesis)

    def lacks(i: int, hypothesis: Hypothesis) -> Sequence[Found]:
        progress(0)
        return () if missed is None else missed(places[i], hypothesis)

    def lost(i: int, hypothesis: Hypothesis) -> bool:
        return loses is not None and loses(places[i], hypothesis)

    def worse(i: int, hypothesis: Hypothesis) -> int:
        return bad(i, hypothesis) + TERM * len({found.term for found in lacks(i, hypothesis)})

    def alive(batch: list[int]) -> None:
        progress(0)

    # what only lacks a name or a number gets it put in; another search is dearer, and finds it less often
    whole = {i for i, h in enumerate(made) if 0 < bad(i, h) < BROKEN and lacks(i, h)}
    again = partial(retry, work, engine=engine, decoding=decoding, budget=budget, steps=settings.retries, done=alive)
    made = again(made, judge=lambda i, h: 0 if i in whole else bad(i, h))
    made = enforce(work, made, engine, decoding, budget, lacks, bad, alive, lost)
    made = again(made, judge=lambda i, h: worse(i, h) if i in whole else 0)
    target = dict(zip(work, made, strict=True))
    return [target.get(text) or Hypothesis(text, None, 0, True) for text in texts]
