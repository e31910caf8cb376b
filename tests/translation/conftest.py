"""Models for the tests of translation: tiny ones made here, and the embedded one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tiny_models
from duizhao import store
from duizhao.settings import Translation
from duizhao.translation import Engine, load

Open = Callable[..., Engine]


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUIZHAO_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a tiny model of a kind, made once."""
    home = tmp_path_factory.mktemp("tiny")
    makers: dict[str, Callable[[Path], Path]] = {
        "marian": tiny_models.marian,
        "marian-no-bytes": lambda folder: tiny_models.marian(folder, byte_pieces=False),
        "marian-chars": lambda folder: tiny_models.marian(folder, kind="char"),
        "marian-mute": lambda folder: tiny_models.marian(folder, outputs=330),
        "mt5": tiny_models.t5,
        "t5": lambda folder: tiny_models.t5(folder, kind="t5", tied=True),
        "t5-gated": lambda folder: tiny_models.t5(folder, kind="t5"),
    }

    def make(kind: str) -> Path:
        return home / kind if (home / kind).is_dir() else makers[kind](home / kind)

    return make


@pytest.fixture(scope="session")
def embedded() -> Path:
    """The folder of the embedded model."""
    folder = store.info("zh-en-small").folder
    if not list(folder.glob("*.safetensors")):
        pytest.skip("the weights of the embedded model are not in this checkout")
    return folder


@pytest.fixture(scope="session")
def engine() -> Iterator[Open]:
    """Opens a folder with an engine, in float32 unless told otherwise."""
    opened: dict[tuple[Path, Translation], Engine] = {}

    def open_(folder: Path, name: str, compute: str = "float32", **settings: object) -> Engine:
        asked = Translation(engine=name, compute=compute, device="cpu", **settings)  # type: ignore[arg-type]
        if (folder, asked) not in opened:
            converted = store.convert(store.find(str(folder))) if name == "ct2" else None
            opened[folder, asked] = load(folder, asked, converted)
        return opened[folder, asked]

    yield open_
    for one in opened.values():
        one.close()
