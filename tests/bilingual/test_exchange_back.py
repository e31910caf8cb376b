"""XLIFF, TMX and records back: ours with their ids, those of others without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao.bilingual import FORMATS, Unit
from duizhao.errors import InputError
from duizhao.record import Draft
from duizhao.rendering import render

CASES = Path(__file__).parent.parent / "cases"


def units(name: str) -> list[Unit]:
    path = CASES / name
    return FORMATS[path.suffix[1:]](path.read_bytes(), path.name)


@pytest.mark.parametrize(
    ("format", "suffix"), [("xliff", "xlf"), ("xliff2", "xlf"), ("tmx", "tmx"), ("jsonl", "jsonl")]
)
def test_what_duizhao_wrote_comes_back(format: str, suffix: str) -> None:
    draft = Draft.from_json(json.loads((CASES / "rendering" / "draft.json").read_text(encoding="utf-8")))
    data = render(draft, format)
    found = FORMATS[suffix](data if isinstance(data, bytes) else data.encode(), "draft")
    wanted = [
        (s.id, s.source_hash, s.source, s.target, p.kind)
        for p in draft.blocks
        for s in p.sentences
        if s.target or format != "tmx"
    ]
    assert [(u.id, u.source_hash, u.source, u.target, u.kind) for u in found] == wanted
    assert all(u.intact for u in found)
    assert all(u.untouched for u in found) == (format != "jsonl")
    changed = (data if isinstance(data, bytes) else data.encode()).replace("採茶人".encode(), "採花人".encode())
    touched = [u for u in FORMATS[suffix](changed, "draft") if not u.intact]
    assert touched
    assert [u.id for u in touched] == [s.id for s in draft.sentences if "採茶人" in s.source]
    edited = (data if isinstance(data, bytes) else data.encode()).replace(b"spring speaks", b"spring sings")
    assert [u.id for u in FORMATS[suffix](edited, "draft") if u.target.startswith("spring sings")] == ["p1.s2"]
    assert all(u.untouched != (u.id == "p1.s2") for u in FORMATS[suffix](edited, "draft")) == (format != "jsonl")


def test_studio_segments_with_their_states() -> None:
    found = units("jobs/studio.sdlxliff")[1:]  # the first is no text of the document
    assert [(u.source, u.target, u.state, u.id) for u in found] == [
        ("你好，世界。", "", None, None),
        ("再见。", "Bye.", "Translated", None),
        ("好的。", "", "ApprovedSignOff", None),
    ]


def test_memoq_and_2x_states() -> None:
    assert [u.state for u in units("jobs/memoq.mqxliff")] == ["NotStarted", "ManuallyConfirmed", "NotStarted"]
    assert [(u.source, u.target, u.state) for u in units("jobs/tea-2.0.xlf")] == [
        ("感謝您購買茶葉。", "", None),
        ("完成。", "Done.", "final"),
    ]


def test_chinese_is_the_source_whichever_way_a_file_goes() -> None:
    assert units("bilingual/into-chinese.xlf") == [
        Unit("两杯茶。", "Two cups of tea.", state="translated", note="no sugar")
    ]
    assert [(u.source, u.target) for u in units("bilingual/mixed.tmx")] == [
        ("早安。", "Good morning."),
        ("谢谢。", "Thank you."),
    ]


def test_corrections_of_the_desk() -> None:
    unit = {"id": "p1.s1", "source_hash": "0011223344556677", "source": "茶", "target": "tea"}
    data = {"schema": "duizhao-corrections/1", "document": "d", "units": [unit]}
    found = FORMATS["json"](json.dumps(data, indent=1).encode(), "c.json")
    assert found == [Unit("茶", "tea", "p1.s1", "0011223344556677")]
    assert not found[0].intact


def test_lines_of_pairs_and_an_array_of_them() -> None:
    pairs = [{"source": "茶", "target": "tea"}, {"source": "水", "target": "water"}]
    lines = "".join(json.dumps(p) + "\n\n" for p in pairs).encode()
    wanted = [Unit("茶", "tea"), Unit("水", "water")]
    assert FORMATS["jsonl"](lines, "a") == FORMATS["json"](json.dumps(pairs).encode(), "a") == wanted


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("suffix", "data", "message"),
    [
        ("xlf", "<xliff><file>", "no well-formed XML"),
        ("xlf", "<tmx/>", "no XLIFF"),
        ("tmx", "<xliff/>", "no TMX"),
        ("xlf", "", "no well-formed XML"),
        ("xlf", BOMB + "<xliff/>", "entities of its own"),
        ("tmx", BOMB + "<tmx/>", "entities of its own"),
        (
            "xlf",
            '<xliff version="1.2"><file source-language="de" target-language="en">'
            '<trans-unit id="1"><source>Tee</source></trans-unit></file></xliff>',
            "other languages (de → en)",
        ),
        ("tmx", '<tmx><body><tu><tuv xml:lang="de"><seg>Tee</seg></tuv></tu></body></tmx>', "(only de)"),
        ("jsonl", '{"source": "茶"}', "without source and target"),
        ("jsonl", '{"source": "茶", "target": "tea"}\n{', "a:2: is no JSON"),
        ("json", '{"schema": "duizhao-corrections/2", "units": []}', "newer duizhao"),
        ("json", '{"schema": "duizhao-corrections/1"}', "no list of units"),
        ("json", '{"schema": "duizhao/1", "id": 1}', "damaged duizhao/1 record"),
        ("json", "[[[]]]", "without source and target"),
        ("json", "[" * 100_000, "is no JSON"),
        ("json", "42", "is no object"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(suffix: str, data: str, message: str) -> None:
    with pytest.raises(InputError) as e:
        FORMATS[suffix](data.encode(), "a")
    assert message in str(e.value)
    assert str(e.value).startswith("a")


def test_bytes_that_are_no_utf8() -> None:
    with pytest.raises(InputError, match="no UTF-8"):
        FORMATS["jsonl"](b"\xb2\xe8", "a")
