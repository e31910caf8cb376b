"""XLIFF and TMX out: what a CAT tool finds in them, and what another program reads."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from lxml import etree

from duizhao.record import Draft, Flag, Origin, Paragraph, Sentence
from duizhao.rendering import render

CASES = Path(__file__).parent.parent / "cases" / "rendering"
TWO = {"x": "urn:oasis:names:tc:xliff:document:2.0", "m": "urn:oasis:names:tc:xliff:metadata:2.0"}
ONE = {"x": "urn:oasis:names:tc:xliff:document:1.2"}


@pytest.fixture(scope="module")
def draft() -> Draft:
    return Draft.from_json(json.loads((CASES / "draft.json").read_text(encoding="utf-8")))


def written(draft: Draft, format: str) -> bytes:
    out = render(draft, format)
    assert isinstance(out, bytes)
    return out


def small(source: str = "茶很好。", target: str = "Tea is good.", **more: object) -> Draft:
    sentence = Sentence("p1.s1", source, source, target, "model" if target else "none")
    return Draft("d", Origin(), paragraphs=(Paragraph("p1", "paragraph", None, (sentence,)),), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("format", ["xliff", "xliff2"])
def test_every_sentence_is_a_unit_in_its_order(draft: Draft, format: str) -> None:
    root = etree.fromstring(written(draft, format))
    units = root.findall(".//{*}trans-unit") or root.findall(".//{*}unit")
    assert [u.get("id") for u in units] == [s.id for s in draft.sentences]
    assert [u.findtext(".//{*}source") for u in units] == [s.source for s in draft.sentences]
    assert [u.findtext(".//{*}target") or "" for u in units] == [s.target for s in draft.sentences]
    notes = [[n.text for n in u.iter("{*}note")] for u in units]
    assert notes == [[f"{f.check}: {f.message}" for f in s.flags] for s in draft.sentences]


def test_the_elements_of_a_unit_stand_in_the_order_of_the_schema(draft: Draft) -> None:
    order = ["source", "target", "note"]
    for unit in etree.fromstring(written(draft, "xliff")).iter(f"{{{ONE['x']}}}trans-unit"):
        names = [etree.QName(e).localname for e in unit]
        assert names == sorted(names, key=order.index)
    order = ["metadata", "notes", "segment"]
    for unit in etree.fromstring(written(draft, "xliff2")).iter(f"{{{TWO['x']}}}unit"):
        names = [etree.QName(e).localname for e in unit]
        assert names == sorted(names, key=order.index)


def test_states_say_what_is_to_be_reviewed() -> None:
    one, two = (etree.fromstring(written(small(), f)) for f in ("xliff", "xliff2"))
    assert one.find(".//x:target", ONE).get("state") == "needs-review-translation"
    assert two.find(".//x:segment", TWO).get("state") == "initial"
    one, two = (etree.fromstring(written(small(target=""), f)) for f in ("xliff", "xliff2"))
    assert one.find(".//x:target", ONE).get("state") == "new"
    assert two.find(".//x:target", TWO) is None
    assert two.find(".//x:segment", TWO).get("state") == "initial"


@pytest.mark.parametrize(
    ("hant", "hans", "lang", "expected"),
    [(3, 0, None, "zh-TW"), (0, 3, None, "zh-CN"), (3, 0, "zh-HK", "zh-HK"), (0, 0, None, "zh-CN")],
)
def test_the_language_follows_the_script(hant: int, hans: int, lang: str | None, expected: str) -> None:
    draft = small()
    draft = dataclasses.replace(
        draft,
        script=dataclasses.replace(draft.script, evidence={"hant": hant, "hans": hans}),
        meta=dataclasses.replace(draft.meta, lang=lang),
    )
    assert etree.fromstring(written(draft, "xliff"))[0].get("source-language") == expected
    assert etree.fromstring(written(draft, "xliff2")).get("srcLang") == expected
    assert etree.fromstring(written(draft, "tmx"))[0].get("srclang") == expected


@pytest.mark.parametrize("format", ["xliff", "xliff2", "tmx"])
def test_what_xml_cannot_hold_is_shown(format: str) -> None:
    text = "茶\x00\x1b\ufffe\udc80<b>&]]>"
    flags = (Flag("number", "error", text),)
    sentence = Sentence("p 1/s1", text, text, text, "model", flags=flags)
    draft = Draft(text, Origin(path=text), paragraphs=(Paragraph("p 1", "paragraph", None, (sentence,)),))
    data = written(draft, format)
    root = etree.fromstring(data)
    texts = [e.text for e in root.iter("{*}source", "{*}target", "seg")]
    assert texts == ["茶␀␛⟨U+FFFE⟩⟨U+DC80⟩<b>&]]>"] * 2
    if format == "xliff2":
        ids = [e.get("id") for e in root.iter("{*}unit", "{*}group")]
        assert all(re.fullmatch(r"[\w.:-]+", i) for i in ids)


@pytest.mark.parametrize("format", ["xliff", "xliff2", "tmx"])
def test_the_same_draft_gives_the_same_bytes(draft: Draft, format: str) -> None:
    assert written(draft, format) == written(draft, format)


def test_a_memory_holds_no_sentence_without_a_target(draft: Draft) -> None:
    units = list(etree.fromstring(written(draft, "tmx")).iter("tu"))
    assert [u.get("tuid") for u in units] == [s.id for s in draft.sentences if s.target]
    assert not list(etree.fromstring(written(small(target=""), "tmx")).iter("tu"))


class TestReadByTranslateToolkit:
    """Another program, driven; it is no part of duizhao."""

    def test_xliff(self, draft: Draft) -> None:
        storage = pytest.importorskip("translate.storage.xliff", reason="translate-toolkit is not installed")
        store = storage.xlifffile.parsestring(written(draft, "xliff"))
        expected = list(draft.sentences)
        assert [str(u.source) for u in store.units] == [s.source for s in expected]
        assert [str(u.target or "") for u in store.units] == [s.target for s in expected]
        assert [u.isreview() for u in store.units] == [bool(s.target) and s.came_from != "edited" for s in expected]
        for unit, sentence in zip(store.units, expected, strict=True):
            assert all(f.message in unit.getnotes() for f in sentence.flags)

    def test_xliff2(self, draft: Draft) -> None:
        storage = pytest.importorskip("translate.storage.xliff2", reason="translate-toolkit is not installed")
        store = storage.Xliff2File.parsestring(written(draft, "xliff2"))
        pairs = [(s.source, s.target) for s in draft.sentences]
        assert [(str(u.source), str(u.target or "")) for u in store.units] == pairs

    def test_tmx(self, draft: Draft) -> None:
        storage = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed")
        store = storage.tmxfile.parsestring(written(draft, "tmx"))
        pairs = [(s.source, s.target) for s in draft.sentences if s.target]
        assert [(str(u.source), str(u.target)) for u in store.units] == pairs
