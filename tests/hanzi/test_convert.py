"""Conversion: the package's results, with edits that lead from the author's text to the normalised one."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from duizhao import hanzi
from duizhao.edits import Positions, apply, undo
from duizhao.errors import UsageError
from duizhao.hanzi.names import names

CASES = Path(__file__).resolve().parent.parent / "cases" / "hanzi" / "convert.tsv"
PACKAGE = [name for name in hanzi.configurations() if "+" not in name]
CHINESE = st.text(
    alphabet="乾坤隆淨著着名作看裡裏面麵麪發髮头发后後里只隻一了瞭解藉口"
    "計程車資訊軟體的士兵網際路隨身碟出租车软件信息鼠标，。 「」A1\n𠮷",
    max_size=60,
)


def _cases() -> list[object]:
    """Each line: configuration, text, expected text, and why it is known to fail where it does."""
    out = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        config, text, expected, *comment = line.split("\t")
        marks = [pytest.mark.xfail(reason=comment[0], strict=True)] if comment else []
        out.append(pytest.param(config, text, expected, id=f"{config} {text[:12]}", marks=marks))
    return out


@pytest.mark.parametrize(("config", "text", "expected"), _cases())
def test_cases(config: str, text: str, expected: str) -> None:
    converted = hanzi.convert(text, config)
    assert converted.text == expected
    assert apply(text, converted.edits) == expected
    assert undo(expected, converted.edits) == text


@given(CHINESE, st.sampled_from(PACKAGE))
def test_agrees_with_the_package(text: str, config: str) -> None:
    assume(not list(names(text, config)))
    assert hanzi.convert(text, config).text == _package(config).convert(text)


@given(CHINESE, st.sampled_from(hanzi.configurations()))
def test_edits_lead_from_one_text_to_the_other(text: str, config: str) -> None:
    converted = hanzi.convert(text, config)
    assert apply(text, converted.edits) == converted.text
    assert undo(converted.text, converted.edits) == text
    assert all(e.before != e.after for e in converted.edits)


@given(st.lists(CHINESE, max_size=6), st.sampled_from(hanzi.configurations()))
def test_a_stream_gives_what_the_whole_gives(pieces: list[str], config: str) -> None:
    assert "".join(hanzi.convert_stream(pieces, config)) == hanzi.convert("".join(pieces), config).text


def test_edits_are_characters_and_words() -> None:
    text = "他搭計程車去，用隨身碟看照片。"
    converted = hanzi.convert(text, "tw2sp")
    assert converted.text == "他搭出租车去，用U盘看照片。"
    assert max(len(e.before) for e in converted.edits) <= 3
    at = converted.text.index("U盘")
    start, end = Positions(converted.edits).span(at, at + 2)
    assert text[start:end] == "隨身碟"


def test_articles(shared: Path) -> None:
    """20 articles in every script: the package's text, edits that apply, and the same in a stream."""
    with gzip.open(shared / "data" / "news" / "articles_xinwenlianbo.jsonl.gz", "rt", encoding="utf-8") as lines:
        text = "\n".join(json.loads(line)["text"] for line in islice(lines, 20))
    for there, back in (("s2t", "t2s"), ("s2twp", "tw2sp"), ("s2hk", "hk2s")):
        for config, source in ((there, text), (back, hanzi.convert(text, there).text)):
            converted = hanzi.convert(source, config)
            assert converted.text == _package(config).convert(source)
            assert apply(source, converted.edits) == converted.text
            chunks = (source[i : i + 777] for i in range(0, len(source), 777))
            assert "".join(hanzi.convert_stream(chunks, config)) == converted.text


def test_the_open_test_cases_score_as_the_package_does(shared: Path) -> None:
    """Of OpenCC's own cases the package of 2023 passes these many; ours may not pass fewer."""
    passed: dict[str, int] = {}
    for line in (shared / "data" / "script" / "opencc_testcases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["config"] in PACKAGE:
            good = hanzi.convert(case["input"], case["config"]).text == case["expected"]
            passed[case["config"]] = passed.get(case["config"], 0) + good
    assert passed == {
        "hk2s": 12,
        "s2hk": 22,
        "s2t": 54,
        "s2tw": 33,
        "s2twp": 24,
        "t2hk": 12,
        "t2s": 28,
        "t2tw": 7,
        "tw2s": 22,
        "tw2sp": 12,
    }


@pytest.mark.parametrize("unit", ["計程車的士兵看著", "頭髮", "著", "字" * 7 + "，"])
def test_a_long_line_takes_seconds(unit: str) -> None:
    line = unit * (150_000 // len(unit))
    began = time.process_time()
    whole = hanzi.convert(line, "tw2sp")
    assert "".join(hanzi.convert_stream([line], "tw2sp")) == whole.text
    assert time.process_time() - began < 12
    assert len(whole.text) >= len(line) - len(line) // 3


def test_a_stream_needs_little_memory() -> None:
    """Results come while the input is still being read."""
    read = 0

    def lines() -> Iterable[str]:
        nonlocal read
        for _ in range(20_000):
            read += 1
            yield "他看著窗外的大雪，想起了家鄉。\n"

    results = hanzi.convert_stream(lines(), "t2s+zhe")
    assert next(iter(results)).startswith("他看着窗外的大雪")
    assert read < 10_000


def test_threads_share_the_tables() -> None:
    with ThreadPoolExecutor(8) as pool:
        texts = set(pool.map(lambda _: hanzi.convert("裡面看著資訊", "tw2sp").text, range(64)))
    assert texts == {"里面看着信息"}


@pytest.mark.parametrize(
    ("name", "near"), [("s2hkp", "s2hk"), ("jp2t", "s2t"), ("tw2", "tw2s"), ("T2S", "t2s"), ("pinyin", "Known")]
)
def test_a_configuration_that_the_package_lacks(name: str, near: str) -> None:
    with pytest.raises(UsageError, match=r"opencc-python-reimplemented has no configuration") as caught:
        hanzi.convert("字", name)
    assert near in str(caught.value)


def _package(config: str):  # type: ignore[no-untyped-def]
    from opencc import OpenCC

    if config not in _LOADED:
        _LOADED[config] = OpenCC(config)
    return _LOADED[config]


_LOADED: dict[str, object] = {}
