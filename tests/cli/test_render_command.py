"""Drafts in other formats and versions, from their records, without a model."""

from __future__ import annotations

import json
import os

import docx


def test_a_file_of_each_version(duizhao, record, tmp_path) -> None:
    done = duizhao("render", record, "--mono", "--dual", "--to", "docx,srt,html,csv", "-o", "out/")
    assert done.returncode == 2, "a draft of no subtitles has none"
    done = duizhao("render", record, "--mono", "--dual", "--to", "docx,html,csv", "-o", "out/", "--force")
    assert done.returncode == 0, done.stderr
    wanted = ["draft.csv", "draft.docx", "draft.en.docx", "draft.en.html", "draft.html"]
    assert sorted(os.listdir(tmp_path / "out")) == wanted
    assert docx.Document(str(tmp_path / "out" / "draft.docx")).tables
    assert not docx.Document(str(tmp_path / "out" / "draft.en.docx")).tables

    assert duizhao("render", record, "-o", "one.docx", "--mono").returncode == 0
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "out" / "draft.en.docx").read_bytes()
    assert duizhao("render", record, "-o", "two.docx", "--mono", "--dual").returncode == 0
    assert (tmp_path / "two.en.docx").read_bytes() == (tmp_path / "one.docx").read_bytes()
    assert duizhao("render", record, "--mono", "--dual").returncode == 2
    done = duizhao("render", record, "-o", "none.html", DUIZHAO_VERSIONS="mno")
    assert (done.returncode, "versions = 'mno'" in done.stderr) == (2, True)


def test_the_weak_spots_alone_and_what_was_corrected_in_them(duizhao, record, tmp_path) -> None:
    done = duizhao("render", record, "--flagged", "--to", "docx,csv", "-o", "out/")
    assert done.returncode == 0, done.stderr
    assert sorted(os.listdir(tmp_path / "out")) == ["draft.flagged.csv", "draft.flagged.docx"]
    data = {"DUIZHAO_DATA": str(tmp_path / "data")}
    csv = tmp_path / "out" / "draft.flagged.csv"
    sentences = [s for p in json.loads(record.read_text(encoding="utf-8"))["paragraphs"] for s in p["sentences"]]
    weak = [s for s in sentences if s["flags"] and s["target"]]
    text = csv.read_text(encoding="utf-8")
    target = weak[0]["target"].strip().replace('"', '""')
    assert target in text
    csv.write_text(text.replace(target, "A corrected sentence.", 1), encoding="utf-8", newline="")
    report = json.loads(duizhao("memory", "import", csv, "--json", **data).stdout)["files"][0]
    assert (report["new"], report["refused"]) == (1, [])
    done = duizhao("render", record, "--flagged", "--layout", "original", "-o", "x.docx")
    assert (done.returncode, "--flagged leaves no whole document" in done.stderr) == (2, True)


def test_what_is_no_record_is_said_and_the_others_are_written(duizhao, record, tmp_path) -> None:
    record.write_text(record.read_text(encoding="utf-8") + '{"text": "一"}\nnot json\n', encoding="utf-8")
    done = duizhao("render", record, "--to", "md", "-o", "out/")
    assert done.returncode == 6
    assert "draft.jsonl:2" in done.stderr
    assert "draft.jsonl:3" in done.stderr
    assert len(os.listdir(tmp_path / "out")) == 1
    (tmp_path / "empty.jsonl").write_bytes(b"\n")
    done = duizhao("render", "empty.jsonl")
    assert (done.returncode, "holds no record" in done.stderr) == (3, True)


def test_a_forged_record_is_refused_and_the_others_are_written(duizhao, record, tmp_path) -> None:
    good = json.loads(record.read_text(encoding="utf-8"))
    lines = [json.dumps(good)]
    flag = {"check": "number", "severity": "evil", "message": "x"}
    for forged in ({"score": "x"}, {"confidence": "evil"}, {"flags": [flag]}):
        data = json.loads(lines[0])
        data["paragraphs"][0]["sentences"][0] |= forged
        lines.append(json.dumps(data))
    (tmp_path / "forged.jsonl").write_text("\n".join(lines))
    done = duizhao("render", "forged.jsonl", "--to", "csv", "-o", "out/")
    assert done.returncode == 6
    assert [f"forged.jsonl:{n}: is a damaged" in done.stderr for n in (2, 3, 4)] == [True] * 3
    assert os.listdir(tmp_path / "out") != []
