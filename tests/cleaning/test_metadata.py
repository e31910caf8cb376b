"""Title, date, source, authors and editor are read from the lines that say them, and from no others."""

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
@pytest.mark.parametrize("case", _cases("metadata_known_failures.jsonl"), ids=lambda c: c["label"])
def test_known_failure(case: dict[str, Any]) -> None:
    test_case(case)


@pytest.mark.parametrize("case", _cases("metadata.jsonl"), ids=lambda c: c["label"])
def test_case(case: dict[str, Any]) -> None:
    found = next(reading.read(case["text"], Reading(), format="txt"))
    assert isinstance(found, Document)
    document = clean(found, Cleaning())
    for name, value in case["meta"].items():
        got = getattr(document.meta, name)
        assert (list(got) if isinstance(got, tuple) else got) == value, name
        if value and isinstance(value, str) and name != "date":
            span = document.meta.evidence[name]
            assert not isinstance(span, str)
            assert all(part in document.raw[slice(*span)] for part in value.split("、"))
    texts = [document.text_of(b) for b in document.blocks]
    assert [b for b in case.get("blocks", []) if b not in texts] == []
    assert uncovered(document) == []
