"""Marian and T5 weights laid out as CTranslate2 wants them.

CTranslate2's own converter is not used: it goes through transformers, whose version 5 says of every mT5 that its
embeddings are tied, so that the converter scales their output; and it asks a tokenizer for the vocabulary.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from duizhao.errors import ModelError

Get = Callable[..., Any]
"""The first of the tensors named that there is."""

_ACTIVATIONS = {
    "gelu": "GELU",
    "gelu_new": "GELUTanh",
    "gelu_fast": "GELUTanh",
    "relu": "RELU",
    "silu": "SWISH",
    "swish": "SWISH",
}


NEVER = -1e4
"""A bias of Marian's output that says: never this piece. What ends the vocabulary with it is left out of the decoder:
of zh-en-small's 20,258 pieces the 9,000 with Chinese in them, which makes decoding some 1.3 times as fast."""

_MARIAN_TABLE = (
    "model.shared.weight",
    "lm_head.weight",
    "model.encoder.embed_tokens.weight",
    "model.decoder.embed_tokens.weight",
)
"""One table under four names, of which a file of safetensors holds any one."""


def write(source: Path, family: str, target: Path) -> None:
    """Write the model of `source` into the folder `target`, in float16. Raises ModelError where it cannot be."""
    if family not in _FAMILIES:
        raise ModelError(
            f"a model of the family {family!r}", where=source, remedy=f"duizhao runs {', '.join(_FAMILIES)}."
        )
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    with ExitStack() as open_files:
        spec = _FAMILIES[family](source, config, _reader(source, open_files))
        spec.validate()
        spec.optimize(quantization="float16")
        spec.save(str(target))


def _reader(folder: Path, open_files: ExitStack) -> Get:
    from safetensors import safe_open

    where: dict[str, Any] = {}
    for path in sorted(folder.glob("*.safetensors")):
        file = open_files.enter_context(safe_open(path, framework="pt"))
        where |= dict.fromkeys(file.keys(), file)

    def get(*names: str) -> Any:
        for name in names:
            if name in where:
                return where[name].get_tensor(name)
        raise ModelError(f"its weights lack {names[0]}", where=folder, remedy="Get the model again.")

    return get


def _marian(folder: Path, config: dict[str, Any], get: Get) -> Any:
    """Post-norm, sinusoid positions; CTranslate2's decoder starts from a zero embedding, so `<pad>` is left out."""
    from ctranslate2.specs import TransformerSpec, common_spec

    if not config.get("share_encoder_decoder_embeddings", True) or config.get("normalize_before"):
        raise ModelError("a Marian with separate embeddings", where=folder, remedy="Use --engine torch.")
    spec = TransformerSpec.from_config(
        (config["encoder_layers"], config["decoder_layers"]),
        config["encoder_attention_heads"],
        pre_norm=False,
        activation=getattr(common_spec.Activation, _ACTIVATIONS[config["activation_function"]]),
    )
    pieces = sorted(json.loads((folder / "vocab.json").read_text(encoding="utf-8")).items(), key=lambda item: item[1])
    tokens = [piece for piece, _ in pieces]
    table = get(*_MARIAN_TABLE)
    if tokens[-1] != "<pad>" or len(tokens) != len(table) or table[-1].any():
        what = "its <pad> is not the last piece with a row of zeros, from which CTranslate2 starts"
        raise ModelError(what, where=folder, remedy="Use --engine torch.")
    tokens.pop()
    table = table[:-1]

    for side in ("encoder", "decoder"):
        stack = getattr(spec, side)
        stack.scale_embeddings = math.sqrt(config["d_model"]) if config.get("scale_embedding") else 1.0
        stack.position_encodings.encodings = _sinusoids(config.get("max_position_embeddings", 512), config["d_model"])
        for i, layer in enumerate(stack.layer):
            name = f"model.{side}.layers.{i}"
            _attention(layer.self_attention, get, f"{name}.self_attn", "{}_proj", fused=True)
            _norm(layer.self_attention.layer_norm, get, f"{name}.self_attn_layer_norm")
            if side == "decoder":
                _attention(layer.attention, get, f"{name}.encoder_attn", "{}_proj", fused=False)
                _norm(layer.attention.layer_norm, get, f"{name}.encoder_attn_layer_norm")
            _linear(layer.ffn.linear_0, get, f"{name}.fc1")
            _linear(layer.ffn.linear_1, get, f"{name}.fc2")
            _norm(layer.ffn.layer_norm, get, f"{name}.final_layer_norm")
    bias = get("final_logits_bias").reshape(-1)[:-1]
    outputs = 1 + max(i for i, b in enumerate(bias.tolist()) if b > NEVER)
    spec.encoder.embeddings[0].weight = table
    spec.decoder.embeddings.weight = spec.decoder.projection.weight = table[:outputs]
    spec.decoder.projection.bias = bias[:outputs]
    spec.decoder.start_from_zero_embedding = True
    return _named(spec, tokens, tokens[:outputs], eos="</s>", unk="<unk>", start="</s>")


