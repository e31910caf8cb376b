"""Bad input ends in one line, the right exit code, and nothing written."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import zipfile

import pytest


def bad_files(folder) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_text(" \n\n\t\n")
    (folder / "english.txt").write_text("Nothing to translate here.\n")
    (folder / "japanese.txt").write_text("これは日本語の文章です。とてもいい天気ですね。\n", encoding="utf-8")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (folder / "noise.txt").write_bytes(os.urandom(4000))
    with zipfile.ZipFile(folder / "archive.txt", "w") as z:
        z.writestr("a", "b")
    (folder / "data.xyz").write_bytes(os.urandom(100))
    (folder / "login.html").write_text("<html><body><form><input></form></body></html>")
    (folder / "good.txt").write_text("今天下雨。\n", encoding="utf-8")
    (folder / "wrong.toml").write_text("beam = = 4\n")
    (folder / "folder").mkdir()
    (folder / "not-a-model").mkdir()


CASES = [
    ("missing", 3, "missing.txt", ["translate", "missing.txt", "-o", "out.html"]),
    ("near miss", 3, "good.txt", ["translate", "god.txt", "-o", "out.html"]),
    ("empty", 3, "empty.txt", ["translate", "empty.txt", "-o", "out.html"]),
    ("blank", 3, "blank.txt", ["translate", "blank.txt", "-o", "out.html"]),
    ("not Chinese", 3, "no Chinese", ["translate", "english.txt", "-o", "out.html"]),
    ("Japanese", 3, "Japanese", ["translate", "japanese.txt", "-o", "out.html"]),
    ("a picture", 3, "picture.txt", ["translate", "picture.txt", "-o", "out.html"]),
    ("noise", 3, "noise.txt", ["translate", "noise.txt", "-o", "out.html"]),
    ("a zip", 3, "archive.txt", ["translate", "archive.txt", "-o", "out.html"]),
    ("unknown suffix", 3, "data.xyz", ["translate", "data.xyz", "-o", "out.html"]),
    ("no article", 3, "login.html", ["translate", "login.html", "-o", "out.html"]),
    ("wrong encoding given", 3, "good.txt", ["translate", "good.txt", "--encoding", "utf-16", "-o", "out.html"]),
    ("no such encoding", 2, "utf-99", ["translate", "good.txt", "--encoding", "utf-99", "-o", "out.html"]),
    ("an empty folder", 3, "folder", ["translate", "folder", "-o", "out"]),
    ("output over input", 7, "good.txt", ["translate", "good.txt", "-o", "good.txt", "--force"]),
    ("output exists", 7, "--force", ["translate", "good.txt", "-o", "english.txt"]),
    ("output is a folder's file", 7, "cannot be written", ["translate", "good.txt", "-o", "english.txt/x.html"]),
    ("unknown output suffix", 2, ".pdf", ["translate", "good.txt", "-o", "out.pdf"]),
    ("unknown format", 2, "html", ["translate", "good.txt", "--format", "htlm"]),
    ("format and suffix differ", 2, "agree", ["translate", "good.txt", "--format", "md", "-o", "out.html"]),
    ("two into one", 2, "folder", ["translate", "good.txt", "english.txt", "-o", "out.html"]),
    ("formats without place", 2, "-o", ["translate", "good.txt", "--format", "html,md"]),
    ("unknown model", 4, "zh-en-small", ["translate", "good.txt", "--model", "zh-en-smal", "-o", "out.html"]),
    ("model not installed", 4, "pull", ["translate", "good.txt", "--model", "opus-mt-zh-en", "-o", "out.html"]),
    (
        "a folder without a model",
        4,
        "not-a-model",
        ["translate", "good.txt", "--model", "./not-a-model", "-o", "out.html"],
    ),
    ("no CUDA", 4, "cuda", ["translate", "good.txt", "--device", "cuda", "-o", "out.html"]),
    ("unknown device", 2, "gpu", ["translate", "good.txt", "--device", "gpu", "-o", "out.html"]),
    ("unknown script", 2, "t2s", ["translate", "good.txt", "--script", "t22s", "-o", "out.html"]),
    ("unknown method", 2, "lexrank", ["summarise", "good.txt", "--method", "lexrnk", "-o", "out.html"]),
    ("mT5 not installed", 4, "mt5-xlsum", ["summarise", "good.txt", "--method", "mt5", "-o", "out.html"]),
    ("a summary of nonsense", 2, "many", ["translate", "good.txt", "--summary", "many", "-o", "out.html"]),
    ("unknown preset", 2, "careful", ["translate", "good.txt", "--preset", "carful", "-o", "out.html"]),
    ("config missing", 3, "none.toml", ["translate", "good.txt", "--config", "none.toml", "-o", "out.html"]),
    ("config broken", 3, "wrong.toml", ["translate", "good.txt", "--config", "wrong.toml", "-o", "out.html"]),
    ("unknown command", 2, "translate", ["transalte", "good.txt"]),
    ("unknown flag", 2, "--beam", ["translate", "good.txt", "--baem", "4"]),
    ("no input", 2, "INPUT", ["translate"]),
    ("field nonsense", 2, "KEY=NAME", ["translate", "good.txt", "--field", "text", "-o", "out.html"]),
    ("convert unknown", 2, "s2t", ["convert", "good.txt", "--script", "s22t", "-o", "out.txt"]),
    ("models unknown", 4, "zh-en-small", ["models", "info", "zh-en-smal"]),
    ("models remove embedded", 4, "zh-en-small", ["models", "remove", "zh-en-small"]),
]


@pytest.mark.parametrize(("code", "says", "arguments"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_one_line_the_right_code_and_nothing_written(code, says, arguments, duizhao, tmp_path) -> None:
    bad_files(tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    done = duizhao(*arguments)
    signs = ("duizhao: model ", "duizhao: converting ", "duizhao: translating: ")  # the last of a machine that is busy
    lines = [x for x in done.stderr.splitlines() if not x.startswith(signs)]
    assert done.returncode == code, done.stderr
    assert len(lines) == 1, done.stderr
    assert says in lines[0]
    assert done.stdout == ""
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_clean_never_writes_over_its_input(duizhao, tmp_path) -> None:
    (tmp_path / "a.txt").write_text("今天下雨。\n", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to("a.txt")
    for output in ("a.txt", "./x/../a.txt", "link.txt"):
        done = duizhao("clean", "a.txt", "-o", output, "--force")
        assert done.returncode == 7, output
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "今天下雨。\n"


def test_an_output_that_is_no_plain_file_is_refused(duizhao, tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "a.txt").write_text("今天下雨。\n", encoding="utf-8")
    assert duizhao("translate", "a.txt", "-o", "pipe.md", "--force").returncode == 7
    assert (tmp_path / "pipe.md").is_fifo()


def test_documents_of_one_name_get_numbers(duizhao, tmp_path) -> None:
    ids = ["a", "a", "a", "A", "../../b", "a-2"]
    lines = [json.dumps({"id": i, "text": "今天下雨。"}, ensure_ascii=False) for i in ids]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = duizhao("translate", "in.jsonl", "--to", "txt", "-o", "out", "--summary", "0")
    assert done.returncode == 0, done.stderr
    names = sorted(p.name.casefold() for p in tmp_path.rglob("*.txt"))
    assert len(names) == len(set(names)) == len(ids)
    assert all(p.parent.name == "out" for p in tmp_path.rglob("*.txt"))


def test_a_damaged_record_does_not_stop_the_others(duizhao, tmp_path) -> None:
    (tmp_path / "a.txt").write_text("今天下雨。\n", encoding="utf-8")
    good = json.loads(duizhao("translate", "a.txt", "--to", "jsonl", "--summary", "0").stdout)
    rows = [good]
    for value in (5, None, ["x"]):
        bad = json.loads(json.dumps(good))
        bad["paragraphs"][0]["sentences"][0]["source"] = value
        rows.append(bad)
    rows += [good | {"meta": {"title": {}}}, good | {"paragraphs": 5}, good]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = duizhao("translate", "in.jsonl", "--to", "jsonl", "--summary", "0", "-q")
    assert done.returncode == 6, done.stderr
    assert len(done.stdout.splitlines()) == 2
    assert len(done.stderr.splitlines()) == 5
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("beam", 0), ("beam", 10**9), ("threads", -1), ("seed", -1), ("length_penalty", "nan"), ("patience", 0.5)],
)
def test_numbers_have_bounds_wherever_they_come_from(name, value, duizhao, tmp_path) -> None:
    (tmp_path / "a.txt").write_text("今天下雨。\n", encoding="utf-8")
    (tmp_path / "duizhao.toml").write_text(f"{name} = {value}\n")
    done = duizhao("translate", "a.txt", **({"DUIZHAO_THREADS": ""} if name == "threads" else {}))
    assert done.returncode == 2, done.stderr
    assert name in done.stderr


def test_a_config_without_end_is_refused(duizhao, tmp_path) -> None:
    (tmp_path / "a.txt").write_text("今天下雨。\n", encoding="utf-8")
    assert duizhao("translate", "a.txt", "--config", "/dev/zero").returncode == 3


def test_control_characters_of_a_name_are_shown_not_sent(duizhao) -> None:
    done = duizhao("translate", "no\x1b]0;such\x07.txt")
    assert done.returncode == 3
    assert "\x1b" not in done.stderr
    assert "\\x1b" in done.stderr


@pytest.mark.parametrize("command", [["translate"], ["convert", "--script", "s2t"], ["clean"]])
def test_a_closed_standard_output(command, duizhao, tmp_path) -> None:
    (tmp_path / "a.txt").write_text("今天下雨。\n", encoding="utf-8")
    line = shlex.join([sys.executable, "-m", "duizhao.cli.main", command[0], "a.txt", *command[1:]])
    done = subprocess.run(
        f"{line} -q >&-" if command[0] != "clean" else f"{line} >&-",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 7, done.stderr
    assert "Traceback" not in done.stderr
