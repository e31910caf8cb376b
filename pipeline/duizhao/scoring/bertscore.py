"""BERTScore (Zhang et al. 2020): tokens matched by what an encoder makes of them in their context."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from duizhao.errors import ModelError
from duizhao.scoring.rouge import Prf

LAYERS = {
    "bert-base-uncased": 9,
    "bert-large-uncased": 18,
    "bert-base-cased": 9,
    "bert-base-multilingual-cased": 9,
    "bert-base-chinese": 8,
    "roberta-base": 10,
    "roberta-large": 17,
    "xlm-roberta-base": 9,
    "xlm-roberta-large": 17,
}
"""The layer that agrees best with people, from its authors' table (bert-score 0.3.13); of others the last is taken."""
_SPACED = ("roberta", "gpt2")
"""Kinds of models whose tokens begin with the space before a word, which the first word has not."""
_POSITIONS = 512
_KEPT = 64
"""Texts whose vectors are held: those of one segment or article."""


class BertScore:
    """Scores texts with the encoder of a folder, by the vectors of one layer, without idf and without rescaling.

    It is read from safetensors, on the CPU, and nothing is fetched. `digest`: SHA-256 of the weights, for the
    signature. Raises ModelError where the folder has no encoder that can be loaded.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        self._folder = folder
        if not any(folder.glob("*.safetensors")):
            raise ModelError("has no weights (*.safetensors)", where=folder, remedy="Name the folder of a BERT.")
        try:
            self.layer = self._load()
        except ModelError:
            raise
        except Exception as e:  # safetensors, transformers and torch each have their own
            raise ModelError(f"transformers cannot load it ({e})", where=folder, remedy="Get the model again.") from e
        self._vectors = lru_cache(_KEPT)(self._embedded)
        name = f"model:{folder.resolve().name}-{digest[:12]}"
        version = metadata.version("transformers")
        self.signature = f"F1|best-reference|{name}|layer:{self.layer}|idf:no|rescaled:no|transformers:{version}"

    def __call__(self, candidate: str, references: Sequence[str]) -> Prf:
        """The scores against the reference with the best F1: each −1 to 1, 0 where a side has no tokens.

        Every token is matched with the one of the other text whose vector has the greatest cosine; the marks that the
        encoder sets at both ends may be matched, and count for nothing themselves, as its authors' program has it.
        """
        mine = self._vectors(candidate)
        return max((_matched(mine, self._vectors(r)) for r in references), key=lambda found: found.f1)

    def _load(self) -> int:
        import torch
        import transformers

        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
        here = {"local_files_only": True, "trust_remote_code": False}
        config = transformers.AutoConfig.from_pretrained(self._folder, **here)
        if config.is_encoder_decoder:
            what = f"is no encoder but a {config.model_type}"
            raise ModelError(what, where=self._folder, remedy="BERTScore needs a BERT, RoBERTa or the like.")
        layer = min(LAYERS.get(self._folder.resolve().name.lower(), config.num_hidden_layers), config.num_hidden_layers)
        config.num_hidden_layers = layer  # those above are not computed
        model, report = transformers.AutoModel.from_pretrained(
            self._folder,
            config=config,
            use_safetensors=True,
            dtype=torch.float32,
            output_loading_info=True,
            **here,
        )
        missing = [key for key in report["missing_keys"] if not key.startswith("pooler.")]
        if missing or report["mismatched_keys"]:
            raise ModelError(
                f"lacks weights ({', '.join(missing[:3])})", where=self._folder, remedy="Get the model again."
            )
        self._model = model.eval()
        self._tokenizer = transformers.AutoTokenizer.from_pretrained(self._folder, **here)
        self._spaced = config.model_type in _SPACED
        whole, bare = self._tokenizer("a")["input_ids"], self._ids("a")
        at = next(i for i in range(len(whole)) if whole[i : i + len(bare)] == bare)
        self._before, self._after = whole[:at], whole[at + len(bare) :]
        # positions of RoBERTa begin at 2
        positions = (getattr(config, "max_position_embeddings", None) or _POSITIONS) - 2
        self._room = positions - len(self._before) - len(self._after)
        return int(layer)

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def _embedded(self, text: str) -> tuple[Any, Any]:
        """(n, k) unit vectors of the tokens, and which of them are tokens of the text.

        A text that is longer than the encoder takes is read in pieces, so that nothing is left out.
        """
        import numpy as np
        import torch

        words = " ".join(text.split())
        ids = self._ids(f" {words}" if self._spaced and words else words)
        found, counts = [np.zeros((0, 1), dtype=np.float32)], [np.zeros(0, dtype=bool)]
        for start in range(0, len(ids), self._room):
            piece = ids[start : start + self._room]
            row = torch.tensor([[*self._before, *piece, *self._after]])
            with torch.inference_mode():
                made = self._model(input_ids=row, attention_mask=torch.ones_like(row)).last_hidden_state[0]
            found.append((made / made.norm(dim=-1, keepdim=True)).numpy())
            counts.append(np.array([False] * len(self._before) + [True] * len(piece) + [False] * len(self._after)))
        return (np.concatenate(found[1:]) if ids else found[0]), np.concatenate(counts)


def _matched(mine: tuple[Any, Any], theirs: tuple[Any, Any]) -> Prf:
    if not mine[1].any() or not theirs[1].any():
        return Prf(0.0, 0.0, 0.0)
    cosines = mine[0] @ theirs[0].T
    precision = float(cosines.max(axis=1)[mine[1]].mean())
    recall = float(cosines.max(axis=0)[theirs[1]].mean())
    both = precision + recall
    return Prf(precision, recall, 2 * precision * recall / both if both > 0 else 0.0)
