"""A run accounts for every document, whatever it meets, and can be taken up again."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import archive
import pytest

from duizhao import batch
from duizhao.batch import plan, processes
from duizhao.batch.journal import Journal
from duizhao.batch.source import Item, Source
from duizhao.errors import InputError, OutputError, PartlyDone, UsageError


def accounted(out: dict[str, Any]) -> None:
    documents = out["documents"]
    assert documents["planned"] == 0
    assert documents["done"] + documents["failed"] + documents["skipped"] == documents["input"]


def add(path: Path, *rows: dict[str, str] | str) -> None:
    with path.open("a", encoding="utf-8") as file:
        for row in rows:
            file.write((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n")


def test_a_name_that_reads_like_a_reason(tmp_path: Path, fake_run: Any) -> None:
    (tmp_path / "same text as document x.txt").write_bytes(b"")
    out = fake_run(tmp_path / "same text as document x.txt", tmp_path / "out")
    assert out["documents"]["failed"] == 1


def test_every_document_is_done_skipped_or_failed_with_a_reason(tmp_path: Path, fake_run: Any) -> None:
    path = archive.write(tmp_path / "a.jsonl", 10)
    add(path, "{broken", {"id": "en", "text": "Only English."}, {"id": "copy", "text": archive.text(3)}, {"id": "no"})
    out = fake_run(path, tmp_path / "out")
    accounted(out)
    assert out["documents"] == {"input": 14, "planned": 0, "done": 10, "failed": 2, "skipped": 2}
    assert [r["id"] for r in archive.records(tmp_path / "out")] == [f"a{n}" for n in range(10)]
    failures = [json.loads(line) for line in (tmp_path / "out/failures.jsonl").read_text().splitlines()]
    assert [(f["item"], f["stage"]) for f in failures] == [(10, "read"), (13, "read")]
    assert "JSON" in failures[0]["reason"]
    skipped = [json.loads(line) for line in (tmp_path / "out/skipped.jsonl").read_text().splitlines()]
    assert [(s["id"], s["reason"]) for s in skipped] == [
        ("en", "has no Chinese in it"),
        ("copy", "same text as document 3"),
    ]
    assert [s.get("same_as") for s in skipped] == [None, {"path": "a.jsonl", "item": 3, "id": "a3"}]
    assert json.loads((tmp_path / "out/report.json").read_text())["documents"] == out["documents"]


@pytest.mark.parametrize(
    ("word", "why", "given"),
    [
        ("崩溃", "SIGSEGV", {}),
        ("挂起", "longer than 2 seconds", {"timeout": 2.0}),
        ("吃光", "more than", {"memory": 700 << 20}),
    ],
)
def test_a_poisonous_document_is_quarantined(
    tmp_path: Path, fake_run: Any, word: str, why: str, given: dict[str, Any]
) -> None:
    path = archive.write(tmp_path / "a.jsonl", 3)
    add(path, {"id": "poison", "text": f"这里的系统{word}了。"})
    archive.write(tmp_path / "b.jsonl", 3, first=3)
    add(path, *(tmp_path / "b.jsonl").read_text().splitlines())
    out = fake_run(path, tmp_path / "out", **given)
    accounted(out)
    assert (out["documents"]["done"], out["documents"]["failed"]) == (6, 1)
    (failure,) = [json.loads(line) for line in (tmp_path / "out/failures.jsonl").read_text().splitlines()]
    assert failure["id"] == "poison"
    assert why in failure["reason"]
    assert [r["id"] for r in archive.records(tmp_path / "out")] == [f"a{n}" for n in range(6)]


def test_a_chunk_that_is_slow_only_as_a_whole_is_done(tmp_path: Path, fake_run: Any) -> None:
    """Twice it is silent for too long, each of its documents is quick, and the whole then has time for all of them."""
    path = archive.write(tmp_path / "a.jsonl", 3, sentences=1)
    add(path, {"id": "slow", "text": "这里的系统拖延了。"})
    fake_run(path, tmp_path / "patient", timeout=60.0)
    out = fake_run(path, tmp_path / "out", timeout=1.5)
    accounted(out)
    assert out["documents"]["done"] == 4
    assert archive.parts(tmp_path / "out") == archive.parts(tmp_path / "patient")


def test_a_reader_that_hangs_costs_one_file(tmp_path: Path, fake_run: Any) -> None:
    archive.write(tmp_path / "a.jsonl", 5)
    os.mkfifo(tmp_path / "b.jsonl")  # nobody writes to it: opening it never comes back
    archive.write(tmp_path / "c.jsonl", 5, first=5)
    out = fake_run(*[tmp_path / f"{name}.jsonl" for name in "abc"], tmp_path / "out", timeout=4.0)
    accounted(out)
    assert (out["documents"]["done"], out["documents"]["failed"]) == (10, 1)
    assert any("longer than 4 seconds" in reason for reason in out["failed"])


def test_choice(tmp_path: Path, fake_run: Any) -> None:
    path = archive.write(tmp_path / "a.jsonl", 30)
    out = fake_run(path, tmp_path / "dates", since="2024-01-10", until="2024-01-12")
    accounted(out)
    dates = {r["meta"]["date"] for r in archive.records(tmp_path / "dates")}  # type: ignore[index]
    assert dates == {"2024-01-10", "2024-01-11", "2024-01-12"}
    halves = []
    for i in (1, 2):
        fake_run(path, tmp_path / f"half{i}", shard=(i, 2))
        halves.append([r["id"] for r in archive.records(tmp_path / f"half{i}")])
    assert sorted(halves[0] + halves[1]) == sorted(f"a{n}" for n in range(30))
    assert abs(len(halves[0]) - len(halves[1])) <= 1
    out = fake_run(path, tmp_path / "some", limit=7)
    assert out["documents"] == {"input": 7, "planned": 0, "done": 7, "failed": 0, "skipped": 0}


def test_near_duplicates_are_skipped_and_different_articles_are_not(tmp_path: Path, fake_run: Any) -> None:
    path = archive.write(tmp_path / "a.jsonl", 5, sentences=12)
    nearly = archive.text(2, 12).replace("费用", "总费用", 1)
    add(path, {"id": "near", "text": nearly}, {"id": "signs", "text": archive.text(1, 12).replace("，", " ， ")})
    out = fake_run(path, tmp_path / "out")
    assert out["skipped"] == {"nearly same text as an earlier document": 1, "same text as an earlier document": 1}
    out = fake_run(path, tmp_path / "all", duplicates=False)
    assert out["documents"]["done"] == 7


def test_another_run_in_the_folder_is_refused_by_what_differs(tmp_path: Path, fake_run: Any) -> None:
    path = archive.write(tmp_path / "a.jsonl", 3)
    fake_run(path, tmp_path / "out")
    before = archive.parts(tmp_path / "out")
    with pytest.raises(UsageError, match="beam was 4, now it is 2"):
        fake_run(path, tmp_path / "out", flags={"beam": 2})
    with pytest.raises(UsageError, match="limit"):
        fake_run(path, tmp_path / "out", limit=2)
    time.sleep(0.01)
    add(path, {"text": "又来了一篇新的文章。"})
    with pytest.raises(InputError, match="has changed"):
        fake_run(path, tmp_path / "out")
    assert archive.parts(tmp_path / "out") == before


def test_two_runs_in_one_folder(tmp_path: Path, fake_run: Any) -> None:
    from filelock import FileLock

    (tmp_path / "out").mkdir()
    with FileLock(tmp_path / "out/.lock"), pytest.raises(OutputError, match="another run"):
        fake_run(archive.write(tmp_path / "a.jsonl", 3), tmp_path / "out")


def test_a_lost_part_is_made_again_and_a_damaged_one_is_found(tmp_path: Path, fake_run: Any) -> None:
    path = archive.write(tmp_path / "a.jsonl", 10)
    fake_run(path, tmp_path / "out")
    before = archive.parts(tmp_path / "out")
    first, second, _ = sorted((tmp_path / "out").glob("part-*"))
    data = bytearray(second.read_bytes())
    data[20] ^= 1
    second.write_bytes(data)
    first.unlink()
    found = batch.verify(tmp_path / "out")
    assert found["bad"] == {first.name: "is missing", second.name: "is not what was written"}
    second.unlink()
    out = fake_run(path, tmp_path / "out")
    accounted(out)
    assert archive.parts(tmp_path / "out") == before
    assert batch.verify(tmp_path / "out")["bad"] == {}


@pytest.mark.parametrize("at", range(0, 45_000, 4096))
def test_a_damaged_journal_is_told_in_one_line(tmp_path: Path, finished: Path, at: int) -> None:
    shutil.copytree(finished, tmp_path / "out")
    data = bytearray((tmp_path / "out/journal.sqlite").read_bytes())
    for i in range(at, len(data), 97):
        data[i] ^= 0xFF
    (tmp_path / "out/journal.sqlite").write_bytes(data)
    with suppress(InputError):
        batch.verify(tmp_path / "out")
        with Journal(tmp_path / "out", read_only=True) as journal:
            batch.summary(journal)


def test_failed_documents_can_be_tried_again(tmp_path: Path, fake_run: Any) -> None:
    path = archive.write(tmp_path / "a.jsonl", 5)
    fake_run(path, tmp_path / "clean", duplicates=False)
    with Journal(tmp_path / "clean") as journal, journal.transaction():
        journal._db.execute("UPDATE documents SET state = 'failed', stage = 'translate', reason = 'x' WHERE number = 1")
    before = archive.parts(tmp_path / "clean")
    out = fake_run(path, tmp_path / "clean", duplicates=False)
    assert out["documents"]["failed"] == 1
    out = fake_run(path, tmp_path / "clean", duplicates=False, retry_failed=True)
    assert out["documents"] == {"input": 5, "planned": 0, "done": 5, "failed": 0, "skipped": 0}
    assert archive.parts(tmp_path / "clean") == before


def test_what_could_not_be_read_stays_accounted_for_when_tried_again(tmp_path: Path, fake_run: Any) -> None:
    path = tmp_path / "a.jsonl"
    add(path, "{broken", "{broken too")
    archive.write(tmp_path / "b.jsonl", 6)
    add(path, *(tmp_path / "b.jsonl").read_text().splitlines())
    for again in (False, True, True):
        out = fake_run(path, tmp_path / "limited", limit=3, retry_failed=again)
        assert out["documents"] == {"input": 5, "planned": 0, "done": 3, "failed": 2, "skipped": 0}
        assert list(out["failed"].values()) == [2]  # one reason, not one a line
        out = fake_run(path, tmp_path / "all", retry_failed=again)
        assert out["documents"] == {"input": 8, "planned": 0, "done": 6, "failed": 2, "skipped": 0}


def test_a_reader_that_is_killed_costs_nothing(tmp_path: Path, fake_run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may have needed its memory: it begins again where it was."""
    path = archive.write(tmp_path / "a.jsonl", 400, sentences=1)
    fake_run(path, tmp_path / "whole", chunk_documents=100)
    take, killed = Source.take, []

    def kill_once(source: Source) -> Item | None:
        item = take(source)
        if item is not None and item.item == 150 and not killed and source._child is not None:
            source._child.process.kill()
            killed.append(source)
        return item

    monkeypatch.setattr(Source, "take", kill_once)
    out = fake_run(path, tmp_path / "out", chunk_documents=100)
    assert killed
    assert out["documents"]["failed"] == 0
    assert archive.parts(tmp_path / "out") == archive.parts(tmp_path / "whole")