def _t5(folder: Path, config: dict[str, Any], get: Get) -> Any:
    """Pre-norm transformer with relative positions, of which every layer uses the first one's."""
    import numpy
    from ctranslate2.specs import TransformerSpec, common_spec
    from sentencepiece import SentencePieceProcessor

    gated, _, activation = config.get("feed_forward_proj", "relu").rpartition("-")
    activation = "gelu_new" if (gated, activation) == ("gated", "gelu") else activation
    spec = TransformerSpec.from_config(
        (config["num_layers"], config.get("num_decoder_layers") or config["num_layers"]),
        config["num_heads"],
        pre_norm=True,
        activation=getattr(common_spec.Activation, _ACTIVATIONS[activation]),
        ffn_glu=bool(gated),
        relative_attention_bias=True,
        rms_norm=True,
    )
    table = get("shared.weight", "encoder.embed_tokens.weight", "decoder.embed_tokens.weight")
    distance = numpy.int32(config.get("relative_attention_max_distance", 128))
    for side in ("encoder", "decoder"):
        stack = getattr(spec, side)
        stack.scale_embeddings = False
        stack.layer_norm.gamma = get(f"{side}.final_layer_norm.weight")
        bias = get(f"{side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight")
        for i, layer in enumerate(stack.layer):
            name = f"{side}.block.{i}.layer"
            layer.self_attention.relative_attention_bias = bias
            layer.self_attention.relative_attention_max_distance = distance
            _attention(layer.self_attention, get, f"{name}.0.SelfAttention", "{}", fused=True)
            layer.self_attention.layer_norm.gamma = get(f"{name}.0.layer_norm.weight")
            layer.self_attention.queries_scale = 1.0
            if side == "decoder":
                _attention(layer.attention, get, f"{name}.1.EncDecAttention", "{}", fused=False)
                layer.attention.layer_norm.gamma = get(f"{name}.1.layer_norm.weight")
                layer.attention.queries_scale = 1.0
            last = f"{name}.{2 if side == 'decoder' else 1}"
            layer.ffn.layer_norm.gamma = get(f"{last}.layer_norm.weight")
            layer.ffn.linear_0.weight = get(f"{last}.DenseReluDense.wi_0.weight", f"{last}.DenseReluDense.wi.weight")
            if gated:
                layer.ffn.linear_0_noact.weight = get(f"{last}.DenseReluDense.wi_1.weight")
            layer.ffn.linear_1.weight = get(f"{last}.DenseReluDense.wo.weight")
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = table
    spec.decoder.projection.weight = get("lm_head.weight", "shared.weight")
    if _scaled(config):
        spec.decoder.scale_outputs = config["d_model"] ** -0.5

    processor = SentencePieceProcessor(model_file=str(folder / "spiece.model"))
    tokens = [processor.id_to_piece(i) for i in range(len(processor))]
    tokens += [f"<beyond_{i}>" for i in range(len(tokens), len(table))]
    start = config.get("decoder_start_token_id", config.get("pad_token_id", 0))
    eos = config.get("eos_token_id", 1)
    return _named(spec, tokens, tokens, eos=tokens[eos], unk=tokens[processor.unk_id()], start=tokens[start])


_FAMILIES: dict[str, Callable[[Path, dict[str, Any], Get], Any]] = {"marian": _marian, "t5": _t5, "mt5": _t5}


def _scaled(config: dict[str, Any]) -> bool:
    """Whether the decoder's output is scaled: the first T5s have it so, with tied embeddings, and none since."""
    if config["model_type"] != "t5":
        return False
    return bool(config.get("scale_decoder_outputs", config.get("tie_word_embeddings") is not False))


def _named(spec: Any, source: list[str], target: list[str], *, eos: str, unk: str, start: str) -> Any:
    """The spec with its vocabularies and its control tokens."""
    spec.register_source_vocabulary(source)
    spec.register_target_vocabulary(target)
    spec.config.bos_token = spec.config.eos_token = eos
    spec.config.unk_token, spec.config.decoder_start_token = unk, start
    return spec


def _attention(spec: Any, get: Get, name: str, form: str, *, fused: bool) -> None:
    """Queries, keys and values in one matrix (self-attention), or queries apart (attention to the source)."""
    from ctranslate2.converters.utils import fuse_linear
    from ctranslate2.specs.common_spec import LinearSpec

    parts = [LinearSpec() for _ in "qkv"]
    for part, letter in zip(parts, "qkv", strict=True):
        _linear(part, get, f"{name}.{form.format(letter)}")
    if fused:
        fuse_linear(spec.linear[0], parts)
    else:
        fuse_linear(spec.linear[0], parts[:1])
        fuse_linear(spec.linear[1], parts[1:])
    _linear(spec.linear[-1], get, f"{name}.out_proj" if "proj" in form else f"{name}.o")


def _linear(spec: Any, get: Get, name: str) -> None:
    spec.weight = get(f"{name}.weight")
    if name.startswith("model."):  # Marian's; T5 has no biases
        spec.bias = get(f"{name}.bias")


def _norm(spec: Any, get: Get, name: str) -> None:
    spec.gamma, spec.beta = get(f"{name}.weight"), get(f"{name}.bias")


def _sinusoids(positions: int, width: int) -> Any:
    """Marian's position encodings: Vaswani et al. 2017, 3.5, but all sines of a row first, then all cosines."""
    import numpy

    angle = numpy.arange(positions)[:, None] / 10000 ** (2 * numpy.arange((width + 1) // 2) / width)
    return numpy.hstack([numpy.sin(angle), numpy.cos(angle)[:, : width // 2]]).astype(numpy.float32)
