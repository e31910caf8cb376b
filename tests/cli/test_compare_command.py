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


def test_names_and_ids_steer_no_terminal(duizhao, tmp_path) -> None:
    rows = [
        {"id": f"a\x1b[2J{n}", "text": "雨停了，路上还是很滑，请慢慢走。桥在昨天下午修好了。", "summary": "雨停了。"}
        for n in "12"
    ]
    (tmp_path / "articles.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    (tmp_path / "x.txt").write_text("雨停了。\n\n", encoding="utf-8")
    name = "\x1b]0;x\x07\n\x9b31m\u202ebart"
    arguments = (
        "compare",
        "articles.jsonl",
        "--methods",
        "lead",
        "--reference",
        "summary",
        "--system",
        f"{name}=x.txt",
    )
    done = duizhao(*arguments)
    assert done.returncode == 0, done.stderr
    for shown in (done.stdout, done.stderr):
        assert "bart" in shown
        assert all(c.isprintable() or c == "\n" for c in shown)
    assert "␛]0;x␇␊⟨U+009B⟩31m⟨U+202E⟩bart" in done.stdout
    assert r"a\x1b[2J2" in done.stderr
    told = duizhao(*arguments, "--json", "-q").stdout
    assert all(c.isprintable() or c == "\n" for c in told)
    assert name in [s["system"] for s in json.loads(told)["sides"]["zh"]["systems"]]
