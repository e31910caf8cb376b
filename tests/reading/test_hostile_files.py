"""Bombs, lies and damage in containers, packed files and tables: few lines, bounded time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SAYS: dict[str, tuple[int, str]] = {
    "flat-bomb.zip": (0, "unpacks to more than"),
    "nested.zip": (0, "container in a container"),
    "overlap.zip": (0, "unpacks to more than"),
    "many.zip": (0, "has 120,000 members"),
    "encrypted.zip": (0, "is encrypted"),
    "wrong-crc.zip": (1, "a.txt: is damaged"),
    "cut.zip": (0, "damaged ZIP"),
    "one-line-of-10-GB.jsonl.gz": (0, "unpacks to more than"),
    "twice.txt.gz": (0, "compressed file in a compressed file"),
    "cut.html.gz": (0, "ends in the middle"),
    "endless-record.warc": (2, "record 2 is not as long as it says"),
    "endless-records.warc": (1, "damaged beyond reading"),
    "body-bomb.warc": (2, "is larger than 32 MB"),
    "cell-of-50-MB.csv": (2, ":3: is longer than 8 million"),
    "quoted-cell-of-12-MB.csv": (12_001, ":3: is longer than 8 million"),
    "empty-lines.csv": (0, "is empty"),
    "empty-lines-under-a-heading.csv": (0, "has no rows"),
    "quotes.csv": (0, ":2: is no row"),
    "no-footer.parquet": (0, "damaged as a Parquet file"),
    "bad-footer.parquet": (0, "damaged as a Parquet file"),
    "deep.json": (0, "JSON beyond reading"),
}
"""name → documents, and what one of the lines says."""
SEVERAL = {"overlap.zip": 20, "endless-records.warc": 30, "quoted-cell-of-12-MB.csv": 2}
MEGABYTES = 500


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("hostile")
    run = [sys.executable, str(Path(__file__).with_name("hostile.py"))]
    subprocess.run([*run, "make", str(folder)], check=True)
    done = subprocess.run([*run, "read", str(folder)], check=True, capture_output=True, text=True)
    return {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", SAYS)
def test_few_lines_and_the_documents_beside_the_damage(results: dict[str, Any], name: str) -> None:
    documents, says = SAYS[name]
    row = results[name]
    assert row["documents"] == documents
    assert 0 < len(row["errors"]) <= SEVERAL.get(name, 1)
    assert any(says in e for e in row["errors"]), row["errors"][:3]
    assert all("\n" not in e and len(e) < 500 for e in row["errors"])
    assert row["seconds"] < 60


def test_memory_stays_bounded(results: dict[str, Any]) -> None:
    assert set(results) == set(SAYS)
    assert max(row["peak"] for row in results.values()) < MEGABYTES
