"""EPUB books: all pages in the order of the book, nothing lost, places exact, what is missing said."""

from __future__ import annotations

import io
import zipfile

import pytest
from containers import book, dropped, read, shown, texts

from duizhao.errors import InputError
from duizhao.reading.epub_page import tree

XHTML = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>{}</body></html>'
PAGE = 'media-type="application/xhtml+xml"'
META = "<metadata><dc:title>橋</dc:title></metadata>"


def opf(items: dict[str, str], spine: str, metadata: str = META, more: str = "") -> str:
    """A package: file names to attributes, the names in the spine (with ! those that are not linear)."""
    rows = "".join(f'<item id="i{i}" href="{href}" {said or PAGE}/>' for i, (href, said) in enumerate(items.items()))
    refs = "".join(
        f'<itemref idref="{n.strip("!")}"{" linear=" + chr(34) + "no" + chr(34) if n.endswith("!") else ""}/>'
        for n in spine.split()
    )
    return f"{metadata}<manifest>{rows}{more}</manifest><spine>{refs}</spine>"


def one(body: str) -> bytes:
    return book(opf({"a.xhtml": ""}, "i0"), {"OEBPS/a.xhtml": XHTML.format(body)})


def test_order_paths_and_what_is_beside_the_spine() -> None:
    items = {
        "first%20page.xhtml": "", "../text/./SECOND.xhtml": "", "note.xhtml": "", "/abs.html": "",
        "nav.xhtml": f'{PAGE} properties="nav"', "toc.ncx": 'media-type="application/x-dtbncx+xml"',
        "extra.xhtml": "", "cover.jpg": 'media-type="image/jpeg"', "scan.jpg": 'media-type="image/jpeg" fallback="i6"',
    }  # fmt: skip
    pages = {
        "OEBPS/first page.xhtml": "<p>一。</p>", "text/second.xhtml": "<div>二<p>三。</p>四</div>",
        "OEBPS/note.xhtml": "<p>注。</p>", "abs.html": "<p>五。</p>", "OEBPS/nav.xhtml": "<nav><a>目次一</a></nav>",
        "OEBPS/extra.xhtml": "<p>另頁。</p>",
    }  # fmt: skip
    ncx = '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navLabel><text>第一</text></navLabel></navMap></ncx>'
    members = {path: XHTML.format(body) for path, body in pages.items()} | {"OEBPS/toc.ncx": ncx}
    document, problems = read(book(opf(items, "i2! i7 i1 i0 i3 i0"), members), "a.epub")
    assert problems == []
    assert texts(document) == ["二", "三。", "四", "一。", "五。", "注。"]
    assert dropped(document) == [("navigation", "目次一"), ("navigation", "第一"), ("not-in-spine", "另頁。")]
    assert document.meta.title == "橋"
    assert document.title is None


def test_navigation_in_the_spine_is_text_and_a_fallback_is_followed() -> None:
    picture = 'media-type="image/jpeg" fallback="i2"'
    items = {"nav.xhtml": f'{PAGE} properties="nav"', "s.jpg": picture, "b.xhtml": ""}
    members = {"OEBPS/nav.xhtml": XHTML.format("<p>目次</p>"), "OEBPS/b.xhtml": XHTML.format("<p>橋。</p>")}
    assert texts(read(book(opf(items, "i0 i1"), members), "a.epub")[0]) == ["目次", "橋。"]


def test_all_text_and_not_only_paragraphs() -> None:
    body = (
        "散字<h1>第一章</h1><section>節中<span>字</span></section><ul><li>條</li></ul>"
        "<table><tr><td>年</td><td>橋</td></tr></table><blockquote><p>引。</p></blockquote><a id='x'/>錨後"
        "<figure><img alt='橋圖'/><figcaption>圖一</figcaption></figure><pre>一\n二</pre><p>甲<br/>乙</p>&nbsp;&hellip;"
        "<svg xmlns='http://www.w3.org/2000/svg'><title>畫</title><text>圖中<tspan>字</tspan></text></svg>"
        "<p>得<math xmlns='http://www.w3.org/1998/Math/MathML'><msup><mi>x</mi><mn>2</mn></msup></math>。</p>"
    )
    document, _ = read(one(body), "a.epub")
    assert shown(document) == [
        ("paragraph", "散字"), ("heading", "第一章"), ("paragraph", "節中字"), ("item", "條"), ("cell", "年"),
        ("cell", "橋"), ("quote", "引。"), ("paragraph", "錨後"), ("caption", "圖一"), ("paragraph", "一"),
        ("paragraph", "二"),
        ("paragraph", "甲"), ("paragraph", "乙"), ("paragraph", "…"), ("paragraph", "圖中字"), ("paragraph", "得x^2。"),
    ]  # fmt: skip
    assert dropped(document) == [("alt-text", "橋圖"), ("alt-text", "畫")]


