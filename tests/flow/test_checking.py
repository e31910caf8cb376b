"""What the checks say of a whole document reaches its sentences."""

from __future__ import annotations

from duizhao.flow.checking import consistent
from duizhao.record import Flag, Sentence
from duizhao.settings import Checking


def test_a_sentence_that_is_translated_otherwise_elsewhere_is_flagged_and_no_longer_sure() -> None:
    source = "会议明天上午开始。"
    long = Flag("length", "warning", "longer than expected")
    before = [
        Sentence("p1.s1", source, source, "The meeting starts tomorrow.", "edited", None, "high"),
        Sentence("p1.s2", "他来了。", "他来了。", "He came.", "model", -0.3, "high"),
        Sentence("p2.s1", source, source, "The conference begins tomorrow.", "model", -0.3, "high"),
        Sentence("p3.s1", source, source, "The conference opens tomorrow.", "model", -2.0, "low", (long,)),
        Sentence("p4.s1", source, source, "The meeting starts tomorrow", "memory", None, "high"),
    ]
    after = consistent(before, Checking())
    assert [after[i] for i in (0, 1, 4)] == [before[i] for i in (0, 1, 4)]
    assert [[f.check for f in s.flags] for s in after] == [[], [], ["inconsistent"], ["length", "inconsistent"], []]
    assert [s.confidence for s in after] == ["high", "high", "medium", "low", "high"]
    assert [(s.id, s.target) for s in after] == [(s.id, s.target) for s in before]
