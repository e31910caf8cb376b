"""The HTML page: whole, aligned, safe, and of use without its script."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from lxml.html import HtmlElement
from test_rendering import HOSTILE, poison

from duizhao.record import Draft, Meta, Origin, Paragraph, Script, Sentence
from duizhao.rendering.html import desk, pieces
from duizhao.rendering.parts import language
from duizhao.rendering.safe import visible

CASES = Path(__file__).parent.parent / "cases" / "rendering"


@pytest.fixture(scope="module")
def draft() -> Draft:
    return Draft.from_json(json.loads((CASES / "draft.json").read_text(encoding="utf-8")))


def tree(draft: Draft) -> HtmlElement:
    return lxml_html.fromstring(desk(draft))


def one(root: HtmlElement, path: str) -> HtmlElement:
    (found,) = root.xpath(path)
    return found


def test_each_sentence_stands_beside_its_target(draft: Draft) -> None:
    root = tree(draft)
    for sentence in draft.sentences:
        source = one(root, f'//*[@id="{sentence.id}"]')
        assert source.text_content() == sentence.source
        row = one(source, "ancestor::div[contains(@class, 'row')]")
        assert (sentence.target.strip() or "not translated") in one(row, "*[contains(@class, 'target')]").text_content()
        for flag in sentence.flags:
            assert flag.message in row.text_content()
            assert flag.severity in row.text_content()


def test_languages_are_tagged(draft: Draft) -> None:
    root = tree(draft)
    assert {e.get("lang") for e in root.xpath("//*[contains(@class, 'source')][@lang]")} == {"zh-Hant"}
    assert {e.get("lang") for e in root.xpath("//*[contains(@class, 'target')]")} == {"en"}


@pytest.mark.parametrize(
    ("evidence", "lang", "expect"),
    [
        ({"hant": 9, "hans": 1}, "zh-CN", "zh-Hant"),
        ({"hant": 0, "hans": 4}, None, "zh-Hans"),
        ({}, "zh_TW", "zh-Hant"),
        ({}, "zh-Hans-SG", "zh-Hans"),
        ({}, '"><b>', "zh"),
        ({"hant": None}, None, "zh"),
    ],
)
def test_language_by_evidence_first(evidence: dict[str, object], lang: str | None, expect: str) -> None:
    assert language(Draft("d", Origin(), Meta(lang=lang), Script("t2s", evidence))) == expect


def test_policy_allows_this_script_and_style_and_nothing_else(draft: Draft) -> None:
    root = tree(draft)
    policy = one(root, "//meta[@http-equiv='Content-Security-Policy']").get("content")
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        digest = hashlib.sha256(one(root, f"//{tag}").text.encode()).digest()
        assert allowed[f"{tag}-src"] == f"'sha256-{base64.b64encode(digest).decode()}'"
    assert not root.xpath("//*[@src or @style or @srcset or @action]")
    assert not root.xpath("//link | //img | //iframe | //object | //embed | //form")
    assert not re.search(r"url\(|@import", one(root, "//style").text)


@pytest.mark.parametrize("case", HOSTILE, ids=lambda c: c["label"])
def test_document_cannot_run_style_or_link(draft: Draft, case: dict[str, str]) -> None:
    def elements(root: HtmlElement) -> list[str]:
        return [e.tag for e in root.iter() if e.tag not in ("a", "bdi", "mark")]

    root, harmless = tree(poison(draft, case["text"])), tree(poison(draft, "x" * len(case["text"])))
    assert elements(root) == elements(harmless)
    assert not [a for e in root.iter() for a in e.attrib if a.startswith("on")]
    assert all(re.match(r"#|https?://", a.get("href")) for a in root.xpath("//a"))
    source = one(root, '//*[@id="p2.s1"]').text_content()
    assert source == visible(case["text"])


def test_addresses_are_links_only_where_harmless(draft: Draft) -> None:
    def links(url: str) -> list[str]:
        meta = dataclasses.replace(draft.meta, url=url)
        found = tree(dataclasses.replace(draft, meta=meta)).xpath("//dd/a/@href")
        return [str(x) for x in found]

    assert links("https://news.example.org/a") == ["https://news.example.org/a"]
    for bad in ("javascript:alert(1)", " https://x.example", "https:alert", "file:///x", "//x.example", "data:,x"):
        assert links(bad) == []


def test_every_inner_link_arrives(draft: Draft) -> None:
    root = tree(draft)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in root.xpath("//a/@href") if h.startswith("#")} <= set(ids)
    supports = {x for value in root.xpath("//@data-supports") for x in value.split()}
    assert supports == {x for s in draft.summary.sentences for x in s.supports} if draft.summary else False
    assert supports <= set(ids)


def test_filters_say_how_many_sentences_they_leave(draft: Draft) -> None:
    root = tree(draft)
    for button in root.xpath("//button[@data-mark]"):
        mark, count = button.get("data-mark"), int(one(button, "*[@class='count']").text)
        rows = root.xpath(f"//div[contains(concat(' ', @class, ' '), ' {mark} ')]")
        inside = [s for r in rows for s in r.xpath("*[contains(@class, 'source')]/span")]
        assert len(inside) == count
    assert [b.get("data-mark") for b in root.xpath("//button[@data-mark]")][:4] == [
        "row",
        "flagged",
        "error",
        "warning",
    ]


def test_reads_without_its_script(draft: Draft) -> None:
    root = tree(draft)
    assert {e.tag for e in root.xpath("//*[@hidden]")} == {"nav", "p"}
    assert [e.text_content() for e in root.xpath("//details/summary")] == [
        "What was repaired 6",
        "What was dropped 4",
        "How to read this draft",
    ]
    assert draft.engine.signature in root.text_content()
    assert "reconstructed" in root.text_content()
    assert [m.text for m in root.xpath("//*[@id='p2.s3']/mark[@class='error']")] == ["1.26億元"]


def test_a_draft_without_flags_has_no_filters(draft: Draft) -> None:
    plain = Draft(
        "d", Origin(), paragraphs=(Paragraph("p1", "paragraph", None, (Sentence("p1.s1", "好。", "好。", "Good."),)),)
    )
    assert not tree(plain).xpath("//nav")


def test_pieces_of_overlapping_spans() -> None:
    found = pieces("abcdef", [((0, 4), "warning"), ((2, 5), "error"), (None, "error"), ((6, 6), "error")])
    assert found == [("ab", "warning"), ("cd", "error"), ("e", "error"), ("f", "")]


@given(
    st.text(),
    st.lists(st.tuples(st.tuples(st.integers(0, 30), st.integers(0, 30)), st.sampled_from(["error", "warning"]))),
)
@settings(max_examples=150, deadline=None)
def test_pieces_lose_nothing(text: str, spans: list[tuple[tuple[int, int], str]]) -> None:
    assert "".join(words for words, _ in pieces(text, spans)) == visible(text)
