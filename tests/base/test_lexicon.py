"""The table of words: what it says of a word, and of which word answers to which."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from duizhao import lexicon
from duizhao.lexicon import Lexicon, stem


@pytest.fixture(scope="module")
def table() -> Lexicon:
    found = lexicon.lexicon()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [("city", "cities"), ("invest", "investing"), ("plan", "planned"), ("make", "making"), ("China", "china")],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["政府", "銀行", "银行"])
def test_a_word_is_known_in_either_script(table: Lexicon, word: str) -> None:
    assert next(iter(table.likely(word))) == {"政": "government"}.get(word[0], "bank")


def test_a_word_that_is_not_listed_has_no_english(table: Lexicon) -> None:
    assert table.likely("龘龘") == {}


def test_words_of_a_kind_share_a_row(table: Lexicon) -> None:
    """A row for each would grow with the numbers of an archive."""
    assert table.row("37310") is table.row("48227")
    assert table.row("qwzzx") is table.row("xkvvj")


def test_words_are_linked_where_they_stand(table: Lexicon) -> None:
    source, target = "银行在2024年增长了8%。", "The banks grew 8% in 2024."
    links = {(source[slice(*x.source)], target[slice(*x.target)]) for x in table.links(source, target)}
    assert {("银行", "banks"), ("2024", "2024"), ("8", "8")} <= links


def test_what_is_translated_has_answers_and_what_is_not_has_none(table: Lexicon) -> None:
    found = {x.word.key: x for x in table.coverage("政府支持银行。", "The government said so.")}
    assert found["政府"].answers > 0.7 > 0.3 > found["银行"].answers
    assert found["政府"].evidence < 0 < found["银行"].evidence


def test_spans_are_of_the_authors_text(table: Lexicon) -> None:
    text = "２０２４年，銀行（Bank）says：開放。"
    for word in table.cut(text):
        assert len(text[slice(*word.span)]) == len(word.key)


def test_every_thread_has_the_same_table() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len({id(x) for x in pool.map(lambda _: lexicon.lexicon(), range(8))}) == 1


@pytest.mark.parametrize(
    "content",
    [None, b"no gzip", gzip.compress(b"one line"), gzip.compress(b"\xff\xff\n")[:-4]],
    ids=["missing", "no gzip", "too few lines", "cut"],  # a gzip holds the time, and processes must agree on names
)
def test_a_table_that_is_missing_or_damaged_is_none(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "zh-en.tsv.gz"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(lexicon, "_read", [])
    monkeypatch.setattr(lexicon, "path", lambda: file)
    assert lexicon.lexicon() is None
