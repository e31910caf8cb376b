"""Cache, data and settings of the tests, never those of whoever runs them."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="session")
def _homes(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CACHE", "DATA", "CONFIG_HOME"):
            patch.setenv(f"DUIZHAO_{name}", str(home / name.lower()))
        yield
