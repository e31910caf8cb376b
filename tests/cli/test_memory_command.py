"""Corrections come back and win: translate, edit, import, translate again."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import docx
import pytest

TRADITIONAL = """山城圖書館延長開放時間

館長說，去年共有46萬人次到館，比前年增長12%。“讀者想在下班以後看書，我們就多開三個小時。”
"""
EDITED = "The director said there were 460,000 visits last year, 12% more than the year before."


@pytest.fixture
def data(tmp_path) -> dict[str, str]:
    """A memory of this test's own."""
    return {"DUIZHAO_DATA": str(tmp_path / "data")}


def sentences(path: Path):
    record = json.loads(path.read_text(encoding="utf-8"))
    return [s for p in (record["title"], *record["paragraphs"]) for s in p["sentences"]]


def correction(path: Path, sentence, **more) -> Path:
    unit = {"id": sentence["id"], "source_hash": sentence["source_hash"], "source": sentence["source"]}
    content = {"schema": "duizhao-corrections/1", "units": [unit | {"target": EDITED} | more]}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_correction_wins_in_every_later_run_in_both_scripts(duizhao, article, data, tmp_path) -> None:
    assert duizhao("translate", article, "-o", "first.jsonl", **data).returncode == 0
    before = sentences(tmp_path / "first.jsonl")
    told = next(s for s in before if "46万" in s["source"])
    done = duizhao("memory", "import", correction(tmp_path / "c.json", told), "--json", **data)
    assert (done.returncode, json.loads(done.stdout)["files"][0]["new"]) == (0, 1)

    assert duizhao("translate", article, "-o", "second.jsonl", **data).returncode == 0
    after = sentences(tmp_path / "second.jsonl")
    for was, now in zip(before, after, strict=True):
        if was["id"] == told["id"]:
            edit = {"target": EDITED, "target_hash": now["target_hash"], "from": "edited"}
            assert now == was | edit | {"score": None, "confidence": "high"}
        else:
            assert now == was
    assert duizhao("translate", article, "-o", "third.jsonl", "--memory", "none", **data).returncode == 0
    assert sentences(tmp_path / "third.jsonl") == before

    (tmp_path / "twin.txt").write_text(TRADITIONAL, encoding="utf-8")
    assert duizhao("translate", "twin.txt", "-o", "twin.jsonl", **data).returncode == 0
    assert [s["target"] for s in sentences(tmp_path / "twin.jsonl") if s["from"] == "edited"] == [EDITED]

    facts = json.loads(duizhao("memory", "stats", "--json", **data).stdout)
    assert (facts["sources"], facts["edited"], facts["uses"]) == (1, 1, 2)
    counted = json.loads(duizhao("stats", article, "twin.txt", "--json", **data).stdout)
    assert [f["bands"]["100"]["sentences"] for f in counted["files"]] == [1, 0]
    assert counted["files"][1]["bands"]["repetition"]["sentences"] >= 1


def test_an_edit_comes_back_from_every_format_and_the_models_own_words_do_not(duizhao, article, data, tmp_path) -> None:
    formats = "jsonl,docx,csv,tsv,tmx,xliff,xliff2"
    assert duizhao("translate", article, "-o", "out", "--format", formats, **data).returncode == 0
    told = next(s for s in sentences(tmp_path / "out" / "library.jsonl") if "46万" in s["source"])
    files = [p for p in (tmp_path / "out").iterdir() if p.suffix != ".jsonl"]
    assert len(files) == 6
    for file in files:
        edit(file, told["target"], f"{EDITED} ({file.suffix})")
        report = json.loads(duizhao("memory", "import", file, "--json", **data).stdout)["files"][0]
        assert (report["new"] + report["changed"], report["own"], report["refused"]) == (1, 4, []), file
    duizhao("translate", article, "-o", "after.jsonl", **data)
    (now,) = (s for s in sentences(tmp_path / "after.jsonl") if s["from"] == "edited")
    assert now["target"] == f"{EDITED} ({files[-1].suffix})", "the last edit is the one that counts"


def edit(file: Path, before: str, after: str) -> None:
    """Put `after` for `before` in a file of any format."""
    if file.suffix != ".docx":
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8", newline="")
        return
    document = docx.Document(str(file))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    runs = [run for cell in cells for paragraph in cell.paragraphs for run in paragraph.runs if before in run.text]
    for run in runs:
        run.text = run.text.replace(before, after)
    assert runs
    document.save(str(file))


def test_what_is_refused_is_listed_and_the_rest_is_taken(duizhao, data, tmp_path) -> None:
    good = {"id": "p1.s1", "source": "他来了。", "source_hash": "", "target": "He came."}
    unit = {"id": "p1.s2", "source": "她走了。", "source_hash": "0123456789abcdef", "target": "She left."}
    (tmp_path / "both.json").write_text(
        json.dumps({"schema": "duizhao-corrections/1", "units": [unit, {k: v for k, v in good.items() if v}]})
    )
    done = duizhao("memory", "import", "both.json", **data)
    assert done.returncode == 6
    assert "p1.s2 is refused: its source was changed" in done.stderr
    (tmp_path / "bad.json").write_text(json.dumps({"schema": "duizhao-corrections/1", "units": [unit]}))
    assert duizhao("memory", "import", "bad.json", **data).returncode == 3
    assert duizhao("memory", "import", "missing.json", "both.json", **data).returncode == 6


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("broken.json", b'{"schema": "duizhao-corrections/1", "units": 7}', "no list of units"),
        ("units.json", b'{"schema": "duizhao-corrections/1", "units": [7]}', "Save the corrections again."),
        ("list.json", b"[]", "list.json: holds no translations"),
        ("broken.xlf", b"<xliff", "broken.xlf"),
        ("notes.odp", b"x", "no bilingual file"),
        ("missing.tmx", None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(name, content, says, duizhao, data, tmp_path) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = duizhao("memory", "import", name, **data)
    assert done.returncode == 3
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.rglob("*.sqlite"))


