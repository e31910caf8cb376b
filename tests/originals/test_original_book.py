"""Books in their own layout."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from duizhao import originals, reading
from duizhao.document import Document
from duizhao.flow.prepare import prepare
from duizhao.record import Draft
from duizhao.settings import Reading, Settings

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>河上的桥</dc:title>'
    "<dc:language>zh-CN</dc:language></metadata><manifest>"
    '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
    '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
)
NCX = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint id="n1"><navLabel><text>河上的桥</text>'
    '</navLabel><content src="a.xhtml"/></navPoint><navPoint id="n2"><navLabel><text>别的</text></navLabel>'
    '<content src="b.xhtml"/></navPoint></navMap></ncx>'
)
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>桥</title><style>p { margin: 0 }</style></head>
<body class='x'><!-- kept -->
<h1>河上的<em>桥</em></h1>
<p>详情见<a href="https://example.org">网站</a>，欢迎&nbsp;访问。<sup><a href="#n1">1</a></sup></p>
<p>上行<br/>下行</p>
<p>今年有<b>3</b>座桥，<i>很长</i>。</p>
<div>外面<p>里面</p>后面</div>
<pre>一行
二行</pre>
<ruby>漢<rt>hàn</rt>字</ruby>
</body></html>
"""
BROKEN = "<html><body><p>没有关<b>上的页</p></body></html>"
ENGLISH = {
    "河上的桥": "The bridge over the river",
    "详情见网站，欢迎\xa0访问。": "For details see our website, all welcome.",
    "详情见网站，欢迎 访问。": "For details see our website, all welcome.",
    "今年有3座桥，很长。": "There are 3 bridges, long ones.",
    "上行": "Upper line",
    "下行": "Lower line",
    "外面": "Outside",
    "里面": "Inside",
    "后面": "Behind",
    "漢字": "Chinese characters",
    "一行": "One",
    "二行": "Two",
}


@pytest.fixture(scope="module")
def data() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, text in {
            "META-INF/container.xml": CONTAINER,
            "b.opf": OPF,
            "toc.ncx": NCX,
            "a.xhtml": PAGE,
            "b.xhtml": BROKEN,
            "x.css": "p {}",
        }.items():
            book.writestr(name, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def drafted(data: bytes) -> Draft:
    document = next(iter(reading.read(data, Reading(), name="bridge.epub")))
    assert isinstance(document, Document)
    draft = prepare(document, Settings()).draft
    blocks = []
    for paragraph in draft.paragraphs:
        first, *rest = paragraph.sentences
        target = ENGLISH.get(paragraph.source, "")
        blocks.append(replace(paragraph, sentences=(replace(first, target=target, came_from="model"), *rest)))
    return replace(draft, paragraphs=tuple(blocks))


def page(data: bytes, name: str = "a.xhtml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(name).decode()


def test_every_line_is_translated_in_its_place(data: bytes) -> None:
    out = page(originals.fill(drafted(data), data))
    etree.fromstring(out.encode())
    assert "<h1>The bridge over the river<em></em></h1>" in out
    assert "<p>Upper line<br/>Lower line</p>" in out
    assert "<p>There are <b>3</b> bridges, long ones.<i></i></p>" in out
    assert "<div>Outside<p>Inside</p>Behind</div>" in out
    assert '<a href="#n1">1</a>' in out
    link = etree.fromstring(out.encode()).find(".//{*}a")
    assert link.get("href") == "https://example.org"
    assert link.text.strip() in "For details see our website, all welcome."
    assert "<body class='x'><!-- kept -->" in out
    assert "一行\n二行" in out
    assert "<style>p { margin: 0 }</style>" in out
    assert out.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>')


def test_dual_puts_the_english_below(data: bytes) -> None:
    out = page(originals.fill(drafted(data), data, dual=True))
    assert "<h1>河上的<em>桥<br/>The bridge over the river</em></h1>" in out
    assert "<p>上行<br/>Upper line<br/>下行<br/>Lower line</p>" in out


def test_all_other_files_stay_byte_for_byte(data: bytes) -> None:
    out = originals.fill(drafted(data), data)
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(io.BytesIO(out)) as now:
        assert now.namelist() == was.namelist()
        assert {n for n in was.namelist() if was.read(n) != now.read(n)} == {"a.xhtml", "b.opf", "toc.ncx"}
        assert now.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
    assert out[30:58] == b"mimetypeapplication/epub+zip"
    assert page(out, "b.xhtml") == BROKEN


def test_contents_and_title_say_what_the_headings_say(data: bytes) -> None:
    out = originals.fill(drafted(data), data)
    assert "<text>The bridge over the river</text>" in page(out, "toc.ncx")
    assert "<text>别的</text>" in page(out, "toc.ncx")
    assert "<dc:title>The bridge over the river</dc:title>" in page(out, "b.opf")
    assert "<dc:language>en</dc:language>" in page(out, "b.opf")
    both = originals.fill(drafted(data), data, dual=True)
    assert "<text>河上的桥 The bridge over the river</text>" in page(both, "toc.ncx")
    assert "<dc:language>zh-CN</dc:language>" in page(both, "b.opf")
