"""Pulling from a hub that is honest, one that is not, and one that is not there."""

from __future__ import annotations

import errno
import json
import logging
from pathlib import Path

import pytest

from duizhao import store
from duizhao.errors import DuizhaoError, ModelError, OutputError
from stand_in_hub import COMMIT, Hub

NAME = "opus-mt-zh-en"
FILES = {"config.json", "model.safetensors", "source.spm", "target.spm", "vocab.json"}


def installed(home: Path) -> list[str]:
    """What other commands can see of the models folder."""
    return sorted(p.name for p in (home / "data" / "models").glob("[!.]*"))


def flip(name: str, data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:] if name == "model.safetensors" else data


def test_a_pulled_model_is_installed_whole_and_nothing_else_is_fetched(hub: Hub, home: Path) -> None:
    heard: list[tuple[int, int]] = []
    model = store.pull(NAME, hub.url, lambda done, total: heard.append((done, total)))
    assert set(hub.fetched) == FILES
    assert {p.name for p in model.folder.iterdir()} == {*FILES, "duizhao-model.json"}
    assert installed(home) == [NAME]
    assert json.loads((model.folder / "duizhao-model.json").read_text())["commit"] == COMMIT
    total = sum(len(hub.files[name]) for name in FILES)
    assert heard[-1] == (total, total)
    assert [d for d, _ in heard] == sorted(d for d, _ in heard)
    assert store.find(NAME) == model == store.find("auto")
    assert model.licence == "CC-BY-4.0"
    assert store.verify(NAME) == []
    assert NAME in [m.name for m in store.installed()]


def test_pulling_again_fetches_nothing(hub: Hub) -> None:
    store.pull(NAME, hub.url)
    hub.fetched.clear()
    store.pull(NAME, hub.url)
    assert hub.fetched == []


def test_pulling_mends_a_damaged_model(hub: Hub) -> None:
    folder = store.pull(NAME, hub.url).folder
    (folder / "vocab.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"damaged model files \(vocab.json.*duizhao models pull"):
        store.find(NAME)
    store.pull(NAME, hub.url)
    assert store.find(NAME).folder == folder


def test_a_flipped_byte_is_refused_and_the_next_pull_goes_on(hub: Hub, home: Path) -> None:
    hub.send = flip
    with pytest.raises(ModelError, match=r"model\.safetensors is not what the hub says it is") as caught:
        store.pull(NAME, hub.url)
    assert caught.value.exit_code == 4
    assert installed(home) == []
    hub.send = lambda name, data: data
    hub.fetched.clear()
    store.pull(NAME, hub.url)
    assert "model.safetensors" in hub.fetched
    assert not {"config.json", "vocab.json"} & set(hub.fetched)  # the smallest come first, and were there


def test_a_flipped_byte_in_a_small_file_is_refused(hub: Hub, home: Path) -> None:
    hub.send = lambda name, data: data.replace(b"marian", b"nairam") if name == "config.json" else data
    with pytest.raises(ModelError, match=r"config\.json is not what the hub says it is"):
        store.pull(NAME, hub.url)
    assert installed(home) == []


def test_a_connection_that_breaks_off(hub: Hub, home: Path) -> None:
    hub.send = lambda name, data: data[: len(data) // 2] if name == "model.safetensors" else data
    with pytest.raises(ModelError, match="cannot be fetched"):
        store.pull(NAME, hub.url)
    assert installed(home) == []
    hub.send = lambda name, data: data
    assert store.pull(NAME, hub.url).name == NAME


@pytest.mark.parametrize(
    ("code", "reason", "message"),
    [
        (403, "GatedRepo", "consent to the licence"),
        (404, "RepoNotFound", "does not have it"),
        (404, "RevisionNotFound", "does not have it"),
        (418, "", "cannot be fetched"),
    ],
)
def test_what_the_hub_refuses(hub: Hub, home: Path, code: int, reason: str, message: str) -> None:
    hub.refuse = (code, reason)
    with pytest.raises(ModelError, match=message) as caught:
        store.pull(NAME, hub.url)
    assert "\n" not in str(caught.value)
    assert installed(home) == []


def test_a_repository_of_pickles_is_refused_before_anything_is_fetched(hub: Hub, home: Path) -> None:
    del hub.files["model.safetensors"]
    with pytest.raises(ModelError, match="no safetensors"):
        store.pull(NAME, hub.url)
    assert (hub.fetched, installed(home)) == ([], [])


def test_a_repository_without_a_vocabulary(hub: Hub) -> None:
    del hub.files["vocab.json"]
    with pytest.raises(ModelError, match=r"has no vocab\.json"):
        store.pull(NAME, hub.url)


def test_a_name_that_leaves_the_folder_is_not_fetched(hub: Hub, home: Path) -> None:
    hub.files["model/../../../../x.safetensors"] = b"x"
    del hub.files["model.safetensors"]
    with pytest.raises(ModelError, match="no safetensors"):
        store.pull("madlad400-3b", hub.url)


def test_no_connection_is_one_line(home: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be fetched .*Check the connection") as caught:
        store.pull(NAME, "http://127.0.0.1:9")
    assert "\n" not in str(caught.value)
    assert installed(home) == []


def test_a_full_disk_is_an_output_error(hub: Hub, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(huggingface_hub.HfApi, "hf_hub_download", full)
    with pytest.raises(OutputError, match="No space left"):
        store.pull(NAME, hub.url)


def test_the_prefix_lands_beside_the_weights(hub: Hub, tiny_t5: Path) -> None:
    from duizhao.translation import encode

    hub.files = {path.name: path.read_bytes() for path in tiny_t5.iterdir()}
    model = store.pull("madlad400-3b", hub.url)
    assert encode.folder_prefix(model.folder) == "<2en> "
    assert (model.family, store.verify("madlad400-3b")) == ("t5", [])


def test_removed_is_gone_and_the_embedded_one_stays(hub: Hub, home: Path) -> None:
    converted = store.convert(store.pull(NAME, hub.url))
    store.remove(NAME)
    assert installed(home) == []
    assert not converted.exists()
    with pytest.raises(ModelError, match="not installed"):
        store.remove(NAME)
    with pytest.raises(ModelError, match="part of duizhao"):
        store.remove("zh-en-small")


def test_unknown_and_embedded_names(hub: Hub) -> None:
    with pytest.raises(ModelError, match=r"unknown model 'opus-mt-zhen'.*'opus-mt-zh-en'"):
        store.pull("opus-mt-zhen", hub.url)
    assert store.pull("zh-en-small", hub.url).name == "zh-en-small"
    assert hub.fetched == []


def test_nothing_is_printed(hub: Hub, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    store.pull(NAME, hub.url)
    hub.refuse = (500, "")
    with pytest.raises(DuizhaoError):
        store.pull("mt5-xlsum", hub.url)
    assert capfd.readouterr() == ("", "")
