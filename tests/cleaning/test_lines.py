"""One line at a time, above, inside and below an article: what is boilerplate goes, what speaks of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from accounted import uncovered

from duizhao import reading
from duizhao.cleaning import BLOCK_STEPS, STEPS, clean
from duizhao.document import Document
from duizhao.settings import Cleaning, Reading

FILE = Path(__file__).parent.parent / "cases" / "cleaning" / "lines.tsv"
CASES = [line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
FIRST = "昨天下午，老街的面馆重新开门，排队的人一直站到了街角的邮局。"
LAST = "老板说，歇了一年，手还没有生，汤还是那个味道，请大家放心。"
LAYOUT = {
    "head": "老街的面馆重新开门\n{}\n" + FIRST + "\n" + LAST,
    "body": "老街的面馆重新开门\n" + FIRST + "\n{}\n" + LAST,
    "tail": "老街的面馆重新开门\n" + FIRST + "\n" + LAST + "\n{}",
}


@pytest.mark.parametrize(("place", "reason", "line"), CASES, ids=[f"{c[0]} {c[2]}" for c in CASES])
def test_line(place: str, reason: str, line: str) -> None:
    found = next(reading.read(LAYOUT[place].format(line), Reading(), format="txt"))
    assert isinstance(found, Document)
    document = clean(found, Cleaning(skip=tuple(s for s in STEPS if s not in BLOCK_STEPS)))
    texts = [document.text_of(b) for b in document.blocks]
    assert FIRST in texts
    assert LAST in texts
    assert {d.text: d.reason for d in document.dropped} == ({} if reason == "-" else {line: reason})
    assert (line in texts) == (reason == "-")
    assert uncovered(document) == []
