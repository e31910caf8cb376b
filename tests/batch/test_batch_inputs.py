"""Files of a run: what they are called, and what happens when they change while it goes on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import archive
import pytest

from duizhao import batch
from duizhao.batch.begin import SCRATCH
from duizhao.batch.source import Item, Source
from duizhao.cli import batching
from duizhao.errors import InputError, UsageError


def pages(folder: Path) -> Path:
    (folder / "deep").mkdir(parents=True)
    for n, name in enumerate(("1.txt", "2.txt", "deep/3.txt")):
        (folder / name).write_text(archive.text(n), encoding="utf-8")
    return folder


def test_names_do_not_depend_on_how_the_input_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages(tmp_path / "news")
    (tmp_path / "link").symlink_to(tmp_path / "news")
    monkeypatch.chdir(tmp_path)
    for name in ("news", "./news/", str(tmp_path / "news"), "news/../news", "link", f"{tmp_path}/./news//"):
        assert [f.name for f in batch.find([name])] == ["1.txt", "2.txt", "deep/3.txt"]
    archive.write(tmp_path / "more.jsonl", 1)
    both = ["news/1.txt", "news/2.txt", "news/deep/3.txt", "more.jsonl"]
    assert [f.name for f in batch.find(["news", "more.jsonl"])] == both
    assert [f.name for f in batch.find([str(tmp_path / "news"), "./more.jsonl"])] == both
    assert [f.name for f in batch.find(["more.jsonl"])] == ["more.jsonl"]


def test_bytes_do_not_depend_on_where_the_archive_is(
    tmp_path: Path, fake_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages(tmp_path / "a" / "news")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    fake_run(tmp_path / "a" / "news", tmp_path / "one")
    monkeypatch.chdir(tmp_path / "b")
    fake_run(Path("news"), tmp_path / "two")
    assert archive.parts(tmp_path / "one") == archive.parts(tmp_path / "two")


def test_an_address_is_read_as_its_files_are(tmp_path: Path, fake_run: Any) -> None:
    """`file://` stands in for remote ones here."""
    folder = pages(tmp_path / "news")
    (folder / "0.txt").write_bytes(b"")
    (folder / "picture.png").write_bytes(b"x")
    out = fake_run(folder.as_uri(), tmp_path / "far")
    assert out["documents"] == {"input": 4, "planned": 0, "done": 3, "failed": 1, "skipped": 0}
    fake_run(folder, tmp_path / "near")
    texts = [[r["paragraphs"] for r in archive.records(tmp_path / name)] for name in ("near", "far")]
    assert texts[0] == texts[1]
    assert archive.records(tmp_path / "far")[0]["origin"]["path"] == (folder / "1.txt").as_uri()
    assert not (tmp_path / "far" / SCRATCH).exists()


@pytest.mark.parametrize(("name", "error"), [("nosuch://a/b", UsageError), ("file:///no/such/folder", InputError)])
def test_an_address_that_is_none(name: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=name):
        batch.find([name])


def rewritten(path: Path) -> None:
    archive.write(path, 6, first=20)


def appended(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"id": "new", "text": archive.text(99)}, ensure_ascii=False) + "\n")


def deleted(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("change", "why"),
    [(rewritten, "has changed since"), (appended, "has changed since"), (deleted, "cannot be read")],
)
def test_a_file_that_changes_before_it_is_read_fails_alone(
    tmp_path: Path, fake_run: Any, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None], why: str
) -> None:
    paths = [archive.write(tmp_path / f"{name}.jsonl", 6, first=6 * n) for n, name in enumerate("abc")]
    find = batch.find
    monkeypatch.setattr(batch, "find", lambda names: [find(names), change(paths[1])][0])
    out = fake_run(*paths, tmp_path / "out")
    assert out["documents"] == {"input": 13, "planned": 0, "done": 12, "failed": 1, "skipped": 0}
    (failure,) = [json.loads(line) for line in (tmp_path / "out/failures.jsonl").read_text().splitlines()]
    assert (failure["path"], failure["stage"]) == ("b.jsonl", "read")
    assert why in failure["reason"]
    if change is not deleted:
        monkeypatch.setattr(batch, "find", find)
        with pytest.raises(InputError, match=r"b\.jsonl: has changed.*--retry-failed"):
            fake_run(*paths, tmp_path / "out")
        out = fake_run(*paths, tmp_path / "out", retry_failed=True)
        assert out["documents"]["failed"] == 0


def test_a_file_that_changes_while_it_is_read_is_told(
    tmp_path: Path, fake_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive.write(tmp_path / "a.jsonl", 1500, sentences=1)
    take = Source.take

    def touch(source: Source) -> Item | None:
        item = take(source)
        if item is not None and item.item == 2:
            os.utime(path)
        return item

    monkeypatch.setattr(Source, "take", touch)
    out = fake_run(path, tmp_path / "out", chunk_documents=500, duplicates=False)
    assert (out["documents"]["done"], out["documents"]["failed"]) == (1500, 1)
    assert "has changed since the run began" in next(iter(out["failed"]))


def test_a_file_that_comes_or_goes_is_named_when_a_run_is_taken_up(tmp_path: Path, fake_run: Any) -> None:
    folder = pages(tmp_path / "news")
    fake_run(folder, tmp_path / "out")
    (folder / "4.txt").write_text(archive.text(4))
    with pytest.raises(UsageError, match=r"4\.txt is new"):
        fake_run(folder, tmp_path / "out")
    (folder / "4.txt").unlink()
    (folder / "2.txt").unlink()
    with pytest.raises(UsageError, match=r"2\.txt is not in its input any more"):
        fake_run(folder, tmp_path / "out")


def test_the_own_folder_and_links_in_a_circle(tmp_path: Path) -> None:
    folder = pages(tmp_path / "news")
    (folder / "one.txt").symlink_to("two.txt")
    (folder / "two.txt").symlink_to("one.txt")
    found = batching._outside(folder / "deep", batch.find([str(folder)]))
    assert [f.name for f in found] == ["1.txt", "2.txt", "one.txt", "two.txt"]


def test_what_cannot_be_opened_is_a_failed_input(
    tmp_path: Path, fake_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is gone when it is to be listed, a link to nothing; the rest is done."""
    folder = pages(tmp_path / "news")
    (folder / "gone.txt").symlink_to("nothing.txt")
    scandir = os.scandir

    def vanished(path: Any) -> Any:
        if str(path).endswith("deep") and os.path.isdir(path):
            os.rename(path, tmp_path / "elsewhere")
        return scandir(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", vanished)
        out = fake_run(folder, tmp_path / "out")
    assert out["documents"] == {"input": 4, "planned": 0, "done": 2, "failed": 2, "skipped": 0}
    rows = [json.loads(line) for line in (tmp_path / "out/failures.jsonl").read_text().splitlines()]
    assert [(r["path"], r["stage"], r["reason"].split(" Check")[0]) for r in rows] == [
        ("gone.txt", "read", "gone.txt: cannot be read (No such file or directory)."),
        ("deep", "read", "deep: cannot be read (No such file or directory)."),
    ]
