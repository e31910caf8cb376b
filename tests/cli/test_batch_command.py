"""`duizhao batch` as a user runs it: what is printed, what is written, how it exits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FAST = ("--beam", "1", "--workers", "1", "--summary", "1")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    rows = [{"id": f"n{n}", "text": f"第{n}座图书馆今天开放了。", "date": f"2024-0{n}-01"} for n in range(1, 4)]
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


def test_run_status_and_verify(duizhao: Any, articles: Path, tmp_path: Path) -> None:
    done = duizhao("batch", "run", "a.jsonl", "-o", "out", "--format", "md", *FAST)
    assert (done.returncode, done.stdout) == (0, "3 input, 3 done\n")
    assert len(list((tmp_path / "out/md/0000").iterdir())) == 3
    again = duizhao("batch", "run", "a.jsonl", "-o", "out", "--format", "md", *FAST, "--json")
    assert json.loads(again.stdout)["documents"]["done"] == 3
    status = duizhao("batch", "status", "out", "--json")
    assert json.loads(status.stdout)["documents"] == {"input": 3, "planned": 0, "done": 3, "failed": 0, "skipped": 0}
    assert duizhao("batch", "verify", "out").stdout == "files as they were written: 4, others: 0\n"
    (part,) = (tmp_path / "out").glob("part-*")
    part.write_bytes(b"x")
    bad = duizhao("batch", "verify", "out")
    assert bad.returncode == 3
    assert f"{part.name} is not what was written" in bad.stdout


def test_exit_codes(duizhao: Any, articles: Path, tmp_path: Path) -> None:
    with articles.open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    partly = duizhao("batch", "run", "a.jsonl", "-o", "partly", *FAST)
    assert partly.returncode == 6
    assert "failed 1: read: is not JSON" in partly.stdout
    assert "failures.jsonl names what failed; --retry-failed tries it again" in partly.stderr
    (tmp_path / "bad.jsonl").write_text("{broken\n")
    assert duizhao("batch", "run", "bad.jsonl", "-o", "none", *FAST).returncode == 3
    other = duizhao("batch", "run", "a.jsonl", "-o", "partly", "--beam", "2", "--workers", "1", "--summary", "1")
    assert other.returncode == 2
    assert "its beam was 1, now it is 2" in other.stderr
    pages = duizhao("batch", "run", "a.jsonl", "-o", "partly", "--format", "md,html", *FAST)
    assert "its --format was none, now it is md,html" in pages.stderr
    (tmp_path / "file").write_text("x")
    assert duizhao("batch", "run", "a.jsonl", "-o", "file", *FAST).returncode == 7
    assert duizhao("batch", "status", "nowhere").returncode == 3
    assert duizhao("batch", "run", "-", "-o", "out", *FAST).returncode == 2


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--since", "yesterday"), "is no date"),
        (("--shard", "3/2"), "is not I/N"),
        (("--max-failures", "many"), "is no number and no share"),
        (("--timeout", "nan"), "is no time"),
        (("--format", "htm"), "html"),
        (("--address", "localhost:1"), "without --executor ray"),
        (("--put", "folder"), "is no address"),
        (("--put", "nosuch://bucket"), "nosuch"),
    ],
)
def test_flags_that_make_no_sense(duizhao: Any, articles: Path, flags: tuple[str, ...], says: str) -> None:
    done = duizhao("batch", "run", "a.jsonl", "-o", "out", *flags)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_dry_run_writes_nothing_and_says_what_it_would_take(duizhao: Any, articles: Path, tmp_path: Path) -> None:
    done = duizhao("batch", "run", "a.jsonl", "-o", "out", "--dry-run", *FAST)
    assert done.returncode == 0, done.stderr
    assert "3 planned" in done.stdout
    assert "characters a second" in done.stdout
    assert not (tmp_path / "out").exists()
