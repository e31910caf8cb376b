"""What must come out of the seed article: fields and counts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from accounted import uncovered

from duizhao import edits, reading
from duizhao.cleaning import clean
from duizhao.document import Document
from duizhao.settings import Cleaning, Reading


@pytest.fixture(scope="module")
def seed(shared: Path) -> Document:
    found = next(reading.read(shared / "data/news/seed-chinanews-bole.txt", Reading()))
    assert isinstance(found, Document)
    return clean(found, Cleaning())


def test_origin(seed: Document) -> None:
    assert seed.id == "seed-chinanews-bole"
    assert (seed.origin.format, seed.origin.encoding, seed.origin.encoding_evidence) == ("txt", "utf-8", "strict")
    assert seed.origin.bytes == 8862


def test_metadata(seed: Document) -> None:
    title = "與“風”賽跑,武漢產業援疆馬不停蹄!新疆博樂的“朋友圈”越來越多"
    assert seed.meta.title == title
    assert seed.title is not None
    assert seed.text[slice(*seed.title)] == title
    assert seed.meta.date == "2024-01-12T17:34:54"
    assert seed.meta.source == "博樂市融媒體中心"
    assert seed.meta.authors == ("胡義華", "庫來西")
    assert seed.meta.editor == "孫亭文"
    for name, text in (("date", "2024-01-12"), ("source", "博樂市"), ("authors", "庫來西"), ("editor", "孫亭文")):
        span = seed.meta.evidence[name]
        assert not isinstance(span, str)
        assert text in seed.raw[slice(*span)]


def test_dropped(seed: Document) -> None:
    reasons = Counter(d.reason for d in seed.dropped)
    assert reasons["share-bar"] == 2
    assert reasons["duplicate-title"] == reasons["site-name"] == reasons["column"] == reasons["copyright"] == 1
    assert reasons["licence"] >= 1
    assert reasons["contact"] >= 1
    by_text = {d.text: d.reason for d in seed.dropped}
    assert by_text["中新網"] == "site-name"
    assert by_text["《中國新聞》·大美新疆"] == "column"
    assert len(seed.dropped) == 11


def test_blocks(seed: Document) -> None:
    kinds = Counter(b.kind for b in seed.blocks)
    assert kinds == {"paragraph": 22, "heading": 4, "quote": 2}
    quotes = [seed.text_of(b) for b in seed.blocks if b.kind == "quote"]
    assert quotes == ["路雖遠,行則將至", "事雖難,做則必成"]
    headings = [seed.text_of(b) for b in seed.blocks if b.kind == "heading"]
    assert headings[0].startswith("與“風”賽跑")
    assert headings[3] == "先立后破,博樂特色產業駛入發展快車道"


def test_nothing_is_lost(seed: Document) -> None:
    assert uncovered(seed) == []
    assert edits.undo(seed.text, seed.edits) == seed.raw
