"""Passages left out are found by what their words would have become, and nothing is said of whole translations."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from duizhao import lexicon
from duizhao.checks import Pair
from duizhao.checks.omission import omission
from duizhao.settings import Checking

CASES = json.loads((Path(__file__).parents[1] / "cases" / "checks" / "omission.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["label"])
def test_what_is_left_out_is_named(case: dict[str, Any]) -> None:
    flags = list(omission(Pair(case["source"], case["target"]), Checking()))
    if case["expect"] is None:
        assert flags == []
    else:
        (flag,) = flags
        assert flag.source_span is not None
        assert case["expect"] in case["source"][slice(*flag.source_span)]
        assert case["expect"] in flag.message


def test_without_the_table_it_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "_read", [None])
    assert list(omission(Pair(CASES[1]["source"], CASES[1]["target"]), Checking())) == []


@pytest.mark.parametrize("source", ["中" * 10**5, "a" * 10**6, "（" * 10**6, "1." * 10**5, "中a" * 10**5])
def test_a_long_line_takes_no_long_time(source: str) -> None:
    start = time.process_time()
    list(omission(Pair(source, "middle a 1 " * 1000), Checking()))
    assert time.process_time() - start < 10
