"""Converted once, whole, whoever asks at the same time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import tiny_models
from duizhao import store
from duizhao.errors import ModelError, OutputError
from duizhao.store import weights

TWO = """
import sys
from duizhao import store
print(store.convert(store.find(sys.argv[1])))
"""


def test_two_processes_at_once_get_the_same_whole_folder(tiny_marian: Path, home: Path) -> None:
    command = [sys.executable, "-c", TWO, str(tiny_marian)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=90) for process in both]
    assert [err for _, err in said] == ["", ""]
    assert said[0] == said[1]
    folder = Path(said[0][0].strip())
    assert {p.name for p in folder.iterdir()} == {"config.json", "model.bin", "shared_vocabulary.json", "SHA256SUMS"}
    assert [p for p in folder.parent.iterdir() if p.is_dir()] == [folder]


def test_pieces_that_are_never_output_are_left_out_of_the_decoder(home: Path, tmp_path: Path) -> None:
    folder = store.convert(store.find(str(tiny_models.marian(tmp_path / "model", outputs=330))))
    source, target = (json.loads((folder / f"{side}_vocabulary.json").read_text()) for side in ("source", "target"))
    assert target == source[:330] != source


def test_the_second_time_nothing_is_made(tiny_marian: Path) -> None:
    model = store.find(str(tiny_marian))
    before = (store.convert(model) / "model.bin").stat()
    after = (store.convert(model) / "model.bin").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("damage", ["flipped", "truncated", "missing"])
def test_a_damaged_conversion_is_made_again(damage: str, tmp_path: Path) -> None:
    model = store.find(str(tiny_models.marian(tmp_path / "model")))
    weights = store.convert(model) / "model.bin"
    whole = weights.read_bytes()
    if damage == "missing":
        weights.unlink()
    else:
        weights.write_bytes(whole[:-9] if damage == "truncated" else whole[:-9] + b"?" + whole[-8:])
    stale = weights.parent.with_name(f".{weights.parent.name}.killed")
    stale.mkdir()
    assert (store.convert(model) / "model.bin").read_bytes() == whole
    assert not stale.exists()


@pytest.mark.parametrize("pins", [None, b"", b"nonsense\n", b"\xff\x00"])
def test_a_conversion_without_readable_pins_is_made_again(pins: bytes | None, home: Path, tmp_path: Path) -> None:
    model = store.find(str(tiny_models.marian(tmp_path / "model")))
    sums = store.convert(model) / "SHA256SUMS"
    whole = sums.read_bytes()
    sums.unlink() if pins is None else sums.write_bytes(pins)
    assert (store.convert(model) / "SHA256SUMS").read_bytes() == whole


def test_other_weights_or_another_vocabulary_get_a_folder_of_their_own(tmp_path: Path) -> None:
    folder = tiny_models.marian(tmp_path / "model")
    first = store.convert(store.find(str(folder)))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    tiny_models.write_json(folder / "config.json", {**config, "activation_function": "relu"})
    second = store.convert(store.find(str(folder)))
    other = tiny_models.marian(tmp_path / "other", seed=8)
    assert len({first, second, store.convert(store.find(str(other)))}) == 3


def test_a_pad_row_that_is_not_zero_is_refused(tmp_path: Path) -> None:
    """CTranslate2 would start from zeros all the same, and translate otherwise than transformers."""
    from safetensors.numpy import load_file, save_file

    folder = tiny_models.marian(tmp_path / "model")
    tensors = load_file(folder / "model.safetensors")
    tensors["model.shared.weight"][-1, 0] = 1
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"<pad>.*--engine torch"):
        store.convert(store.find(str(folder)))


def test_an_interrupted_conversion_leaves_nothing(
    tiny_marian: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(source: Path, family: str, target: Path) -> None:
        (target / "model.bin").write_bytes(b"half")
        raise KeyboardInterrupt

    model = store.find(str(tiny_marian))
    with monkeypatch.context() as patch:
        patch.setattr(weights, "write", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.convert(model)
    assert [p for p in (home / "cache" / "ct2").iterdir() if p.is_dir()] == []
    assert (store.convert(model) / "model.bin").stat().st_size > 1000


def test_a_cache_that_cannot_be_written(tiny_marian: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").touch()
    monkeypatch.setenv("DUIZHAO_CACHE", str(home / "file"))
    with pytest.raises(OutputError, match=r"cannot be written.*DUIZHAO_CACHE"):
        store.convert(store.find(str(tiny_marian)))


def test_an_unknown_family(tmp_path: Path) -> None:
    folder = tiny_models.marian(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    tiny_models.write_json(folder / "config.json", {**config, "model_type": "bart"})
    with pytest.raises(ModelError, match=r"family 'bart'.*marian, t5, mt5"):
        store.convert(store.find(str(folder)))


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_weights_of_other_types_and_in_several_files(dtype: str, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    folder = tiny_models.marian(tmp_path / "model")
    plain = store.convert(store.find(str(folder))).joinpath("model.bin").stat().st_size
    tensors = {k: v.to(getattr(torch, dtype)) for k, v in load_file(folder / "model.safetensors").items()}
    (folder / "model.safetensors").unlink()
    names = sorted(tensors)
    for i, part in enumerate((names[:10], names[10:]), 1):
        file = folder / f"model-{i:05}-of-00002.safetensors"
        save_file({n: tensors[n].contiguous() for n in part}, file, metadata={"format": "pt"})
    assert store.convert(store.find(str(folder))).joinpath("model.bin").stat().st_size == plain
