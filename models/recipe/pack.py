"""What a GPU elsewhere needs, in folders that each fit one transfer; and the weights that come back.

OUT/1, OUT/2, ... hold so many MiB each at most: the weights to start from, head.json (shape, pieces, references), the
development pairs, the code, pairs-NN.xz. Pairs go in by their share, those seen most often first, as far as there is
room.
"""

from __future__ import annotations

import io
import json
import lzma
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from duizhao.errors import InputError
from recipe import prepare
from recipe.export import export, from_transformers
from recipe.folders import HERE, whole_folder
from recipe.mixing import STRETCHES, Mix
from recipe.model import Config, Marian
from recipe.pairs import Pairs
from recipe.state import Seen
from recipe.vocabulary import Encoder

CODE = ("__init__", "chrf", "evaluate", "gpu", "journal", "layout", "loss", "model", "muon", "pairs")
_AT_ONCE = 150_000  # pairs in a shard
_BYTES = 75  # more than a pair takes
_LEAST = 2**17  # bytes of room that are worth another shard


def pack(
    model: Marian,
    seen: Seen,
    tokens: Path,
    mix: Mix,
    dev: Path,
    vocabulary: Path,
    out: Path,
    mebibytes: Sequence[float],
    *,
    dev_lines: int = 250,
    tell: Callable[[str], None] = lambda line: None,
) -> None:
    """Write the folders; says how much of a pass they hold."""
    encoder = Encoder(vocabulary)
    pairs, references = prepare.development(dev, encoder, dev_lines)
    head = {"config": asdict(model.c), "seen": asdict(seen), "names": encoder.names, "references": references}
    views = [prepare.load(tokens, mix, stretch) for stretch in STRETCHES]
    with whole_folder(out) as part:
        folders = [part / str(i + 1) for i in range(len(mebibytes))]
        for folder in folders:
            folder.mkdir()
        first = folders[0]
        (first / "head.json").write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")
        (first / "start.xz").write_bytes(squeeze(**{k: v.half().numpy() for k, v in model.state_dict().items()}))
        (first / "dev.xz").write_bytes(squeeze(**{name: getattr(pairs, at) for name, at in _DEV.items()}))
        (first / "recipe").mkdir()
        for name in CODE:
            shutil.copy(HERE / f"{name}.py", first / "recipe")
        _shards(views, folders, mebibytes, tell)


_DEV = {"source": "source", "target": "target", "source_at": "at_s", "target_at": "at_t"}


def join(parts: Path, packed: Path, vocabulary: Path, out: Path) -> dict[str, Any]:
    """The model's folder from the parts that came back; what it has seen in all. Raises InputError without parts."""
    files = sorted(parts.glob("weights-*.bin"))
    if not files:
        raise InputError("has no weights-NN.bin", where=parts)
    head = _head(packed)
    model = Marian(Config(**head["config"]))
    with np.load(io.BytesIO(b"".join(p.read_bytes() for p in files))) as arrays:
        from_transformers({name: torch.from_numpy(arrays[name]) for name in arrays.files}, model)
    progress: dict[str, Any] = json.loads((parts / "progress.json").read_text())
    for count, before in head["seen"].items():
        progress[count] += before
    export(model, vocabulary, out, progress)
    return progress


def _head(packed: Path) -> dict[str, Any]:
    """head.json of a packed folder, or of its first part."""
    for path in (packed / "head.json", packed / "1" / "head.json"):
        if path.is_file():
            head: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return head
    raise InputError("has no head.json", where=packed, remedy="Name the folder that `recipe pack` made.")


def squeeze(**arrays: Any) -> bytes:
    """An xz-compressed .npz file."""
    file = io.BytesIO()
    np.savez(file, **arrays)
    return lzma.compress(file.getvalue(), preset=6)


def _shards(
    views: Sequence[Pairs], folders: Sequence[Path], mebibytes: Sequence[float], tell: Callable[[str], None]
) -> None:
    shares = np.maximum(views[0].share, views[1].share)
    rows = np.argsort(-shares, kind="stable")  # neighbours in a source have words in common, which saves room
    rows = rows[shares[rows] > 0]
    at = number = 0
    for folder, mib in zip(folders, mebibytes, strict=True):
        while at < len(rows) and (room := mib * 2**20 - _size(folder)) > _LEAST:
            part = rows[at : at + min(_AT_ONCE, int(room / _BYTES) + 1)]
            blob = _shard(views, part)
            if len(blob) > room:
                break
            (folder / f"pairs-{number:02d}.xz").write_bytes(blob)
            number, at = number + 1, at + len(part)
            tell(f"{folder.name}/pairs-{number - 1:02d}.xz: {len(part):,} pairs, {len(blob) / 2**20:.1f} MiB")
    held = views[0].share[rows[:at]].sum() / views[0].share.sum()
    tell(f"{at:,} of {len(rows):,} pairs, {held:.1%} of a pass")


def _shard(views: Sequence[Pairs], rows: Any) -> bytes:
    batch = views[0].batch(rows)
    return squeeze(
        source=np.concatenate(batch.source),
        target=np.concatenate(batch.target),
        source_n=np.array([len(x) for x in batch.source], np.int16),
        target_n=np.array([len(x) for x in batch.target], np.int16),
        share=views[0].share[rows],
        share_end=views[1].share[rows],
    )


def _size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
