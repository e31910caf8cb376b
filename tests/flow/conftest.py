"""Cache, data and settings of the tests, never those of whoever runs them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import duizhao
from duizhao import store
from duizhao.record import Draft


@pytest.fixture(autouse=True, scope="session")
def _homes(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CACHE", "DATA", "CONFIG_HOME"):
            patch.setenv(f"DUIZHAO_{name}", str(home / name.lower()))
        patch.setenv("DUIZHAO_THREADS", "1")
        yield


@pytest.fixture
def drafted() -> Callable[[str, str], Draft]:
    """Drafts a text with the embedded model and an engine, without memory and summary."""
    if not list(store.info("zh-en-small").folder.glob("*.safetensors")):
        pytest.skip("the weights of the embedded model are not in this checkout")

    def draft(text: str, engine: str) -> Draft:
        with duizhao.Translator(model="zh-en-small", memory="none", engine=engine, summary="0") as translator:
            return translator.translate(text)

    return draft
