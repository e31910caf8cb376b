"""Which `opencc` is installed: alone, missing, overwritten or beside the official one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest

from duizhao import hanzi
from duizhao.errors import ModelError
from duizhao.hanzi.installation import package

NAME = "opencc-python-reimplemented"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither an `opencc` imported earlier nor an earlier verdict counts."""
    for name in [n for n in sys.modules if n.split(".")[0] == "opencc"]:
        monkeypatch.delitem(sys.modules, name)
    package.cache_clear()
    yield
    package.cache_clear()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages that comes first, with the real package copied into it."""
    real = distribution(NAME)
    for file in real.files or ():
        if "__pycache__" not in str(file):
            target = tmp_path / str(file)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), target)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_alone() -> None:
    found = hanzi.installation()
    assert found.problem is None
    assert found.version == distribution(NAME).version
    assert "opencc" not in sys.modules


def test_a_sound_copy_is_sound(site: Path) -> None:
    found = hanzi.installation()
    assert found.problem is None
    assert found.folder == site / "opencc"


def test_beside_the_official_one(site: Path) -> None:
    info = site / "OpenCC-1.4.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: OpenCC\nVersion: 1.4.2\n")
    assert "official OpenCC 1.4.2" in str(hanzi.installation().problem)


def test_overwritten(site: Path) -> None:
    (site / "opencc" / "__init__.py").write_text("from opencc.clib import opencc_clib\n")
    assert "opencc/__init__.py" in str(hanzi.installation().problem)
    with pytest.raises(ModelError, match="pip uninstall"):
        package()


def test_removed_by_the_official_one(site: Path) -> None:
    (site / "opencc" / "__init__.py").unlink()
    assert hanzi.installation().problem


def test_shadowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "opencc").mkdir()
    (tmp_path / "opencc" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert str(tmp_path / "opencc") in str(hanzi.installation().problem)
