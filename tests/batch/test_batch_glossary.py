"""A batch verifies the terms of the glossary that its flag names, from a copy; another glossary is another run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import archive
import pytest

from duizhao.batch.journal import Journal
from duizhao.errors import InputError, UsageError


def terms(out: Path) -> list[str]:
    records = archive.records(out)
    return [
        t["state"]
        for r in records
        for p in [r["title"], *r["paragraphs"]]
        if p
        for s in p["sentences"]
        for t in s["terms"]
    ]


@pytest.fixture
def glossary(tmp_path: Path) -> Path:
    path = tmp_path / "terms.csv"
    word = archive.text(0).splitlines()[-1][:2]
    path.write_text(f"{word},'=never, said,,yes,'bad|worse\n", encoding="utf-8")
    return path


def test_a_run_goes_on_with_the_terms_that_it_began_with(tmp_path: Path, fake_run: Any, glossary: Path) -> None:
    path, out = archive.write(tmp_path / "a.jsonl", 3), tmp_path / "out"
    flags = {"glossary": [str(glossary)]}
    report = fake_run(path, out, flags=flags)
    found = terms(out)
    assert "missed" in found
    assert report["terms"]["missed"] == found.count("missed")
    part = next(out.glob("*.zst"))
    before = part.read_bytes()
    glossary.write_text(glossary.read_text(encoding="utf-8").replace(",,yes", ",a note,yes"), encoding="utf-16")
    part.unlink()
    with Journal(out) as journal:
        journal.reopen([0])
    fake_run(path, out, flags=flags)
    assert part.read_bytes() == before
    moved = glossary.rename(tmp_path / "moved.csv")
    fake_run(path, out, flags={"glossary": [str(moved)]})
    moved.rename(glossary)
    glossary.write_text("书,other\n", encoding="utf-8")
    with pytest.raises(UsageError, match="its glossary was another"):
        fake_run(path, out, flags=flags)
    with pytest.raises(UsageError, match="its glossary was"):
        fake_run(path, out, flags={})


def test_a_glossary_that_cannot_be_read_begins_no_run(tmp_path: Path, fake_run: Any, glossary: Path) -> None:
    path, out = archive.write(tmp_path / "a.jsonl", 3), tmp_path / "out"
    with pytest.raises(InputError, match=r"missing\.csv: cannot be read"):
        fake_run(path, out, flags={"glossary": [str(tmp_path / "missing.csv")]})
    fake_run(path, out, flags={"glossary": [str(glossary)]})
    assert terms(out)


def test_the_glossary_of_a_project_is_not_used_unasked(tmp_path: Path, fake_run: Any, glossary: Path) -> None:
    (tmp_path / "duizhao.toml").write_text('glossary = ["terms.csv"]\n')
    fake_run(archive.write(tmp_path / "a.jsonl", 3), tmp_path / "out")
    assert terms(tmp_path / "out") == []
