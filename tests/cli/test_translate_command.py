"""The main job, as a user runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from library import ARTICLE


def record(text: str) -> dict:
    rows = [json.loads(line) for line in text.splitlines()]
    assert len(rows) == 1
    return rows[0]


def test_a_page_into_a_file(duizhao, article, tmp_path) -> None:
    done = duizhao("translate", article, "-o", "draft.html")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    page = (tmp_path / "draft.html").read_text(encoding="utf-8")
    assert "46万人次" in page
    assert 'lang="en"' in page
    assert "zh-en-small" in done.stderr  # which model `auto` took


def test_every_format_into_a_folder(duizhao, article, tmp_path) -> None:
    done = duizhao("translate", article, "--to", "html,md,txt,jsonl", "-o", "out/")
    assert done.returncode == 0, done.stderr
    assert sorted(os.listdir(tmp_path / "out")) == ["library.html", "library.jsonl", "library.md", "library.txt"]
    draft = record((tmp_path / "out" / "library.jsonl").read_text(encoding="utf-8"))
    assert draft["title"]["source"] == "山城图书馆延长开放时间"
    assert all(s["target"] for p in draft["paragraphs"] for s in p["sentences"])
    ids = {s["id"] for p in draft["paragraphs"] for s in p["sentences"]}
    assert draft["summary"]["sentences"]
    assert all(set(s["supports"]) <= ids for s in draft["summary"]["sentences"])


def test_a_format_that_cannot_be_leaves_none_of_the_others(duizhao, article, tmp_path) -> None:
    done = duizhao("translate", article, "--to", "html,srt", "-o", tmp_path / "out")
    assert (done.returncode, [*tmp_path.glob("out/*")]) == (2, [])
    assert "holds no cues" in done.stderr


@pytest.mark.parametrize("output", [[], ["-o", "-"]])
def test_markdown_where_stdout_is_no_terminal(duizhao, article, output, tmp_path) -> None:
    done = duizhao("translate", article, *output)
    assert done.returncode == 0, done.stderr
    assert "# " in done.stdout
    assert "延长到21时" in done.stdout
    assert not (tmp_path / "-").exists()


def test_standard_input_and_two_runs_give_the_same_bytes(duizhao) -> None:
    one, two = (duizhao("translate", "-", "--format", "jsonl", stdin=ARTICLE.encode("gb18030")) for _ in range(2))
    assert one.returncode == 0, one.stderr
    assert one.stdout == two.stdout
    assert record(one.stdout)["origin"]["encoding"] == "gb18030"


def test_a_folder_keeps_its_paths_and_collisions_get_the_suffix(duizhao, tmp_path) -> None:
    for name in ("a/news.txt", "a/news.html", "b/news.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        body = ARTICLE if name.endswith("txt") else "".join(f"<p>{line}</p>" for line in ARTICLE.splitlines() if line)
        page = body if name.endswith("txt") else f"<html><head><meta charset=utf-8></head><body>{body}</body></html>"
        (tmp_path / "in" / name).write_text(page, encoding="utf-8")
    done = duizhao("translate", "in", "-o", "out", "--format", "txt", "--summary", "0")
    assert done.returncode == 0, done.stderr
    found = sorted(str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.txt"))
    assert found == ["a/news-html.txt", "a/news-txt.txt", "b/news.txt"]


def test_jsonl_goes_on_after_a_bad_line(duizhao, tmp_path) -> None:
    lines = [{"id": "one", "text": ARTICLE}, "not an object", {"id": "two", "content": "今天下雨。", "title": "天气"}]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines), encoding="utf-8")
    done = duizhao("translate", path, "-o", "out.jsonl", "--summary", "0")
    assert done.returncode == 6
    assert "in.jsonl" in done.stderr
    assert [json.loads(x)["id"] for x in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()] == [
        "one",
        "two",
    ]


def test_a_record_may_be_translated_again(duizhao, article, tmp_path) -> None:
    duizhao("translate", article, "-o", "one.jsonl")
    done = duizhao("translate", "one.jsonl", "-o", "two.jsonl")
    assert done.returncode == 0, done.stderr
    one, two = (record((tmp_path / f"{n}.jsonl").read_text(encoding="utf-8")) for n in ("one", "two"))
    assert [p["target"] for p in one["paragraphs"]] == [p["target"] for p in two["paragraphs"]]
    assert one["meta"]["title"] == two["meta"]["title"]


@pytest.mark.parametrize("command", ["summarise", "summarize"])
def test_a_summary_alone(duizhao, article, command) -> None:
    done = duizhao(command, article, "--length", "1", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    draft = record(done.stdout)
    assert len(draft["summary"]["sentences"]) == 1
    assert draft["summary"]["sentences"][0]["target"]
    assert sum(bool(s["target"]) for p in draft["paragraphs"] for s in p["sentences"]) == 1


def test_strict_exits_5_and_writes_all_the_same(duizhao, tmp_path) -> None:
    text = "火" * 400 + "。\n今天下雨。\n"
    (tmp_path / "fire.txt").write_text(text, encoding="utf-8")
    done = duizhao("translate", "fire.txt", "-o", "draft.md", "--strict=warning")
    assert done.returncode == 5, done.stderr
    assert (tmp_path / "draft.md").exists()


def test_numbers_and_addresses_are_copied_not_translated(duizhao) -> None:
    text = "2024\nhttps://example.org/a?b=1\n今天下雨。\n🙂\n"
    draft = record(duizhao("translate", "-", "--format", "jsonl", "--summary", "0", stdin=text.encode()).stdout)
    copied = [s for p in draft["paragraphs"] for s in p["sentences"] if s["from"] == "copied"]
    assert {s["target"] for s in copied} == {"2024", "https://example.org/a?b=1", "🙂"}
    assert all(not s["flags"] for s in copied)


def test_the_torch_engine_by_flag(duizhao, article) -> None:
    done = duizhao("translate", article, "--engine", "torch", "--beam", "1", "--format", "jsonl", "--summary", "0")
    assert done.returncode == 0, done.stderr
    assert record(done.stdout)["engine"]["engine"] == "torch"


def test_interrupted_it_finishes_what_is_in_hand(duizhao, tmp_path, home) -> None:
    for n in range(40):
        days = (f"第{n}座图书馆在第{day}天开放，许多读者一早就在门口等着。\n" for day in range(1, 80))
        (tmp_path / f"{n:02}.txt").write_text("".join(days), encoding="utf-8")
    environ = os.environ | {f"DUIZHAO_{name}": str(home / name.lower()) for name in ("CACHE", "DATA", "CONFIG_HOME")}
    command = [
        sys.executable,
        "-m",
        "duizhao.cli.main",
        "translate",
        ".",
        "-o",
        "out",
        "--format",
        "txt",
        "--beam",
        "1",
    ]
    running = subprocess.Popen(command, cwd=tmp_path, env=environ, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    out = tmp_path / "out"
    while not (out.is_dir() and any(out.glob("*.txt"))):
        assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    written = list(out.iterdir())
    assert 0 < len(written) < 40
    assert all(p.suffix == ".txt" and p.read_text(encoding="utf-8").strip() for p in written)


def test_interrupted_twice_it_stops_at_once(duizhao, tmp_path, home) -> None:
    duizhao("translate", "-", stdin=ARTICLE.encode())  # so that the model is converted
    text = "".join(f"今天我们去了第{n}个公园，看见许多人在那里读书和散步。\n" for n in range(4000))
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    environ = os.environ | {f"DUIZHAO_{name}": str(home / name.lower()) for name in ("CACHE", "DATA", "CONFIG_HOME")}
    command = [sys.executable, "-m", "duizhao.cli.main", "translate", "long.txt", "-o", "out/draft.md"]
    running = subprocess.Popen(command, cwd=tmp_path, env=environ, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    assert "model" in running.stderr.readline()
    time.sleep(3)
    for _ in range(2):
        running.send_signal(signal.SIGINT)
        time.sleep(0.5)
    _, said = running.communicate(timeout=5)
    assert running.returncode == 130, said
    assert said.splitlines()[-1] == "duizhao: stopped."
    assert not list(tmp_path.rglob("*.part"))
    assert not (tmp_path / "out" / "draft.md").exists()


@pytest.mark.parametrize("command", [["convert", "long.txt", "--script", "s2t"], ["clean", "long.txt"]])
def test_sigterm_is_ctrl_c_in_every_command(command, tmp_path) -> None:
    (tmp_path / "long.txt").write_text("今天我们去了公园，看见许多人在那里读书。\n" * 400_000, encoding="utf-8")
    arguments = [sys.executable, "-m", "duizhao.cli.main", *command, "-o", "out.txt"]
    running = subprocess.Popen(arguments, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130, said
    assert len(said.splitlines()) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["long.txt"]
