"""The steps that change characters: what they mend comes right or is marked, what looks like damage stays."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from accounted import uncovered
from honesty import unmarked
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
def test_damage_is_undone_or_marked(case: dict[str, Any]) -> None:
    text, edits = repair(case["input"])
    if "lost" in case:
        assert text.count(LOST) <= case["lost"]
        assert unmarked(case["expect"], text, edits) == []
        assert {e.mark for e in edits} != {"exact"}
    else:
        assert text == case["expect"]
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


def test_collected_misreadings(shared: Path) -> None:
    """Of every kind some are read; what is wrong in them is marked."""
    seen: Counter[str] = Counter()
    for row in _rows(shared / "data/news/mojibake_gbk_roundtrip.jsonl"):
        seen[row["kind"]] += 1
        if seen[row["kind"]] <= 8:
            text, edits = repair(row["damaged"])
            assert unmarked(row["original"], text, edits) == [], row["id"]
    assert len(seen) == 9


def test_collected_damage(shared: Path) -> None:
    """All but the mirrors' readings, which test_gbk_bytes.py has: exact, or what is wrong is marked."""
    rows = [r for r in _rows(shared / "data/news/mojibake_cases.jsonl") if not r["kind"].startswith("stray_pinyin")]
    assert len(rows) == 295
    for row in rows:
        text, edits = repair(row["damaged"])
        if row["repaired"] is None:
            assert "damaged" in {e.mark for e in edits}, row["id"]
        elif row["kind"] == "forum_noise":
            assert text.replace("\n\n", "\n") == row["repaired"], row["id"]
        else:
            assert unmarked(row["repaired"], text, edits) == [], row["id"]


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


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
    "shape",
    [
        *"a中(（*?涓Ã锟５\ufffd",
        *("&amp;", "%E4", "\\u4e2d", "中 ", "é ", "ÖÐ", "漢(", "漢(hàn)", "漢(かん)", "１．", "王\u3000明、", "* "),
    ],
)
def test_long_lines_take_linear_time(shape: str) -> None:
    text = shape * ((1_000_000 if shape in "a中*" else 50_000) // len(shape))
    begin = process_time()
    for step in TEXT_STEPS.values():
        step(text)
    assert process_time() - begin < 8


def test_hopeless_text_is_soon_given_up() -> None:
    rng = random.Random(5)
    short = ["".join(chr(rng.randrange(0x4E00, 0x9FA0)) for _ in range(40)) for _ in range(10)]
    short += [bytes(rng.randrange(0x81, 0xFF) for _ in range(80)).decode("gbk", "replace") for _ in range(10)]
    short += [text.encode().decode("gbk", "replace") for text in short[:10]]
    short += ["".join(chr(rng.randrange(0xA1, 0xFF)) for _ in range(40)) for _ in range(10)]
    begin = process_time()
    for text in short:
        for step in TEXT_STEPS.values():
            step(text)
    assert process_time() - begin < 4
