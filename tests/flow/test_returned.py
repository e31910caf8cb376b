"""A bilingual file that comes back: what of it is an edit, and what is refused."""

from __future__ import annotations

import pytest

from duizhao.bilingual import Unit, source_hash
from duizhao.flow.returned import returned


def unit(identity, source="他来了。", target="He came.", **more):
    return Unit(source, target, identity, more.pop("hash", source_hash(source)), **more)


def came_of(*units):
    return returned(units, "draft.docx", "2026-01-01T00:00:00Z")


def test_an_edit_keeps_where_and_when_it_was_made() -> None:
    (entry,) = came_of(unit("p1.s1")).entries
    assert (entry.source, entry.target, entry.origin) == ("他来了。", "He came.", "edited")
    assert (entry.document, entry.sentence, entry.changed) == ("draft.docx", "p1.s1", "2026-01-01T00:00:00Z")


def test_a_file_without_ids_is_somebody_elses_memory() -> None:
    out = came_of(Unit("他来了。", "He came."), Unit("走吧。", "Let's go."))
    assert [e.origin for e in out.entries] == ["imported", "imported"]
    assert out.added == 0


@pytest.mark.parametrize(
    ("units", "ids", "says"),
    [
        ([unit("p1.s1", "他来了！", hash=source_hash("他来了。"))], ["p1.s1"], "its source was changed: “他来了！”"),
        ([unit("p1.s1"), unit("p1.s1", target="He has come.")], ["p1.s1", "p1.s1"], "with different targets"),
        ([unit("p1.s1"), Unit("", "And left.")], ["p1.s1", "row 2"], "goes on in a row without a source"),
        ([Unit(" ", "A comment.")], ["row 1"], "no source"),
    ],
)
def test_what_cannot_be_matched_is_refused_with_its_reason(units, ids, says) -> None:
    out = came_of(*units, unit("p7.s1", "走吧。", "Let's go."))
    assert [identity for identity, _ in out.refused] == ids
    assert says in out.refused[0][1]
    assert [e.target for e in out.entries] == ["Let's go."]


@pytest.mark.parametrize(
    ("more", "taken"),
    [
        ({"target_hash": source_hash("He came.")}, False),
        ({"target_hash": source_hash("He came."), "state": "needs-review-translation"}, False),
        ({"target_hash": source_hash("He came."), "state": "final"}, True),
        ({"target_hash": source_hash("He has come."), "state": "needs-review-translation"}, True),
        ({"state": "model"}, False),
        ({"state": "translated"}, True),
        ({"state": "edited"}, True),
        ({}, True),
    ],
)
def test_the_machines_own_words_are_left_out_where_the_file_tells_them(more, taken) -> None:
    out = came_of(unit("p1.s1", **more))
    assert (len(out.entries), out.own) == ((1, 0) if taken else (0, 1))


def test_rows_that_moved_or_were_added_are_reported_and_taken() -> None:
    rows = [
        unit("title", "标题", "Title"),
        unit("p2.s1", "二。", "Two."),
        unit("p1.s1", "一。", "One."),
        Unit("新的。", "New."),
        unit("p10.s1", "十。", "Ten."),
        unit("p3.s1", "三。", ""),
    ]
    out = came_of(*rows)
    assert (out.moved, out.added, out.empty) == (["p1.s1", "p3.s1"], 1, 1)
    assert [e.target for e in out.entries] == ["Title", "Two.", "One.", "New.", "Ten."]


def test_several_documents_in_a_file_may_use_the_same_ids() -> None:
    out = came_of(
        unit("p1.s1"), unit("p2.s1", "走吧。", "Go."), unit("p1.s1", "再见。", "Bye."), unit("p2.s1", "好。", "OK.")
    )
    assert (len(out.entries), out.refused, out.moved) == (4, [], [])


def test_the_same_row_twice_is_taken_once() -> None:
    assert len(came_of(unit("p1.s1"), unit("p1.s1")).entries) == 1