def test_a_project_keeps_its_memory_beside_its_settings(duizhao, data, tmp_path) -> None:
    (tmp_path / "duizhao.toml").write_text('memory = "project.sqlite"\n')
    (tmp_path / "pairs.jsonl").write_text('{"source": "他来了。", "target": "He came."}\n', encoding="utf-8")
    assert duizhao("memory", "import", "pairs.jsonl", **data).returncode == 0
    assert (tmp_path / "project.sqlite").is_file()
    assert not (tmp_path / "data").exists()
    shown = json.loads(duizhao("config", "show", "--json", **data).stdout)
    assert shown["memory"] == {"value": str(tmp_path / "project.sqlite"), "origin": str(tmp_path / "duizhao.toml")}


@pytest.mark.parametrize("suffix", ["tmx", "csv", "jsonl"])
def test_what_is_exported_can_be_imported(suffix, duizhao, data, tmp_path) -> None:
    pairs = [("他来了。", "He came."), ("=1+1 是二。", '<b>"Two"</b> & so on')]
    lines = [json.dumps({"source": s, "target": t}, ensure_ascii=False) for s, t in pairs]
    (tmp_path / "pairs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert duizhao("memory", "import", "pairs.jsonl", **data).returncode == 0
    out = f"memory.{suffix}"
    assert duizhao("memory", "export", out, **data).returncode == 0
    assert duizhao("memory", "export", out, **data).returncode == 7, "it exists"
    other = {"DUIZHAO_DATA": str(tmp_path / "other")}
    assert duizhao("memory", "import", out, **other).returncode == 0
    with sqlite3.connect(tmp_path / "other" / "memory.sqlite") as db:
        assert db.execute("SELECT source, target FROM entries ORDER BY number").fetchall() == pairs


def test_a_memory_that_cannot_be_used_stops_a_run_at_once(duizhao, article, data, tmp_path) -> None:
    (tmp_path / "newer.sqlite").write_bytes(b"")
    with sqlite3.connect(tmp_path / "newer.sqlite") as db:
        db.execute("CREATE TABLE x (y)")
        db.execute(f"PRAGMA application_id = {0x647A686D}")
        db.execute("PRAGMA user_version = 9")
    for command in ("translate", "stats"):
        done = duizhao(command, article, "--memory", "newer.sqlite", **data)
        assert done.returncode == 3
        assert "memory of version 9" in done.stderr
    assert duizhao("memory", "export", "memory.doc", **data).returncode == 2


def test_stats_write_a_table(duizhao, article, data, tmp_path) -> None:
    assert duizhao("stats", article, "-o", "job.csv", **data).returncode == 0
    with (tmp_path / "job.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {r["file"] for r in rows} == {str(article), "total"}
    everything = next(r for r in rows if r["file"] == "total" and r["band"] == "all")
    shown = duizhao("stats", article, **data).stdout
    assert f"{int(everything['words']):,} words as Word counts them" in shown


def test_what_was_taken_in_by_mistake_can_be_taken_out_again(duizhao, data, tmp_path) -> None:
    lines = ['{"source": "他來了。", "target": "He came."}\n', '{"source": "下雨了。", "target": "It rains."}\n']
    for name, line in zip(("a.jsonl", "b.jsonl"), lines, strict=True):
        (tmp_path / name).write_text(line, encoding="utf-8")
    assert duizhao("memory", "import", "a.jsonl", "b.jsonl", **data).returncode == 0
    assert duizhao("memory", "remove", **data).returncode == 2
    assert duizhao("memory", "remove", "--source", "没有的话。", **data).returncode == 3
    assert "He came." in duizhao("memory", "remove", "--source", "他来了。", "--dry-run", **data).stdout
    done = duizhao("memory", "remove", "--source", "他来了。", "--json", **data)
    assert (done.returncode, json.loads(done.stdout)["target"]) == (0, "He came.")
    done = duizhao("memory", "remove", "--document", "b.jsonl", **data)
    assert (done.returncode, "下雨了。 → It rains." in done.stdout) == (0, True)
    assert json.loads(duizhao("memory", "stats", "--json", **data).stdout)["sources"] == 0


def test_a_record_edited_by_hand_is_told_by_its_target(duizhao, article, data, tmp_path) -> None:
    assert duizhao("translate", article, "-o", "draft.jsonl", **data).returncode == 0
    path = tmp_path / "draft.jsonl"
    told = next(s for s in sentences(path) if "46万" in s["source"])
    before, after = (json.dumps(t, ensure_ascii=False) for t in (told["target"], EDITED))
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    report = json.loads(duizhao("memory", "import", path, "--json", **data).stdout)["files"][0]
    assert (report["new"], report["refused"]) == (1, [])
    assert report["own"] == len(sentences(path)) - 1
