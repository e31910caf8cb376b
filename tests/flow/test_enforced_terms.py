"""A glossary changes the draft: sentences, title and summary say its terms, and the record says that they do."""

from __future__ import annotations

from pathlib import Path

import pytest

import duizhao
from duizhao import store

TEXT = "青石镇建水塔\n\n青石镇的水塔昨天完工。唐雨薇参加了典礼。今天下雨。"


@pytest.mark.parametrize("engine", ["ct2", "torch"])
def test_title_text_and_summary_say_the_terms(engine: str, tmp_path: Path) -> None:
    if not list(store.info("zh-en-small").folder.glob("*.safetensors")):
        pytest.skip("the weights of the embedded model are not in this checkout")
    glossary = tmp_path / "terms.csv"
    glossary.write_text("source,target\n青石鎮,Bluestone\n唐雨薇,Tang Yuwei\n", encoding="utf-8")
    settings = {"model": "zh-en-small", "memory": "none", "engine": engine, "summary": "1"}
    with duizhao.Translator(glossary=(str(glossary),), **settings) as one, duizhao.Translator(**settings) as other:
        draft, plain = one.translate(TEXT), other.translate(TEXT)
    said = [use for s in draft.sentences for use in s.terms]
    assert len(said) >= 3
    assert {use.state for use in said} == {"used"}
    assert {s.came_from for s in draft.sentences} == {"model"}
    assert draft.summary is not None
    assert any(name in s.target for s in draft.summary.sentences for name in ("Bluestone", "Tang Yuwei"))
    assert "Bluestone" not in " ".join(s.target for s in plain.sentences)
    assert [s.target for s in draft.sentences if not s.terms] == [
        s.target for s in plain.sentences if "雨。" in s.source
    ]