def test_documents_that_do_not_come_again_are_failed(tmp_path: Path, fake_run: Any) -> None:
    """A file that loses its end while a resumed run reads it."""
    path = archive.write(tmp_path / "a.jsonl", 10)
    fake_run(path, tmp_path / "out")
    for part in (tmp_path / "out").glob("part-*"):
        part.unlink()
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:6]))
    found = path.stat()
    with Journal(tmp_path / "out") as journal, journal.transaction():
        journal._db.execute("UPDATE files SET size = ?, version = ?", (found.st_size, found.st_mtime_ns))
    out = fake_run(path, tmp_path / "out")
    accounted(out)
    assert out["failed"] == {"read: is not in its file any more": 4}
    assert len(archive.records(tmp_path / "out")) == 6


def test_many_skipped_documents_are_written_down_soon(
    tmp_path: Path, fake_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "ENTRIES", 50)
    path = tmp_path / "a.jsonl"
    add(path, *["{broken"] * 20_000)
    with pytest.raises(PartlyDone, match=r"stopped: \S+ of") as stopped:
        fake_run(path, tmp_path / "out", max_failures="5")
    assert "20,000" not in str(stopped.value)


def test_names_that_are_no_unicode(tmp_path: Path, fake_run: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n, name in enumerate([b"\xff\xfe.txt", b"a\nb.txt", b"x" * 251 + b".txt"]):
        (folder / os.fsdecode(name)).write_text(archive.text(n))
    (folder / os.fsdecode(b"\xfd.jsonl")).write_text(
        json.dumps({"id": "\ud800", "text": archive.text(9)}) + "\n{broken\n"
    )
    for _ in range(2):
        out = fake_run(folder, tmp_path / "out", pages=("html",))
        assert out["documents"] == {"input": 5, "planned": 0, "done": 4, "failed": 1, "skipped": 0}
    assert len(list((tmp_path / "out/html").rglob("*.html"))) == 4


def test_too_many_failures_stop_the_run(tmp_path: Path, fake_run: Any) -> None:
    path = archive.write(tmp_path / "a.jsonl", 3)
    add(path, *["{broken"] * 20)
    with pytest.raises(PartlyDone, match="documents failed"):
        fake_run(path, tmp_path / "out", max_failures="5")


def test_pages_and_parquet(tmp_path: Path, fake_run: Any) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = archive.write(tmp_path / "a.jsonl", 3)
    fake_run(path, tmp_path / "out", kind="parquet", pages=("html", "md"))
    table = parquet.read_table(tmp_path / "out/part-000000.parquet")
    assert table.column("id").to_pylist() == ["a0", "a1", "a2"]
    assert json.loads(table.column("record")[0].as_py())["schema"] == "duizhao/1"
    assert sorted(p.name for p in (tmp_path / "out/html/0000").iterdir()) == [f"000000{n}-a{n}.html" for n in range(3)]
    assert len(list((tmp_path / "out/md").rglob("*.md"))) == 3


def test_a_page_that_cannot_be_made_costs_its_document_only(tmp_path: Path, fake_run: Any) -> None:
    path = archive.write(tmp_path / "a.jsonl", 3)
    out = fake_run(path, tmp_path / "out", pages=("srt",))
    accounted(out)
    assert out["documents"]["failed"] == 3
    assert "no subtitles" in next(iter(out["failed"])) or "render" in next(iter(out["failed"]))


def test_a_chunk_that_does_not_end_holds_up_no_stop(
    tmp_path: Path, fake_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["duizhao.batch.run"], "PATIENCE", 1.0)
    path = archive.write(tmp_path / "a.jsonl", 8)
    add(path, {"id": "endless", "text": "这里的系统挂起了。"})
    parts = tmp_path / "out"
    out = fake_run(path, parts, stop=lambda: len(list(parts.glob("part-*"))) == 2)
    assert not out["finished"]
    assert out["documents"] == {"input": 9, "planned": 1, "done": 8, "failed": 0, "skipped": 0}


def test_time_asleep_counts_for_no_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    awake = processes.Awake()
    for step in (1.0, 10_000.0, 2.0):
        now[0] += step
        awake()
    assert awake() == 3.0 + processes.STEP


def test_documents_of_a_source_and_of_a_length(tmp_path: Path, fake_run: Any) -> None:
    path = tmp_path / "a.jsonl"
    add(
        path,
        {"id": "ours", "text": archive.text(1), "source": "Example Daily News"},
        {"id": "other", "text": archive.text(2), "source": "Evening Post"},
        {"id": "none", "text": archive.text(3)},
        {"id": "long", "text": archive.text(4, 40), "source": "Example Daily News"},
    )
    out = fake_run(path, tmp_path / "out", source="daily", max_chars=1000)
    assert [r["id"] for r in archive.records(tmp_path / "out")] == ["ours"]
    assert out["skipped"] == {"of another source": 2, "longer than 1,000 characters": 1}
