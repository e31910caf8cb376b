"""OpenDocument texts: all that is seen is read in its order, the rest is dropped with its reason; places are exact."""

from __future__ import annotations

import io
import zipfile

import pytest
from containers import dropped, odt, placed, read, shown, texts
from lxml import etree

from duizhao.errors import InputError

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
AUTOMATIC = """
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Mine"/>
<style:style style:name="P3" style:family="paragraph"><style:text-properties text:display="none"/></style:style>
<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>
"""
STYLES = """<office:styles>
<style:style style:name="Mine" style:family="paragraph" style:parent-style-name="Heading_20_2"/>
<style:style style:name="Loop" style:family="paragraph" style:parent-style-name="Loop"/>
</office:styles><office:master-styles><style:master-page style:name="Standard">
<style:header><text:p>橋報</text:p></style:header><style:header-first><text:p>首頁</text:p></style:header-first>
<style:footer><text:p>第<text:page-number>1</text:page-number>頁</text:p></style:footer>
</style:master-page></office:master-styles>"""


def test_kinds_title_headers_and_notes() -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>見圖。</text:p></text:note-body>"
        "</text:note>"
    )
    body = (
        '<text:p text:style-name="P1">河上的橋</text:p><text:p text:style-name="Subtitle">一百年</text:p>'
        '<text:h text:outline-level="1">開頭</text:h><text:p text:style-name="P2">小節</text:p>'
        f"<text:p>橋造{note}好了。</text:p>"
        "<text:list><text:list-item><text:p>一條</text:p><text:list><text:list-item><text:h>列中標題</text:h>"
        "</text:list-item></text:list></text:list-item></text:list>"
        '<text:p text:style-name="Quotations">橋是路。</text:p><text:p text:style-name="Illustration">圖一</text:p>'
        '<text:p text:style-name="Loop">尾。</text:p>'
    )
    document, problems = read(odt(body, AUTOMATIC, STYLES), "a.odt")
    assert problems == []
    assert (document.meta.title, document.meta.subtitle) == ("河上的橋", "一百年")
    assert shown(document) == [
        ("heading", "一百年"), ("heading", "開頭"), ("heading", "小節"), ("paragraph", "橋造好了。"), ("item", "一條"),
        ("heading", "列中標題"), ("quote", "橋是路。"), ("caption", "圖一"), ("paragraph", "尾。"),
        ("footnote", "見圖。"), ("header", "橋報"), ("header", "首頁"), ("header", "第1頁"),
    ]  # fmt: skip
    assert dropped(document) == [("note-mark", "1")]
    assert [b.place for b in document.blocks][-4:-2] == [
        {"part": "content.xml", "index": 5},
        {"part": "styles.xml", "index": 0},
    ]


def test_white_space_links_and_fields() -> None:
    body = (
        '<text:p>一\n  二<text:s/>三<text:s text:c="2"/>四<text:tab/><text:span>五</text:span>'
        '<text:a xlink:href="x">六</text:a>'
        "<text:title>題</text:title><text:line-break/>七</text:p>"
    )
    document, _ = read(odt(body), "a.odt")
    assert texts(document) == ["一 二 三  四\t五六題", "七"]
    assert document.blocks[1].place == {"part": "content.xml", "index": 0, "line": 1}


def test_what_is_not_read_is_dropped() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>刪了</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>橋<text:span text:style-name="T1">藏</text:span>造'
        "<office:annotation><dc:creator>某</dc:creator><text:p>要查</text:p>"
        "</office:annotation><text:ruby><text:ruby-base>好</text:ruby-base><text:ruby-text>hǎo</text:ruby-text></text:ruby>"
        '<text:hidden-text text:string-value="密"/>了。<draw:frame><svg:title>圖</svg:title><draw:image/></draw:frame>'
        '</text:p><text:p text:style-name="P3">整段</text:p><text:section text:display="none"><text:p>整節</text:p>'
        "</text:section>"
        "<text:table-of-content><text:index-body><text:p>橋……1</text:p></text:index-body></text:table-of-content>"
    )
    document, _ = read(odt(body, AUTOMATIC), "a.odt")
    assert texts(document) == ["橋造好了。"]
    assert sorted(dropped(document)) == sorted([
        ("deleted", "刪了"), ("hidden", "藏"), ("comment", "要查"), ("ruby", "hǎo"), ("hidden", "密"),
        ("alt-text", "圖"), ("hidden", "整段"), ("hidden", "整節"), ("navigation", "橋……1"),
    ])  # fmt: skip


