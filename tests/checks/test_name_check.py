"""The name check, on written pairs and on human translations."""

from __future__ import annotations

import json
import lzma
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from duizhao.checks import Pair
from duizhao.checks.folding import fold
from duizhao.checks.gazetteer import KINDS
from duizhao.checks.names import document_persons, missing_names, name
from duizhao.checks.respelling import recopied, respelled
from duizhao.checks.tables import rows
from duizhao.hanzi import convert
from duizhao.people import people
from duizhao.settings import Checking
from duizhao.terms import Found, Term

SETTINGS = Checking()
CASES = Path(__file__).resolve().parents[1] / "cases" / "checks" / "names.jsonl"
BOTH = str.maketrans("著乾", "着干")
"""Characters that are in use in both scripts, which are not folded: 着陆器 is not read as 著陸器."""
RESPELLED = [line.split("\t") for line in CASES.with_name("respelled.tsv").read_text(encoding="utf-8").splitlines()[1:]]
RECOPIED = [line.split("\t") for line in CASES.with_name("recopied.tsv").read_text(encoding="utf-8").splitlines()[1:]]
ROWS = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["label"])
def test_a_pair_gets_its_flags_and_no_others(row: dict[str, Any]) -> None:
    terms = tuple(Found(Term(zh, en), (at := row["source"].index(zh), at + len(zh))) for zh, en in row.get("terms", ()))
    flags = list(name(Pair(row["source"], row["target"], terms=terms), SETTINGS))
    assert [f.severity for f in flags] == row["expect"], flags
    for shown in row.get("shows", ()):
        assert shown in flags[0].message
    for flag in flags:
        for span, text in ((flag.source_span, row["source"]), (flag.target_span, row["target"])):
            assert span is None or text[slice(*span)] in flag.message


@pytest.mark.parametrize("table", KINDS)
def test_the_tables_are_read_in_the_traditional_script(table: str) -> None:
    for chinese, *_ in rows(table):
        for word in chinese.split():
            for script in ("s2t", "s2tw"):
                assert fold(convert(word, script).text).translate(BOTH) == word.translate(BOTH)


@pytest.mark.parametrize("table", KINDS)
def test_no_name_stands_in_two_rows_of_a_table(table: str) -> None:
    words = [word for chinese, *_ in rows(table) for word in chinese.split()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("unit", ["a", "（", "中", "张", "记者张", "Wang ", "在", "U.", "中国"])
def test_a_long_line_takes_its_time_and_no_more(unit: str) -> None:
    long = unit * (100_000 // len(unit))
    start = time.process_time()
    list(name(Pair(long, "Wang Wei " + long), SETTINGS))
    assert time.process_time() - start < 10


def test_people_end_where_their_names_end() -> None:
    text = "记者王建国在北京报道，市长李敏表示，张先生没有来。"
    assert [text[p.start : p.ends[0]] for p in people(text)] == ["王建国", "李敏"]


@pytest.mark.parametrize(("data_set", "most"), [("flores-dev", 0.015), ("wmt20", 0.03), ("own_news", 0.015)])
def test_false_alarms_on_human_translations(shared: Path, data_set: str, most: float) -> None:
    data = shared / "data"
    if data_set == "own_news":
        with lzma.open(data / "zh-en" / "own_news.tsv.xz", "rt", encoding="utf-8") as f:
            pairs = [line.rstrip("\n").split("\t")[:2] for line in f][:16000:16]
    else:
        sides = (
            (data / "dev" / f"{data_set}.{s}").read_text(encoding="utf-8").split("\n")[:1000] for s in ("zh", "en")
        )
        pairs = [list(pair) for pair in zip(*sides, strict=True)]
    assert sum(any(name(Pair(*pair), SETTINGS)) for pair in pairs) <= most * len(pairs)


def missing(source: str, target: str) -> list[tuple[str, str]]:
    pair = Pair(source, target)
    found = missing_names(pair, name(pair, SETTINGS))
    assert all(source[slice(*f.span)] == f.term.source for f in found)
    return [(f.term.source, f.term.target) for f in found]


def test_missing_names_are_terms_of_what_english_calls_them() -> None:
    assert missing("市長唐雨薇表示，安倍晉三來過。", "The mayor said that Antina had come.") == [
        ("安倍晉三", "Shinzo Abe"),
        ("唐雨薇", "Tang Yuwei"),
    ]
    assert missing("联合国很大，联合国很老。", "It is large and old.") == [("联合国", "UN")] * 2
    assert missing("日本首相来了。", "The Japanese prime minister came.") == []


def test_a_place_with_more_than_its_name_is_no_term() -> None:
    assert missing("俄外长来了。", "The French foreign minister came.") == []
    assert missing("俄罗斯外长来了。", "The French foreign minister came.") == [("俄罗斯", "Russia")]


def test_a_name_that_may_be_left_to_the_reader_is_no_term() -> None:
    assert missing("北京某小区停电了。", "A neighbourhood lost its power.") == []


@pytest.mark.parametrize(("source", "target", "expected"), RESPELLED)
def test_a_name_that_is_spelled_amiss_is_put_right(source: str, target: str, expected: str) -> None:
    assert respelled(source, target) == expected


@pytest.mark.parametrize(("source", "target", "expected"), RECOPIED)
def test_a_latin_name_is_copied_as_it_stands(source: str, target: str, expected: str) -> None:
    assert recopied(source, target) == expected


def test_a_person_of_the_document_is_one_where_nothing_beside_the_name_says_so() -> None:
    document = ["記者王小明報導。", "他在王小明家门上看到。", "周峰说，桥修好了。", "周峰家在山上。", "高经理来了。"]
    assert set(document_persons(document)) == {"王小明"}  # one sentence makes 周峰 plain, which may be a peak
    assert set(document_persons([*document, "周峰表示，雨停了。"])) == {"王小明", "周峰"}
    assert document_persons(["小花（化名）在家。", "小草长得快。"]) == ("小花",)
    pair = Pair("他在王小明家门上看到。", "He saw it on the door of the house.")
    assert not list(name(pair, SETTINGS))
    known = replace(pair, target="He saw it on the oracle door.", persons=("王小明",))
    assert [f.source_span for f in name(known, SETTINGS)] == [(2, 5)]
    assert [found.term.target for found in missing_names(known, list(name(known, SETTINGS)))] == ["Wang Xiaoming"]
