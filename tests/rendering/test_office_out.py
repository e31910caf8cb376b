"""Word files, tables and books: whole, valid, the same every time, and harmless."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from duizhao import reading
from duizhao.errors import UsageError
from duizhao.record import Draft, Meta, Origin, Paragraph, Sentence
from duizhao.rendering import render
from duizhao.rendering.safe import visible
from duizhao.settings import Reading

CASES = Path(__file__).parent.parent / "cases" / "rendering"
HOSTILE = json.loads((CASES / "hostile.json").read_text(encoding="utf-8"))
HOSTILE += [
    {"label": "no characters", "text": "a\x00b\ufffe\uffff\ud800"},
    {"label": "right to left", "text": "שלום \u202eعربي"},
    {"label": "long", "text": "中" * 100_000},
]
SHAPES = [("side-by-side", "dual"), ("top-bottom", "dual"), ("side-by-side", "mono")]
FORMULAS = ["=1+1", "+1", "-5", "- a", "@SUM(A1)", "\t=1", "＝1", "'=1", "''=1", "'tis", '=HYPERLINK("x";"y")']


@pytest.fixture(scope="module")
def draft() -> Draft:
    return Draft.from_json(json.loads((CASES / "draft.json").read_text(encoding="utf-8")))


def poisoned(draft: Draft, text: str) -> Draft:
    """The draft with `text` in every sentence, flag, fact and list."""
    sentences = tuple(
        dataclasses.replace(
            s, source=text, target=text, flags=tuple(dataclasses.replace(f, message=text) for f in s.flags)
        )
        for s in draft.paragraphs[1].sentences
    )
    return dataclasses.replace(
        draft,
        id=text,
        meta=Meta(title=text, date=text, source=text, authors=(text,), url=text, lang=text),
        title=draft.title and dataclasses.replace(draft.title, sentences=sentences[:1]),
        paragraphs=tuple(dataclasses.replace(p, gist=text, sentences=sentences) for p in draft.paragraphs[:3]),
        dropped=tuple(dataclasses.replace(d, text=text, reason=text) for d in draft.dropped),
        engine=dataclasses.replace(draft.engine, signature=text),
    )


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        assert container.testzip() is None
        return {name: container.read(name) for name in container.namelist()}


def shown(data: bytes) -> str:
    """All text of a Word file, cells in the order of the table."""
    body = docx.Document(io.BytesIO(data)).element.body
    return "".join(e.text or "" if e.tag.endswith("}t") else "\n" for e in body.iter("{*}t", "{*}br", "{*}p"))


@pytest.mark.parametrize("format", ["docx", "epub"])
@pytest.mark.parametrize(("layout", "version"), SHAPES)
@pytest.mark.parametrize("case", HOSTILE, ids=lambda c: c["label"])
def test_what_a_document_says_is_text(
    draft: Draft, case: dict[str, str], layout: str, version: str, format: str
) -> None:
    data = render(poisoned(draft, case["text"]), format, layout, version)
    assert isinstance(data, bytes)
    for name, part in members(data).items():
        if not name.endswith((".css", "mimetype")):
            root = etree.fromstring(part)
            names = {str(e.tag).rpartition("}")[2].lower() for e in root.iter()}
            assert not names & {"script", "iframe", "style", "img", "svg", "object"} or "styles" in name
    words = visible(case["text"]).split()
    if format == "docx":
        assert words[0] in shown(data)
    else:
        (read,) = reading.read(data, Reading(), name="x.epub")
        assert words[0].replace("\u00ad", "") in read.text


@pytest.mark.parametrize("format", ["docx", "epub"])
@pytest.mark.parametrize(("layout", "version"), SHAPES)
def test_every_sentence_is_there_and_english_alone_has_no_other(
    draft: Draft, layout: str, version: str, format: str
) -> None:
    data = render(draft, format, layout, version)
    assert isinstance(data, bytes)
    text = shown(data) if format == "docx" else next(iter(reading.read(data, Reading(), name="x.epub"))).text
    for sentence in draft.sentences:
        assert sentence.target.strip() in text
        if version == "dual":
            assert sentence.source.strip() in text
        elif len(sentence.source) > 12 and sentence.came_from != "copied" and format == "docx":
            assert sentence.source.strip() not in text


@pytest.mark.parametrize("format", ["docx", "epub"])
def test_bytes_depend_on_the_draft_alone(draft: Draft, format: str) -> None:
    assert render(draft, format) == render(draft, format)
    container = zipfile.ZipFile(io.BytesIO(bytes(render(draft, format))))  # type: ignore[arg-type]
    assert {i.date_time[:3] for i in container.infolist()} == {(1980, 1, 1)}


@pytest.mark.parametrize("format", ["md", "txt"])
def test_english_alone_in_plain_formats(draft: Draft, format: str) -> None:
    both, alone = str(render(draft, format)), str(render(draft, format, version="mono"))
    assert render(draft, format, "top-bottom") == both
    for sentence in draft.sentences:
        if sentence.came_from != "copied" and len(sentence.source) > 12:
            assert sentence.source[:12] not in alone
    assert set(alone.split()) <= set(both.replace("*", " ").split()) | {"##", "*not", "translated*"} | set(both.split())
    assert all(visible(s.target.strip()) in alone.replace("\\", "") for s in draft.sentences)
    assert alone.count("✖") == both.count("✖")


def test_an_unknown_layout_names_the_nearest(draft: Draft) -> None:
    with pytest.raises(UsageError, match="Did you mean 'side-by-side'"):
        render(draft, "docx", "side-by-sid")


def test_flags_are_comments_on_the_sentence(draft: Draft) -> None:
    document = docx.Document(io.BytesIO(bytes(render(draft, "docx"))))  # type: ignore[arg-type]
    said = {str(c.comment_id): c.text for c in document.comments}
    flagged = [(s, f) for s in draft.sentences for f in s.flags]
    assert len(said) >= len(flagged)
    (rows,) = [t.rows for t in document.tables if len(t.rows) > 3]
    for sentence, flag in flagged:
        row = next(r for r in rows if r.cells[0].text == sentence.source.strip("\n"))
        anchored = row.cells[1]._tc.xpath(".//w:commentRangeStart/@w:id")
        assert any(flag.message in said[i] and flag.check in said[i] for i in anchored)
        assert not row.cells[0]._tc.xpath(".//w:commentRangeStart")


def test_the_table_prints(draft: Draft) -> None:
    document = docx.Document(io.BytesIO(bytes(render(draft, "docx"))))  # type: ignore[arg-type]
    table = document.tables[-1]._tbl
    assert len(table.xpath("./w:tr[1]/w:trPr/w:tblHeader")) == 1
    assert len(table.xpath("./w:tr/w:trPr/w:cantSplit")) == len(table.xpath("./w:tr"))
    section = document.sections[0]
    assert section.page_width is not None
    assert section.left_margin is not None
    wide = sum(int(w) for w in table.xpath("./w:tblGrid/w:gridCol/@w:w")) * 635
    assert abs(section.page_width - 2 * section.left_margin - wide) < 10_000
    fonts = document.styles.element.xpath("//w:rPrDefault//w:rFonts/@w:eastAsia")
    assert fonts == ["PMingLiU"]
    assert "PAGE" in section.footer._element.xml
    assert document.core_properties.author == ""
    assert document.core_properties.comments == draft.engine.signature
    low = [s for s in draft.sentences if s.confidence == "low"]
    assert len(table.xpath("./w:tr/w:tc[2]/w:tcPr/w:shd[@w:fill='FCE4D6']")) == len(low) > 0


def test_a_row_taller_than_a_page_may_break(draft: Draft) -> None:
    sentence = Sentence("p1.s1", "中" * 5000, "", "long " * 5000)
    tall = Draft("d", Origin(), paragraphs=(Paragraph("p1", "paragraph", None, (sentence,)),))
    document = docx.Document(io.BytesIO(bytes(render(tall, "docx"))))  # type: ignore[arg-type]
    assert not document.tables[0]._tbl.xpath("./w:tr[2]//w:cantSplit")


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_no_cell_is_a_formula(format: str) -> None:
    sentences = tuple(Sentence(f"p1.s{i}", text, text, text) for i, text in enumerate(FORMULAS))
    table = str(render(Draft("d", Origin(), paragraphs=(Paragraph("p1", "paragraph", None, sentences),)), format))
    assert table.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(table[1:], newline=""), delimiter="," if format == "csv" else "\t"))
    assert rows[0] == ["source", "target", "flags", "confidence", "from", "id", "source_hash", "target_hash"]
    assert len(rows) == len(FORMULAS) + 1
    assert not any(cell[:1] in tuple("=+-@\t\r＝") for row in rows for cell in row if cell)


def test_a_long_book_has_chapters_and_a_short_one_has_one(draft: Draft) -> None:
    paragraphs = tuple(dataclasses.replace(p, id=f"p{i}") for i, p in enumerate(draft.paragraphs * 60, 1))
    for some, least, most in ((draft.paragraphs, 1, 1), (paragraphs, 3, 20)):
        parts = members(bytes(render(dataclasses.replace(draft, paragraphs=some), "epub")))  # type: ignore[arg-type]
        chapters = [name for name in parts if "chapter" in name]
        assert least <= len(chapters) <= most
        contents = parts["EPUB/nav.xhtml"].decode()
        assert contents.count("<li>") == sum(p.kind == "heading" for p in some) + 2


def test_a_book_says_what_it_is_first(draft: Draft) -> None:
    data = bytes(render(draft, "epub"))  # type: ignore[arg-type]
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    package = etree.fromstring(members(data)["EPUB/package.opf"])
    assert package.xpath("//*[local-name()='language']/text()") == ["en", "zh-Hant"]
    files = set(package.xpath("//*[local-name()='item']/@href"))
    assert {f"EPUB/{f}" for f in files} == members(data).keys() - {
        "mimetype",
        "META-INF/container.xml",
        "EPUB/package.opf",
    }
