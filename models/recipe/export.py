"""Weights in the Hugging Face Marian layout, float16, and back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from recipe.folders import whole_folder
from recipe.layout import from_transformers, state_for_transformers
from recipe.model import END, Config, Marian
from recipe.vocabulary import FILES

__all__ = ["SHAPE", "export", "from_transformers", "read_weights", "state_for_transformers"]

SHAPE = ("d_model", "encoder_attention_heads", "encoder_layers", "decoder_layers")
"""Of config.json, in the order of Config's fields from `width` on."""


def export(model: Marian, vocabulary: Path, out: Path, progress: dict[str, Any]) -> None:
    """Write a model's folder whole; `progress` becomes training.json, so that a training can go on from it."""
    from safetensors.torch import save_file

    weights = {k: v.to("cpu", torch.float16).contiguous() for k, v in state_for_transformers(model).items()}
    c = model.c
    with whole_folder(out) as part:
        save_file(weights, part / "model.safetensors", {"format": "pt"})
        _write(part / "config.json", _config(c))
        _write(part / "generation_config.json", _special(c))
        _write(part / "tokenizer_config.json", _tokenizer(c))
        (part / "training.json").write_text(json.dumps(progress))
        for name in FILES:
            shutil.copy(vocabulary / name, part)


def read_weights(folder: Path) -> dict[str, Tensor]:
    """The tensors of a model's folder."""
    from safetensors.torch import load_file

    weights: dict[str, Tensor] = load_file(folder / "model.safetensors")
    return weights


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1))


def _special(c: Config) -> dict[str, Any]:
    return {
        "bos_token_id": END,
        "eos_token_id": END,
        "forced_eos_token_id": END,
        "pad_token_id": c.pad,
        "decoder_start_token_id": c.pad,
        "bad_words_ids": [[c.pad]],
        "num_beams": 4,
        "max_length": c.max_positions,
    }


def _tokenizer(c: Config) -> dict[str, Any]:
    return {
        "source_lang": "zh",
        "target_lang": "en",
        "model_max_length": c.max_positions,
        "tokenizer_class": "MarianTokenizer",
    }


def _config(c: Config) -> dict[str, Any]:
    both = {
        "layers": (c.encoder_layers, c.decoder_layers),
        "attention_heads": (c.heads, c.heads),
        "ffn_dim": (c.inner, c.inner),
        "layerdrop": (0.0, 0.0),
    }
    sides = {f"{side}_{name}": pair[i] for name, pair in both.items() for i, side in enumerate(("encoder", "decoder"))}
    return {
        "architectures": ["MarianMTModel"],
        "model_type": "marian",
        "vocab_size": c.vocab,
        "decoder_vocab_size": c.vocab,
        "d_model": c.width,
        **sides,
        "activation_function": "gelu",
        "dropout": 0.0,
        "attention_dropout": 0.0,
        "activation_dropout": 0.0,
        "scale_embedding": True,
        "static_position_embeddings": True,
        "normalize_before": False,
        "normalize_embedding": False,
        "tie_word_embeddings": True,
        "share_encoder_decoder_embeddings": True,
        "max_position_embeddings": c.max_positions,
        "is_encoder_decoder": True,
        "torch_dtype": "float16",
        "init_std": 0.02,
        "use_cache": True,
        **_special(c),
    }
