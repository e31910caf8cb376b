"""Both languages or English alone, in every format for people; and the weak spots alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from duizhao import originals, reading
from duizhao.bilingual import FORMATS
from duizhao.document import Document
from duizhao.errors import UsageError
from duizhao.flow.prepare import prepare
from duizhao.record import Draft, Flag
from duizhao.rendering import FOR_PEOPLE, RENDERERS, flagged, render
from duizhao.rendering.safe import visible
from duizhao.settings import Reading, Settings

CASES = Path(__file__).parent.parent / "cases" / "rendering"
SRT = """1
00:00:01,000 --> 00:00:02,000
<i>你好。</i>

2
00:00:03,000 --> 00:00:04,000
{\\an8}他来了，

3
00:00:04,000 --> 00:00:05,000
OK

4
00:00:20,000 --> 00:00:22,000
下雨了。
"""
ENGLISH = {"你好。": "Hello.", "他来了，OK": "He came, OK", "下雨了。": "", "OK": "OK"}


@pytest.fixture(scope="module")
def draft() -> Draft:
    return Draft.from_json(json.loads((CASES / "draft.json").read_text(encoding="utf-8")))


def subtitles() -> Draft:
    (document,) = reading.read(SRT.encode(), Reading(), name="film.srt")
    assert isinstance(document, Document)
    draft = prepare(document, Settings()).draft
    blocks = []
    for p in draft.paragraphs:
        sentences = [
            replace(s, target=ENGLISH.get(s.source.strip(), "He came."), came_from="model") for s in p.sentences
        ]
        blocks.append(replace(p, sentences=tuple(sentences)))
    return replace(draft, paragraphs=tuple(blocks))


def test_a_page_in_english_alone_holds_no_other_sentence_and_nothing_that_runs(draft: Draft) -> None:
    page = str(render(draft, "html", version="mono"))
    tree = lxml_html.fromstring(page)
    assert not tree.xpath("//script")
    assert "script-src" not in page
    text = tree.text_content()
    for s in draft.sentences:
        assert visible(s.target.strip()) in text
        if s.came_from != "copied" and len(s.source) > 12:
            assert s.source[:12] not in text
    assert sum(page.count(f"<b>{check}</b>") for check in {f.check for _, f in draft.flags}) >= len(draft.flags)
    ids = set(tree.xpath("//@id"))
    assert all(a[1:] in ids for a in tree.xpath("//a/@href") if a.startswith("#"))


def test_a_page_has_the_english_below_where_that_is_asked_for(draft: Draft) -> None:
    beside, below = str(render(draft, "html")), str(render(draft, "html", "top-bottom"))
    assert beside != below
    without = [re.sub(r"<style>.*?</style>|<meta http-equiv[^>]*>", "", p, flags=re.DOTALL) for p in (beside, below)]
    assert without[0] == without[1], "only the style sheet differs"


@pytest.mark.parametrize("format", sorted(set(RENDERERS) - FOR_PEOPLE))
def test_data_is_always_in_both_languages_and_written_once(draft: Draft, format: str) -> None:
    assert render(draft, format, version="mono") == render(draft, format)
    assert originals.versions(format, "side-by-side", ("mono", "dual")) == ("dual",)


def test_the_layout_of_the_original_is_in_english_unless_both_are_asked_for() -> None:
    assert originals.versions("docx", "original") == ("mono",)
    assert originals.versions("html", "original") == ("dual",)
    assert originals.versions("docx", "original", ("mono", "dual")) == ("dual", "mono")


def test_an_unknown_version_names_the_nearest(draft: Draft) -> None:
    with pytest.raises(UsageError, match="Did you mean 'mono'"):
        render(draft, "docx", version="mon")


def test_subtitles_in_english_alone_keep_times_tags_and_what_has_no_english() -> None:
    out = str(render(subtitles(), "srt", version="mono"))
    assert "1\n00:00:01,000 --> 00:00:02,000\n<i>Hello.</i>\n" in out
    assert "00:00:03,000 --> 00:00:04,000\n{\\an8}He" in out
    assert "下雨了。" in out, "it was not translated"
    assert "你好" not in out
    assert "他来了" not in out
    assert "他来了" in str(render(subtitles(), "srt"))
    assert "<i>" not in str(render(subtitles(), "vtt", version="mono"))


def test_the_weak_spots_alone_keep_their_ids_and_come_back(draft: Draft) -> None:
    weak = [s for s in draft.sentences if s.weak_spots]
    part = flagged(draft)
    assert 0 < len(weak) < len(list(draft.sentences))
    assert [s.id for s in part.sentences] == [s.id for s in weak]
    for suffix, format in (("docx", "docx"), ("csv", "csv"), ("xlf", "xliff"), ("jsonl", "jsonl")):
        data = render(part, format)
        units = FORMATS[suffix](data.encode() if isinstance(data, str) else data, "x")
        assert [(u.id, u.source_hash) for u in units] == [(s.id, s.source_hash) for s in weak], format
        assert all(u.intact for u in units)


def test_an_earlier_translation_shown_beside_the_models_words_is_no_weak_spot(draft: Draft) -> None:
    (first, *_) = (s for s in draft.sentences if not s.flags and s.came_from == "model")
    shown = replace(first, flags=(Flag("fuzzy", "warning", "80% like …"),))
    assert not shown.weak_spots
    assert replace(shown, came_from="memory").weak_spots