def test_ruby_notes_and_hidden_text() -> None:
    body = (
        "<p style='writing-mode: vertical-rl'><ruby>橋<rp>(</rp><rt>qiáo</rt><rp>)</rp>梁<rt>liáng</rt></ruby>造好"
        "<a epub:type='noteref' href='#n'>1</a>了<sup><a href='#m'>[2]</a></sup>，5<sup>2</sup>年。</p>"
        "<p hidden='hidden'>藏</p><p style='display: none'>密</p><noscript>無</noscript>"
        "<aside epub:type='footnote' id='n'><p>見圖。</p></aside><div role='doc-endnotes'><p>又見。</p></div>"
    )
    document, _ = read(one(body), "a.epub")
    assert shown(document) == [("paragraph", "橋梁造好了，52年。"), ("footnote", "見圖。"), ("footnote", "又見。")]
    assert sorted(dropped(document)) == sorted([
        ("ruby", "qiáoliáng"), ("note-mark", "1"), ("note-mark", "[2]"), ("hidden", "藏"),
        ("hidden", "密"), ("hidden", "無"),
    ])  # fmt: skip


def test_places_lead_back() -> None:
    body = "<div>零<p>一<br/>二</p><ruby>三<rt>sān</rt></ruby></div><p hidden=''>x</p><p>四 &nbsp;五</p>"
    data = one(body)
    document, _ = read(data, "a.epub")
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        elements = list(tree(container.read("OEBPS/a.xhtml").decode(), "a").iter("*"))
    where = [
        (b.place["part"], elements[b.place["index"]].tag, b.place.get("line", 0)) for b in document.blocks if b.place
    ]
    part = "OEBPS/a.xhtml"
    assert where == [(part, "div", 0), (part, "p", 0), (part, "p", 1), (part, "div", 1), (part, "p", 0)]
    assert "四" in elements[document.blocks[-1].place["index"]].text  # type: ignore[index]


@pytest.mark.parametrize(
    ("codec", "declared"), [("gb18030", "gb2312"), ("big5", "Big5"), ("utf-16", "UTF-16"), ("utf-8-sig", "utf-8")]
)
def test_encodings(codec: str, declared: str) -> None:
    text = "橋梁造好了，人們從上面走過。" if codec != "gb18030" else "桥梁造好了，人们从上面走过。"
    page = f'<?xml version="1.0" encoding="{declared}"?>' + XHTML.format(f"<p>{text}</p>")
    document, _ = read(book(opf({"a.xhtml": ""}, "i0"), {"OEBPS/a.xhtml": page.encode(codec)}), "a.epub")
    assert texts(document) == [text]


def test_a_page_that_is_no_xml_is_read_as_html() -> None:
    assert texts(read(one("<p>一。<p>二<br>三</b>。"), "a.epub")[0]) == ["一。", "二", "三。"]


def test_missing_and_broken_pages_are_said_and_the_rest_is_read() -> None:
    items = {"a.xhtml": "", "gone.xhtml": "", "empty.xhtml": ""}
    members = {"OEBPS/a.xhtml": XHTML.format("<p>橋。</p>"), "OEBPS/empty.xhtml": ""}
    document, problems = read(book(opf(items, "i0 i1 i2 nobody"), members), "a.epub")
    assert texts(document) == ["橋。"]
    assert [str(e.where) for e in problems] == ["a.epub:nobody", "a.epub:OEBPS/gone.xhtml", "a.epub:OEBPS/empty.xhtml"]
    assert all("\n" not in str(e) for e in problems)


def test_metadata_of_both_versions() -> None:
    two = (
        '<metadata><dc:title>橋</dc:title><dc:creator opf:role="trl">譯者</dc:creator>'
        '<dc:creator opf:role="aut">李四</dc:creator>'
        '<dc:date opf:event="modification">2020-01-01</dc:date><dc:date opf:event="publication">2019-05</dc:date>'
        "<dc:publisher>橋社</dc:publisher><dc:language>zh-TW</dc:language></metadata>"
    )
    three = (
        '<metadata><dc:title id="s">一百年</dc:title><dc:title id="t">橋</dc:title>'
        '<meta refines="#s" property="title-type">subtitle</meta>'
        '<meta refines="#t" property="title-type">main</meta><dc:creator id="c">李四</dc:creator>'
        '<meta refines="#c" property="role">aut</meta><dc:date>2019-05-06T00:00:00Z</dc:date></metadata>'
    )
    page = {"OEBPS/a.xhtml": XHTML.format("<p>橋。</p>")}
    meta = read(book(opf({"a.xhtml": ""}, "i0", two), page), "a.epub")[0].meta
    assert (meta.title, meta.authors, meta.date, meta.source, meta.lang) == (
        "橋",
        ("李四",),
        "2019-05",
        "橋社",
        "zh-TW",
    )
    meta = read(book(opf({"a.xhtml": ""}, "i0", three), page), "a.epub")[0].meta
    assert (meta.title, meta.subtitle, meta.authors, meta.date) == ("橋", "一百年", ("李四",), "2019-05-06T00:00:00Z")
    assert set(meta.evidence.values()) == {"opf"}


