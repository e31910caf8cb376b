"""A hub on this machine, and folders of its own for each test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

import tiny_models
from stand_in_hub import Hub, handler


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folders: data/ and cache/ below this one."""
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return tmp_path


@pytest.fixture(scope="session")
def tiny_marian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.marian(tmp_path_factory.mktemp("store") / "marian")


@pytest.fixture(scope="session")
def tiny_t5(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.t5(tmp_path_factory.mktemp("store") / "t5", kind="t5")


@pytest.fixture
def hub(tiny_marian: Path) -> Iterator[Hub]:
    """A hub that has a tiny Marian under every name, and things beside it that nobody asked for."""
    files = {path.name: path.read_bytes() for path in sorted(tiny_marian.iterdir())}
    files |= {"README.md": b"# model", "pytorch_model.bin": b"\x80\x04.", "modeling_evil.py": b"raise SystemExit"}
    made = Hub(files)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(made))
    made.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()
