"""The check of terms: what counts as said, what is forbidden, and what the flags show."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from duizhao.checks import CHECKS, Pair, uses
from duizhao.settings import Checking
from duizhao.terms import Found, Term

CASES = Path(__file__).resolve().parents[1] / "cases" / "checks" / "terms.jsonl"
ROWS = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def pair(row: dict[str, Any]) -> Pair:
    found = []
    for source, target, *more in row["terms"]:
        options = {k: tuple(v) if isinstance(v, list) else v for k, v in (more[0] if more else {}).items()}
        term = Term(source, target, **options)
        at = -1
        while (at := row["source"].find(source, at + 1)) >= 0:
            found.append(Found(term, (at, at + len(source))))
    return Pair(row["source"], row["target"], kind=row.get("kind", "paragraph"), terms=tuple(found))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["label"])
def test_each_term_is_used_missed_or_conflicting(row: dict[str, Any]) -> None:
    asked = pair(row)
    assert [u.state for u in uses(asked)] == row["expect"]
    flags = list(CHECKS["term"](asked, Checking()))
    said = {"conflicting": "error", "missed": "warning"}
    expected = [said[state] for state in row["expect"] if state in said and row["target"]]
    assert [f.severity for f in flags] == expected


def test_a_flag_shows_the_term_and_what_is_forbidden() -> None:
    asked = pair(
        {"source": "他在中共中央", "target": "He is in the CCP.", "terms": [["中共", "CPC", {"forbidden": ["CCP"]}]]}
    )
    (flag,) = CHECKS["term"](asked, Checking())
    assert flag.source_span is not None
    assert flag.target_span is not None
    assert asked.source[slice(*flag.source_span)] == "中共"
    assert asked.target[slice(*flag.target_span)] == "CCP"
    assert "CPC" in flag.message


@pytest.mark.parametrize(
    ("target", "is_said"), [("He bought an Iphone.", True), ("He bought a telephone.", False), ("An IPHONE.", True)]
)
def test_a_term_that_differs_in_capitals_alone_is_told(target: str, is_said: bool) -> None:
    asked = pair({"source": "他买了苹果手机", "target": target, "terms": [["苹果手机", "iPhone", {"case": True}]]})
    (flag,) = CHECKS["term"](asked, Checking())
    assert flag.message.endswith("(capitals count)") == is_said


def test_the_place_of_what_is_said_is_kept() -> None:
    asked = pair(
        {"source": "改革开放", "target": "We reformed and opened up.", "terms": [["改革开放", "reform and opening-up"]]}
    )
    (use,) = uses(asked)
    assert use.target_span is not None
    assert asked.target[slice(*use.target_span)] == "reformed and opened up"


@pytest.mark.parametrize("target", ["a" * 10**6, "a." * 500_000, "the " * 10_000, "new " * 10_000, "new-" * 10_000])
def test_a_target_without_an_end_takes_no_more_than_its_length(target: str) -> None:
    found = Found(Term("新城区的新", "new new new new city", forbidden=("the the the", "a.a.a.b")), (0, 5))
    started = time.process_time()
    uses(Pair("新城区的新", target, terms=(found,)))
    assert time.process_time() - started < 5
