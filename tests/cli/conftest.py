"""A command line that is run as a user runs it, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from library import ARTICLE


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """Cache, data and settings of the tests, never those of whoever runs them; one conversion serves all."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def article(tmp_path) -> Path:
    path = tmp_path / "library.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def record(cases: Path, tmp_path: Path) -> Path:
    """A record as translate writes it."""
    data = json.loads((cases / "rendering" / "draft.json").read_text(encoding="utf-8"))
    path = tmp_path / "draft.jsonl"
    path.write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def duizhao(home, tmp_path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `duizhao ARGUMENTS` in `tmp_path`; gives exit code, stdout and stderr."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("DUIZHAO_")}
    environ |= {f"DUIZHAO_{name}": str(home / name.lower()) for name in ("CACHE", "DATA", "CONFIG_HOME")}
    environ |= {"DUIZHAO_THREADS": "1", "XDG_STATE_HOME": str(home / "state")}

    def run(*arguments: object, stdin: bytes | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "duizhao.cli.main", *map(str, arguments)],
            input=stdin if stdin is not None else b"",
            capture_output=True,
            cwd=tmp_path,
            env=environ | more,
            timeout=120,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
