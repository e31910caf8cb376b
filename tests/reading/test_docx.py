"""Word documents: all that is seen is read in its order, the rest is dropped with its reason, and places are exact."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from containers import WORD, W, dropped, placed, read, relationships, shown, texts, word, zipped
from lxml import etree

from duizhao.errors import InputError


def p(inner: str, style: str = "", more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(text: str, style: str = "", more: str = "") -> str:
    return p(r(text), style, more)


STYLES = f"""<w:styles {WORD}>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="ST"><w:name w:val="Subtitle"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="章名"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="L"><w:name w:val="List Bullet"/>
<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>
</w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="x"/><w:basedOn w:val="loop2"/></w:style>
<w:style w:type="paragraph" w:styleId="loop2"><w:name w:val="y"/><w:basedOn w:val="loop"/></w:style>
<w:style w:type="character" w:styleId="H"><w:name w:val="unseen"/><w:rPr><w:vanish/></w:rPr></w:style>
</w:styles>"""


def made(body: str, **parts: tuple[str, str]) -> bytes:
    named = {f"{name}.xml": part for name, part in parts.items()}
    return word(body, {"styles.xml": ("styles", STYLES), **named})


def test_kinds_come_from_styles_and_outline() -> None:
    number = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr>'
    body = (
        para("河上的橋", "T") + para("一座橋的一百年", "ST") + para("開頭", "1") + para("橋造好了。", "loop")
        + para("第二章", "mine") + para("看大綱", "", '<w:outlineLvl w:val="2"/>')
        + para("不是標題", "1", '<w:outlineLvl w:val="9"/>') + para("帶橋", "L")
        + para("第二層", "", number) + para("不編號", "L", '<w:numPr><w:numId w:val="0"/></w:numPr>')
        + para("圖一　橋", "C") + para("橋是路。", "Q")
    )  # fmt: skip
    document, problems = read(made(body), "a.docx")
    assert problems == []
    assert shown(document) == [
        ("heading", "一座橋的一百年"), ("heading", "開頭"), ("paragraph", "橋造好了。"), ("heading", "第二章"),
        ("heading", "看大綱"), ("paragraph", "不是標題"), ("item", "帶橋"), ("item", "第二層"), ("paragraph", "不編號"),
        ("caption", "圖一　橋"), ("quote", "橋是路。"),
    ]  # fmt: skip
    assert texts(document)[0] == document.meta.title == "河上的橋"
    assert document.meta.subtitle == "一座橋的一百年"
    assert document.blocks[7].place == {"part": "word/document.xml", "index": 8, "level": 1}


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (para("橋", "1") + para("橋造好了。"), "橋"),
        (para("橋", "1") + para("橋造好了。") + para("路", "1"), None),
        (para("編者按。") + para("橋", "1"), None),
        (para("編者按。") + para("橋", "T") + para("路", "1"), "橋"),
        (p(r("關於造橋") + "<w:r><w:br/></w:r>" + r("的通知"), "T"), "關於造橋 的通知"),
    ],
)
def test_title(body: str, title: str | None) -> None:
    assert read(made(body), "a.docx")[0].meta.title == title


def test_a_paragraph_is_one_text_across_its_runs_links_controls_and_fields() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r>'
        + r("碼") + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("二十頁")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )  # fmt: skip
    inner = (
        r("第一座") + f'<w:hyperlink r:id="x">{r("大橋")}</w:hyperlink>'
        + f'<w:smartTag w:element="place">{r("在南")}<w:smartTag>{r("邊")}</w:smartTag></w:smartTag>'
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{r('，見')}</w:sdtContent></w:sdt>" + field
        + f'<w:fldSimple w:instr="DATE">{r("，五月")}</w:fldSimple>'
        + f"<w:ins>{r('新')}</w:ins><w:moveTo>{r('移來')}</w:moveTo>"
        + '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:softHyphen/><w:noBreakHyphen/><w:tab/></w:r>' + r("完。")
    )  # fmt: skip
    document, _ = read(made(p(inner)), "a.docx")
    assert texts(document) == ["第一座大橋在南邊，見二十頁，五月新移來✓-\t完。"]
    assert dropped(document) == [("field-code", "碼")]


def test_a_field_without_an_end_hides_nothing() -> None:
    body = p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("橋造好了。")) + para("路也好了。")
    assert texts(read(made(body), "a.docx")[0]) == ["橋造好了。", "路也好了。"]


def test_what_is_not_read_is_dropped_and_does_not_cut_the_sentence() -> None:
    placeholder = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inner = (
        r("橋") + "<w:del><w:r><w:delText>壞</w:delText></w:r><w:r><w:delText>了</w:delText></w:r></w:del>"
        + f"<w:moveFrom>{r('搬走')}</w:moveFrom>" + r("密", "<w:vanish/>") + r("藏", '<w:rStyle w:val="H"/>')
        + r("顯", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>')
        + f"<w:r><w:ruby><w:rt>{r('ㄑㄧㄠˊ')}</w:rt><w:rubyBase>{r('橋')}</w:rubyBase></w:ruby></w:r>"
        + '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="一座橋"/></wp:inline></w:drawing></w:r>'
        + placeholder.format(r("點這裡")) + r("好了。")
    )  # fmt: skip
    body = p(inner) + para("橋……1", "TOC1") + placeholder.format(para("輸入文字"))
    comments = f"<w:comments {WORD}><w:comment>{para('要查')}</w:comment></w:comments>"
    document, _ = read(made(body, comments=("comments", comments)), "a.docx")
    assert texts(document) == ["橋顯橋好了。"]
    assert dropped(document) == [
        ("deleted", "壞了搬走"), ("hidden", "密藏"), ("ruby", "ㄑㄧㄠˊ"), ("alt-text", "一座橋"),
        ("placeholder", "點這裡"), ("navigation", "橋……1"), ("placeholder", "輸入文字"), ("comment", "要查"),
    ]  # fmt: skip


def test_line_breaks_end_lines_and_say_so() -> None:
    body = p(r("一行。") + "<w:r><w:br/></w:r>" + r("二行。") + "<w:r><w:br/><w:cr/></w:r>" + r("三。"))
    document, _ = read(made(body), "a.docx")
    assert texts(document) == ["一行。", "二行。", "三。"]
    assert [b.place and (b.place["index"], b.place.get("line", 0)) for b in document.blocks] == [(0, 0), (0, 1), (0, 3)]


def test_tables_in_order_with_merged_and_nested_cells() -> None:
    def cell(inner: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"

    nested = f"<w:tbl><w:tr>{cell(para('內左'))}{cell(para('內右'))}</w:tr></w:tbl>"
    first = cell(para("年"), '<w:vMerge w:val="restart"/>') + cell(para("橋"), '<w:gridSpan w:val="2"/>')
    second = cell(para("年"), "<w:vMerge/>") + cell(para("三座") + nested + para("尾"))
    rows = f"<w:tr>{first}</w:tr><w:tr>{second}</w:tr>"
    one = f"<w:tbl><w:tr>{cell(para('橋造好了。'))}</w:tr></w:tbl>"
    document, _ = read(made(f"<w:tbl>{rows}</w:tbl>{one}"), "a.docx")
    assert shown(document) == [
        ("cell", "年"), ("cell", "橋"), ("cell", "三座"), ("cell", "內左"), ("cell", "內右"), ("cell", "尾"),
        ("paragraph", "橋造好了。"),
    ]  # fmt: skip
    assert dropped(document) == [("hidden", "年")]


def box(text: str) -> str:
    inner = f"<w:txbxContent>{para(text)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><wps:wsp><wps:txbx>"
        f"{inner}</wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_text_boxes_once_and_notes_headers_and_footers() -> None:
    def note(kind: str, inner: str) -> str:
        mark = f"<w:{kind} w:type='separator' w:id='0'><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>"
        return f"<w:{kind}s {WORD}>{mark}<w:{kind} w:id='2'>{inner}</w:{kind}></w:{kind}s>"

    watermark = "<w:r><w:pict><v:shape><v:textpath string='機密'/></v:shape></w:pict></w:r>"
    data = made(
        p(r("橋在") + box("盒中的字。") + r("這裡。") + '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        footnotes=("footnotes", note("footnote", p("<w:r><w:footnoteRef/></w:r>" + r(" 見圖。")))),
        endnotes=("endnotes", note("endnote", para("又見。"))),
        header1=("header", f"<w:hdr {WORD}>{p(r('橋報') + watermark)}</w:hdr>"),
        footer1=("footer", f"<w:ftr {WORD}>{para('第一頁')}</w:ftr>"),
        footer2=("footer", f"<w:ftr {WORD}>{p('')}</w:ftr>"),
    )
    document, problems = read(data, "a.docx")
    assert problems == []
    assert shown(document) == [
        ("paragraph", "橋在這裡。"), ("paragraph", "盒中的字。"), ("footnote", "見圖。"), ("footnote", "又見。"),
        ("header", "橋報"), ("header", "第一頁"),
    ]  # fmt: skip
    assert dropped(document) == [("word-art", "機密")]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", "1/2"),
        ("<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "x^2"),
        ("<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e><m:t>a</m:t></m:e></m:d>", "[a]"),
        ("<m:rad><m:deg/><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad>", "√2"),
    ],
)  # fmt: skip
def test_formulas_as_a_line(formula: str, text: str) -> None:
    assert texts(read(made(p(r("得") + f"<m:oMath>{formula}</m:oMath>" + r("。"))), "a.docx")[0]) == [f"得{text}。"]


def test_charts_and_diagrams() -> None:
    diagram = f"<d {WORD}><a:p><a:r><a:t>造</a:t></a:r><a:r><a:t>橋</a:t></a:r></a:p></d>"
    names = "<c:strCache><c:pt><c:v>北京</c:v></c:pt></c:strCache><c:numCache><c:pt><c:v>3</c:v></c:pt></c:numCache>"
    chart = f"<c {WORD}><a:p><a:r><a:t>橋數</a:t></a:r></a:p>{names}{names}</c>"
    document, _ = read(made(para("橋。"), data1=("diagramData", diagram), chart1=("chart", chart)), "a.docx")
    assert shown(document)[1:] == [("cell", "造橋"), ("cell", "橋數"), ("cell", "北京")]


def all_paragraphs(data: bytes, part: str) -> list[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return list(etree.fromstring(container.read(part)).iter(f"{{{W}}}p"))


def test_every_text_of_the_file_is_in_the_document_and_places_lead_back() -> None:
    """All `w:t`, `w:delText` and `m:t` of all parts, but for the second branch of what is given twice."""
    gone = "<w:del><w:r><w:delText>己</w:delText></w:r></w:del>"
    body = (
        para("橋", "T") + p(r("甲") + box("乙盒") + r("丙", "<w:vanish/>")) + para("丁條", "L")
        + f"<w:tbl><w:tr><w:tc>{para('戊')}</w:tc><w:tc>{p(gone + r('庚'))}</w:tc></w:tr></w:tbl>"
        + p("<m:oMath><m:r><m:t>辛</m:t></m:r></m:oMath>") + p("<w:ins>" + box("壬盒") + "</w:ins>")
    )  # fmt: skip
    parts = {
        "header1": ("header", f"<w:hdr {WORD}>{para('癸')}{para('子')}</w:hdr>"),
        "footnotes": ("footnotes", f"<w:footnotes {WORD}><w:footnote w:id='1'>{para('丑')}</w:footnote></w:footnotes>"),
        "comments": ("comments", f"<w:comments {WORD}><w:comment>{para('寅')}</w:comment></w:comments>"),
    }
    data = made(body, **parts)
    document, _ = read(data, "a.docx")
    expected = ""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        for name in container.namelist():
            for e in etree.fromstring(container.read(name)).iter("{*}t", "{*}delText"):
                twin = any(a.tag.endswith("}Fallback") for a in e.iterancestors())
                expected += "" if twin else e.text or ""
    assert sorted("".join(document.raw.split())) == sorted("".join(expected.split()))
    for block, text in placed(document):
        assert block.place is not None
        element = all_paragraphs(data, block.place["part"])[block.place["index"]]
        own = "".join(
            t.text or ""
            for t in element.iter("{*}t")
            if next(a for a in t.iterancestors() if a.tag == f"{{{W}}}p") is element
        )
        assert text in own


def test_a_file_of_python_docx(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = "屬性題名", "李四；微软用户"
    made.add_heading("橋", 1)
    made.add_paragraph("橋造好了。")
    made.add_heading("路", 1)
    made.add_paragraph("一條", style="List Number")
    made.add_table(1, 2).cell(0, 1).text = "表"
    made.sections[0].header.paragraphs[0].text = "橋報"
    path = tmp_path / "a.docx"
    made.save(str(path))
    document, _ = read(path.read_bytes(), "a.docx")
    assert shown(document) == [
        ("heading", "橋"), ("paragraph", "橋造好了。"), ("heading", "路"), ("item", "一條"), ("cell", "表"),
        ("header", "橋報"),
    ]  # fmt: skip
    meta = document.meta
    assert (meta.title, meta.authors, meta.date) == ("屬性題名", ("李四",), None)  # the date is that of its template
    assert meta.evidence == {"title": "core-properties", "authors": "core-properties"}
    assert (document.origin.format, document.origin.encoding) == ("docx", "utf-8")


def test_a_strict_file_and_one_whose_main_part_has_another_name() -> None:
    strict = f"<w:document {WORD}><w:body>{para('橋造好了。')}</w:body></w:document>"
    strict = strict.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    data = zipped(
        {"_rels/.rels": relationships({"/word/document2.xml": "officeDocument"}), "word/document2.xml": strict}
    )
    document, _ = read(data, "a.docx")
    assert document.blocks[0].place == {"part": "word/document2.xml", "index": 0}


def test_what_cannot_be_read_beside_the_text_is_said() -> None:
    chunk = '<w:altChunk r:id="x"/>'
    data = made(para("橋造好了。") + chunk, header1=("header", "<w:hdr"), footnotes=("footnotes", "x"))
    document, problems = read(data, "a.docx")
    assert texts(document) == ["橋造好了。"]
    assert [str(e).split(" ")[0] for e in problems] == [
        "a.docx:word/document.xml:", "a.docx:word/footnotes.xml:", "a.docx:word/header1.xml:",
    ]  # fmt: skip


def test_real_files_are_read_whole(shared: Path) -> None:
    folder = shared / "data" / "news" / "formats"
    rows = [json.loads(line) for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in (row for row in rows if row["format"] in ("docx", "odt", "epub")):
        document, problems = read((folder / row["file"]).read_bytes(), row["file"])
        body = [text for kind, text in shown(document) if kind != "cell"]
        assert (document.meta.title, "\n".join(body), problems) == (row["title"], row["text"], []), row["file"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zipped({"_rels/.rels": relationships({}), "word/styles.xml": "<a/>"}), "has no 'word/document.xml'"),
        (made("<w:sectPr/>"), "holds no text"),
        (zipped({"word/document.xml": "<html><body2/></html>"}), "is no Word document"),
        (zipped({"word/document.xml": "no xml"}), "no well-formed XML"),
        (made(para("橋"))[:-30], "damaged ZIP"),
    ],
)
def test_what_is_no_word_document_is_refused_in_a_line(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as e:
        read(data, "a.docx")
    assert "\n" not in str(e.value)
