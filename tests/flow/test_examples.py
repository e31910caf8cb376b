"""The damaged example comes out as it was before the damage, with everything in its place."""

from __future__ import annotations

import json

import pytest

import duizhao
from duizhao.edits import apply
from duizhao.flow import prepare_all
from duizhao.settings import Settings


@pytest.fixture(scope="module")
def tea(root):
    return next(prepare_all([root / "examples" / "tea.txt"], Settings())).draft


def test_the_damaged_article_is_whole_again(tea, cases) -> None:
    expected = json.loads((cases / "flow" / "tea.json").read_text(encoding="utf-8"))
    assert tea.title.source == expected["title"]
    assert {k: getattr(tea.meta, k) for k in ("date", "source", "editor")} | {
        "authors": list(tea.meta.authors)
    } == expected["meta"]
    assert [d.reason for d in tea.dropped] == expected["dropped"]
    assert {r.step: r.count for r in tea.repairs} == expected["repairs"]
    assert tea.script.config == expected["script"]
    assert [[p.kind, p.source] for p in tea.paragraphs] == expected["paragraphs"]


def test_replaying_the_repairs_on_the_raw_text_gives_the_sources(tea, root) -> None:
    raw = (root / "examples" / "tea.txt").read_text(encoding="utf-8")
    edits = sorted((e for r in tea.repairs for e in r.edits), key=lambda e: e.start)
    mended = apply(raw, edits)
    at = 0
    for paragraph in tea.paragraphs:
        at = mended.index(paragraph.source, at) + len(paragraph.source)
    for paragraph in tea.blocks:
        inside = [e for e in edits if paragraph.at[0] <= e.start and e.end <= paragraph.at[1]]
        start = paragraph.at[0]
        moved = [type(e)(e.start - start, e.end - start, e.before, e.after) for e in inside]
        assert apply(raw[slice(*paragraph.at)], moved) == paragraph.source


def test_every_character_is_somewhere(tea, root) -> None:
    raw = (root / "examples" / "tea.txt").read_text(encoding="utf-8")
    spans = [p.at for p in tea.blocks] + [d.at for d in tea.dropped]
    spans += [e for e in tea.meta.evidence.values() if not isinstance(e, str)]
    covered = {i for start, end in spans for i in range(start, end)}
    assert "".join(c for i, c in enumerate(raw) if i not in covered).strip() == ""


def test_sources_are_the_authors_and_normalised_is_simplified(tea) -> None:
    sentence = tea.paragraphs[7].sentences[0]
    assert "吊著施工" in sentence.source
    assert "吊着施工" in sentence.normalised
    for paragraph in tea.blocks:
        assert "".join(s.source for s in paragraph.sentences) == paragraph.source


def test_guesses_are_flagged_in_the_draft(root) -> None:
    draft = duizhao.translate(root / "examples" / "tea.txt", beam=1, summary="0")
    flagged = [s for s in draft.sentences if any(f.check == "damaged_source" for f in s.flags)]
    assert any("發展潛力" in s.source for s in flagged)
    for sentence in flagged:
        for flag in sentence.flags:
            if flag.check == "damaged_source" and flag.source_span:
                assert sentence.source[slice(*flag.source_span)] in ("。”", "潛力", "工作隊領")
