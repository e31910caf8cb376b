"""Batches are made from the input alone."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.translation.batches import batches, worked

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


def test_parts_are_worked_on_at_a_time_and_come_back_in_order() -> None:
    meet, heard = threading.Barrier(2, timeout=60), []

    def work(part: list[int]) -> int:
        meet.wait()  # nobody passes alone
        return sum(part)

    assert worked([[1], [2], [3, 4], [5]], work, 2, heard.append) == [1, 2, 7, 5]
    assert heard == [[5], [3, 4], [2], [1]]


def test_what_one_part_raises_is_raised_and_the_rest_is_not_begun() -> None:
    begun = []

    def work(part: list[int]) -> None:
        begun.append(part)
        if len(begun) == 1:
            raise ValueError("the first")
        time.sleep(0.05)

    with pytest.raises(ValueError, match="the first"):
        worked([[i] for i in range(100)], work, 2)
    assert len(begun) < 100
