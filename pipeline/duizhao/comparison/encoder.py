"""The encoder of BERTScore, by its name."""

from __future__ import annotations

from pathlib import Path

from duizhao import scoring, store
from duizhao.errors import ModelError


def bertscore(name: str) -> scoring.BertScore:
    """BERTScore with the encoder of a folder, or of the folder of that name among the installed models.

    Raises ModelError where there is none, or it cannot be used.
    """
    installed = store.models_folder() / name
    folder = next((path for path in (Path(name), installed) if path.is_dir()), None)
    if folder is None:
        what = f"no BERTScore: there is no folder {name!r}, here or among the installed models"
        raise ModelError(what, remedy="Name the folder of a BERT with safetensors.")
    return scoring.BertScore(folder, store.info(str(folder.resolve())).sha256)
