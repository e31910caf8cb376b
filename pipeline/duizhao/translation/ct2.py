"""The engine ct2: CTranslate2, the default; int8 on CPUs, float16 on GPUs."""

from __future__ import annotations

import json
import logging
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from duizhao.errors import ModelError, UsageError
from duizhao.settings import Translation
from duizhao.translation.encode import Encoder
from duizhao.translation.engine import Decoding, Engine, Hypothesis, choose_device

ROOM = {"cpu": 640, "cuda": 16_384}
"""See Engine.room. On a CPU what a core holds in its cache: batches of 2,048 tokens took 1.7 times as long with beam 4
(docs/speed.md). On a GPU not measured."""


def load(folder: Path, converted: Path | None, encoder: Encoder, settings: Translation) -> Engine:
    """The CTranslate2 folder `converted` of the model in `folder`, loaded. Raises ModelError where it cannot be."""
    import ctranslate2

    if converted is None:
        raise ModelError("is not converted for CTranslate2", where=folder, remedy="Use --engine torch.")
    ctranslate2.set_log_level(logging.ERROR)
    device, number = choose_device(settings.device, gpus())
    compute = _compute(
        settings.compute, encoder.family, device, ctranslate2.get_supported_compute_types(device, number)
    )
    workers = (settings.threads or _cores()) if device == "cpu" else 1
    try:
        translator = ctranslate2.Translator(
            str(converted),
            device=device,
            device_index=number,
            compute_type=compute,
            inter_threads=workers,
            intra_threads=1,  # two threads on one batch are slower than one, even for a single sentence
        )
        source, target = _vocabularies(converted)
    except (RuntimeError, ValueError, OSError) as e:
        raise ModelError(
            f"CTranslate2 cannot load it ({e})", where=converted, remedy="Remove that folder and try again."
        ) from e
    return Ct2(translator, source, len(target), encoder, device, compute, workers)


def _vocabularies(converted: Path) -> tuple[list[str], list[str]]:
    """The tokens of both sides; those of the target are the first of the source's, or all of them."""
    shared = converted / "shared_vocabulary.json"
    paths = [converted / f"{side}_vocabulary.json" for side in ("source", "target")]
    source, target = (json.loads((shared if shared.is_file() else path).read_text(encoding="utf-8")) for path in paths)
    return source, target


def gpus() -> int:
    """GPUs that CTranslate2 can use."""
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Ct2:
    """A CTranslate2 translator. `tokens[id]` is what CTranslate2 calls an id; the first `outputs` may be generated."""

    name = "ct2"

    def __init__(
        self,
        translator: Any,
        tokens: list[str],
        outputs: int,
        encoder: Encoder,
        device: str,
        compute: str,
        workers: int,
    ) -> None:
        self._translator, self._encoder = translator, encoder
        self._tokens, self._ids, self._outputs = tokens, {token: i for i, token in enumerate(tokens)}, outputs
        self._barred = [[tokens[i]] for i in encoder.barred if i < len(tokens)]
        self.device, self.compute, self.input_limit = device, compute, encoder.limit
        self.workers, self.room = workers, ROOM[device]

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in self._encoder.encode(texts)]

    def spell(self, targets: Sequence[str]) -> list[list[int]]:
        return [[j for i in ids for j in self._sayable(i)] for ids in self._encoder.begin(targets)]

    def _sayable(self, i: int) -> list[int]:
        """The piece of an id that is never generated (Chinese, in a term) as byte pieces, where the model has them."""
        if i < self._outputs:
            return [i]
        spelled = [self._ids.get(f"<0x{byte:02X}>", i) for byte in self._tokens[i].encode()]
        return [i] if i in spelled else spelled

    def score(self, texts: Sequence[str], targets: Sequence[str]) -> list[list[float]]:
        if not texts:
            return []
        sources = [self._named(self._encoder.fit(ids)[0]) for ids in self._encoder.encode(texts)]
        rows = self._translator.score_batch(sources, list(map(self._named, self.spell(targets))), max_input_length=0)
        return [row.log_probs for row in rows]

    def _named(self, ids: Sequence[int]) -> list[str]:
        return [self._tokens[i] for i in ids]

    def generate(self, texts: Sequence[str], decoding: Decoding, begun: Sequence[str] = ()) -> list[Hypothesis]:
        if not texts:
            return []
        fitted = [self._encoder.fit(ids) for ids in self._encoder.encode(texts)]
        sources = [self._named(ids) for ids, _ in fitted]
        results = self._translator.translate_batch(
            sources,
            target_prefix=list(map(self._named, self.spell(begun))) or None,
            beam_size=decoding.beam,
            length_penalty=decoding.length_penalty,
            patience=decoding.patience,
            repetition_penalty=decoding.repetition_penalty,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            max_input_length=0,  # 1,024 by default; ours is explicit, see fit()
            max_decoding_length=decoding.limit(max(map(len, sources)), self._encoder.limit),
            suppress_sequences=self._barred,
            return_scores=True,
            return_end_token=True,
        )
        targets = [r.hypotheses[0] for r in results]
        if decoding.plain and not begun:
            scores = [_normal(r.scores[0], len(t), decoding) for r, t in zip(results, targets, strict=True)]
        else:
            scores = self._scores(sources, targets)
        return [
            self._hypothesis(target, score, whole)
            for target, score, (_, whole) in zip(targets, scores, fitted, strict=True)
        ]

    def _hypothesis(self, target: list[str], score: float, whole: bool) -> Hypothesis:
        ids = [self._ids[token] for token in target]
        ended = bool(ids) and ids[-1] == self._encoder.eos
        return Hypothesis(self._encoder.decode(ids), score, len(ids), whole and ended)

    def _scores(self, sources: list[list[str]], targets: list[list[str]]) -> list[float]:
        """What the model itself thinks of targets that were searched for with penalties."""
        end = self._tokens[self._encoder.eos]
        bare = [t[:-1] if t[-1:] == [end] else t for t in targets]
        scored = self._translator.score_batch(sources, bare, max_input_length=0)
        return [
            sum(s.log_probs[: len(t)]) / max(len(t), 1) for s, t in zip(scored, targets, strict=True)
        ]  # score_batch adds the end token, which an unfinished target does not have

    def close(self) -> None:
        self._translator.unload_model()


def _normal(score: float, length: int, decoding: Decoding) -> float:
    """CTranslate2's score is the sum over length ** length_penalty, the end token counted in neither or both."""
    return score * math.pow(length, decoding.length_penalty - 1.0)


def _compute(asked: str, family: str, device: str, supported: set[str]) -> str:
    """The compute type. T5 overflows float16, so it gets bfloat16 on a GPU, float32 where that is missing."""
    if asked == "auto":
        wanted = ["int8"] if device == "cpu" else ["float16"] if family == "marian" else ["bfloat16"]
        return next((c for c in wanted if c in supported), "float32")
    if asked not in supported:
        raise UsageError(
            f"CTranslate2 has no {asked} on this {device}", remedy=f"Here it has {', '.join(sorted(supported))}."
        )
    return asked
