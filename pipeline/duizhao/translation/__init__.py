"""Sentences → targets with scores.

`load` opens a model folder with one of the two engines, `translate` runs it: copies of a sentence once, batches made
from the input alone, order restored, what a judge finds fault with decoded again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from duizhao.errors import ModelError
from duizhao.settings import Translation, unknown
from duizhao.translation import ct2, encode, hf
from duizhao.translation.batches import batches
from duizhao.translation.encode import Encoder
from duizhao.translation.engine import Decoding, Engine, Hypothesis
from duizhao.translation.joining import going_on, join
from duizhao.translation.mending import tidied
from duizhao.translation.retry import Judge
from duizhao.translation.settling import settled
from duizhao.translation.telling import Teller
from duizhao.translation.terms import Missed
from duizhao.translation.wording import worded

__all__ = [
    "ENGINES",
    "Decoding",
    "Engine",
    "Hypothesis",
    "Missed",
    "batches",
    "devices",
    "going_on",
    "join",
    "load",
    "needs_translation",
    "tidied",
    "translate",
    "worded",
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
    `progress(n)` hears how many more texts are done; n is 0 where it is only a sign of life. It is called in this
    thread, the other three in several where the engine has several workers.
    A sentence on which the engine fails comes back empty, incomplete and without score.
    Raises ModelError where the engine fails on every sentence.
    """
    first: dict[str, int] = {}
    for i, text in enumerate(texts):
        if needs_translation(text):
            first.setdefault(text, i)
    work, places = list(first), list(first.values())
    copies = Counter(texts)
    told = Teller(progress or (lambda n: None))
    told(len(texts) - sum(copies[text] for text in work))
    made = settled(
        work,
        engine,
        settings,
        judge=lambda i, h: 0 if judge is None else judge(places[i], h),
        missed=lambda i, h: () if missed is None else missed(places[i], h),
        loses=lambda i, h: loses is not None and loses(places[i], h),
        decoded=lambda indices: told(sum(copies[work[i]] for i in indices)),
        alive=lambda: told(0),
        waiting=told.on,
    )
    told.on()
    target = dict(zip(work, made, strict=True))
    return [target.get(text) or Hypothesis(text, None, 0, True) for text in texts]
