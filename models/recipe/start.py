"""The weights that a training begins with: random ones, those of multilingual-e5-small, or an exported model's."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn

from duizhao.errors import UsageError
from recipe import e5 as source
from recipe.export import SHAPE, from_transformers, read_weights
from recipe.model import Config, Layer, Marian
from recipe.state import Seen
from recipe.vocabulary import Encoder

E5, RANDOM = "e5", "random"

_GAIN = 4.0
"""How much larger than in e5 the token vectors are, so that sinusoids (norm sqrt(width / 2)) do not drown them; layer 0
is rescaled to compensate."""

_PARTS = {
    "self_attn.q_proj": "q",
    "self_attn.k_proj": "k",
    "self_attn.v_proj": "v",
    "self_attn.out_proj": "ao",
    "self_attn_layer_norm": "aln",
    "fc1": "fi",
    "fc2": "fo",
    "final_layer_norm": "oln",
}


def begin(start: str, encoder: Encoder, layers: tuple[int, int], heads: int, seed: int) -> tuple[Marian, Seen]:
    """A model and what it has seen. `start`: "e5", "random", or a model's folder, whose shape then counts.

    Where its encoder has fewer layers than `layers` says, it gets them (see `deepened`).
    """
    torch.manual_seed(seed)
    if start in (E5, RANDOM):
        config = Config(len(encoder.rows), encoder.targets, 32 * heads, heads, *layers)
        model = Marian(config)
        if start == E5:
            initialise(model, source.read(source.find()), encoder.rows)
        return model, Seen()
    folder = Path(start)
    if not (folder / "config.json").is_file():
        raise UsageError(f"{start} is neither e5, random nor a model's folder")
    shape = json.loads((folder / "config.json").read_text())
    if shape["vocab_size"] != len(encoder.rows):
        raise UsageError(f"{folder} has another vocabulary than the tokens")
    model = Marian(Config(len(encoder.rows), encoder.targets, *(shape[name] for name in SHAPE)))
    from_transformers(read_weights(folder), model)
    if layers[0] > model.c.encoder_layers:
        model = deepened(model, layers[0])
    seen = json.loads((folder / "training.json").read_text()) if (folder / "training.json").exists() else {}
    return model, Seen(seen.get("updates", 0), seen.get("pairs", 0))


def deepened(model: Marian, layers: int) -> Marian:
    """The model with so many encoder layers, and nearly the same output.

    Before the last layer come copies of the last ones (Gong et al. 2019, "Efficient Training of BERT by Progressively
    Stacking") that do nothing yet: both residual branches of each end in zeros, and its norms give back the mean and
    deviation that they get, those of the norm before. Raises UsageError for an encoder of one layer.
    """
    encoder = [cast(Layer, layer) for layer in model.encoder]
    if len(encoder) < 2:
        raise UsageError("an encoder of one layer cannot be deepened")
    *first, last = encoder
    deep = Marian(replace(model.c, encoder_layers=layers))
    deep.load_state_dict({k: x for k, x in model.state_dict().items() if not k.startswith("encoder.")}, strict=False)
    new = [
        silent(encoder[i % len(encoder)], first[-1].final_layer_norm)
        for i in range(2 * len(encoder) - layers, len(encoder))
    ]
    for ours, theirs in zip(deep.encoder, [*first, *new, last], strict=True):
        ours.load_state_dict(theirs.state_dict())
    return deep


def silent(layer: Layer, before: nn.LayerNorm) -> Layer:
    """A copy that gives back what the norm `before` gives it."""
    layer = copy.deepcopy(layer)
    deviation = (before.weight.square().mean() + before.bias.var()).sqrt().item()
    for end in (layer.self_attn.out_proj, layer.fc2):
        nn.init.zeros_(end.weight)
        nn.init.zeros_(end.bias)
    for norm in (layer.self_attn_layer_norm, layer.final_layer_norm):
        nn.init.constant_(norm.weight, deviation)
        nn.init.constant_(norm.bias, before.bias.mean().item())
    return layer


def initialise(model: Marian, e5: source.E5, rows: list[int]) -> None:
    """Copy e5 into a fresh Marian of its width: rows[i] is XLM-R's id of our id i, or -1 for a new piece.

    A Marian layer has the parts of a BERT layer, so the encoder's layers and the decoder's self-attention and
    feed-forward parts are copied; positions become sinusoids, which the first hundred updates absorb.
    """
    if model.c.width != e5.width or model.c.encoder_layers > _layers(e5):
        raise UsageError(f"e5 has {_layers(e5)} layers of width {e5.width}: choose the shape accordingly")
    vectors = torch.from_numpy(source.embeddings(e5)) * (_GAIN / model.scale)
    table, where = model.shared.weight.data, torch.tensor(rows)
    known = where >= 0
    table[known] = vectors[where[known]]
    strange = int((~known).sum())
    table[~known] = table[known].mean(0) + torch.randn(strange, model.c.width) * table[known].std(0)
    for side in (model.encoder, model.decoder):
        for i, layer in enumerate(side):
            assert isinstance(layer, Layer)
            _copy(layer, e5, i)
        _shrink(side[0])


def _layers(e5: source.E5) -> int:
    return sum(name.endswith(".q.w") for name in e5.weights)


def _copy(layer: Layer, e5: source.E5, number: int) -> None:
    for ours, theirs in _PARTS.items():
        module = layer.get_submodule(ours)
        for attribute, suffix in (("weight", "w"), ("bias", "b")):
            own: Tensor = getattr(module, attribute).data
            own.copy_(torch.from_numpy(e5.weights[f"l{number}.{theirs}.{suffix}"]).view_as(own))


def _shrink(layer: torch.nn.Module) -> None:
    """The first layer of a side, for token vectors `_GAIN` times as large."""
    attention = layer.get_submodule("self_attn")
    for name in ("q_proj", "k_proj", "v_proj"):
        attention.get_submodule(name).get_parameter("weight").data.div_(_GAIN)
    for p in attention.get_submodule("out_proj").parameters():
        p.data.mul_(_GAIN)
