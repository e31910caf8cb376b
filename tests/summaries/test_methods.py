"""What each method of choosing sentences is there for, and lengths in characters."""

from __future__ import annotations

import json
import random
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from duizhao.errors import UsageError
from duizhao.summaries import METHODS, bounded, limit, oracle, summarise
from duizhao.summaries.lsa import topics
from duizhao.summaries.vectors import Sparse

CASES = Path(__file__).parent.parent / "cases" / "summaries"
ARTICLE: list[str] = json.loads((CASES / "support.json").read_text(encoding="utf-8"))["sentences"]
PLACES = [0] * len(ARTICLE)


@pytest.mark.parametrize("method", METHODS)
def test_what_is_chosen_for_a_number_is_among_what_is_chosen_for_more(method: str) -> None:
    chosen = [set(METHODS[method](ARTICLE, PLACES, k)) for k in range(len(ARTICLE) + 1)]
    assert all(less < more for less, more in pairwise(chosen))


@pytest.mark.parametrize("method", METHODS)
def test_lengths_in_characters_are_kept(method: str) -> None:
    sizes = [len(s) for s in ARTICLE]
    for characters in (1, 40, 80, sum(sizes) - 1, sum(sizes), 10**6):
        chosen = summarise(ARTICLE, PLACES, method, f"{characters}字")
        assert chosen == summarise(ARTICLE, PLACES, method, f"{characters}c")
        if characters < min(sizes):
            assert chosen == [sizes.index(min(sizes))]
            continue
        assert chosen == sorted(chosen)
        left = characters - sum(sizes[i] for i in chosen)
        assert left >= 0
        assert all(size > left for i, size in enumerate(sizes) if i not in chosen), "what fits is not left out"
    assert summarise(ARTICLE, PLACES, method, "0字") == []
    assert summarise([], [], method, "80字") == []


def test_a_sentence_that_does_not_fit_is_passed_over() -> None:
    sentences = ["甲" * 30, "乙" * 90, "丙" * 50, "丁" * 40, "戊" * 20]
    assert summarise(sentences, [0] * 5, "lead", "120字") == [0, 1]
    assert summarise(sentences, [0] * 5, "lead", "100字") == [0, 2, 4]
    assert summarise(sentences, [0] * 5, "lead", "29字") == [4]
    assert summarise(sentences, [0] * 5, "lead", "5字") == [4]


def test_what_is_written_is_cut_at_the_end_of_a_sentence() -> None:
    written = ["茶园丰收了。", "大家很高兴。", "路也通了。"]
    assert bounded("2", written, 9) == written[:2]
    assert bounded("12字", written, 9) == written[:2]
    assert bounded("11c", written, 9) == written[:1]
    assert bounded("1字", written, 9) == written[:1]
    assert bounded("20%", written, 10) == written[:2]
    assert bounded("0", written, 9) == bounded("0字", written, 9) == []
    assert limit("150 字") == 150
    assert limit("3") is None
    with pytest.raises(UsageError, match="characters"):
        limit("150 words")


def test_chance_goes_by_seed_and_text() -> None:
    sentences = [f"第{i}句话说的是别的事。" for i in range(40)]
    places = [0] * 40
    drawn = {tuple(summarise(sentences, places, "random", "5", seed)) for seed in range(20)}
    assert len(drawn) == 20
    assert summarise(sentences, places, "random", "5", 3) == summarise(sentences, places, "random", "5", 3)
    assert summarise(sentences, places, "random", "5") != summarise(sentences[::-1], places, "random", "5")


@pytest.mark.parametrize("count", [5, 40, 300])
def test_topics_are_those_of_the_singular_value_decomposition(count: int) -> None:
    rng = random.Random(count)
    vectors = [dict.fromkeys(rng.choices("茶山路人回来了一二三春夏秋冬东西南北", k=12), 1.0) for _ in range(count)]
    matrix = Sparse.of(vectors)
    whole = np.zeros(matrix.shape)
    whole[matrix.rows, matrix.columns] = matrix.values
    left, values, _ = np.linalg.svd(whole, full_matrices=False)
    squares, found = topics(matrix)
    main = values >= values[0] / 2
    mine = squares >= squares.max() / 4
    assert squares[mine][::-1] == pytest.approx(values[main] ** 2)
    assert (found[:, mine] ** 2 @ squares[mine]) == pytest.approx(left[:, main] ** 2 @ values[main] ** 2)


def test_lsa_takes_a_sentence_of_each_topic() -> None:
    tea = ["茶园丰收，茶农采茶忙，茶厂收茶叶。", "茶农采茶。", "茶叶进了茶厂。"]
    rail = ["铁路通车，列车进山，车站里旅客上车。", "列车进了车站。", "旅客上车。"]
    assert METHODS["lsa"]([*tea, *rail], [0] * 6, 2) == [0, 3]


def test_mmr_does_not_say_it_twice() -> None:
    twice = ["青石村的茶园今年丰收了。"] * 2
    assert METHODS["mmr"]([*twice, "青石村的铁路也通了车。"], [0] * 3, 2) == [0, 2]


def test_the_oracle_takes_what_helps_and_stops() -> None:
    wanted = {1, 4}

    def score(places: list[int]) -> float:
        hits = len(wanted & set(places))
        return 2 * hits / (len(wanted) + len(places))

    assert oracle(ARTICLE, 5, score) == [1, 4]
    assert oracle(ARTICLE, 1, score) == [1]
    assert oracle(ARTICLE, 3, lambda places: 0.0) == []
    assert oracle([], 3, score) == []


HARD = {
    "one endless sentence": ["中" * 10**6],
    "brackets": ["（" * 10**6],
    "one letter": ["a" * 10**6],
    "two endless sentences": ["茶山路人" * 25_000, "回来了一" * 25_000],
    "nothing but marks": ["。", "！", ""],
    "all the same": ["茶园丰收了。"] * 3000,
}


@pytest.mark.parametrize("label", HARD)
@pytest.mark.parametrize("method", METHODS)
def test_hard_texts_take_bounded_time(method: str, label: str) -> None:
    start = time.process_time()
    sentences = HARD[label]
    chosen = summarise(sentences, [0] * len(sentences), method, "3")
    assert len(chosen) == min(3, len(sentences))
    assert time.process_time() - start < 20
