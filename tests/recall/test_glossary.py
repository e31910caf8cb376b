"""The glossary: what is read of its files, what contradicts what, and where terms are found."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.errors import InputError, UsageError
from duizhao.hanzi import fold
from duizhao.recall import Glossary, Row, glossary_rows, settled, written
from duizhao.terms import Term

CASES = Path(__file__).resolve().parents[1] / "cases" / "recall"
KEY = Glossary((), fold).key


def cases(name):
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def found(glossary, text):
    return [(f.term.target, text[slice(*f.span)]) for f in glossary.find(text)]


def terms(*pairs):
    return Glossary([Term(source, target) for source, target in pairs], fold)


# finding


@pytest.mark.parametrize("case", cases("found.jsonl"), ids=lambda case: case["label"])
def test_terms_are_found_longest_first_in_either_script(case) -> None:
    assert found(terms(*case["terms"]), case["text"]) == [tuple(one) for one in case["expect"]]


@given(st.text("图書馆馆中AB1 ·", max_size=30), st.lists(st.text("图书馆中AB1·", min_size=1, max_size=4), max_size=6))
def test_what_is_found_has_the_key_of_its_term_and_overlaps_nothing(text, sources) -> None:
    glossary = Glossary([Term(s, "x") for s in sources], fold)
    last = 0
    for one in glossary.find(text):
        start, end = one.span
        assert last <= start < end <= len(text)
        assert KEY(text[start:end]) == KEY(one.term.source)
        last = end


def test_twenty_thousand_terms_are_found_in_a_megabyte_at_once() -> None:
    characters = [chr(c) for c in range(0x4E00, 0x5E00)]
    sources = [
        "".join(characters[(7 * i + 31 * j * j + i * j) % 4096] for j in range(2 + i % 4)) for i in range(20_000)
    ]
    text = "".join(sources[i % 20_000] + "，" for i in range(0, 1_600_000, 19))[:350_000]
    assert len(text.encode()) > 1_000_000
    glossary = Glossary([Term(s, "x") for s in sources], fold)
    started = time.process_time()
    assert len(glossary.find(text)) > 50_000
    assert time.process_time() - started < 6


@pytest.mark.parametrize("text", ["a" * 10**6, "（" * 10**6, "中" * 10**6, "图书" * 500_000, " " * 10**6])
def test_a_line_of_a_megabyte_takes_no_more_than_its_length(text) -> None:
    started = time.process_time()
    assert found(terms(("图书馆", "library"), ("中国", "China"), ("ab", "x")), text) == []
    assert time.process_time() - started < 6


def test_the_fingerprint_names_what_can_change_a_draft_and_no_more() -> None:
    one = Glossary([Term("甲", "A"), Term("乙", "B", forbidden=("C",))], fold).fingerprint
    assert Glossary([Term("乙", "B", "a note", forbidden=("C",)), Term("甲", "A")], fold).fingerprint == one
    others = [
        [Term("甲", "A"), Term("乙", "B")],
        [Term("甲", "A", case=True), Term("乙", "B", forbidden=("C",))],
        [Term("甲", "A"), Term("乙", "B", also=("C",))],
        [Term("甲", "甲"), Term("乙", "B", forbidden=("C",))],
    ]
    assert len({one, *(Glossary(o, fold).fingerprint for o in others)}) == 5
    assert Glossary([], fold).fingerprint is None


# tables

TABLE = "源术语,英文,备注,区分大小写,禁用\n图书馆,library,of a town,,bookshop|book house\n山城,Shancheng,,是,\n"
ROWS = [
    Term("图书馆", "library", "of a town", False, ("bookshop", "book house")),
    Term("山城", "Shancheng", case=True),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "heading", ["源术语,英文,备注,区分大小写,禁用", "Source Term,EN,Comment,Case-sensitive,Do not use", ""]
)
def test_a_table_is_read_whatever_it_is_written_with(encoding, separator, heading, tmp_path) -> None:
    text = (heading + "\n" if heading else "") + TABLE.split("\n", 1)[1]
    path = tmp_path / "terms.csv"
    path.write_bytes(text.replace(",", separator).replace("\n", "\r\n").encode(encoding))
    assert [row.term for row in glossary_rows([path])] == ROWS
    assert [row.line for row in glossary_rows([path])] == ([2, 3] if heading else [1, 2])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("library,图书馆\nreader,读者\n", [Term("图书馆", "library"), Term("读者", "reader")]),
        ("图书馆\niPhone\n", [Term("图书馆", ""), Term("iPhone", "")]),
        ("术语\n图书馆\n", [Term("图书馆", "")]),
        ("English,中文\nlibrary,图书馆\n", [Term("图书馆", "library")]),
        ('sep=;\n"图书馆";"the ""big""; library"\n', [Term("图书馆", 'the "big"; library')]),
        ("\n图书馆, library \n\n", [Term("图书馆", "library")]),
        ("图书馆,'=library\n", [Term("图书馆", "=library")]),
        ("", []),
    ],
)
def test_shapes_of_tables(text, expected, tmp_path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(text, encoding="utf-8")
    assert [row.term for row in glossary_rows([path])] == expected


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("terms.csv", '图书馆,"library\n', "terms.csv:1: is no row"),
        ("terms.doc", "", "is no glossary"),
        ("terms.tbx", "<martif>", "is no well-formed XML"),
        ("terms.tbx", "<xliff/>", "is XML, but no TBX"),
        ("terms.tbx", '<!DOCTYPE tbx [<!ENTITY a "b">]><tbx/>', "entities"),
        ("terms.tbx", '<tbx><conceptEntry><langSec xml:lang="fr"/></conceptEntry></tbx>', "no Chinese term (only fr)"),
        ("missing.csv", None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(name, data, says, tmp_path) -> None:
    if data is not None:
        (tmp_path / name).write_text(data, encoding="utf-8")
    with pytest.raises(InputError) as error:
        glossary_rows([tmp_path / name])
    assert says in str(error.value)
    assert "\n" not in str(error.value)


# TBX


@pytest.mark.parametrize("name", ["dct.tbx", "dca.tbx", "martif.tbx"])
def test_tbx_is_read_in_all_its_forms(name) -> None:
    first, second, third = (row.term for row in glossary_rows([CASES / name]))
    assert (first.source, first.target) == ("圖書館", "library")
    assert (first.forbidden, first.also) == (("book house",), ("public library",))
    assert first.note == "of a town; since 1850"
    assert (second.source, second.target) == ("書館", "library")
    assert third == Term("读者", "")


ALL = [
    Term("图书馆", "library", "of a town <b> & so on", False, ("bookshop", "book house"), ("public library",)),
    Term("山城", "Shancheng", case=True),
    Term("iPhone", "iPhone"),
    Term("非遗", ""),
    Term("等于", "=1+1"),
    Term("说", 'He said: "yes, no; maybe"'),
]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "tbx"])
def test_what_is_written_is_read_back(suffix, tmp_path) -> None:
    path = tmp_path / f"terms.{suffix}"
    data = written(ALL, suffix)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    assert [row.term for row in glossary_rows([path])] == ALL


def test_tbx_is_read_by_another_tool() -> None:
    tbx = pytest.importorskip("translate.storage.tbx")
    data = written(ALL, "tbx")
    assert isinstance(data, bytes)
    file = tbx.tbxfile(data, sourcelanguage="zh", targetlanguage="en")
    first = file.units[0]
    assert (first.source, first.target) == ("图书馆", "library")
    assert [(t.text, t.deprecated) for t in first.get_target_terms()] == [
        ("library", False),
        ("public library", False),
        ("bookshop", True),
        ("book house", True),
    ]
    assert [u.source for u in file.units] == [t.source for t in ALL]


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_tables_are_read_by_another_tool(suffix) -> None:
    csvl10n = pytest.importorskip("translate.storage.csvl10n")
    data = written(ALL, suffix)
    assert isinstance(data, str)
    file = csvl10n.csvfile()
    file.parse(data.encode())
    assert [(u.source, u.target) for u in file.units] == [
        (t.source, "'=1+1" if t.target == "=1+1" else t.target) for t in ALL
    ]


def test_a_form_that_is_none_is_told_the_nearest() -> None:
    with pytest.raises(UsageError, match="tbx"):
        written(ALL, ".tbz")


# rows that contradict each other


def term(source, target, note="", case=False, forbidden=()):
    return Term(source, target, note, case, tuple(forbidden))


@pytest.mark.parametrize("case", cases("rows.jsonl"), ids=lambda case: case["label"])
def test_rows_at_fault_are_named_and_the_first_counts(case) -> None:
    out = settled([Row(term(*row), "a.csv", n) for n, row in enumerate(case["rows"], 1)], KEY)
    assert out.terms == [term(*row) for row in case["kept"]]
    assert [[p.kind, p.severity, p.line, p.other and p.other[1]] for p in out.problems] == case["expect"]


def test_a_sentence_is_no_term() -> None:
    out = settled([Row(Term("中" * 101, "long"), "a.csv", 1)], KEY)
    assert out.terms == []
    assert [p.kind for p in out.problems] == ["long"]


def test_problems_come_in_the_order_of_the_rows_and_of_the_files() -> None:
    rows = [Row(Term("书", "book"), "b.csv", 9), Row(Term("书", "tome"), "a.csv", 1), Row(Term("", "x"), "a.csv", 2)]
    found = settled(rows, KEY).problems
    assert [(p.file, p.line, p.kind) for p in found] == [
        ("b.csv", 9, "short"),
        ("a.csv", 1, "short"),
        ("a.csv", 1, "conflict"),
        ("a.csv", 2, "empty"),
    ]


def test_a_target_that_is_a_text_is_left_out() -> None:
    rows = [Row(Term("山城", "word " * 20_000), "a.csv", 1), Row(Term("河港", "a" * 200), "a.csv", 2)]
    out = settled(rows, KEY)
    assert [(p.kind, p.severity, p.line) for p in out.problems] == [("long", "error", 1)]
    assert [t.source for t in out.terms] == ["河港"]
