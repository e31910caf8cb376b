"""An archive in which most files are hostile: the good ones come out, all are accounted for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import archive
import pytest


@pytest.mark.long
def test_hostile_files_never_stop_the_others(tmp_path: Path, fake_run: Any, root: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    made = subprocess.run([sys.executable, str(root / "tests/reading/hostile.py"), "make", str(folder)])
    assert made.returncode == 0
    archive.write(folder / "0-first.jsonl", 5)
    archive.write(folder / "zz-last.jsonl", 5, first=5)
    out = fake_run(folder, tmp_path / "out", timeout=60.0, max_chars=20_000)
    documents = out["documents"]
    assert documents["planned"] == 0
    assert documents["done"] + documents["failed"] + documents["skipped"] == documents["input"]
    ids = {r["id"] for r in archive.records(tmp_path / "out")}
    assert {f"a{n}" for n in range(10)} <= ids
    files = {line.split('"path": "')[1].split('"')[0] for line in (tmp_path / "out/failures.jsonl").open()}
    assert len(files) > 10
