"""What a run wrote and somebody lost, cut or changed is found, and made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import archive
import pytest

from duizhao import batch
from duizhao.batch.check import faults
from duizhao.batch.journal import Chunk, Entry, Journal
from duizhao.batch.place import Folder
from duizhao.errors import InputError, OutputError


def removed(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def tree(folder: Path) -> dict[str, bytes]:
    found = [*folder.glob("part-*"), *folder.glob("html/*/*")]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(found)}


@pytest.fixture
def done(tmp_path: Path, fake_run: Any) -> tuple[Path, Callable[[], dict[str, Any]]]:
    """A finished run of three parts, with pages, and how to run it again."""
    path = archive.write(tmp_path / "a.jsonl", 10)

    def again() -> dict[str, Any]:
        found: dict[str, Any] = fake_run(path, tmp_path / "out", pages=("html",))
        return found

    again()
    return tmp_path / "out", again


@pytest.mark.parametrize("harm", [removed, cut, flipped, emptied])
def test_a_part_that_is_not_what_was_written_is_made_again(done: Any, harm: Callable[[Path], None]) -> None:
    out, again = done
    before = tree(out)
    harm(out / "part-000001.jsonl.zst")
    what = "is missing" if harm is removed else "is not what was written"
    assert batch.verify(out)["bad"] == {"part-000001.jsonl.zst": what}
    assert again()["documents"] == {"input": 10, "planned": 0, "done": 10, "failed": 0, "skipped": 0}
    assert tree(out) == before
    assert batch.verify(out) == {
        "good": 13,
        "bad": {},
        "unfinished": 0,
        "documents": {"input": 10, "planned": 0, "done": 10, "failed": 0, "skipped": 0},
    }


@pytest.mark.parametrize("harm", [removed, cut, emptied])
def test_a_page_that_is_not_what_was_written_is_made_again(done: Any, harm: Callable[[Path], None]) -> None:
    out, again = done
    before = tree(out)
    harm(out / "html/0000/0000005-a5.html")
    assert list(batch.verify(out)["bad"]) == ["html/0000/0000005-a5.html"]
    again()
    assert tree(out) == before


def test_a_page_changed_within_its_size_is_found_by_verify(done: Any) -> None:
    out, _ = done
    flipped(out / "html/0000/0000005-a5.html")
    assert batch.verify(out)["bad"] == {"html/0000/0000005-a5.html": "is not what was written"}


def test_parts_without_their_journal_are_not_mixed_with_others(done: Any) -> None:
    out, again = done
    before = tree(out)
    (out / "journal.sqlite").unlink()
    with pytest.raises(OutputError, match="whose journal is not there"):
        again()
    assert tree(out) == before


def test_files_of_others_are_left_alone(tmp_path: Path, fake_run: Any) -> None:
    path = archive.write(tmp_path / "a.jsonl", 2)
    out = tmp_path / "out"
    theirs = [out / name for name in ("other/.film.mkv.part", "other/0000/.film.part", ".scratch/notes.txt")]
    for file in theirs:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    ours = [out / name for name in (".part-000000.jsonl.zst.x.part", "html/0000/.0000000-a.html.x.part")]
    ours[1].parent.mkdir(parents=True)
    for file in ours:
        file.touch()
    fake_run(path, out)
    assert all(file.exists() for file in theirs)
    assert not any(file.exists() for file in ours)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/report.json").touch()
    with pytest.raises(OutputError, match="of no run"):
        fake_run(path, tmp_path / "mine")


def test_parts_and_pages_at_an_address(tmp_path: Path, fake_run: Any) -> None:
    """`file://` stands in for remote ones here."""
    path = archive.write(tmp_path / "a.jsonl", 10)
    fake_run(path, tmp_path / "near", pages=("html",))
    far, address = tmp_path / "far", (tmp_path / "far").as_uri()
    for _ in range(2):
        fake_run(path, tmp_path / "out", pages=("html",), put=address)
        assert tree(far) == tree(tmp_path / "near")
        assert not list((tmp_path / "out").glob("part-*"))
        removed(far / "part-000000.jsonl.zst")
        removed(far / "html/0000/0000005-a5.html")
    assert len(batch.verify(tmp_path / "out")["bad"]) == 2


class Slow(Folder):
    """A folder in which a part appears just after it was listed."""

    def __init__(self, path: Path, journal: Journal) -> None:
        super().__init__(path)
        object.__setattr__(self, "journal", journal)

    __slots__ = ("journal",)
    journal: Journal

    def sizes(self, folder: str) -> dict[str, int]:
        found = super().sizes(folder)
        self.journal.finish(Chunk(0, "done", "part-0", "0" * 64, 5), {})
        return found


def test_a_part_that_is_written_during_a_check_is_not_missing(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        with journal.transaction():
            journal.add_chunk(0)
            journal.add([Entry(0, 0, 0, "a", "0" * 64, 100, "planned", chunk=0)])
        assert not list(faults(journal, Slow(tmp_path, journal), whole=True))


def test_a_run_that_has_just_begun_is_none_yet(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").touch()
    with pytest.raises(InputError, match="holds no run"):
        batch.verify(tmp_path)


@pytest.mark.parametrize("kind", ["jsonl.zst", "parquet"])
def test_text_that_is_no_unicode_goes_into_a_part(tmp_path: Path, fake_run: Any, kind: str) -> None:
    path = archive.write(tmp_path / "a.jsonl", 2)
    rows = [{"id": "lone\ud800", "title": "半个\udc80字", "text": f"{archive.text(7)}\ud83d", "source": "\udfff社"}]
    with path.open("a") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    out = fake_run(path, tmp_path / "out", kind=kind, pages=("html", "md", "docx"))
    assert (out["documents"]["done"], out["documents"]["failed"]) == (3, 0)
    assert batch.verify(tmp_path / "out")["bad"] == {}
