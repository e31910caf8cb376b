"""The benchmarks run: what they say is for people to read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.mark.long
@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (["speed.py", "--quick", "--only", "CTranslate2"], "| CTranslate2 alone, same sentences |"),
        (["gpu.py", "--device", "cpu"], "| ct2, int8 |"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_it_runs(command: list[str], shown: str) -> None:
    ended = subprocess.run(
        [sys.executable, str(BENCHMARKS / command[0]), *command[1:]], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert shown in ended.stdout
