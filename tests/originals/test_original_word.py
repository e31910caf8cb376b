"""Word documents in their own layout: every text in its place, everything else as it was."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from duizhao import originals, reading
from duizhao.document import Document
from duizhao.errors import InputError, UsageError
from duizhao.flow.prepare import prepare
from duizhao.originals.repacked import repacked
from duizhao.record import Draft
from duizhao.settings import Reading, Settings

ENGLISH = {
    "河上的桥": "The bridge over the river",
    "桥在2024年5月建成。": "The bridge was completed in May 2024.",
    "详情见本会网站，欢迎访问。": "For details see our website, all are welcome.",
    "走路要小心。": "Walk with care.",
    "长度": "Length",
    "三百米": "Three hundred metres",
    "桥梁协会": "Bridge Association",
    "第一页": "Page one",
    "框里的话。": "Words in a box.",
    "上行": "Upper line",
    "下行": "Lower line",
}
BOX = (
    "<w:r {ns}><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:Choice Requires='wps'><w:drawing><w:txbxContent>{p}</w:txbxContent></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent>{p}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def sample() -> bytes:
    """A document with runs, a link, a list, a table, a header, a footer, a box, a hidden and a deleted text."""
    book = docx.Document()
    book.add_heading("河上的桥", 1)
    first = book.add_paragraph("桥在")
    first.add_run("2024年5月").bold = True
    first.add_run("建成。").font.size = Pt(20)
    link = book.add_paragraph("详情见")
    target = link.part.relate_to("https://example.org", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link._p.append(
        parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{target}"><w:r><w:t>本会网站</w:t></w:r></w:hyperlink>')
    )
    link.add_run("，欢迎访问。")
    book.add_paragraph("走路要小心。", style="List Number")
    table = book.add_table(1, 2, style="Table Grid")
    table.cell(0, 0).text, table.cell(0, 1).text = "长度", "三百米"
    section = book.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "桥梁协会", "第一页"
    secret = book.add_paragraph().add_run("隐藏的话")
    secret.font.hidden = True
    lines = book.add_paragraph("上行")
    lines.add_run().add_break()
    lines.add_run("下行")
    box = book.add_paragraph()
    box._p.append(parse_xml(BOX.format(ns=nsdecls("w"), p="<w:p><w:r><w:t>框里的话。</w:t></w:r></w:p>")))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def drafted(data: bytes, english: dict[str, str]) -> Draft:
    document = next(iter(reading.read(data, Reading(), name="bridge.docx")))
    assert isinstance(document, Document)
    draft = prepare(document, Settings()).draft

    def filled(paragraph: Any) -> Any:
        if paragraph is None:
            return None
        target = english.get(paragraph.source, "")
        first, *rest = paragraph.sentences
        return replace(paragraph, sentences=(replace(first, target=target, came_from="model"), *rest))

    return replace(draft, title=filled(draft.title), paragraphs=tuple(map(filled, draft.paragraphs)))


@pytest.fixture(scope="module")
def data() -> bytes:
    return sample()


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def test_every_text_is_translated_in_its_place(data: bytes) -> None:
    draft = drafted(data, ENGLISH)
    assert {p.source for p in draft.blocks} == set(ENGLISH)
    book = opened(originals.fill(draft, data))
    wanted = ["The bridge over the river", "The bridge was completed in May 2024."]
    wanted += ["For details see our website, all are welcome.", "Walk with care.", "隐藏的话", "Upper line\nLower line"]
    assert [p.text for p in book.paragraphs if p.text] == wanted
    assert [c.text for c in book.tables[0].rows[0].cells] == ["Length", "Three hundred metres"]
    assert book.sections[0].header.paragraphs[0].text == "Bridge Association"
    assert book.sections[0].footer.paragraphs[0].text == "Page one"
    boxed = [t.text for c in book.element.body.iter("{*}txbxContent") for t in c.iter("{*}t")]
    assert boxed == ["Words in a box."] * 2


def test_looks_and_links_stay(data: bytes) -> None:
    was, book = opened(data), opened(originals.fill(drafted(data, ENGLISH), data))
    assert [p.style.name for p in book.paragraphs] == [p.style.name for p in was.paragraphs]
    link = book.paragraphs[2].hyperlinks[0]
    assert link.address == "https://example.org"
    assert link.text.strip()
    assert link.text.strip() in "For details see our website, all are welcome."
    assert [r.bold for r in book.paragraphs[1].runs] == [r.bold for r in was.paragraphs[1].runs]


def test_parts_without_chinese_stay_byte_for_byte(data: bytes) -> None:
    out = originals.fill(drafted(data, ENGLISH), data)
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(io.BytesIO(out)) as now:
        assert now.namelist() == was.namelist()
        changed = {n for n in was.namelist() if was.read(n) != now.read(n)}
        assert now.testzip() is None
    assert changed == {"word/document.xml", "word/header1.xml", "word/footer1.xml"}
    assert out == originals.fill(drafted(data, ENGLISH), data)


def test_dual_puts_the_english_below(data: bytes) -> None:
    book = opened(originals.fill(drafted(data, ENGLISH), data, dual=True))
    texts = [p.text for p in book.paragraphs if p.text]
    assert texts[:4] == [
        "河上的桥",
        "The bridge over the river",
        "桥在2024年5月建成。",
        "The bridge was completed in May 2024.",
    ]
    assert "上行\n下行" in texts
    assert texts[texts.index("上行\n下行") + 1] == "Upper line\nLower line"
    assert book.paragraphs[1].style.name == "Heading 1"
    listed = book.paragraphs[[p.text for p in book.paragraphs].index("Walk with care.")]
    assert listed.paragraph_format.element.pPr.numPr.numId.val == 0
    assert [p.text for p in book.tables[0].cell(0, 1).paragraphs] == ["三百米", "Three hundred metres"]
    again = drafted(originals.fill(drafted(data, ENGLISH), data, dual=True), {})
    assert sum(p.source in ENGLISH for p in again.blocks) == len(ENGLISH)


def test_dual_does_not_repeat_what_is_the_same_in_both_languages() -> None:
    book = docx.Document()
    book.add_paragraph("这座桥很长。")
    table = book.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "年份", "2025"
    out = io.BytesIO()
    book.save(out)
    english = {"这座桥很长。": "The bridge is long.", "年份": "Year", "2025": "2025"}
    filled = opened(originals.fill(drafted(out.getvalue(), english), out.getvalue(), dual=True))
    cells = [[p.text for p in cell.paragraphs] for cell in filled.tables[0].rows[0].cells]
    assert cells == [["年份", "Year"], ["2025"]]


def test_a_paragraph_that_failed_stays_chinese(data: bytes) -> None:
    some = {k: v for k, v in ENGLISH.items() if k != "走路要小心。"}
    texts = [p.text for p in opened(originals.fill(drafted(data, some), data)).paragraphs]
    assert "走路要小心。" in texts
    assert "The bridge over the river" in texts


def test_another_file_and_another_format_are_refused(data: bytes) -> None:
    draft = drafted(data, ENGLISH)
    with pytest.raises(InputError, match="not the file that the draft was made of"):
        originals.fill(draft, data + b"\0")
    with pytest.raises(UsageError, match="came from docx"):
        originals.render(draft, "epub", "original")
    with pytest.raises(InputError, match="not at hand"):
        originals.render(draft, "docx", "original")


LOOKS = [
    (
        "whole sentence",
        [("今天下雨。", ""), ("请带伞。", "b"), ("谢谢。", "")],
        [("Rain today. ", ""), ("Bring one.", "b"), (" Thanks.", "")],
    ),
    (
        "without its stop",
        [("今天下雨。", ""), ("请带伞", "b"), ("。谢谢。", "")],
        [("Rain today. ", ""), ("Bring one.", "b"), (" Thanks.", "")],
    ),
    (
        "number",
        [("今天下雨", ""), ("3", "b"), ("小时。请带伞。谢谢。", "")],
        [("Rain for ", ""), ("3", "b"), (" hours. Bring one. Thanks.", "")],
    ),
    (
        "Latin word",
        [("今天下", ""), ("WTO", "i"), ("雨。请带伞。谢谢。", "")],
        [("The ", ""), ("WTO", "i"), (" rains. Bring one. Thanks.", "")],
    ),
    ("words of Chinese", [("今天", "b"), ("下雨。请带伞。谢谢。", "")], [("Rain today. Bring one. Thanks.", "")]),
    ("most is bold", [("今天", ""), ("下雨。请带伞。谢谢。", "b")], [("Rain today. Bring one. Thanks.", "b")]),
]


@pytest.mark.parametrize(("source", "target"), [c[1:] for c in LOOKS], ids=[c[0] for c in LOOKS])
def test_looks_go_over_where_it_is_known_what_has_them(source: Any, target: Any) -> None:
    book = docx.Document()
    paragraph = book.add_paragraph()
    for text, look in source:
        run = paragraph.add_run(text)
        run.bold, run.italic = look == "b" or None, look == "i" or None
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    draft = drafted(data, {})
    whole = "".join(text for text, _ in target)
    english = [f"{part}." for part in whole.rstrip(".").split(". ")]
    (block,) = draft.blocks
    assert len(block.sentences) == len(english)
    sentences = tuple(replace(s, target=t, came_from="model") for s, t in zip(block.sentences, english, strict=True))
    draft = replace(draft, title=None, paragraphs=(replace(block, sentences=sentences),))
    runs = opened(originals.fill(draft, data)).paragraphs[-1].runs
    found = [(r.text, "b" if r.bold else "i" if r.italic else "") for r in runs if r.text]
    assert found == target
    (line,) = [p for p in opened(originals.fill(draft, data, dual=True)).paragraphs if p.text == whole]
    assert bool(line.runs[0].bold) == (max(source, key=lambda s: len(s[0]))[1] == "b")


@pytest.mark.parametrize("declared", [b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>', b"<!DOCTYPE w>"])
def test_a_document_type_is_refused(data: bytes, declared: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        story = old.read("word/document.xml")
    begun = story.index(b"?>") + 2
    forged = repacked(data, {"word/document.xml": story[:begun] + declared + story[begun:]}, "bridge.docx")
    draft = drafted(forged, {})
    whole = replace(draft.paragraphs[0], sentences=tuple(replace(s, target="A") for s in draft.paragraphs[0].sentences))
    with pytest.raises(InputError, match="document type"):
        originals.fill(replace(draft, paragraphs=(whole,)), forged)
