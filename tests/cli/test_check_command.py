"""`duizhao check`: any bilingual file, whoever made it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

PAIRS = [
    ("基金共有90亿元。", "The fund has 90 billion yuan."),
    ("他们昨天到了河港市。", "They arrived in Hegang City yesterday."),
    ("请访问www.example.cn报名。", "Please sign up at www.exampel.cn."),
    ("图书馆每天开门。", ""),
    ("会议明天上午开始。", "The meeting starts tomorrow morning."),
    ("会议明天上午开始。", "The conference begins tomorrow morning."),
]
EXPECTED = {(1, "number"), (3, "url"), (4, "empty"), (6, "inconsistent")}
LOCKED = '<trans-unit id="9" translate="no"><source>共90亿元。</source><target>It is 90 billion.</target></trans-unit>'


def xliff(pairs, languages=("zh-CN", "en-GB"), more="") -> str:
    units = "".join(
        f'<trans-unit id="{n}"><source>{s}</source><target>{t}</target></trans-unit>' for n, (s, t) in enumerate(pairs)
    )
    return (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" datatype="plaintext" '
        f'source-language="{languages[0]}" target-language="{languages[1]}"><body>{units}{more}</body></file></xliff>'
    )


def tmx(pairs) -> str:
    units = "".join(
        f'<tu><tuv xml:lang="zh"><seg>{s}</seg></tuv><tuv xml:lang="en"><seg>{t}</seg></tuv></tu>' for s, t in pairs
    )
    return f'<tmx version="1.4"><header srclang="zh"/><body>{units}</body></tmx>'


def write(folder: Path, suffix: str) -> Path:
    path = folder / f"job.{suffix}"
    if suffix == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("source", "target"), *PAIRS])
    elif suffix == "docx":
        import docx

        document = docx.Document()
        table = document.add_table(rows=0, cols=2)
        for row in PAIRS:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.save(str(path))
    else:
        lines = (json.dumps({"source": s, "target": t}, ensure_ascii=False) for s, t in PAIRS)
        text = {"xlf": xliff(PAIRS, more=LOCKED), "tmx": tmx(PAIRS), "jsonl": "\n".join(lines)}[suffix]
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", ["csv", "xlf", "tmx", "jsonl", "docx"])
def test_the_same_faults_are_found_in_every_format(suffix, duizhao, tmp_path) -> None:
    done = duizhao("check", write(tmp_path, suffix), "--json")
    (file,) = json.loads(done.stdout)["files"]
    assert done.returncode == 0
    assert (file["units"], file["locked"]) == (len(PAIRS), int(suffix == "xlf"))
    assert {(flag["unit"], flag["check"]) for flag in file["flags"]} == EXPECTED
    assert file["flagged"] == len(EXPECTED)


def test_the_report_shows_the_place(duizhao, tmp_path) -> None:
    done = duizhao("check", write(tmp_path, "csv"))
    assert "✖ number: 90亿 (9,000,000,000) not found; the target has 90 billion" in done.stdout
    assert "基金共有⟦90亿⟧元。" in done.stdout
    assert "The fund has ⟦90 billion⟧ yuan." in done.stdout
    assert "河港市" not in done.stdout
    assert "1 file, 6 units, 4 flagged: number 1, url 1, empty 1, inconsistent 1" in done.stderr


def test_strict_is_told_by_the_exit_code(duizhao, tmp_path) -> None:
    path = write(tmp_path, "csv")
    assert duizhao("check", path, "--strict").returncode == 5
    (tmp_path / "warn.jsonl").write_text('{"source": "他说：“我不去。”", "target": "He said, “I am not going."}')
    assert duizhao("check", "warn.jsonl", "--strict").returncode == 0
    assert duizhao("check", "warn.jsonl", "--strict=warning").returncode == 5


def test_a_table_of_the_flags_is_written_and_never_over_another_file(duizhao, tmp_path) -> None:
    path = write(tmp_path, "csv")
    assert duizhao("check", path, "-o", "flags.csv").returncode == 0
    with (tmp_path / "flags.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(int(row["unit"]), row["check"]) for row in rows} == EXPECTED
    number = next(row for row in rows if row["check"] == "number")
    assert number["target"][int(number["target_start"]) : int(number["target_end"])] == "90 billion"
    assert duizhao("check", path, "-o", "flags.csv").returncode == 7
    assert duizhao("check", path, "-o", path, "--force").returncode == 2
    assert duizhao("check", path, "-o", "flags.html").returncode == 2
    assert duizhao("check", path, "-o", "flags.jsonl").returncode == 0
    assert len((tmp_path / "flags.jsonl").read_text(encoding="utf-8").splitlines()) == len(rows)


def test_terms_are_verified(duizhao, tmp_path) -> None:
    (tmp_path / "terms.csv").write_text("source,target\n会议,conference\n", encoding="utf-8")
    done = duizhao("check", write(tmp_path, "csv"), "--glossary", "terms.csv", "--json")
    flags = json.loads(done.stdout)["files"][0]["flags"]
    assert {flag["unit"] for flag in flags if flag["check"] == "term"} == {5}


def test_files_that_cannot_be_checked_are_named_and_the_others_are_checked(duizhao, tmp_path) -> None:
    path = write(tmp_path, "csv")
    (tmp_path / "back.xlf").write_text(xliff([(t, s) for s, t in PAIRS], ("en", "zh")), encoding="utf-8")
    (tmp_path / "other.csv").write_text("source,target\nbonjour,hello\n", encoding="utf-8")
    with (tmp_path / "back.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("source", "target"), *((t, s) for s, t in PAIRS)])
    for name, says in (
        ("back.xlf", "back.xlf: is from English into Chinese"),
        ("back.csv", "back.csv: is from English into Chinese"),
        ("other.csv", "other.csv: has no Chinese source"),
        ("missing.tmx", "missing.tmx: cannot be read"),
        ("notes.odp", "notes.odp: is no bilingual file"),
    ):
        done = duizhao("check", name)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)
        assert says in done.stderr
    done = duizhao("check", "missing.tmx", path, "--json")
    assert done.returncode == 6
    assert len(json.loads(done.stdout)["failed"]) == len(json.loads(done.stdout)["files"]) == 1


def test_a_file_without_a_segment_is_refused(duizhao, tmp_path) -> None:
    (tmp_path / "heading.csv").write_text("source,target\n", encoding="utf-8")
    (tmp_path / "none.csv").write_text("source,target\n,Hello.\n", encoding="utf-8")
    for name in ("heading.csv", "none.csv"):
        done = duizhao("check", name)
        assert (done.returncode, done.stdout) == (3, "")
        assert f"{name}: holds no segments" in done.stderr


def test_an_id_twice_is_said_and_steers_no_terminal(duizhao, tmp_path) -> None:
    rows = [{"source": "图书馆每天开门。", "target": "", "id": "a\x1b[2J\nb"}] * 2
    (tmp_path / "twice.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = duizhao("check", "twice.jsonl")
    assert done.returncode == 0
    assert "gives 1 id to several units" in done.stderr
    assert "segment 1 (a␛[2J␊b)" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_what_is_too_long_gets_one_flag(duizhao, tmp_path) -> None:
    rows = [
        {"source": "共90亿元。" * 500_000, "target": "a" * 10},
        {"source": "基金共有90亿元。", "target": "b " * 20_000},
    ]
    (tmp_path / "long.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = duizhao("check", "long.jsonl")
    assert done.returncode == 0
    assert done.stdout.count("too long to be checked") == 2
    assert "2 flagged: length 2" in done.stderr
