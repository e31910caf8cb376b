"""A batch recalls from a copy of the memory that its flag names, however that memory changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import archive

from duizhao import hanzi
from duizhao.batch.journal import Journal
from duizhao.recall import Entry, Memory


def remember(path: Path, target: str) -> None:
    with Memory(path, hanzi.fold) as memory:
        sentence = archive.text(0).splitlines()[-1].split("。")[0] + "。"
        memory.add([Entry(sentence, target, changed=target)])


def recalled(out: Path) -> list[str]:
    records = archive.records(out)
    return [s["target"] for r in records for p in r["paragraphs"] for s in p["sentences"] if s["from"] == "edited"]


def test_a_run_that_is_taken_up_again_recalls_what_it_began_with(tmp_path: Path, fake_run: Any, monkeypatch) -> None:
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    path = archive.write(tmp_path / "a.jsonl", 3)
    out, memory = tmp_path / "out", tmp_path / "memory.sqlite"
    remember(memory, "1: as it was.")
    flags = {"memory": str(memory)}
    fake_run(path, out, flags=flags)
    assert "1: as it was." in recalled(out)
    part = next(out.glob("*.zst"))
    before = part.read_bytes()
    remember(memory, "2: as it is now.")
    part.unlink()
    with Journal(out) as journal:
        journal.reopen([0])
    fake_run(path, out, flags=flags)
    assert part.read_bytes() == before


def test_the_users_own_memory_is_not_used_unasked(tmp_path: Path, fake_run: Any, monkeypatch) -> None:
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    remember(tmp_path / "data" / "memory.sqlite", "Mine.")
    fake_run(archive.write(tmp_path / "a.jsonl", 3), tmp_path / "out")
    assert recalled(tmp_path / "out") == []
    assert not (tmp_path / "out" / "memory.sqlite").exists()