def test_tables_frames_and_formulas() -> None:
    frame = "<draw:frame><draw:text-box><text:p>盒</text:p></draw:text-box></draw:frame>"
    formula = '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
    math = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mfrac><mn>1</mn><mn>2</mn></mfrac>'
        "<annotation>1 over 2</annotation></semantics></math>"
    )
    body = (
        "<table:table><table:table-row><table:table-cell><text:p>年</text:p></table:table-cell>"
        f"<table:table-cell><text:p>橋</text:p><text:list><text:list-item><text:p>條</text:p></text:list-item></text:list>"
        "</table:table-cell></table:table-row><table:table-row><table:covered-table-cell><text:p>蓋</text:p>"
        "</table:covered-table-cell><table:table-cell><text:p>三</text:p></table:table-cell></table:table-row>"
        f"</table:table><text:p>前{frame}後{formula}。</text:p>"
    )
    document, _ = read(odt(body, members={"Object 1/content.xml": math}), "a.odt")
    assert shown(document) == [
        ("cell", "年"), ("cell", "橋"), ("cell", "條"), ("cell", "三"), ("paragraph", "前後1/2。"), ("paragraph", "盒"),
    ]  # fmt: skip
    assert dropped(document) == [("hidden", "蓋")]


def test_places_lead_back() -> None:
    note = "<text:note><text:note-body><text:p>乙</text:p></text:note-body></text:note>"
    data = odt(f"<text:h>橋</text:h><text:p>甲{note}丙</text:p><text:p>丁</text:p>", styles=STYLES)
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        trees = {name: etree.fromstring(container.read(name)) for name in ("content.xml", "styles.xml")}
    parts = {name: list(tree.iter(TEXT + "p", TEXT + "h")) for name, tree in trees.items()}
    found = placed(read(data, "a.odt")[0])
    assert [text for _, text in found] == ["橋", "甲丙", "丁", "乙", "橋報", "首頁", "第1頁"]
    for block, text in found:
        assert block.place is not None
        element = parts[block.place["part"]][block.place["index"]]
        assert set(text) <= set("".join(element.itertext()))


def test_properties() -> None:
    meta = (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        "<dc:title>橋記</dc:title><meta:initial-creator>李四</meta:initial-creator><dc:creator>王五</dc:creator>"
        "<meta:creation-date>2024-05-06T07:08:09.123456789</meta:creation-date></office:meta></office:document-meta>"
    )
    found = read(odt("<text:p>橋造好了。</text:p>", members={"meta.xml": meta}), "a.odt")[0].meta
    assert (found.title, found.authors, found.date) == ("橋記", ("李四",), "2024-05-06T07:08:09")
    assert set(found.evidence.values()) == {"core-properties"}


def test_a_broken_styles_part_is_said() -> None:
    document, problems = read(odt("<text:p>橋造好了。</text:p>", styles="<broken"), "a.odt")
    assert texts(document) == ["橋造好了。"]
    assert [str(e.where) for e in problems] == ["a.odt:styles.xml"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (odt("<text:p/>"), "holds no text"),
        (odt("<text:p>橋"), "no well-formed XML"),
        (odt("<text:p>橋</text:p>", members={"META-INF/manifest.xml": "<a><encryption-data/></a>"}), "is encrypted"),
        (odt("").replace(b"content.xml", b"content.xm_"), "has no 'content.xml'"),
        (odt("<text:p>橋</text:p>")[:-20], "damaged ZIP"),
    ],
)
def test_what_is_no_text_is_refused_in_a_line(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as e:
        read(data, "a.odt")
    assert "\n" not in str(e.value)
