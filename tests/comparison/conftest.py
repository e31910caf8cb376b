"""Articles to compare on, and no models but the one that comes along."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.settings import Settings, load


@pytest.fixture
def articles(cases: Path) -> Path:
    return cases / "comparison" / "articles.jsonl"


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _own_folders(_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CACHE", "DATA", "CONFIG_HOME"):
        monkeypatch.setenv(f"DUIZHAO_{name}", str(_home / name.lower()))


@pytest.fixture
def settings() -> Settings:
    return load({"summary": "1", "threads": 1})
