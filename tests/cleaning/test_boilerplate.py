"""What stands around an article is dropped with its reason; what only speaks of such things stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from accounted import uncovered

from duizhao import reading
from duizhao.cleaning import clean
from duizhao.document import Document
from duizhao.settings import Cleaning, Reading

FOLDER = Path(__file__).parent.parent / "cases" / "cleaning"


def _cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", _cases("boilerplate_known_failures.jsonl"), ids=lambda c: c["label"])
def test_known_failure(case: dict[str, Any]) -> None:
    test_case(case)


@pytest.mark.parametrize("case", _cases("boilerplate.jsonl"), ids=lambda c: c["label"])
def test_case(case: dict[str, Any]) -> None:
    found = next(reading.read("\n".join(case["lines"]), Reading(), format="txt"))
    assert isinstance(found, Document)
    document = clean(found, Cleaning())
    dropped = [(d.text, d.reason) for d in document.dropped if d.reason != "metadata"]
    assert [text for text, _ in dropped] == [text for text, _ in case["dropped"]]
    for (_, got), (text, reasons) in zip(dropped, case["dropped"], strict=True):
        assert got in reasons.split("|"), text
    assert uncovered(document) == []
    for gone in document.dropped:
        assert document.raw[slice(*gone.at)] == gone.text


def test_clean_articles_lose_nothing(shared: Path) -> None:
    import gzip
    import itertools

    with gzip.open(shared / "data/news/articles_more.jsonl.gz") as lines:
        for found in itertools.islice(reading.read(lines, Reading(), format="jsonl"), 300):  # type: ignore[arg-type]
            assert isinstance(found, Document)
            document = clean(found, Cleaning(skip=("gbk-bytes", "pinyin")))
            assert {d.reason for d in document.dropped} <= {"metadata", "duplicate-title", "end-mark"}
            gone = sum(len(d.text) for d in document.dropped if d.reason == "metadata")
            assert gone <= 20, found.id
