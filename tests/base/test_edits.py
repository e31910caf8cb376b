"""Edits apply, undo, compose, and map positions."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from duizhao.edits import Edit, Positions, apply, compose, invert, undo

text = st.text("甲乙丙丁abc?\n", max_size=30)


@st.composite
def edits_of(draw, base: str) -> list[Edit]:
    borders = sorted(draw(st.lists(st.integers(0, len(base)), max_size=8)))
    out: list[Edit] = []
    for start, end in zip(borders[::2], borders[1::2], strict=False):
        if out and (start < out[-1].end or start == out[-1].start):
            continue
        after = draw(st.text("風雨xyz", max_size=4))
        if after != base[start:end]:
            out.append(Edit(start, end, base[start:end], after, draw(st.sampled_from(["exact", "damaged"]))))
    return out


@given(st.data())
def test_composition_does_what_both_do(data) -> None:
    base = data.draw(text)
    first = data.draw(edits_of(base))
    middle = apply(base, first)
    second = data.draw(edits_of(middle))
    both = compose(base, first, second)
    assert apply(base, both) == apply(middle, second)
    assert all(a.end <= b.start for a, b in pairwise(both))
    assert undo(apply(base, both), both) == base


@given(st.data())
def test_positions_outside_edits_are_exact(data) -> None:
    base = data.draw(text)
    edits = data.draw(edits_of(base))
    result = apply(base, edits)
    positions = Positions(edits)
    inside = {i for e in invert(edits) for i in range(e.start, e.end)}
    for i, character in enumerate(result):
        if i not in inside:
            start, end = positions.span(i, i + 1)
            assert character in base[start:end]


def test_a_guess_stays_a_guess_when_it_is_edited_again() -> None:
    first = [Edit(1, 3, "bc", "風", "reconstructed", "bytes")]
    both = compose("abcd", first, [Edit(1, 2, "風", "雨", "exact", "script")])
    assert both == [Edit(1, 3, "bc", "雨", "reconstructed", "script")]


def test_what_was_deleted_at_a_border_belongs_to_the_span() -> None:
    positions = Positions([Edit(0, 1, "a", ""), Edit(3, 5, "de", ""), Edit(5, 6, "f", "風")])
    assert positions.span(0, 2) == (0, 5)
    assert positions.span(2, 4) == (3, 7)


def test_a_span_inside_an_edit_maps_to_all_of_what_was_replaced() -> None:
    edits = [Edit(1, 6, "(fēng)", "xyz")]
    assert Positions([Edit(1, 7, "(fēng)", "xyz")]).span(2, 3) == (1, 7)
    assert Positions(edits).span(0, 1) == (0, 1)
