"""The steps that change characters: what they mend comes right or is marked, what looks like damage stays."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from accounted import uncovered
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import reading
from duizhao.cleaning import TEXT_STEPS, clean
from duizhao.cleaning.misread import LOST
from duizhao.document import Document
from duizhao.edits import Edit, apply, compose, undo
from duizhao.settings import Cleaning, Reading

CASES = Path(__file__).parent.parent / "cases" / "cleaning"


def load(name: str) -> list[Any]:
    rows = [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").split("\n") if line]
    return [pytest.param(row, id=row["label"]) for row in rows]


def repair(text: str) -> tuple[str, list[Edit]]:
    """The text after all steps and their edits as one list, which is checked to lead there and back."""
    now, edits = text, list[Edit]()
    for step in TEXT_STEPS.values():
        found = step(now)
        edits, now = compose(text, edits, found), apply(now, found)
    assert apply(text, edits) == now
    assert undo(now, edits) == text
    return now, edits


@pytest.mark.parametrize("case", [*load("characters_wild.jsonl"), *load("characters_synthetic.jsonl")])
def test_damage_is_undone_or_marked(case: dict[str, str]) -> None:
    text, edits = repair(case["input"])
    assert text == case.get("marked", case["expect"])
    if "marked" in case:
        assert LOST in text
        assert "damaged" in {e.mark for e in edits}
    assert TEXT_STEPS[case["step"]](case["input"]), "another step mended it"


@pytest.mark.parametrize("case", load("characters_negative.jsonl"))
def test_what_looks_like_damage_stays(case: dict[str, str]) -> None:
    assert repair(case["input"]) == (case["input"], [])


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", load("characters_known_failures.jsonl"))
def test_known_failure(case: dict[str, str]) -> None:
    assert repair(case["input"])[0] == case["expect"]


@pytest.mark.parametrize("case", load("wrapping.jsonl"))
def test_cut_lines_are_joined_and_others_are_not(case: dict[str, Any]) -> None:
    found = next(reading.read(case["text"], Reading(), format=case["format"]))
    assert isinstance(found, Document)
    skipped = tuple({*TEXT_STEPS, "metadata", "boilerplate", "structure"})
    document = clean(found, Cleaning(skip=skipped))
    assert [document.text_of(b) for b in document.blocks] == case["blocks"]
    assert uncovered(document) == []
    assert apply(document.raw, document.edits) == document.text


def test_words_of_latin_lines_stay_apart() -> None:
    line = "渡口的牌子上写着 open daily from nine to five except"
    text = "\n".join([line, "on sundays 船家说这是去年新做的牌子以前没有外国人来", *[line[:50]] * 2, "完"])
    found = next(reading.read(text, Reading(), format="txt"))
    assert isinstance(found, Document)
    assert "except on sundays" in clean(found, Cleaning()).text


def test_private_characters_stay_and_are_marked() -> None:
    text, edits = repair("图标\ue001在此")
    assert text == "图标\ue001在此"
    assert [e.mark for e in edits] == ["damaged"]


def test_a_line_is_not_cut_at_a_byte_of_a_character() -> None:
    text = "节目包括唱歌和跳舞。"
    damaged = text.encode().decode("latin-1")
    assert "\x85" in damaged
    found = next(reading.read(damaged, Reading(), format="txt"))
    assert isinstance(found, Document)
    document = clean(found, Cleaning())
    assert [document.text_of(b) for b in document.blocks] == [text]


@pytest.mark.parametrize("kind", ["utf8", "gbk", "big5", "double", "lost"])
def test_collected_misreadings(shared: Path, kind: str) -> None:
    """Exact, or marked: damage of these kinds is never left as if it were text."""
    lines = (shared / "data/news/mojibake_gbk_roundtrip.jsonl").read_text(encoding="utf-8").split("\n")
    rows = [row for line in lines if line and (row := json.loads(line))["kind"].startswith(kind)][:12]
    for row in rows:
        text, edits = repair(row["damaged"])
        assert text == row["original"] or any(e.mark != "exact" for e in edits), row["id"]


@settings(max_examples=40, deadline=None)
@given(
    st.text(
        alphabet="浣犲ソ锛岃Ã¤¸\xadå\x9b½&#20013;amp%E4B8\\u4e2d（）(かん)漢字ㄓ１Ａ　 \n\ufffd?锟斤拷\ue000\u200d",
        max_size=50,
    )
)
def test_any_text_can_be_repaired_and_undone(text: str) -> None:
    repair(text)


@pytest.mark.parametrize(
    "text",
    [
        *(c * 10**6 for c in "a（中"),
        *(p * 10**5 for p in ("&amp;", "%E4", "\\u4e2d", "中 ", "涓", "Ã", "é ", "漢(", "１．", "锟", "王\u3000明、")),
    ],
    ids=lambda text: text[:6],
)
def test_long_lines_take_linear_time(text: str) -> None:
    begin = process_time()
    for name, step in TEXT_STEPS.items():
        if name not in ("gbk-bytes", "pinyin"):
            step(text)
    assert process_time() - begin < 20
