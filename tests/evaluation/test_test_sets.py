"""Test sets as people have them: files of lines and tables, whole and damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao import evaluation
from duizhao.errors import DuizhaoError, InputError, UsageError

ZH = ["图书馆明天开门。", "他们昨天到了河港市。", "基金共有90亿元。"]
EN = ["The library opens tomorrow.", "They arrived in Hegang yesterday.", "The fund has 9 billion yuan."]


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def tmx() -> str:
    units = "".join(
        f'<tu><tuv xml:lang="zh"><seg>{z}</seg></tuv><tuv xml:lang="en"><seg>{e}</seg></tuv></tu>'
        for z, e in zip(ZH, EN, strict=True)
    )
    return f'<tmx version="1.4"><header srclang="zh"/><body>{units}</body></tmx>'


def xliff() -> str:
    units = "".join(
        f'<trans-unit id="{n}"><source>{z}</source><target>{e}</target></trans-unit>'
        for n, (z, e) in enumerate(zip(ZH, EN, strict=True))
    )
    return (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" datatype="plaintext" '
        f'source-language="zh" target-language="en"><body>{units}</body></file></xliff>'
    )


def rows(suffix: str) -> str:
    if suffix == "jsonl":
        return "".join(
            json.dumps({"src": z, "references": [e], "doc": "d1"}) + "\n" for z, e in zip(ZH, EN, strict=True)
        )
    tab = {"csv": ",", "tsv": "\t"}[suffix]
    return "".join(
        tab.join(row) + "\r\n" for row in [("doc_id", "zh", "en"), *(("d1", *p) for p in zip(ZH, EN, strict=True))]
    )


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "tmx", "xlf"])
def test_a_file_with_both_sides_is_a_test_set(suffix: str, tmp_path: Path) -> None:
    text = tmx() if suffix == "tmx" else xliff() if suffix == "xlf" else rows(suffix)
    test = evaluation.read(write(tmp_path / f"set.{suffix}", text))
    assert list(test.sources) == ZH
    assert list(test.references) == [(e,) for e in EN]
    assert test.documents == (("d1",) * 3 if suffix in ("csv", "tsv", "jsonl") else ())


@pytest.mark.parametrize(
    "encoded",
    [
        lambda lines: "\n".join(lines).encode(),
        lambda lines: ("\r\n".join(lines) + "\r\n").encode("utf-8-sig"),
        lambda lines: ("\n".join(lines) + "\n").encode("utf-16"),
    ],
    ids=["no line end at the end", "Windows", "UTF-16"],
)
def test_lines_are_segments_whoever_wrote_the_file(encoded, tmp_path: Path) -> None:
    zh, en = write(tmp_path / "a.zh", encoded(ZH)), write(tmp_path / "a.en", encoded(EN))
    test = evaluation.read(zh, [en])
    assert (list(test.sources), [r for (r,) in test.references]) == (ZH, EN)


def test_signs_that_unicode_calls_line_ends_are_text(tmp_path: Path) -> None:
    odd = ["图书馆\u2028明天开门。", "他们昨天\x85到了。", "基\x0c金。"]
    test = evaluation.read(write(tmp_path / "a.zh", "\n".join(odd)), [write(tmp_path / "a.en", "\n".join(EN))])
    assert list(test.sources) == odd


def test_references_of_several_files_stand_together(tmp_path: Path) -> None:
    second = ["The library will open tomorrow.", "", "The fund totals 9 billion yuan."]
    files = [write(tmp_path / f"{n}.en", "\n".join(lines)) for n, lines in enumerate((EN, second))]
    test = evaluation.read(write(tmp_path / "a.zh", "\n".join(ZH)), files)
    assert test.references == ((EN[0], second[0]), (EN[1],), (EN[2], second[2]))
    assert test.counted() == "var"


def test_segments_without_a_reference_are_left_out_and_said(tmp_path: Path) -> None:
    zh, en = [*ZH, "没有译文。", ""], [*EN, "", ""]
    test = evaluation.read(
        write(tmp_path / "a.zh", "\n".join(zh) + "\n"), [write(tmp_path / "a.en", "\n".join(en) + "\n")]
    )
    assert test.scored == [0, 1, 2]
    assert "2 segments (line 4, 5)" in test.notes[0]


def test_segments_that_come_again_are_said(tmp_path: Path) -> None:
    test = evaluation.read(
        write(tmp_path / "a.zh", "\n".join(ZH + ZH[:1])), [write(tmp_path / "a.en", "\n".join(EN + EN[:1]))]
    )
    assert len(test.scored) == 4
    assert "1 segment (line 4)" in test.notes[0]


def refused(call) -> DuizhaoError:
    with pytest.raises(DuizhaoError) as caught:
        call()
    assert "\n" not in str(caught.value)
    return caught.value


def test_what_cannot_be_scored_is_refused_in_one_line(tmp_path: Path) -> None:
    zh = write(tmp_path / "a.zh", "\n".join(ZH))
    en = write(tmp_path / "a.en", "\n".join(EN))
    short = write(tmp_path / "short.en", "\n".join(EN[:2]))
    blank = write(tmp_path / "blank.en", "\n\n\n")
    spaces = write(tmp_path / "spaces.en", " \n \n.")
    chinese = write(tmp_path / "chinese.en", "\n".join(ZH))
    empty = write(tmp_path / "empty.zh", "")
    endless = write(tmp_path / "endless.zh", "\n".join(["中" * 10**6, *ZH[1:]]))
    broken = write(tmp_path / "broken.jsonl", rows("jsonl") + "{")

    error = refused(lambda: evaluation.read(zh, [short]))
    assert isinstance(error, InputError)
    assert "2 segments" in str(error)
    assert "3" in str(error)
    assert isinstance(refused(lambda: evaluation.read(zh)), UsageError)
    assert "Chinese" in str(refused(lambda: evaluation.read(zh, [chinese])))
    assert "wrong order" in str(refused(lambda: evaluation.read(en, [zh])))
    for source, references in (
        (zh, [blank]),
        (empty, [en]),
        (endless, [en]),
        (tmp_path / "absent.zh", [en]),
        (broken, []),
    ):
        assert isinstance(refused(lambda s=source, r=references: evaluation.read(s, r)), InputError)

    test = evaluation.read(zh, [en])
    for bad in (short, blank, chinese, tmp_path / "absent.en"):
        assert isinstance(refused(lambda b=bad: evaluation.output_of("x", b, test)), InputError)
    assert evaluation.output_of("x", spaces, test) == ["", "", "."]
