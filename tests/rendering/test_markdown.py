"""Markdown shows what the document says, and is shaped by nothing but the record."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from test_rendering import HOSTILE, poison

from duizhao.record import Draft
from duizhao.rendering.markdown import escape, md
from duizhao.rendering.safe import visible

CASES = Path(__file__).parent.parent / "cases" / "rendering"
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shape(text: str) -> Counter[str]:
    """How often each kind of node occurs, line ends and words apart."""
    tokens = PARSER.parse(text)
    kinds = [t.type for token in tokens for t in (token, *(token.children or ()))]
    return Counter(k for k in kinds if k not in ("text", "text_special", "softbreak", "hardbreak"))


def shown(text: str) -> str:
    """The words of a page, its marks read."""
    (inline,) = (t for t in PARSER.parse(text) if t.type == "inline")
    return "".join("\n" if "break" in t.type else t.content for t in inline.children or ())


@pytest.fixture(scope="module")
def draft() -> Draft:
    return Draft.from_json(json.loads((CASES / "draft.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("case", HOSTILE, ids=lambda c: c["label"])
def test_document_cannot_shape_the_page(draft: Draft, case: dict[str, str]) -> None:
    assert shape(md(poison(draft, case["text"]))) == shape(md(poison(draft, "x")))
    assert "https://" not in md(poison(draft, case["text"])).rpartition("\n`")[0]


@pytest.mark.parametrize("case", HOSTILE, ids=lambda c: c["label"])
def test_hostile_text_is_shown_as_written(case: dict[str, str]) -> None:
    expect = visible(case["text"]).replace("\t", " ").strip()
    assert shown(escape(f"字{case['text']}")).split() == f"字{visible(case['text'])}".split()
    assert shown(escape(case["text"])) == expect


@given(st.text(st.sampled_from("ab1字 \n#+-=.:)(*_[]<>|~`&$^!\\@/w"), min_size=1))
@settings(max_examples=400, deadline=None)
def test_any_text_is_shown_as_written(text: str) -> None:
    lines = [line.strip(" ") for line in text.split("\n") if line.strip(" ")]
    if lines:
        assert shown(escape(text)) == "\n".join(lines)


def test_numbers_and_words_are_not_cluttered() -> None:
    for text in ("1.26億元", "2.3% - 5", "damaged_source", "C# 和 C++", "a = b", "9:30", "#青石村"):
        assert escape(text) == text
