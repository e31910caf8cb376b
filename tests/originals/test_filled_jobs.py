"""Jobs of CAT tools out: targets filled, everything else byte for byte as it was."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from duizhao import reading, xliff
from duizhao.bilingual import FORMATS
from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.flow.prepare import prepare
from duizhao.originals import fill
from duizhao.record import Draft, Sentence
from duizhao.settings import Reading, Settings

CASES = Path(__file__).parent.parent / "cases" / "jobs"
JOBS = sorted(p.name for p in CASES.iterdir())


def english(sentence: Sentence) -> Sentence:
    """A stand-in translation: the words that need none, between others."""
    kept = " ".join(re.findall("[A-Za-z0-9]+", sentence.source))
    return replace(sentence, target=" ".join(f"Here <is> {kept} & more.".split()), came_from="model")


def drafted(data: bytes, name: str) -> Draft:
    document = next(iter(reading.read(data, Reading(), name=name)))
    assert isinstance(document, Document)
    draft = prepare(document, Settings()).draft
    return replace(
        draft, paragraphs=tuple(replace(p, sentences=tuple(map(english, p.sentences))) for p in draft.paragraphs)
    )


def job(name: str) -> tuple[bytes, Draft, bytes]:
    data = (CASES / name).read_bytes()
    draft = drafted(data, name)
    return data, draft, fill(draft, data)


@pytest.mark.parametrize("name", JOBS)
def test_every_waiting_segment_is_filled_and_no_other(name: str) -> None:
    data, draft, filled = job(name)
    read = FORMATS[name.rpartition(".")[2]]
    before, after = read(data, name), read(filled, name)
    targets = {p.source: p.target for p in draft.paragraphs}
    if name.endswith(".tmx"):
        assert {u.source: u.target for u in after} == {**{u.source: u.target for u in before}, **targets}
        return
    assert [u.source for u in after] == [u.source for u in before]
    assert [u.target for u in after] == [targets.get(u.source, u.target) for u in before]


def around_targets(data: bytes) -> bytes:
    """A job without its targets, and without what a filler may set and say."""
    targets = rb"(?:\w+:)?target\b[^>]*?(?:/>|>.*?</(?:\w+:)?target>)"
    english = rb"tuv xml:lang=\"en[^>]*>.*?</tuv>"
    notes = rb"(?:x:notes>)?<?(?:x:)?note (?:from|category)=\"duizhao.*?</(?:x:)?note>(?:</x:notes>)?"
    bare = re.sub(rb"\s*<(?:" + b"|".join((targets, english, notes)) + rb")", b"", data, flags=re.S)
    return re.sub(rb" (?:state|subState|conf|origin|origin-system|trgLang|target-language)=\"[^\"]*\"", b"", bare)


@pytest.mark.parametrize("name", JOBS)
def test_all_else_stays_byte_for_byte(name: str) -> None:
    data, _, filled = job(name)
    assert around_targets(filled) == around_targets(data)
    assert filled != data


@pytest.mark.parametrize("name", [n for n in JOBS if not n.endswith("tmx")])
def test_tags_are_each_there_once_and_in_order(name: str) -> None:
    _, draft, filled = job(name)
    waiting = {p.source for p in draft.paragraphs}
    checked = 0
    for segment in xliff.segments(etree.fromstring(filled)):
        if xliff.text_of(segment.source) in waiting:
            shape = [[(e.tag, dict(e.attrib)) for e in x.iter("*")][1:] for x in (segment.source, segment.target)]
            assert shape[0] == shape[1]
            checked += 1
    assert checked == len(draft.paragraphs)


def test_states_and_notes() -> None:
    one = etree.fromstring(job("notice-1.2.xlf")[2])
    units = {u.get("id"): u for u in one.iter("{*}trans-unit")}
    assert {i: u.find("{*}target").get("state") for i, u in units.items() if u.find("{*}target") is not None} == {
        "1": None,
        **dict.fromkeys("235", "needs-review-translation"),
    }
    notes = {i: [n.text for n in u.iter("{*}note")] for i, u in units.items()}
    assert notes["3"] == ["greeting"]
    assert "inline tags were placed by position" in notes["2"][0]
    assert units["2"].find("{*}target/{*}g").text == "2024 3 5"
    studio = etree.fromstring(job("studio.sdlxliff")[2])
    states = [s.get("conf") for s in studio.iter("{*}seg")]
    assert states == ["Draft", "Translated", "ApprovedSignOff"]
    assert not list(studio.iter("{*}note"))
    two = etree.fromstring(job("tea-2.0.xlf")[2])
    assert [s.get("state") for s in two.iter("{*}segment")] == ["initial", "final"]
    assert two.get("trgLang") == "en-US"


def test_english_sentences_of_one_unit_do_not_run_together() -> None:
    root = etree.fromstring(job("notice-1.2.xlf")[2])
    text = "".join(root.find(".//{*}trans-unit[@id='5']/{*}target").itertext())
    assert "more. Here" in text


def test_a_segment_that_failed_stays_as_it_was() -> None:
    data = (CASES / "notice-1.2.xlf").read_bytes()
    draft = drafted(data, "notice-1.2.xlf")
    empty = tuple(replace(p, sentences=tuple(replace(s, target="") for s in p.sentences)) for p in draft.paragraphs)
    assert fill(replace(draft, paragraphs=empty), data) == data


def test_encodings_come_back_as_they_were() -> None:
    data = (CASES / "notice-1.2.xlf").read_bytes()
    plain = job("notice-1.2.xlf")[2].decode()
    for codec in ("utf-16", "gb18030", "big5", "utf-8-sig"):
        named = data.decode().replace("UTF-8", codec.upper() if codec != "utf-8-sig" else "UTF-8")
        text = (
            named
            if codec != "big5"
            else named.translate(str.maketrans("会议将于举欢参话经码在", "會議將於舉歡參話經碼在"))
        )
        encoded = text.encode(codec, "xmlcharrefreplace")
        filled = fill(drafted(encoded, "a.xlf"), encoded)
        if codec != "big5":
            assert filled.decode(codec) == plain.replace("UTF-8", codec.upper() if codec != "utf-8-sig" else "UTF-8")
        assert len(etree.fromstring(filled).findall(".//{*}target")) == 4


def test_another_file_is_refused() -> None:
    data, draft, filled = job("notice-1.2.xlf")
    with pytest.raises(InputError, match="not the file that the draft was made of"):
        fill(draft, filled)
    assert data != filled


@pytest.mark.parametrize("name", ["notice-1.2.xlf", "memoq.mqxliff"])
def test_translate_toolkit_reads_the_filled_job(name: str) -> None:
    storage = pytest.importorskip("translate.storage.xliff", reason="translate-toolkit is not installed")
    _, draft, filled = job(name)
    store = storage.xlifffile.parsestring(filled)
    read = {str(u.source): str(u.target or "") for u in store.units}
    for paragraph in draft.paragraphs:
        if "mid" not in (paragraph.place or {}):
            assert read[paragraph.source] == paragraph.target


chinese = st.text("会议将于三月5日A、。 <&", min_size=1, max_size=12).filter(lambda t: t.strip())
inline = st.recursive(
    st.one_of(chinese.map(lambda t: t.replace("&", "&amp;").replace("<", "&lt;")), st.just('<x id="1"/>')),
    lambda c: st.lists(c, max_size=3).map(lambda parts: f'<g id="2">{"".join(parts)}</g>'),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(inline, min_size=1, max_size=5))
def test_no_tag_is_ever_lost_or_doubled(parts: list[str]) -> None:
    content = "茶" + "".join(parts)
    data = (
        '<xliff version="1.2"><file source-language="zh" target-language="en"><body><trans-unit id="1">'
        f"<source>{content}</source></trans-unit></body></file></xliff>"
    ).encode()
    draft = drafted(data, "a.xlf")
    root = etree.fromstring(fill(draft, data))
    source, target = root.find(".//source"), root.find(".//target")
    assert [e.tag for e in source.iter()][1:] == [e.tag for e in target.iter()][1:]
    assert xliff.text_of(target).strip() == draft.paragraphs[0].target
