"""What a model does again and again is put right; what was meant stays."""

from pathlib import Path

import pytest

from duizhao.translation import worded

CASES = Path(__file__).parents[1] / "cases" / "translation" / "worded.tsv"
ROWS = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("source", "target", "expected"), ROWS)
def test_a_target_is_as_english_is_written(source: str, target: str, expected: str) -> None:
    assert worded(source, target) == expected


def test_a_heading_has_no_full_stop_of_its_own() -> None:
    assert worded("没有竞争", "There is no competition.", heading=True) == "There is no competition"
    assert worded("没有竞争。", "There is no competition.", heading=True) == "There is no competition."
    assert worded("没有竞争", "There is no competition.") == "There is no competition."
