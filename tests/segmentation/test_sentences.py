"""Sentences: where they end, and that nothing is lost."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.segmentation import sentences

CASES = Path(__file__).resolve().parent.parent / "cases" / "segmentation" / "sentences.tsv"


def _cases() -> list[object]:
    """Each line: label, sentences between ┊ (⏎ is a line break), and why it is known to fail where it does."""
    out = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        label, expected, *comment = line.split("\t")
        pieces = [p.replace("⏎", "\n") for p in expected.split("┊") if p]
        marks = [pytest.mark.xfail(reason=comment[0], strict=True)] if comment else []
        out.append(pytest.param(pieces, id=label, marks=marks))
    return out


@pytest.mark.parametrize("expected", _cases())
def test_where_sentences_end(expected: list[str]) -> None:
    assert sentences("".join(expected)) == expected


def test_there_are_enough_cases() -> None:
    labels = [line.split("\t")[0] for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len(labels) >= 260
    assert len(set(labels)) == len(labels)


MARKS = st.text(alphabet="。！？!?….．“”‘’「」『』《》（）()\"'，,、；：: \n\r\u3000\u2028一说山Aa1Mr的", max_size=80)


@given(st.one_of(st.text(max_size=80), MARKS))
def test_nothing_is_lost(text: str) -> None:
    pieces = sentences(text)
    assert "".join(pieces) == text
    assert all(pieces)
    assert all(not p[0].isspace() for p in pieces[1:])


@given(MARKS)
def test_line_breaks_are_borders(text: str) -> None:
    for piece in sentences(text):
        assert len(piece.split()) <= 1 or "\n" not in piece.strip()


HOSTILE = {
    "no marks": "山高水长" * 100_000,
    "full stops": "。" * 300_000 + "山",
    "stops and spaces": "。 " * 150_000,
    "opening marks": "“" * 200_000 + "。",
    "unclosed speech": "他说“" * 100_000,
    "half-open brackets": "（《" * 100_000,
    "ascii quotations": '"' * 200_001 + "山",
    "latin stops": "a." * 150_000,
    "latin": "a" * 400_000,
    "spaces": " " * 400_000 + "山",
    "line breaks": "\n" * 300_000 + "山",
    "quotations": "“好。”" * 60_000,
    "a million quotation marks": "“" * 500_000 + "”" * 500_000,
    "a million brackets": "（" * 500_000 + "）" * 500_000,
    "a megabyte without a full stop": "山高水长，" * 70_000,
    "notes": "[1]" * 150_000 + "。" + "[1]" * 150_000,
    "dashes": "——" * 200_000 + "？——" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_linear_time(text: str) -> None:
    began = time.process_time()
    assert "".join(sentences(text)) == text
    assert time.process_time() - began < 15


def test_news_is_cut_at_full_stops(shared: Path) -> None:
    """Of 200 articles: no sentence holds a full stop and goes on, outside quotations and brackets."""
    inside = ends = 0
    with gzip.open(shared / "data" / "news" / "articles_more.jsonl.gz", "rt", encoding="utf-8") as lines:
        for _, line in zip(range(200), lines, strict=False):
            for paragraph in json.loads(line)["text"].split("\n"):
                pieces = sentences(paragraph)
                assert "".join(pieces) == paragraph
                inside += sum(p.rstrip("。！？”’）)」 \n").count("。") for p in pieces)
                ends += len(pieces)
    assert ends > 1000
    assert inside / ends < 0.005


def test_the_seed_headline_stays_whole(shared: Path) -> None:
    """Folded punctuation: `!` ends a sentence, `,` does not."""
    headline = "與“風”賽跑,武漢產業援疆馬不停蹄!新疆博樂的“朋友圈”越來越多"
    assert [len(p) for p in sentences(headline)] == [18, 14]
