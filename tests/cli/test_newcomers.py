"""What a newcomer does first and wrongly ends in one line that says what to do."""

from __future__ import annotations

import json

import docx
import pytest


@pytest.fixture
def data(tmp_path) -> dict[str, str]:
    return {"DUIZHAO_DATA": str(tmp_path / "data")}


def test_a_word_file_given_to_render_is_one_line(duizhao, record, tmp_path) -> None:
    assert duizhao("render", record, "-o", "z.docx").returncode == 0
    done = duizhao("render", "z.docx", "--to", "html")
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert "z.docx: is a docx, not a record" in line
    (tmp_path / "bytes.jsonl").write_bytes(b"\x89PNG\0\0\0\n\0\n\0")
    done = duizhao("render", "bytes.jsonl", "--to", "html")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)


def test_nothing_flagged_is_said(duizhao, record, tmp_path) -> None:
    content = json.loads(record.read_text(encoding="utf-8"))
    for block in [content["title"], *content["paragraphs"]]:
        for sentence in block["sentences"]:
            sentence["flags"] = []
    record.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
    assert "nothing is flagged" in duizhao("render", record, "--flagged", "-o", "x.csv").stderr
    assert "nothing is flagged" not in duizhao("render", record, "-o", "y.csv").stderr


@pytest.mark.parametrize(
    "heading", ["术语,译名,备注", "source,target,case", "原文,译文,禁用译名", "Term,Translation,Notes"]
)
def test_a_glossary_is_no_memory(heading, duizhao, data, tmp_path) -> None:
    (tmp_path / "terms.csv").write_text(f"{heading}\n图书馆,library,\n", encoding="utf-8")
    done = duizhao("memory", "import", "terms.csv", **data)
    assert done.returncode == 3
    assert "is a glossary by its columns" in done.stderr
    assert "--glossary" in done.stderr


@pytest.mark.parametrize("heading", ["术语,译名", "词条,英译", "zh-Hans,en-GB", "source,target,note"])
def test_the_headings_of_glossaries_are_headings(heading, duizhao, data, tmp_path) -> None:
    note = "," * (heading.count(",") - 1)
    (tmp_path / "terms.csv").write_text(f"{heading}\n图书馆,library{note}\n", encoding="utf-8")
    report = json.loads(duizhao("memory", "import", "terms.csv", "--json", **data).stdout)["files"][0]
    assert report["new"] == 1
    done = duizhao("check", "terms.csv", **data)
    assert "1 unit, 0 flagged" in done.stderr


@pytest.mark.parametrize("command", [("glossary", "check", "terms.xlsx"), ("memory", "import", "terms.xlsx")])
def test_a_sheet_is_to_be_saved_as_csv(command, duizhao, data, tmp_path) -> None:
    (tmp_path / "terms.xlsx").write_bytes(b"PK\x03\x04")
    done = duizhao(*command, **data)
    assert (done.returncode, "Save it as CSV in the spreadsheet." in done.stderr) == (3, True)


def test_an_edit_of_the_summary_is_not_lost_unsaid(duizhao, record, data, tmp_path) -> None:
    assert duizhao("render", record, "-o", "draft.docx").returncode == 0
    untouched = duizhao("memory", "import", "draft.docx", "--json", **data)
    assert (untouched.returncode, json.loads(untouched.stdout)["files"][0]["refused"]) == (0, [])
    document = docx.Document(str(tmp_path / "draft.docx"))
    target = json.loads(record.read_text(encoding="utf-8"))["summary"]["sentences"][0]["target"].strip()
    (run,) = (r for p in document.paragraphs for r in p.runs if r.text == target)
    run.text = "A better summary."
    document.save(str(tmp_path / "draft.docx"))
    done = duizhao("memory", "import", "draft.docx", **data)
    assert "summary.1 is refused: the summary was edited; it is not read back" in done.stderr


def test_the_first_row_of_data_is_segment_1(duizhao, tmp_path) -> None:
    (tmp_path / "pairs.csv").write_text("source,target\n他有46本书。,He has 64 books.\n", encoding="utf-8")
    done = duizhao("check", "pairs.csv")
    assert done.stdout.splitlines()[1] == "  segment 1"
    assert "1 file, 1 unit, 1 flagged" in done.stderr
