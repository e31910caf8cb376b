"""What all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data beside the checkout, which may not be redistributed."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the shared data is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def cases() -> Path:
    """The committed cases."""
    return ROOT / "tests" / "cases"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium: the one on the path, else the one that playwright has downloaded."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="the extra `dev` (playwright) is not installed")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_api.sync_playwright() as driver:
        if not found and not Path(driver.chromium.executable_path).exists():
            pytest.skip("no Chromium here: apt-get install chromium, or playwright install chromium")
        root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
        running = driver.chromium.launch(executable_path=found, args=["--disable-gpu", *root])
        yield running
        running.close()
