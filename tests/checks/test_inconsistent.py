"""One source, one target: over a document, by what the texts say and not by how they are set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duizhao.checks import DOCUMENT_CHECKS, Pair, check_document
from duizhao.settings import Checking


def flagged(*pairs: tuple[str, str]) -> dict[int, str]:
    found = check_document([Pair(*p) for p in pairs], Checking())
    return {i: flags[0].message for i, flags in found.items()}


def test_the_rarer_target_is_flagged_and_the_usual_one_is_shown() -> None:
    found = flagged(
        ("本合同一式两份。", "This contract is in duplicate."),
        ("甲方应按时付款。", "Party A shall pay on time."),
        ("本合同一式两份。", "This contract is made in two copies."),
        ("本合同一式两份。", "This contract is in duplicate."),
    )
    assert found == {2: "the same source is “This contract is in duplicate.” elsewhere"}


def test_of_two_the_later_is_flagged() -> None:
    assert flagged(("请看下图说明。", "See below."), ("请看下图说明。", "See the figure.")).keys() == {1}


def test_differences_of_setting_are_none() -> None:
    assert not flagged(
        ("请看下图说明。", "See the figure below."),
        ("请看下图说明", "see the  figure below"),
        ("请看下图说明！", "See the figure below!"),
    )


def test_headwords_and_empty_targets_are_passed_over() -> None:
    assert not flagged(("宽度", "Width"), ("宽度", "Widths"))
    assert not flagged(("请看下图说明。", "See the figure below."), ("请看下图说明。", ""))


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from("abc"))))
def test_what_is_flagged_differs_from_an_unflagged_one_of_the_same_source(rows: list[tuple[str, str]]) -> None:
    pairs = [Pair(source * 4, target) for source, target in rows]
    found = check_document(pairs, Checking())
    for i, flags in found.items():
        assert {f.check for f in flags} <= DOCUMENT_CHECKS.keys()
        assert any(p.source == pairs[i].source and j not in found for j, p in enumerate(pairs))
    left = [p for j, p in enumerate(pairs) if j not in found]
    assert len({(p.source, p.target) for p in left}) == len({p.source for p in left})
