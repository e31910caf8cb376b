"""Floors on saved pages of news sites: what is read of them may not get worse, and never worse than trafilatura."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def scores(root: Path, shared: Path) -> Any:
    """All pages measured once, with the benchmark's own code."""
    place = importlib.util.spec_from_file_location("pages_benchmark", root / "tests/benchmarks/pages.py")
    assert place
    assert place.loader
    module = importlib.util.module_from_spec(place)
    sys.modules[place.name] = module
    place.loader.exec_module(module)
    return module.score(shared / "data/news/html")


@pytest.mark.parametrize(("name", "floor"), [("title", 0.97), ("date", 0.97), ("source", 0.92), ("author", 0.9)])
def test_fields(scores: Any, name: str, floor: float) -> None:
    exact, known = scores.exact[name]
    assert exact >= floor * known, f"{exact} of {known}"


def test_main_text(scores: Any) -> None:
    ours, theirs = (sum(pair[i] for pair in scores.gold) / len(scores.gold) for i in (0, 1))
    assert ours >= theirs
    assert sum(scores.ours) / len(scores.ours) > max(0.955, sum(scores.theirs) / len(scores.theirs))


def test_what_is_no_article_is_refused_and_nothing_else(scores: Any) -> None:
    assert scores.refused == ["index"] * 5
    assert scores.passed == []
