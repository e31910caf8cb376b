"""Hugging Face folder → CTranslate2 folder, once, in the user's cache.

One conversion, stored in float16, serves every compute type: CTranslate2 makes int8 or float32 of it when it loads.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from duizhao.errors import DuizhaoError, ModelError
from duizhao.store.find import Model
from duizhao.store.folders import cache_folder, locked, writing
from duizhao.store.verify import SUMS, digest, pins, problems, sha256

log = logging.getLogger("duizhao")

LAYOUT = 2
"""To be raised when what we write changes."""

_INPUTS = ("config.json", "vocab.json", "source.spm", "target.spm", "spiece.model")


def convert(model: Model) -> Path:
    """The model's CTranslate2 folder, made if it is not there; several processes may ask at once.

    It is named by the SHA-256 of the weights and of all else it is made from. Raises ModelError for a model that cannot
    be converted, OutputError where the cache cannot be written.
    """
    folder = converted_folder(model)
    if _whole(folder):
        return folder
    with locked(folder.with_name(f".{folder.name}.lock")):
        if not _whole(folder):
            log.info("converting %s for CTranslate2", model.name)
            with writing(folder.parent):
                for left in (folder, *folder.parent.glob(f".{folder.name}.*")):  # damaged, or of one who was killed
                    if left.is_dir():
                        shutil.rmtree(left)
                _make(model, folder)
    return folder


def _whole(folder: Path) -> bool:
    try:
        return bool(pins(folder)) and not problems(folder, fresh=False)
    except (ModelError, OSError):  # pins that cannot be read
        return False


def converted_folder(model: Model) -> Path:
    """Where the model's CTranslate2 folder is, or would be."""
    parts = [model.sha256, version("ctranslate2"), str(LAYOUT)]
    parts += [sha256(path) for name in _INPUTS if (path := model.folder / name).is_file()]
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    return cache_folder() / "ct2" / f"{model.family}-{key}"


def _make(model: Model, folder: Path) -> None:
    """Convert into a folder beside, then rename: `folder` is whole or not there."""
    from duizhao.store import weights

    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        weights.write(model.folder, model.family, part)
        files = sorted(p for p in part.iterdir() if p.is_file())
        (part / SUMS).write_text("".join(f"{digest(p)}  {p.name}\n" for p in files), encoding="utf-8")
        os.chmod(part, 0o755)  # mkdtemp's folders are its owner's alone
        part.rename(folder)
    except (DuizhaoError, OSError):
        raise
    except Exception as e:  # a shape, a name or a file that is not as the family has it
        raise ModelError(
            f"cannot be converted ({type(e).__name__}: {e})", where=model.folder, remedy="Try --engine torch."
        ) from e
    finally:
        shutil.rmtree(part, ignore_errors=True)
