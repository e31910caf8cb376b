"""Characters that a mirror cut in two over the bytes of GBK come back; everything else is left alone."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from pathlib import Path
from time import perf_counter

import pytest
from corruptor import SEED, Mirror, Tally, corrupt, table, traditional
from hypothesis import given
from hypothesis import strategies as st

from duizhao.cleaning.gbk_bytes import gbk_bytes
from duizhao.cleaning.pinyin import pinyin
from duizhao.cleaning.plausibility import is_converted
from duizhao.edits import Edit, apply, compose, undo

CASES = Path(__file__).parent.parent / "cases" / "cleaning"
MIRRORS = [
    Mirror(),
    Mirror(fold="before", unmapped="dropped"),
    Mirror(fold="after"),
    Mirror(swallows=False, unmapped="one by one", html=False),
]


def load(name: str) -> list[dict[str, str]]:
    lines = (CASES / f"mirror_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def cases(*names: str) -> list[object]:
    return [pytest.param(case, id=f"{name}: {case['label']}") for name in names for case in load(name)]


def repair(text: str) -> tuple[str, list[Edit]]:
    """The text after both steps, and all edits as one list, which is checked to lead there and back."""
    first = gbk_bytes(text)
    middle = apply(text, first)
    second = pinyin(middle)
    edits = compose(text, first, second)
    repaired = apply(text, edits)
    assert repaired == apply(middle, second)
    assert undo(repaired, edits) == text
    assert undo(undo(repaired, second), first) == text
    return repaired, edits


@pytest.fixture(scope="module")
def articles(shared: Path) -> list[str]:
    """A sample of clean news in simplified characters."""
    with gzip.open(shared / "data/news/articles_xinwenlianbo.jsonl.gz", "rt", encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for line in f]
    return random.Random(13).sample(texts, 60)


@pytest.mark.parametrize("case", cases("wild", "synthetic", "negative"))
def test_case(case: dict[str, str]) -> None:
    assert repair(case["input"])[0] == case["expect"]


@pytest.mark.parametrize("case", cases("known_failures"))
@pytest.mark.xfail(strict=True, reason="known failure")
def test_known_failure(case: dict[str, str]) -> None:
    assert repair(case["input"])[0] == case["expect"]


def test_a_lost_byte_is_said_to_be_reconstructed() -> None:
    [edit] = gbk_bytes("這片海域很有發(fā)展?jié)摿?，漁民們都知道。")
    assert (edit.after, edit.mark) == ("潛力", "reconstructed")


def test_known_bytes_are_exact() -> None:
    [edit] = gbk_bytes("車隊駛?cè)氚l(fā)車區,司機們等候指令。")
    assert (edit.after, edit.mark) == ("入發", "exact")


def test_a_swallowed_digit_stays_visible() -> None:
    text, edits = repair("全程共計(jì)四站,規(guī)?：嫌?4.8億元,開(kāi)工後車(chē)流分散。")
    assert "合計\ufffd4.8億" in text
    assert "damaged" in {edit.mark for edit in edits}


def test_a_cut_that_cannot_be_joined_stays_visible() -> None:
    [edit] = gbk_bytes("風(fēng)力發(fā)電?zhuǎng)")
    assert (edit.after, edit.mark) == ("\ufffd", "damaged")


@pytest.mark.parametrize("size", ["seed", "400"])
def test_damage_done_to_the_news_is_undone(articles: list[str], size: str) -> None:
    texts = [traditional(text) for text in articles]
    common = [c for c, _ in Counter("".join(texts)).most_common() if is_converted(c)]
    readings = table(SEED if size == "seed" else "".join(common[:400]))
    tally = Tally()
    for i, text in enumerate(texts if size == "seed" else texts[:20]):
        damaged = corrupt(text, readings, MIRRORS[i % len(MIRRORS)])
        tally.add(damaged, *repair(damaged.text))
    places = tally.exact + tally.marked + tally.wrong
    assert places > 1000
    assert tally.cuts > 10
    assert tally.exact >= 0.95 * places
    assert tally.exact + tally.marked >= 0.99 * places
    assert tally.marked + tally.wrong <= 0.4 * tally.cuts


def test_clean_news_is_not_changed(articles: list[str]) -> None:
    for text in articles:
        assert repair(text)[1] == []
        assert repair(traditional(text))[1] == []


def test_seed_article(shared: Path) -> None:
    text = (shared / "data/news/seed-chinanews-bole.txt").read_text(encoding="utf-8")
    repaired, edits = repair(text)
    assert re.findall(r"\([^)]*\)", repaired) == ["(湖北省第九批)", "(0106168)"]
    assert "?" not in repaired
    for words in ("抽空考察走訪當地園區和企業", "駛入發展快車道", "無限的工業發展潛力", "駛入高質量發展"):
        assert words in repaired
    assert repaired.count("。”\n") == 5
    [potential] = [edit for edit in edits if "潛力" in edit.after]
    assert potential.mark == "reconstructed"
    assert len(gbk_bytes(text)) == 9
    assert sum(len(re.findall(r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùü]\)", edit.before)) for edit in edits) == 209


@pytest.mark.parametrize("kind", ["stray_pinyin", "negative"])
def test_collected_cases(shared: Path, kind: str) -> None:
    lines = (shared / "data/news/mojibake_cases.jsonl").read_text(encoding="utf-8").splitlines()
    found = [case for line in lines if (case := json.loads(line))["kind"].startswith(kind)]
    assert len(found) == {"stray_pinyin": 202, "negative": 232}[kind]
    assert [case["id"] for case in found if repair(case["damaged"])[0] != case["repaired"]] == []


@given(st.text(alphabet="產業發展駛入?？!！（）()fāchǎnyè。”“，,/p>\n\ufffd€氚l1 ", max_size=40))
def test_any_text_can_be_repaired_and_undone(text: str) -> None:
    repair(text)


@pytest.mark.parametrize(
    "text",
    [
        "记者从铁路部门获悉，新线路将于下月试运行（图）。他说(kg)：“真的?!你看？！”" * 20000,
        "(" * 500_000,
        "好(" * 300_000,
        "?!" * 300_000 + "產(chǎn)業(yè)發(fā)展",
        "產(chǎn)業(yè)發(fā)展，" * 5000,
    ],
    ids=["clean", "brackets", "open brackets", "signs", "dense"],
)
def test_long_lines_take_linear_time(text: str) -> None:
    begin = perf_counter()
    repair(text)
    assert perf_counter() - begin < 20
