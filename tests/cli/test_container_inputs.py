"""Containers and tables on the command line: names of outputs, what is said, exit codes."""

from __future__ import annotations

import gzip
import zipfile

SENTENCE = "山城市图书馆从本周起延长开放时间。"


def _pages(path) -> None:
    with zipfile.ZipFile(path, "w") as container:
        for number in (1, 2):
            page = f"<html><body>{f'<p>{SENTENCE}读者晚上也能来看书。</p>' * 3}</body></html>"
            container.writestr(f"网页/{number}.html", page)
            container.writestr(f"网页/{number}.png", b"\x89PNG")


def test_outputs_are_named_by_the_members(duizhao, tmp_path) -> None:
    _pages(tmp_path / "pages.zip")
    (tmp_path / "news.csv").write_text(f"标题,正文\n春天,{SENTENCE}\n夏天,{SENTENCE}\n", encoding="utf-8")
    done = duizhao("translate", "pages.zip", "news.csv", "--to", "txt,jsonl", "-o", "out", "--summary", "0")
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "news-2.txt",
        "news-3.txt",
        "news.jsonl",
        "pages-网页-1.txt",
        "pages-网页-2.txt",
        "pages.jsonl",
    ]


def test_what_was_left_out_or_guessed_is_said_unless_quiet(duizhao, tmp_path) -> None:
    _pages(tmp_path / "pages.zip")
    (tmp_path / "news.csv").write_text(f"bt,nr\n春天,{SENTENCE}\n夏天,{SENTENCE}\n", encoding="utf-8")
    done = duizhao("clean", "pages.zip", "news.csv", "--explain")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "duizhao: pages.zip: 2 left out, which are no documents (2 png)",
        "duizhao: news.csv: the text is taken from column 'nr', a guess; --field text=NAME names another",
    ]
    assert "# text from column nr (guessed)" in done.stdout
    assert "# pages.zip:网页/1.html: utf-8" in done.stdout
    assert duizhao("clean", "pages.zip", "news.csv", "-q").stderr == ""


def test_a_bad_member_is_one_line_and_the_others_are_done(duizhao, tmp_path) -> None:
    _pages(tmp_path / "pages.zip")
    with zipfile.ZipFile(tmp_path / "pages.zip", "a") as container:
        container.writestr("login.html", "<html><body><form><input></form></body></html>")
    done = duizhao("clean", "pages.zip", "-q")
    assert done.returncode == 6
    assert len(done.stderr.splitlines()) == 1
    assert "pages.zip:login.html: " in done.stderr
    assert done.stdout.count(SENTENCE) == 6


def test_convert_unpacks_and_names_what_it_writes_so(duizhao, tmp_path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress("圖書館".encode()))
    done = duizhao("convert", "a.txt.gz", "--script", "t2s", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "图书馆"