def locked(algorithm: str, path: str) -> bytes:
    entry = (
        '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        f'<e:EncryptionMethod Algorithm="{algorithm}"/><e:CipherData><e:CipherReference URI="{path}"/></e:CipherData>'
        "</e:EncryptedData></encryption>"
    )
    page = XHTML.format("<p>橋。</p>")
    return book(opf({"a.xhtml": ""}, "i0"), {"OEBPS/a.xhtml": page, "META-INF/encryption.xml": entry})


def test_locked_books_are_refused_and_scrambled_fonts_are_not() -> None:
    aes = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    with pytest.raises(InputError, match="DRM"):
        read(locked(aes, "OEBPS/a.xhtml"), "a.epub")
    assert texts(read(locked("http://www.idpf.org/2008/embedding", "OEBPS/f.otf"), "a.epub")[0]) == ["橋。"]
    assert texts(read(locked(aes, "OEBPS/pictures/1.jpg"), "a.epub")[0]) == ["橋。"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (one("<img/>"), "holds no text"),
        (book(opf({"../../../../etc/passwd": ""}, "i0"), {}), "has no 'etc/passwd'"),
        (book("<manifest", {}), "no well-formed XML"),
        (book("", {}), "holds no text"),
        (one("<p>橋</p>")[:-10], "damaged ZIP"),
        (one("<p>橋</p>").replace(b"META-INF/container.xml", b"META-INF/container.xm_"), "has no 'META-INF/cont"),
    ],
)  # fmt: skip
def test_what_is_no_book_is_refused_in_a_line(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as e:
        read(data, "a.epub")
    assert "\n" not in str(e.value)


NOBODY = "<metadata><dc:title>Unknown Title</dc:title><dc:creator>python-docx</dc:creator></metadata>"
NAV = ("nav.xhtml", f'{PAGE} properties="nav"')


@pytest.mark.parametrize(
    ("body", "contents", "title"),
    [
        ("<h2>渡口</h2><p>船開了。</p>", "Section 1", "渡口"),
        ("<p>渡口</p><p>船開了。</p>", "渡口", "渡口"),
        ('<p class="a">渡口</p><p class="b">船開了。</p><p class="b">風起了。</p>', "Section 1", "渡口"),
        ('<p class="a">船開了。</p><p class="b">風起了。</p>', "Section 1", None),
        ('<p class="a">渡口</p><p class="b">船開了。</p><p class="a">風起了。</p>', "Section 1", None),
        ("<p>渡口</p><p>船開了。</p>", "Section 1", None),
    ],
)
def test_what_a_program_calls_a_book_is_no_title(body: str, contents: str, title: str | None) -> None:
    members = {"OEBPS/a.xhtml": XHTML.format(body), "OEBPS/nav.xhtml": XHTML.format(f"<nav><a>{contents}</a></nav>")}
    document, _ = read(book(opf({"a.xhtml": "", NAV[0]: NAV[1]}, "i0", NOBODY), members), "a.epub")
    assert (document.meta.title, document.meta.authors) == (title, ())
    assert texts(document)[-1] in ("船開了。", "風起了。")
    assert (document.title is None) == (title is None)


def test_a_year_may_be_the_title_of_a_book() -> None:
    data = book(opf({"a.xhtml": ""}, "i0", META.replace("橋", "1984")), {"OEBPS/a.xhtml": XHTML.format("<p>橋。</p>")})
    assert read(data, "a.epub")[0].meta.title == "1984"


def test_the_first_chapter_is_not_the_title_of_a_book() -> None:
    members = {f"OEBPS/{n}.xhtml": XHTML.format(f"<h1>第{n}章</h1><p>船開了。</p>") for n in "ab"}
    document, _ = read(book(opf({"a.xhtml": "", "b.xhtml": ""}, "i0 i1", NOBODY), members), "a.epub")
    assert document.meta.title is None
