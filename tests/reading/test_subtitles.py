"""Subtitles in: every cue kept, sentences put together over cues."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import reading
from duizhao.document import Document
from duizhao.edits import apply, undo
from duizhao.errors import InputError
from duizhao.settings import Reading

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases/reading/cues.jsonl").read_text(encoding="utf-8").splitlines()
]


def one(data: bytes | str | Path, name: str | None = None, format: str | None = None) -> Document:
    source = data.encode() if isinstance(data, str) else data
    (document,) = reading.read(source, Reading(), name=name, format=format)
    assert isinstance(document, Document)
    return document


def cues(document: Document) -> list[dict[str, Any]]:
    return [cue for block in document.blocks for cue in (block.place or {})["cues"]]


def accounted(document: Document) -> None:
    """Every line of raw is in a block or dropped, the edits make the text of it, and can be undone."""
    assert apply(document.raw, document.edits) == document.text
    assert undo(document.text, document.edits) == document.raw
    assert all(document.raw[slice(*d.at)] == d.text for d in document.dropped)
    kept = sum(len(document.text_of(b)) for b in document.blocks) + sum(len(d.text) for d in document.dropped)
    assert kept + max(len(document.blocks) + len(document.dropped) - 1, 0) == len(document.text)


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_case(case: dict[str, Any], ends: str) -> None:
    document = one(case["input"].replace("\n", ends), f"film.{case['format']}")
    assert document.origin.format == case["format"]
    assert [document.text_of(b) for b in document.blocks] == case["paragraphs"]
    assert [[d.text, d.reason] for d in document.dropped] == case["dropped"]
    assert len(cues(document)) == case["cues"]
    if "times" in case:
        assert [[c["start"], c["end"]] for c in cues(document)] == case["times"]
    accounted(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_encodings(encoding: str) -> None:
    lines = ["他把雨伞放在门边，", "就上楼去了。"] if encoding != "big5" else ["他把雨傘放在門邊，", "就上樓去了。"]
    text = "".join(f"{i}\r\n00:00:0{i},000 --> 00:00:0{i + 1},000\r\n{line}\r\n\r\n" for i, line in enumerate(lines, 1))
    document = one(text.encode(encoding), "film.srt")
    assert document.text == "".join(lines)


def test_the_shared_files_are_read_whole(shared: Path) -> None:
    folder = shared / "data/news/formats"
    rows = [json.loads(line) for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if r["format"] in ("srt", "vtt", "ass")]
    assert len(rows) == 5
    for row in rows:
        document = one(folder / row["file"])
        assert document.raw == row["text"]
        assert len(cues(document)) == row["text"].count("\n") + 1
        assert "".join(document.text_of(b) for b in document.blocks) == row["text"].replace("\n", "")
        accounted(document)


def test_as_many_cues_as_in_a_long_file() -> None:
    """436 cues stay 436."""
    text = "\n".join(
        f"{i}\n00:{i // 60:02}:{i % 60:02},000 --> 00:{i // 60:02}:{i % 60:02},900\n第{i}句\n" for i in range(1, 437)
    )
    assert len(cues(one(text, "film.srt"))) == 436


@pytest.mark.parametrize("format", ["srt", "vtt", "ass"])
def test_a_file_without_cues_is_refused(format: str) -> None:
    with pytest.raises(InputError, match="holds no cue"):
        one("一篇文章，没有时间。\n", f"film.{format}", format)


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:01,000 --> 00:00:02,000\n" + "中" * 10**6,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "a" * 10**6,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "{\\" * 300_000 + "中",
        "1\n00:00:01,000 --> 00:00:02,000\n" + "<font " * 150_000 + "中",
        "1\n00:00:01,000 --> 00:00:02,000\n" + "<v " * 300_000 + "中",
        "1\n00:00:01,000 --> 00:00:02,000\n中\n" + "\n" * 10**6,
        "1\n00:00:01,000 --> 00:00:02,000\n中" + " " * 10**6 + "文",
        "1\n00:00:01,000 --> 00:00:02,000\n中\0\0" + "（" * 10**6,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "♪" * 10**6 + "中",
        "1\n99999999:00:00,000 --> 99999999:00:00,000\n中\n" * 4_000,
        "00:" * 300_000 + "-->",
        "1\n" * 500_000 + "1\n00:00:01,000 --> 00:00:02,000\n中",
        "[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,," + "{}中" * 80_000,
        "[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,," + "\\N" * 100_000 + "中",
        "[Script Info]\n" + "Comment: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,中\n" * 4_000,
    ],
    ids=lambda t: t[:60].replace("\n", "|") + f"…{len(t)}",
)
@pytest.mark.parametrize("format", ["srt", "vtt", "ass"])
def test_hostile_files_take_bounded_time(text: str, format: str) -> None:
    began = perf_counter()
    with suppress(InputError):
        accounted(one(text, f"film.{format}", format))
    assert perf_counter() - began < 8


PIECES = [
    *(
        "1",
        "2",
        "3",
        "\n",
        "\n\n",
        "00:00:01,000 --> 00:00:02,000",
        "00:03.000 --> 00:02.000 line:0",
        "00:0x:01 --> 2:1",
    ),
    *(
        "-->",
        "他把伞",
        "放在门边，",
        "走了。",
        "- 你好",
        "♪",
        "{\\an8}",
        "<i>",
        "</i>",
        "{",
        "}",
        "<v 王>",
        "&lt;",
        "Hello there",
    ),
    *(
        "おはよう",
        "\u200b",
        "\0",
        "\x1b",
        "NOTE x",
        "STYLE",
        "WEBVTT",
        " ",
        "（",
        "）",
        "……",
        "”",
        "\\N",
        "{\\p1}m 0{\\p0}",
    ),
    *(
        "[Events]",
        "Format: Layer, Start, End, Style, Text",
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,",
        "Comment: 0,",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(["srt", "vtt", "ass"]))
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_it_is_accounted_for(pieces: list[str], format: str) -> None:
    with suppress(InputError):
        accounted(one("\n中".join(pieces), f"film.{format}", format))
