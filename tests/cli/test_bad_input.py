"""Bad input ends in one line, the right exit code, and nothing written."""

from __future__ import annotations

import os
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
    lines = [x for x in done.stderr.splitlines() if not x.startswith("duizhao: model ")]
    assert done.returncode == code, done.stderr
    assert len(lines) == 1, done.stderr
    assert says in lines[0]
    assert done.stdout == ""
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
