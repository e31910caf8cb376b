"""Our parameters under the names of transformers' MarianMTModel, and back."""

from __future__ import annotations

import torch
from torch import Tensor

from recipe.model import Marian

_NEVER = -10_000.0  # the bias of what may not be output; finite in float16
_SIDES = ("encoder", "decoder")


def state_for_transformers(model: Marian) -> dict[str, Tensor]:
    """The float32 tensors of a model; `<pad>` gets its zero row, and pieces that may not be output their bias."""
    bias, table = model.final_logits_bias.detach().clone(), model.shared.weight.detach().clone()
    bias[model.c.targets :] = _NEVER
    table[model.c.pad] = 0
    out = {"model.shared.weight": table, "final_logits_bias": bias[None]}
    for side in _SIDES:
        for name, p in model.get_submodule(side).named_parameters():
            out[f"model.{side}.layers.{name}"] = p
    return {name: x.detach().float() for name, x in out.items()}


def from_transformers(state: dict[str, Tensor], model: Marian) -> None:
    """The inverse. Raises RuntimeError where a name or a shape does not fit."""
    bias = state["final_logits_bias"][0].clone()
    bias[model.c.targets :] = 0
    own = {"shared.weight": state["model.shared.weight"], "final_logits_bias": bias}
    own |= {k.removeprefix("model.").replace(".layers.", "."): v for k, v in state.items() if ".layers." in k}
    model.load_state_dict({name: x.to(torch.float32) for name, x in own.items()})
