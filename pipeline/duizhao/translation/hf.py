"""The engine torch: transformers on PyTorch, for what CTranslate2 lacks and to check it against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from duizhao.errors import ModelError, UsageError
from duizhao.settings import Translation
from duizhao.translation.encode import Encoder
from duizhao.translation.engine import Decoding, Engine, Hypothesis, choose_device

COMPUTE = ("float32", "float16", "bfloat16")

ROOM = {"cpu": 2560, "cuda": 16_384}
"""See Engine.room. On a CPU from 640 to 8,192 all is alike. On a GPU not measured."""


def load(folder: Path, converted: Path | None, encoder: Encoder, settings: Translation) -> Engine:
    """The safetensors of `folder`, loaded. Raises ModelError where they cannot be, or are not all there."""
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    kind, number = choose_device(settings.device, gpus())
    compute = _compute(settings.compute, encoder.family, kind)
    if settings.threads:
        torch.set_num_threads(settings.threads)
    try:
        model, report = transformers.AutoModelForSeq2SeqLM.from_pretrained(
            folder,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
            dtype=getattr(torch, compute),
            output_loading_info=True,
        )
    except Exception as e:  # safetensors, transformers and torch each have their own
        raise ModelError(f"transformers cannot load it ({e})", where=folder, remedy="Get the model again.") from e
    missing = [key for key in report["missing_keys"] if "embed_positions" not in key]
    if missing or report["mismatched_keys"]:
        raise ModelError(f"lacks weights ({', '.join(missing[:3])})", where=folder, remedy="Get the model again.")
    model.generation_config = transformers.GenerationConfig()  # the model's own may force an end token or ban others
    return Torch(model.to(f"{kind}:{number}" if number else kind).eval(), encoder, kind, compute)


def gpus() -> int:
    """GPUs that torch can use."""
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0


class Torch:
    """A transformers model."""

    name = "torch"
    workers = 1

    def __init__(self, model: Any, encoder: Encoder, device: str, compute: str) -> None:
        self._model, self._encoder = model, encoder
        self.device, self.compute, self.input_limit = device, compute, encoder.limit
        self.room = ROOM[device]

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in self._encoder.encode(texts)]

    def spell(self, targets: Sequence[str]) -> list[list[int]]:
        return self._encoder.begin(targets)

    def score(self, texts: Sequence[str], targets: Sequence[str]) -> list[list[float]]:
        import torch

        if not texts:
            return []
        source, mask = self._padded([self._encoder.fit(ids)[0] for ids in self._encoder.encode(texts)])
        with torch.inference_mode():
            return self._log_probs(source, mask, [[*ids, self._encoder.eos] for ids in self.spell(targets)])

    def generate(self, texts: Sequence[str], decoding: Decoding, begun: Sequence[str] = ()) -> list[Hypothesis]:
        import torch
        from transformers import GenerationConfig

        if not texts:
            return []
        encoder = self._encoder
        fitted = [encoder.fit(ids) for ids in encoder.encode(texts)]
        source, mask = self._padded([ids for ids, _ in fitted])
        settings = GenerationConfig(
            num_beams=decoding.beam,
            do_sample=False,
            # as CTranslate2 does; for want of patience, False: go on while a better target seems likely
            early_stopping=decoding.beam > 1 and decoding.patience == 1.0,
            length_penalty=decoding.length_penalty,
            repetition_penalty=decoding.repetition_penalty,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            min_new_tokens=1,
            max_new_tokens=decoding.limit(source.shape[1], encoder.limit),
            suppress_tokens=list(encoder.barred),
            eos_token_id=encoder.eos,
            pad_token_id=encoder.pad,
            decoder_start_token_id=encoder.start,
        )
        try:
            with torch.inference_mode():
                rows = self._model.generate(
                    input_ids=source,
                    attention_mask=mask,
                    generation_config=settings,
                    prefix_allowed_tokens_fn=self._only(begun) if begun else None,
                )
                targets = [self._target(row) for row in rows[:, 1:].tolist()]
                scores = [sum(row) / max(len(row), 1) for row in self._log_probs(source, mask, targets)]
        except torch.OutOfMemoryError:
            torch.cuda.empty_cache()  # the halves need what the failed batch still holds
            raise
        return [
            Hypothesis(encoder.decode(t), score, len(t), whole and t[-1:] == [encoder.eos])
            for t, score, (_, whole) in zip(targets, scores, fitted, strict=True)
        ]

    def _target(self, row: list[int]) -> list[int]:
        """The generated ids up to the end token; padding follows it, and the pad may be the end token's own id."""
        if self._encoder.eos in row:
            return row[: row.index(self._encoder.eos) + 1]
        return [i for i in row if i != self._encoder.pad]

    def _only(self, begun: Sequence[str]) -> Callable[[int, Any], list[int]]:
        """What may be generated next in a row of the batch: what its target begins with, then anything."""
        forced, anything = self.spell(begun), list(range(len(self._encoder.pieces)))

        def allowed(row: int, made: Any) -> list[int]:
            done = len(made) - 1  # the start token is there before anything is made
            return forced[row][done : done + 1] or anything

        return allowed

    def _log_probs(self, source: Any, mask: Any, targets: list[list[int]]) -> list[list[float]]:
        """The log-probability of each token of the targets, from a second pass: beam scores carry penalties."""
        import torch

        labels, _ = self._padded(targets)
        start = torch.full_like(labels[:, :1], self._encoder.start)
        given = torch.cat([start, labels[:, :-1]], dim=1)
        logits = self._model(input_ids=source, attention_mask=mask, decoder_input_ids=given).logits.float()
        logits[..., list(self._encoder.barred)] = -torch.inf  # as in the search, and as CTranslate2 has it
        chosen = (logits.gather(-1, labels.unsqueeze(-1)).squeeze(-1) - logits.logsumexp(-1)).cpu()
        return [row[: len(t)].tolist() for row, t in zip(chosen, targets, strict=True)]

    def _padded(self, rows: list[list[int]]) -> tuple[Any, Any]:
        import torch

        width = max(map(len, rows))
        ids = torch.full((len(rows), width), self._encoder.pad)
        mask = torch.zeros((len(rows), width), dtype=torch.long)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = torch.tensor(row, dtype=torch.long)
            mask[i, : len(row)] = 1
        return ids.to(self._model.device), mask.to(self._model.device)

    def close(self) -> None:
        import torch

        del self._model
        if self.device == "cuda":
            torch.cuda.empty_cache()


def _compute(asked: str, family: str, device: str) -> str:
    """The type of the weights. T5 overflows float16, so it gets bfloat16 on a GPU."""
    if asked == "auto":
        return "float32" if device == "cpu" else "float16" if family == "marian" else "bfloat16"
    if asked not in COMPUTE:
        raise UsageError(f"the engine torch has no {asked}", remedy=f"It has {', '.join(COMPUTE)}; ct2 has int8.")
    return asked
