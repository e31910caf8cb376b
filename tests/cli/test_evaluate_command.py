"""`duizhao evaluate`: scores on one's own test set, and what is refused before anything is translated."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

ZH = ["图书馆明天上午九点开门。", "他们昨天下午到了北京。", "基金共有90亿元。"]
EN = [
    "The library opens at nine tomorrow morning.",
    "They arrived in Beijing yesterday.",
    "The fund has 9 billion yuan.",
]
OTHER = ["The library opens tomorrow at 9 a.m.", "They came to Shanghai yesterday.", "The fund has 90 billion yuan."]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    for name, lines in {"t.zh": ZH, "t.en": EN, "other.en": OTHER, "short.en": EN[:2]}.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "empty.en").write_text("\n\n\n")


def test_the_model_is_scored_beside_another_system(duizhao, tmp_path) -> None:
    (tmp_path / "trained.tsv").write_text(f"{ZH[1]}\tThey came.\n", encoding="utf-8")
    arguments = ("evaluate", "t.zh", "--reference", "t.en", "--system", "other=other.en", "--training", "trained.tsv")
    outputs = ("-o", "hyp.en", "--segments", "s.csv", "--report", "r.html", "--csv", "s.tsv", "--latex", "t.tex")
    done = duizhao(*arguments, *outputs, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    own, other = told["systems"]
    assert (own["name"], other["name"]) == ("zh-en-small", "other")
    assert own["characters_a_second"] > 0
    assert other["scores"]["numbers"]["score"] < 100
    assert other["scores"]["names"]["score"] == 0
    assert "1 of 2 different segments are in trained.tsv" in done.stderr
    exact, sampled = told["overlap"]
    assert exact == "1 of 2 different segments are in trained.tsv"
    assert "of the training data of model zh-en-small" in sampled or "could be looked up" in sampled
    assert sampled in done.stderr
    assert len((tmp_path / "hyp.en").read_text(encoding="utf-8").splitlines()) == 3
    with (tmp_path / "s.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["other"] for row in csv.DictReader(file)] == OTHER
    assert "<table>" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert r"\toprule" in (tmp_path / "t.tex").read_text(encoding="utf-8")

    again = duizhao("evaluate", "t.zh", "--reference", "t.en", "--no-model", "--system", "own=hyp.en", "--json", "-q")
    assert again.stderr == ""
    assert json.loads(again.stdout)["systems"][0]["scores"] == own["scores"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["t.zh"], 2, "has no references"),
        (["t.zh", "--reference", "short.en"], 3, "short.en: has 2 segments where t.zh has 3"),
        (["t.en", "--reference", "t.en"], 3, "no Chinese"),
        (["t.zh", "--reference", "t.en", "--system", "x=empty.en"], 3, "empty.en"),
        (["t.zh", "--reference", "t.en", "--system", "other.en"], 2, "NAME=FILE"),
        (["t.zh", "--reference", "t.en", "--system", "zh-en-small=t.en"], 2, "two systems"),
        (["t.zh", "--reference", "t.en", "--system", "(reference)=t.en"], 2, "two systems"),
        (["t.zh", "--reference", "t.en", "--metrics", "BLUE"], 2, "Did you mean 'BLEU'?"),
        (["t.zh", "--reference", "t.en", "--system", "x=other.en", "--baseline", "y"], 2, "unknown system 'y'"),
        (["t.zh", "--reference", "t.en", "--no-model"], 2, "nothing to score"),
        (["t.zh", "--reference", "t.en", "--no-model", "--system", "x=other.en", "-o", "o.en"], 2, "-o"),
        (["t.zh", "--reference", "t.en", "-o", "t.en", "--force"], 2, "is an input"),
        (["t.zh", "--reference", "t.en", "--csv", "other.en"], 7, "exists already"),
        (["t.zh", "--reference", "t.en", "--model", "absent"], 4, "unknown model"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(duizhao, arguments, code, said) -> None:
    done = duizhao("evaluate", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    assert said in line


def test_names_steer_no_terminal(duizhao, tmp_path) -> None:
    arguments = ["evaluate", "t.zh", "--reference", "t.en", "--no-model", "--system", "\x1b[2J\nx\x9b1m=other.en"]
    done = duizhao(*arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[2].startswith("␛[2J␊x⟨U+009B⟩1m  ")
    told = duizhao(*arguments, "--json").stdout
    assert all(c.isprintable() or c == "\n" for c in done.stdout + told)
    assert json.loads(told)["systems"][0]["name"] == "\x1b[2J\nx\x9b1m"


@pytest.mark.parametrize("given", ["=other.en", " =other.en", "other=", "other= "])
@pytest.mark.parametrize("command", [["evaluate", "t.zh", "--reference", "t.en"], ["compare", "a.jsonl"]])
def test_a_system_is_a_name_and_a_file(duizhao, command, given) -> None:
    done = duizhao(*command, "--system", given)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "NAME=FILE" in done.stderr
