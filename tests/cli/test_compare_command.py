"""`duizhao compare`, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def chinese(cases: Path, tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    lines = (cases / "comparison" / "articles.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"bus"' not in line), encoding="utf-8")
    return path


def test_files_tables_and_talk(duizhao, chinese, tmp_path) -> None:
    files = [
        "--report",
        "r.html",
        "--csv",
        "s.csv",
        "--latex",
        "s.tex",
        "--segments",
        "a.jsonl",
        "--runs",
        "runs.jsonl",
        "--human",
        "sheet.csv",
    ]
    done = duizhao("compare", chinese, "--methods", "lead,mt5,oracle", "--reference", "summary", "--length", 1, *files)
    assert done.returncode == 6, "the model is missing"
    assert "ROUGE-L" in done.stdout
    assert done.stdout.splitlines()[2].startswith("oracle")
    assert "mt5" in done.stderr or "summaris" in done.stderr
    assert "normalised to the script of the articles" in done.stderr
    for name in ("r.html", "s.csv", "s.tex", "a.jsonl", "runs.jsonl", "sheet.csv", "sheet.key.json"):
        assert (tmp_path / name).stat().st_size, name

    again = duizhao("compare", chinese, "--methods", "lead", "--reference", "summary", "--report", "r.html")
    assert again.returncode == 7
    assert "--force" in again.stderr
    same = duizhao("compare", chinese, "--methods", "lead", "--runs", chinese)
    assert same.returncode == 7
    assert chinese.read_text(encoding="utf-8").count("\n") == 5


def test_a_file_of_something_else_is_kept(duizhao, chinese, tmp_path) -> None:
    (tmp_path / "precious.txt").write_text("My only notes", encoding="utf-8")
    done = duizhao("compare", chinese, "--methods", "lead", "--runs", "precious.txt")
    assert done.returncode == 3
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8") == "My only notes"
    assert duizhao("compare", chinese, "--methods", "lead", "--length", "0%").returncode == 2
    assert duizhao("compare", chinese, "--methods", "lead", "--segments", "a.txt").returncode == 2


def test_json(duizhao, chinese) -> None:
    done = duizhao("compare", chinese, "--methods", "lead,lsa", "--system", "person=other", "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert [s["system"] for s in found["sides"]["zh"]["systems"]] == ["lead", "lsa", "person"]
    assert "rouge1" not in found["sides"]["zh"]["systems"][0]["scores"]
    assert found["sides"]["zh"]["systems"][0]["scores"]["coverage"]["score"] == 100
