"""Pieces: within the budget, cut where a reader would, and nothing lost."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.segmentation import pieces


def count(texts: Sequence[str]) -> list[int]:
    """One token a character, and one for the beginning, as SentencePiece has it."""
    return [len(t) + 1 for t in texts]


def test_a_sentence_within_the_budget_stays_whole() -> None:
    assert pieces("山高，水长。", count, 120) == ["山高，水长。"]


@pytest.mark.parametrize(
    ("sentence", "budget", "expected"),
    [
        ("春天修路，夏天架桥；秋天收粮，冬天读书。", 12, ["春天修路，夏天架桥；", "秋天收粮，冬天读书。"]),
        ("春天修路夏天架桥，秋天收粮冬天读书。", 12, ["春天修路夏天架桥，", "秋天收粮冬天读书。"]),
        ("苹果香蕉、橘子西瓜、葡萄荔枝、桃子李子", 12, ["苹果香蕉、橘子西瓜、", "葡萄荔枝、桃子李子"]),
        ("他说“先修路，后架桥，”大家都说好，就定下来了。", 14, ["他说“先修路，后架桥，”", "大家都说好，就定下来了。"]),
        ("收入一共是12,345,678.90元整", 12, ["收入一共是", "12,345,678.90元整"]),
    ],
)
def test_cuts_at_the_best_boundary(sentence: str, budget: int, expected: list[str]) -> None:
    if "12,345" in sentence:
        budget = 19  # the number alone takes thirteen
    assert pieces(sentence, count, budget) == expected


def test_numbers_and_words_stay_whole() -> None:
    sentence = "今年投资1,234,567.89亿元用于international合作" * 12
    for piece in pieces(sentence, count, 40):
        assert len(piece) < 40
        assert not piece[0].isdigit() or piece.startswith("1,234")
        assert not piece.endswith(("1,", "234", "internation"))


def test_pieces_are_balanced() -> None:
    found = pieces("武陵山下修水渠，" * 40, count, 120)
    lengths = [len(p) for p in found]
    assert len(found) == 3
    assert max(lengths) - min(lengths) <= 16


@pytest.mark.parametrize("unit", ["👨‍👩‍👧‍👦", "🇨🇳", "e\u0301", "葛\U000e0100", "👍🏽", "\ud83d\ude00"])
def test_a_character_is_never_cut(unit: str) -> None:
    found = pieces(unit * 60, count, 13)
    assert "".join(found) == unit * 60
    assert all(p.startswith(unit) and p.endswith(unit) for p in found)


def test_what_cannot_be_cut_is_left_over_the_budget() -> None:
    assert pieces("天", lambda texts: [9 for _ in texts], 3) == ["天"]


@given(st.text(alphabet="山水高长，；、。“”1234.,ab \u0301👍🏽‍", max_size=300), st.integers(2, 40))
def test_lossless_and_within_the_budget(sentence: str, budget: int) -> None:
    found = pieces(sentence, count, budget)
    assert "".join(found) == sentence
    for piece in found:
        base = sum(not (unicodedata.category(c)[0] == "M" or c in "\u200d🏽") for c in piece)
        assert len(piece) + 1 <= budget or base <= 2 or "\u200d" in piece


@pytest.mark.parametrize(
    "sentence",
    ["山高水长路远" * 170_000, "修路、架桥，" * 170_000, "7" * 1_000_000],
    ids=["no marks", "marks", "digits"],
)
def test_a_megabyte_takes_seconds(sentence: str) -> None:
    began = time.process_time()
    found = pieces(sentence, count, 120)
    assert time.process_time() - began < 20
    assert max(count(found)) <= 120
    assert len(found) < len(sentence) / 80
