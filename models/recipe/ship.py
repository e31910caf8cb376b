"""A model's folder made ready to be shipped."""

from __future__ import annotations

import hashlib
from pathlib import Path

from duizhao.errors import InputError
from duizhao.evaluation.overlap import SEEN
from duizhao.files import WholeFile, write_whole
from duizhao.preediting import plainer
from recipe.vocabulary import FILES

SUMS = "SHA256SUMS"
MADE = ("model.safetensors", "config.json", "generation_config.json", "tokenizer_config.json", "training.json", *FILES)
LARGEST = 64 * 2**20  # bytes of weights


def ship(model: Path, out: Path) -> str:
    """Copy what the recipe makes, and pin it; what else is in `out` (the card) stays.

    Raises InputError for a folder that is not whole, and for weights above 64 MiB.
    """
    for name in MADE:
        if not (model / name).is_file():
            raise InputError(f"has no {name}", where=model, remedy="Name the folder `model` of a training.")
    if (model / MADE[0]).stat().st_size > LARGEST:
        raise InputError("is larger than 64 MiB", where=model / MADE[0])
    for name in MADE:
        with WholeFile(out / name, force=True) as file:
            file.write((model / name).read_bytes())
            file.commit()
    (out / SEEN).unlink(missing_ok=True)  # it told what the model before was trained on
    return f"{out}: {pin(out)} files pinned; `seen` tells what it was trained on"


def pin(out: Path) -> int:
    """Write the sums of a shipped folder, and say of how many files."""
    names = sorted((*MADE, *(name for name in (SEEN, plainer.FILE) if (out / name).is_file())))
    sums = [f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}" for name in names]
    write_whole(out / SUMS, "\n".join(sums) + "\n", force=True)
    return len(sums)
