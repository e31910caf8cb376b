"""Batches are made from the input alone."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from duizhao.translation import batches

counts = st.lists(st.integers(1, 700), max_size=200)


@given(counts, st.integers(1, 4096))
def test_every_text_is_in_one_batch_and_batches_keep_to_the_budget(counts: list[int], budget: int) -> None:
    made = batches(counts, budget)
    assert sorted(i for batch in made for i in batch) == list(range(len(counts)))
    for batch in made:
        assert len(batch) == 1 or max(counts[i] for i in batch) * len(batch) <= budget


@given(counts, st.integers(1, 4096))
def test_no_two_neighbouring_batches_could_have_been_one(counts: list[int], budget: int) -> None:
    made = batches(counts, budget)
    for one, next_ in pairwise(made):
        assert (len(one) + 1) * counts[next_[0]] > budget


def test_shortest_first_and_equal_lengths_in_their_order() -> None:
    assert batches([5, 3, 9, 3, 5], 10) == [[1, 3], [0, 4], [2]]


def test_one_text_above_the_budget_is_a_batch() -> None:
    assert batches([4, 900], 100) == [[0], [1]]
