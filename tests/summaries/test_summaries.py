"""Sentences chosen for a summary."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.errors import UsageError
from duizhao.summaries import METHODS, eligible, gist, length, summarise, support
from duizhao.summaries.ranking import best
from duizhao.summaries.tokens import size, tokens
from duizhao.summaries.vectors import cosine, tfidf

CASES = Path(__file__).parent.parent / "cases" / "summaries"
SUPPORT = json.loads((CASES / "support.json").read_text(encoding="utf-8"))
ARTICLE: list[str] = SUPPORT["sentences"]


def load(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("case", load("lengths"), ids=lambda c: c["label"])
def test_length(case: dict[str, Any]) -> None:
    if case["expect"] is None:
        with pytest.raises(UsageError, match="no length of a summary"):
            length(case["asked"], case["total"])
    else:
        assert length(case["asked"], case["total"]) == case["expect"]


@pytest.mark.parametrize("case", load("eligible"), ids=lambda c: c["label"])
def test_eligible(case: dict[str, Any]) -> None:
    assert eligible(case["kind"], case["input"]) is case["expect"]


@pytest.mark.parametrize("case", SUPPORT["cases"], ids=lambda c: c["label"])
def test_support(case: dict[str, Any]) -> None:
    assert support(case["input"], ARTICLE) == case["expect"]


def test_support_without_sentences() -> None:
    assert support("今年头采早了六天。", []) == []


@pytest.mark.parametrize("method", METHODS)
@given(st.lists(st.tuples(st.text("茶山路人回来了一二三ab1。，"), st.integers(0, 3)), max_size=12), st.integers(0, 14))
@settings(max_examples=30, deadline=None)
def test_every_method_chooses_as_many_as_asked_in_order(method: str, pairs: list[tuple[str, int]], k: int) -> None:
    chosen = METHODS[method]([s for s, _ in pairs], sorted(p for _, p in pairs), k)
    assert chosen == sorted(set(chosen))
    assert len(chosen) == min(k, len(pairs))
    assert all(0 <= i < len(pairs) for i in chosen)


@pytest.mark.parametrize("method", [*METHODS, "auto"])
def test_same_text_same_summary(method: str) -> None:
    paragraphs = [0, 0, 0, 1, 2, 2, 3]
    first = summarise(ARTICLE, paragraphs, method, "3")
    assert len(first) == 3
    assert all(summarise(list(ARTICLE), paragraphs, method, "3") == first for _ in range(3))


def test_auto_is_the_default_and_an_unknown_method_names_the_nearest() -> None:
    assert summarise(ARTICLE, [0] * 7, "auto", "2") == summarise(ARTICLE, [0] * 7, "centroid", "2")
    with pytest.raises(UsageError, match="Did you mean 'textrank'"):
        summarise(ARTICLE, [0] * 7, "textrnk", "2")
    with pytest.raises(UsageError):
        summarise([], [], "lead", "many")


def test_default_takes_the_heart_of_the_matter_and_says_it_once() -> None:
    filler = ["天气很好，大家都很高兴。", "他笑了笑，没有再说什么。", "门口的老樟树下坐着几位老人。"]
    topic = "青石村茶园去年产值达到一亿元，茶叶合作社让村民增收。"
    sentences = [
        filler[0],
        topic,
        filler[1],
        topic,
        "茶叶合作社今年还要扩大青石村的茶园，带动更多村民增收。",
        filler[2],
    ]
    assert summarise(sentences, [0, 1, 1, 2, 2, 3], "centroid", "1") == [1]
    assert 3 not in summarise(sentences, [0, 1, 1, 2, 2, 3], "centroid", "3")


def test_default_prefers_the_earlier_of_equals() -> None:
    assert summarise(["村里的茶园今年丰收了。"] * 5, [0, 1, 2, 3, 4], "centroid", "1") == [0]


@pytest.mark.parametrize("method", ["lexrank", "textrank"])
def test_walk_agrees_with_the_matrix_written_out(method: str) -> None:
    """Power iteration on the full matrix of similarities, as the papers give it."""
    if method == "lexrank":
        vectors = tfidf(ARTICLE)
        similar = [[cosine(a, b) for b in vectors] for a in vectors]
    else:
        sets = [set(tokens(s)) for s in ARTICLE]
        logs = [round(math.log(len(s) + 1), 1) for s in sets]
        similar = [
            [len(a & b) / (x + y) for b, y in zip(sets, logs, strict=True)] for a, x in zip(sets, logs, strict=True)
        ]
    n = len(ARTICLE)
    for i in range(n):
        similar[i][i] = 0.0
    degree = [sum(row) for row in similar]
    p = [1 / n] * n
    for _ in range(100):
        p = [0.15 / n + 0.85 * sum(p[j] * similar[j][i] / degree[j] for j in range(n) if degree[j]) for i in range(n)]
        p = [x / sum(p) for x in p]
    for k in range(1, n):
        assert METHODS[method](ARTICLE, [0] * n, k) == best(p, k)


@pytest.mark.parametrize("method", METHODS)
def test_two_thousand_sentences_in_two_seconds(method: str) -> None:
    many = [
        f"第{i}天，{ARTICLE[i % 7][:-1]}，{chr(0x4E00 + i)}{chr(0x6000 + i * 3)}村来了{i * 7}人。" for i in range(2000)
    ]
    start = time.process_time()
    assert len(summarise(many, [i // 4 for i in range(2000)], method, "20%")) == 400
    assert time.process_time() - start < 30


def test_gist_is_the_sentence_that_says_most() -> None:
    paragraph = ["路通了。", "青石村的茶园和茶厂都通了路，茶叶当天就能运出大山。", "“真好。”茶农老周说。"]
    assert gist(paragraph) == 1
    assert gist(["一句话。"]) == 0
    with pytest.raises(ValueError):
        gist([])


def test_tokens_are_characters_pairs_numbers_and_words() -> None:
    assert tokens("茶园的产值") == ["茶", "园", "茶园", "产", "值", "产值"]
    assert tokens("ＧＤＰ增长5.2%，AI") == ["gdp", "增", "长", "增长", "5.2%", "ai"]
    assert tokens("𠮷野家") == ["𠮷", "野", "家", "𠮷野", "野家"]
    assert tokens("，。……") == []
    assert size("GDP增长5.2%。") == 4
