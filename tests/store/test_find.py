"""Names to folders, and what is said of those that lead nowhere."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
from pathlib import Path

import pytest

import tiny_models
from duizhao import store
from duizhao.errors import ModelError

EMBEDDED = "zh-en-small"


def put(source: Path, home: Path, name: str) -> Path:
    """A model as if pulled, its files pinned."""
    folder = home / "data" / "models" / name
    shutil.copytree(source, folder)
    pin(folder)
    return folder


def pin(folder: Path) -> None:
    lines = (f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in sorted(folder.glob("[!S]*")))
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def test_the_registry_names_what_pull_needs() -> None:
    for name, entry in store.registry().items():
        assert entry.name == name
        assert entry.licence
        assert entry.package or (entry.repo and entry.revision and entry.files)
        assert not [f for f in entry.files if f.endswith((".bin", ".pt", ".py", "*"))]
    ranks = [(e.task, e.rank) for e in store.registry().values()]
    assert len(ranks) == len(set(ranks))


def test_auto_takes_the_best_installed(tiny_marian: Path, tiny_t5: Path, home: Path) -> None:
    put(tiny_marian, home, "opus-mt-zh-en")
    assert store.find("auto").name == "opus-mt-zh-en"
    put(tiny_t5, home, "madlad400-3b")
    assert store.find("auto").name == "madlad400-3b"
    with pytest.raises(ModelError, match=r"no model to summarise.*duizhao models pull NAME`: mt5-xlsum"):
        store.find("auto", "summarise")
    put(tiny_t5, home, "mt5-xlsum")
    assert store.find("auto", "summarise").name == "mt5-xlsum"
    names = [m.name for m in store.installed() if m.name != EMBEDDED]
    assert names == ["madlad400-3b", "opus-mt-zh-en", "mt5-xlsum"]


def test_the_embedded_model_is_found_without_anything_pulled() -> None:
    model = store.info(EMBEDDED)
    assert (model.family, model.task) == ("marian", "translate")
    assert (model.folder / "config.json").is_file()


def test_a_folder_of_the_users(tiny_marian: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(tiny_marian, folder)
    (folder / "duizhao.toml").write_text('licence = "CC0-1.0"\nnote = "from the village"\n', encoding="utf-8")
    model = store.find(str(folder))
    assert (model.name, model.family, model.licence, model.note) == ("mine", "marian", "CC0-1.0", "from the village")
    assert model.sha256 == hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    monkeypatch.chdir(tmp_path)
    assert store.find("mine").sha256 == model.sha256
    assert store.find("mine", "summarise").task == "summarise"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("opus-mt-zhen", "unknown model 'opus-mt-zhen'. Did you mean 'opus-mt-zh-en'?"),
        ("whatever", "Known: auto, zh-en-small"),
        ("opus-mt-zh-en", "is not installed. Run `duizhao models pull opus-mt-zh-en`."),
        ("./no/such/folder", "no such folder"),
        ("mt5-xlsum", "is a model to summarise"),
    ],
)
def test_names_that_lead_nowhere(name: str, message: str) -> None:
    with pytest.raises(ModelError) as caught:
        store.find(name)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_folders_that_are_no_models(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is no model folder"):
        store.find(str(tmp_path))
    tiny_models.write_json(tmp_path / "config.json", [1])
    with pytest.raises(ModelError, match="is no model folder"):
        store.find(str(tmp_path))
    tiny_models.write_json(tmp_path / "config.json", {"model_type": "marian"})
    with pytest.raises(ModelError, match="has no weights"):
        store.find(str(tmp_path))


def test_a_flipped_byte_is_refused_before_use(tiny_marian: Path, home: Path) -> None:
    folder = put(tiny_marian, home, "opus-mt-zh-en")
    assert store.verify("opus-mt-zh-en") == []
    before = store.find("opus-mt-zh-en").sha256
    weights = folder / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-3] ^= 1
    weights.write_bytes(data)
    with pytest.raises(ModelError, match=r"damaged model files \(model\.safetensors"):
        store.find("opus-mt-zh-en")
    assert [p.split(":")[0] for p in store.verify("opus-mt-zh-en")] == ["model.safetensors"]
    assert store.info("opus-mt-zh-en").sha256 != before


def test_a_change_is_noticed_though_its_time_was_put_back(tiny_marian: Path, home: Path) -> None:
    weights = put(tiny_marian, home, "opus-mt-zh-en") / "model.safetensors"
    store.find("opus-mt-zh-en")
    stat, data = weights.stat(), bytearray(weights.read_bytes())
    data[-3] ^= 1
    weights.write_bytes(data)
    os.utime(weights, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(ModelError, match="damaged"):
        store.find("opus-mt-zh-en")


def test_a_missing_file_is_named(tiny_marian: Path, home: Path) -> None:
    (put(tiny_marian, home, "opus-mt-zh-en") / "vocab.json").unlink()
    assert store.verify("opus-mt-zh-en") == ["vocab.json: missing"]


def test_pins_that_cannot_be_read(tiny_marian: Path, home: Path) -> None:
    (put(tiny_marian, home, "opus-mt-zh-en") / "SHA256SUMS").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(ModelError, match="pins cannot be read"):
        store.find("opus-mt-zh-en")


def test_a_cache_that_cannot_be_written_is_no_matter(
    tiny_marian: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "file").touch()
    monkeypatch.setenv("DUIZHAO_CACHE", str(home / "file" / "cache"))
    put(tiny_marian, home, "opus-mt-zh-en")
    assert store.find("opus-mt-zh-en").name == "opus-mt-zh-en"


def test_nothing_but_pull_opens_a_connection(tiny_marian: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    put(tiny_marian, home, "opus-mt-zh-en")
    model = store.find("auto")
    assert store.verify(model.name) == []
    assert store.convert(model).is_dir()
    store.remove(model.name)
    assert model.name not in [m.name for m in store.installed()]
