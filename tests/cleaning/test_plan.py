"""The plan of cleaning: its steps, what it leaves alone, and that nothing is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from accounted import uncovered
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import edits, reading
from duizhao.cleaning import STEPS, clean
from duizhao.document import Document
from duizhao.errors import InputError, UsageError
from duizhao.settings import Cleaning, Reading

CASES = Path(__file__).parent.parent / "cases" / "cleaning"


def _document(text: str) -> Document:
    found = next(reading.read(text, Reading(), format="txt"))
    assert isinstance(found, Document)
    return found


def _pieces() -> list[str]:
    rows = [json.loads(line) for line in (CASES / "boilerplate.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = [line for row in rows for line in row["lines"]]
    rows = [json.loads(line) for line in (CASES / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]
    return lines + [line for row in rows for line in row["text"].split("\n")]


PIECES = _pieces()
DAMAGE = st.text(alphabet="\0\u200b\ufeff?？！!/p>(è)（）。：:编辑来源記者發展fā\u3000 \t|【】", max_size=12)


def test_clean_text_is_not_changed() -> None:
    text = "山里通了公交車\n\n　　從今天起，青石村的村民可以坐公交車進城了，票價兩元。\n　　班車每天六趟。"
    document = clean(_document(text), Cleaning())
    assert document.text == text
    assert not document.edits
    assert not document.dropped
    assert not document.counts


def test_steps_can_be_skipped() -> None:
    text = "山里通了公交車\n分享到：\n從今天起，\u200b村民可以坐公交車進城了，票價兩元。"
    document = clean(_document(text), Cleaning(skip=tuple(STEPS)))
    assert document.text == text
    assert len(document.blocks) == 3
    document = clean(_document(text), Cleaning(skip=("boilerplate",)))
    assert document.counts == {"invisible": 1}
    assert not document.dropped


def test_unknown_step_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="'boilerplate'"):
        clean(_document("山里通了公交車。"), Cleaning(skip=("boilerplait",)))


def test_what_nobody_sees_is_taken_out_and_listed() -> None:
    document = clean(_document("新\u200b华\0社\u00ad记者👨‍👩‍👧报道了这件事。\ufeff"), Cleaning())
    assert document.text == "新华社记者👨‍👩‍👧报道了这件事。"
    assert document.counts["invisible"] == 4
    assert edits.undo(document.text, document.edits) == document.raw


def test_lost_characters_stay_where_they_are() -> None:
    document = clean(_document("新华社\ufffd记者报道了这件事。"), Cleaning())
    assert document.text == "新华社\ufffd记者报道了这件事。"


def test_a_record_keeps_its_blocks() -> None:
    record = {
        "schema": "duizhao/1",
        "id": "r",
        "origin": {},
        "title": None,
        "paragraphs": [{"id": "p1", "kind": "quote", "at": None, "source": "分享到：", "sentences": []}],
    }
    found = next(reading.read(json.dumps(record).encode(), Reading(), name="r.jsonl"))
    assert isinstance(found, Document)
    document = clean(found, Cleaning())
    assert [(b.kind, document.text_of(b)) for b in document.blocks] == [("quote", "分享到：")]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), DAMAGE, st.text(max_size=20)), max_size=14))
def test_every_character_is_accounted_for(parts: list[str]) -> None:
    text = "\n".join(parts)
    if not text.strip(" \t\r\n\f\0\ufeff\u3000"):
        return
    document = clean(_document(text), Cleaning())
    assert uncovered(document) == []
    assert edits.apply(document.raw, document.edits) == document.text
    assert all(document.text_of(b).strip() for b in document.blocks)
    assert list(document.blocks) == sorted(document.blocks, key=lambda b: b.start)


def test_every_character_of_real_pages_is_accounted_for(shared: Path) -> None:
    import gzip

    for path in sorted((shared / "data/news/html").glob("*.gz"))[::12]:
        try:
            found = next(reading.read(gzip.decompress(path.read_bytes()), Reading(), name=path.stem))
        except InputError:
            continue
        assert isinstance(found, Document)
        assert uncovered(found) == [], path.name
        assert uncovered(clean(found, Cleaning())) == [], path.name
