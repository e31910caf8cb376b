"""A file appears whole or not at all; an existing one is never damaged."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from duizhao.errors import OutputError
from duizhao.files import WholeFile, write_whole


def left(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_writes_and_makes_folders(tmp_path) -> None:
    write_whole(tmp_path / "a" / "b" / "草稿.html", "對照")
    assert (tmp_path / "a" / "b" / "草稿.html").read_text(encoding="utf-8") == "對照"


def test_an_existing_file_stays_without_force(tmp_path) -> None:
    path = tmp_path / "draft.html"
    path.write_text("old")
    with pytest.raises(OutputError, match="--force"):
        write_whole(path, "new")
    assert left(tmp_path) == {"draft.html": b"old"}
    write_whole(path, "new", force=True)
    assert left(tmp_path) == {"draft.html": b"new"}


@pytest.mark.parametrize("call", ["fsync", "link", "replace", "chmod"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("force", [True, False])
def test_a_failing_system_call_leaves_nothing_behind(call, code, force, tmp_path, monkeypatch) -> None:
    path = tmp_path / "draft.html"
    if force:
        path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    before = left(tmp_path)
    if call == "link":  # without hard links it falls back to a rename, which then fails as well
        monkeypatch.setattr(os, "replace", fail)
    monkeypatch.setattr(os, call, fail)
    if call == "replace" and not force:
        write_whole(path, "new")
        return
    with pytest.raises(OutputError):
        write_whole(path, "new", force=force)
    assert left(tmp_path) == before


def test_what_is_not_committed_never_appears(tmp_path) -> None:
    with WholeFile(tmp_path / "draft.jsonl") as file:
        file.write("{}\n")
        assert not (tmp_path / "draft.jsonl").exists()
    assert left(tmp_path) == {}


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path) -> None:
    path = tmp_path / "draft.html"
    with WholeFile(path) as file:
        file.write("new")
        path.write_text("someone else's")
        with pytest.raises(OutputError, match="exists"):
            file.commit()
    assert left(tmp_path) == {"draft.html": b"someone else's"}


def test_a_folder_is_no_file(tmp_path) -> None:
    with pytest.raises(OutputError, match="directory"):
        write_whole(tmp_path, "x")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission(tmp_path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError):
        write_whole(tmp_path / "draft.html", "x")
