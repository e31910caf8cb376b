"""Every check on written pairs, and what follows from their flags."""

from __future__ import annotations

import json
import lzma
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.checks import CHECKS, Checker, Pair, check, confidence
from duizhao.record import Flag
from duizhao.settings import Checking
from duizhao.terms import Found, Term

SETTINGS = Checking()
CASES = Path(__file__).resolve().parents[1] / "cases" / "checks" / "pairs.jsonl"
ROWS = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["label"])
def test_a_pair_gets_its_flags_and_no_others(row: dict[str, Any]) -> None:
    damaged = tuple((a, b) for a, b in row.get("damaged", ()))
    options = {name: row[name] for name in ("complete", "pieces", "kind") if name in row}
    at = row["source"].index
    terms = tuple(Found(Term(s, t), (at(s), at(s) + len(s))) for s, t in row.get("terms", ()))
    flags = check(Pair(row["source"], row["target"], damaged=damaged, terms=terms, **options), SETTINGS)
    assert {f.check for f in flags} - set(row.get("also", ())) == set(row["expect"]), flags
    for flag in flags:
        for span, text in ((flag.source_span, row["source"]), (flag.target_span, row["target"])):
            assert span is None or 0 <= span[0] < span[1] <= len(text)


def test_every_check_has_a_case_that_it_flags() -> None:
    assert {name for row in ROWS for name in row["expect"]} == set(CHECKS)


def test_the_flag_of_a_word_left_shows_it_on_both_sides() -> None:
    source, target = "他是一名非遗传承人。", "He is a well-known 非遗传承人."
    (flag,) = (f for f in check(Pair(source, target), SETTINGS) if f.check == "untranslated")
    assert flag.source_span is not None
    assert flag.target_span is not None
    assert source[slice(*flag.source_span)] == target[slice(*flag.target_span)] == "非遗传承人"


def test_severities() -> None:
    def severity(pair: Pair, name: str) -> str:
        return next(f.severity for f in check(pair, SETTINGS) if f.check == name)

    assert severity(Pair("他走了。", ""), "empty") == "error"
    assert severity(Pair("今年是2024年。", "It is this year."), "number") == "warning"
    assert severity(Pair("全年90亿元。", "It was 90 billion yuan."), "number") == "error"
    assert severity(Pair("他来了。", "He came.", pieces=2), "split") == "warning"


ERROR, WARNING = Flag("number", "error", ""), Flag("length", "warning", "")


@pytest.mark.parametrize(
    ("score", "flags", "expected"),
    [
        (-0.3, [], "high"),
        (-0.3, [WARNING], "medium"),
        (-0.3, [WARNING, ERROR], "low"),
        (-1.0, [], "medium"),
        (-2.0, [], "low"),
        (None, [], None),
        (None, [WARNING], "medium"),
        (None, [ERROR], "low"),
    ],
)
def test_confidence(score: float | None, flags: list[Flag], expected: str | None) -> None:
    assert confidence(score, flags, Checking(score_high=-0.7, score_low=-1.4)) == expected


def test_badness_orders_the_outputs_of_a_sentence() -> None:
    source = "公司去年营收90亿元，今年有望继续增长。"
    outputs = [
        "The company's revenue was 9 billion yuan last year and is expected to go on growing this year.",
        "The company's revenue was 90 billion yuan last year and is expected to go on growing this year.",
        "The company's revenue was 9 billion yuan last year last year last year last year last year.",
        "",
    ]
    checker = Checker(SETTINGS)
    scores = [checker.badness(Pair(source, target)) for target in outputs]
    assert scores == sorted(scores)
    assert scores[0] == 0
    assert len(set(scores)) == len(scores)


def test_badness_leaves_out_what_no_other_decoding_mends() -> None:
    pair = Pair("他来了。", "He came.", pieces=2, damaged=((0, 1),))
    assert Checker(SETTINGS).badness(pair) == 0


def test_a_pair_that_was_judged_is_checked_as_if_it_had_not_been() -> None:
    source, target = "汪文斌在联合国大会上介绍了90家公司", "Wang introduced 80 companies,"
    term = Found(Term("联合国大会", "UNGA"), (4, 9))
    checker = Checker(SETTINGS)
    plain = Pair(source, target)
    checker.badness(plain)
    checker.loses(plain)
    for pair in (plain, replace(plain, complete=False), replace(plain, pieces=2), replace(plain, terms=(term,))):
        flags = check(pair, SETTINGS)
        assert flags
        assert checker.check(pair) == checker.check(pair) == flags


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_pair_is_too_odd(source: str, target: str) -> None:
    for flag in check(Pair(source, target), SETTINGS):
        assert flag.check in CHECKS


def test_a_text_of_many_pages_is_checked_too() -> None:
    source = "一二三四五六七八九十百千万亿" * 500 + "1,234,567.8至9" * 200
    target = "one two hundred and a half million " * 800 + "a b " * 2000
    assert check(Pair(source, target), SETTINGS)


HOSTILE = json.loads(CASES.with_name("hostile.json").read_text(encoding="utf-8"))
LENGTH, SECONDS = 3000, 0.5


@pytest.mark.parametrize("name", CHECKS)
def test_no_row_of_marks_takes_long(name: str) -> None:
    """The seconds are those of one pair, several times what they should be: a quadratic pattern takes many more."""
    for unit in HOSTILE:
        text = (unit * LENGTH)[:LENGTH]
        for pair in (Pair(text, text), Pair(text + "。他说", f"x {text}y")):
            begun = time.process_time()
            list(CHECKS[name](pair, SETTINGS))
            assert time.process_time() - begun < SECONDS, unit


@pytest.mark.parametrize("digit", ["9", "一", "１", "九亿", "1.", "0"])
def test_a_numeral_without_end_is_no_number(digit: str) -> None:
    text = digit * 5000
    assert check(Pair(f"共{text}。", f"In all {text}."), SETTINGS) is not None


@pytest.mark.parametrize("name", ["flores-dev", "wmt20", "own_news"])
def test_false_alarms_on_human_translations(shared: Path, name: str) -> None:
    """Floors, not aims: most of what is flagged on wmt20 is wrong in the reference."""
    data = shared / "data"
    if name == "own_news":
        with lzma.open(data / "zh-en" / "own_news.tsv.xz", "rt", encoding="utf-8") as f:
            pairs = [line.rstrip("\n").split("\t")[:2] for line in f][:16000:16]
    else:
        texts = [
            (data / "dev" / f"{name}.{side}").read_text(encoding="utf-8").split("\n")[:1000] for side in ("zh", "en")
        ]
        pairs = [list(pair) for pair in zip(*texts, strict=True)]
    flagged: Counter[str] = Counter()
    for source, target in pairs:
        flagged.update({f"{f.check} {f.severity}" for f in check(Pair(source, target), SETTINGS)})
    share = {key: count / len(pairs) for key, count in flagged.items()}
    assert share.pop("number error", 0) <= 0.01
    assert share.pop("number warning", 0) <= 0.015
    assert share.pop("name warning", 0) <= 0.025
    assert share.pop("quotes warning", 0) <= 0.03
    assert share.pop("omission warning", 0) <= 0.03
    assert all(value <= 0.01 for value in share.values()), share
