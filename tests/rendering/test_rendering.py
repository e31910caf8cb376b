"""Every format, from one record."""

from __future__ import annotations

import dataclasses
import io
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from duizhao.errors import UsageError
from duizhao.record import Draft, Flag, Origin, Paragraph, Sentence, Summary
from duizhao.rendering import RENDERERS, SUFFIXES, render, show
from duizhao.rendering.safe import visible

CASES = Path(__file__).parent.parent / "cases" / "rendering"
OF_ANY_DRAFT = sorted(RENDERERS.keys() - {"srt", "vtt", "ass"})  # those are made from subtitles alone
HOSTILE = json.loads((CASES / "hostile.json").read_text(encoding="utf-8"))
CONTROLS = {*map(chr, range(32)), *map(chr, range(127, 160)), *"\u2028\u2029\u202e\u2066\u2069"} - {"\n"}
EMPTY = Draft("empty", Origin())


@pytest.fixture(scope="module")
def draft() -> Draft:
    return Draft.from_json(json.loads((CASES / "draft.json").read_text(encoding="utf-8")))


def poisoned(value: Any, text: str, key: str = "") -> Any:
    """The record with `text` in every field that comes from a document or a check."""
    if isinstance(value, dict):
        return {k: poisoned(v, text, k) for k, v in value.items()}
    if isinstance(value, list):
        return [poisoned(v, text, key) for v in value]
    fixed = {"schema", "id", "kind", "from", "severity", "confidence", "supports", "encoding_evidence", "edits"}
    return text if isinstance(value, str) and key not in fixed else value


def poison(draft: Draft, text: str) -> Draft:
    return Draft.from_json(poisoned(draft.to_json(), text))


def on_terminal(draft: Draft, width: int) -> str:
    out = io.StringIO()
    show(draft, Console(file=out, width=width, no_color=True, force_terminal=False))
    return out.getvalue()


@pytest.mark.parametrize("format", ["md", "txt"])
def test_golden(draft: Draft, format: str) -> None:
    assert render(draft, format) == (CASES / f"draft.{format}").read_text(encoding="utf-8")


def test_unknown_format_names_the_nearest(draft: Draft) -> None:
    with pytest.raises(UsageError, match="Did you mean 'html'"):
        render(draft, "htm")


def test_every_suffix_names_a_format() -> None:
    assert set(SUFFIXES.values()) == set(RENDERERS)
    assert SUFFIXES[".htm"] == "html"


@pytest.mark.parametrize("format", OF_ANY_DRAFT)
@pytest.mark.parametrize(
    "odd",
    [
        EMPTY,
        dataclasses.replace(EMPTY, summary=Summary("lead", "3", ())),
        dataclasses.replace(EMPTY, paragraphs=(Paragraph("p1", "paragraph", None, ()),)),
        dataclasses.replace(EMPTY, paragraphs=(Paragraph("p1", "heading", None, ()),)),
        dataclasses.replace(EMPTY, title=Paragraph("title", "heading", None, ())),
        dataclasses.replace(
            EMPTY,
            paragraphs=(
                Paragraph(
                    "p1",
                    "cell",
                    None,
                    (Sentence("p1.s1", "字", "字", flags=(Flag("x", "error", "m", (0, 99), (5, 2)),)),),
                ),
            ),
        ),
    ],
    ids=["empty", "empty summary", "no sentences", "empty heading", "empty title", "span outside the text"],
)
def test_odd_drafts(odd: Draft, format: str) -> None:
    assert render(odd, format)
    assert on_terminal(odd, 100)


@pytest.mark.parametrize("format", OF_ANY_DRAFT)
def test_five_thousand_paragraphs_take_seconds_not_minutes(draft: Draft, format: str) -> None:
    block = draft.paragraphs[1]
    many = tuple(
        dataclasses.replace(
            block,
            id=f"p{i}",
            sentences=tuple(dataclasses.replace(s, id=f"p{i}.s{j}") for j, s in enumerate(block.sentences)),
        )
        for i in range(5000)
    )
    big = dataclasses.replace(draft, paragraphs=many)
    render(draft, format)
    start = time.process_time()
    render(big, format)
    assert time.process_time() - start < 30


@given(st.text(st.characters(), min_size=1))
@settings(max_examples=150, deadline=None)
def test_jsonl_is_one_line_and_gives_the_draft_back(text: str) -> None:
    sentence = Sentence("p1.s1", text, text, text, "model", -0.5, "high", (Flag("c", "error", text, (0, 1)),))
    draft = Draft("d", Origin(path=text), paragraphs=(Paragraph("p1", "paragraph", (0, 5), (sentence,)),))
    line = render(draft, "jsonl")
    assert isinstance(line, str)
    assert line.splitlines() == [line[:-1]]
    line.encode()
    assert Draft.from_json(json.loads(line)) == draft


@pytest.mark.parametrize("case", HOSTILE, ids=lambda c: c["label"])
@pytest.mark.parametrize("width", [60, 120])
def test_terminal_shows_what_it_must_not_obey(draft: Draft, case: dict[str, str], width: int) -> None:
    shown = on_terminal(poison(draft, case["text"]), width)
    assert not CONTROLS.intersection(shown)
    start = visible(case["text"]).split()[0]
    assert start[:20] in shown.replace("\n", "")


@pytest.mark.parametrize("case", HOSTILE, ids=lambda c: c["label"])
def test_plain_text_has_no_control_characters(draft: Draft, case: dict[str, str]) -> None:
    shown = render(poison(draft, case["text"]), "txt")
    assert isinstance(shown, str)
    assert not CONTROLS.difference("\t").intersection(shown)
    assert visible(case["text"]).strip() in shown


def test_terminal_is_side_by_side_only_where_there_is_room(draft: Draft) -> None:
    def together(width: int) -> bool:
        return any("路通了" in line and "Once the road" in line for line in on_terminal(draft, width).splitlines())

    assert together(120)
    assert together(80)
    assert not together(79)


@pytest.mark.parametrize("width", [20, 50, 80, 120])
def test_terminal_cuts_nothing_off(draft: Draft, width: int) -> None:
    shown = Counter(on_terminal(draft, width))
    wanted = Counter("".join(s.source + s.target + "".join(f.message for f in s.flags) for s in draft.sentences))
    wanted = Counter({c: n for c, n in wanted.items() if not c.isspace()})
    assert wanted <= shown
    assert "…" not in shown


@pytest.mark.parametrize("width", [50, 120])
def test_terminal_has_the_summary_first_and_every_flag(draft: Draft, width: int) -> None:
    shown = on_terminal(draft, width)
    assert shown.index("Summary") < shown.index("茶樹")
    for check in ("number", "length", "split", "untranslated", "empty", "damaged_source"):
        assert f"{check}:" in shown


def test_controls_are_shown() -> None:
    assert visible("a\x1b[1m\x00\x7f\x9b\u202e\ud800\tb\n") == "a␛[1m␀␡⟨U+009B⟩⟨U+202E⟩⟨U+D800⟩\tb\n"
