"""A PDF is read as it is read by people: in order, in paragraphs, without what stands around the text."""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from duizhao import reading
from duizhao.document import Document
from duizhao.edits import Positions, apply
from duizhao.errors import InputError
from duizhao.settings import Reading

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import made_pdf

MADE: dict[str, Callable[[], made_pdf.Made]] = {
    "newspaper": made_pdf.newspaper,
    "newspaper-traditional": lambda: made_pdf.newspaper("hant"),
    "journal": made_pdf.journal,
    "journal-traditional": lambda: made_pdf.journal("hant"),
    "notice": made_pdf.notice,
    "book": made_pdf.book,
    "report": made_pdf.report,
    "report-traditional": lambda: made_pdf.report("hant"),
    "english": made_pdf.english,
    "vertical": made_pdf.vertical,
}


def _read(data: bytes) -> list[Document | InputError]:
    return list(reading.read(data, Reading(), name="a.pdf"))


def _document(data: bytes) -> Document:
    found = _read(data)
    assert isinstance(found[0], Document)
    return found[0]


def _drawn(*pages: Callable[[Any], None], **options: Any) -> bytes:
    """A PDF whose pages are drawn by functions of a canvas."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=made_pdf.A4, invariant=1, **options)
    for draw in pages:
        canvas.setFont("STSong-Light", 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _text(*lines: str, x: float = 72, y: float = 760, step: float = 18) -> Callable[[Any], None]:
    def draw(canvas: Any) -> None:
        for i, line in enumerate(lines):
            canvas.drawString(x, y - i * step, line)

    return draw


def _picture(canvas: Any) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("RGB", (8, 8))), 0, 0, 500, 800)


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_pages_as_they_are_set(make: Callable[[], made_pdf.Made]) -> None:
    made = make()
    found = _document(made.data)
    blocks = [(b.kind, found.text_of(b)) for b in found.blocks]
    for notes in (True, False):  # a footnote stands where its page ends
        assert [b for b in blocks if (b[0] == "footnote") == notes] == [
            b for b in made.blocks if (b[0] == "footnote") == notes
        ]
    assert (found.title and found.text[slice(*found.title)]) == made.title
    assert sorted((d.text, d.reason) for d in found.dropped) == sorted(made.dropped)


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_every_character_is_accounted_for(make: Callable[[], made_pdf.Made]) -> None:
    found = _document(make().data)
    assert apply(found.raw, found.edits) == found.text
    positions = Positions(found.edits)
    spans = [positions.span(b.start, b.end) for b in found.blocks] + [d.at for d in found.dropped]
    if found.title:
        spans.append(positions.span(*found.title))
    covered = [False] * len(found.raw)
    for start, end in spans:
        covered[start:end] = [True] * (end - start)
    assert not "".join(c for c, seen in zip(found.raw, covered, strict=True) if not seen).strip()


def test_articles_of_the_archive(shared: Path) -> None:
    folder = shared / "data/news/formats"
    rows = [json.loads(line) for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["format"] == "pdf"]
    assert rows
    for row in rows:
        found = _document((folder / row["file"]).read_bytes())
        assert found.meta.title == row["title"]
        assert "\n".join(found.text_of(b) for b in found.blocks) == row["text"]


def test_place_is_page_and_box() -> None:
    found = _document(made_pdf.book().data)
    assert [b.place["page"] for b in found.blocks if b.place] == sorted(
        b.place["page"] for b in found.blocks if b.place
    )
    assert found.blocks[-1].place is not None
    assert found.blocks[-1].place["page"] > 1
    (block,) = _document(_drawn(_text("一行字而已，没有别的"))).blocks
    assert block.place is not None
    left, top, right, bottom = block.place["box"]
    assert (left, right) == (72, 192)
    assert 841.9 - 760 - 12 < top < bottom < 841.9 - 760 + 3


def test_watermarks_and_what_is_off_the_page() -> None:
    def draw(canvas: Any) -> None:
        _text("正文只有这一行，别的都不是。")(canvas)
        canvas.drawString(-300, 400, "页外的字")
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")

    found = _document(_drawn(draw))
    assert [found.text_of(b) for b in found.blocks] == ["正文只有这一行，别的都不是。"]
    assert {(d.text, d.reason) for d in found.dropped} == {("页外的字", "outside-page"), ("内部资料", "watermark")}


def test_pages_turned_and_form_fields() -> None:
    def turned(canvas: Any) -> None:
        canvas.translate(300, 100)
        canvas.rotate(90)
        canvas.drawString(0, 0, "横放的表格标题在这里")
        canvas.drawString(0, -18, "第二行接着写")

    def form(canvas: Any) -> None:
        _text("姓名")(canvas)
        canvas.acroForm.textfield(name="name", value="Wang", x=110, y=755, width=100, height=20)

    found = _document(_drawn(turned, form))
    text = [found.text_of(b) for b in found.blocks]
    assert text[:2] == ["横放的表格标题在这里", "第二行接着写"] or text[0] == "横放的表格标题在这里第二行接着写"
    assert "Wang" in " ".join(text)


def test_cells_of_a_table() -> None:
    rows = [("项目", "数量", "说明"), ("房屋", "312栋", "含危房四十一栋"), ("管线", "18.6公里", "雨污分流")]

    def draw(canvas: Any) -> None:
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                canvas.drawString(72 + 110 * j, 700 - 22 * i, cell)

    found = _document(_drawn(draw))
    assert [(b.kind, found.text_of(b)) for b in found.blocks] == [("cell", c) for row in rows for c in row]


def test_radicals_become_ideographs_by_listed_edits() -> None:
    def titled(canvas: Any) -> None:
        _text("⾏⼈⾛过⾦⾊的⻓街，⻋⻢不见，只听⻅⻛声。")(canvas)
        canvas.setFont("STSong-Light", 20)
        canvas.drawString(72, 800, "⻓街的⻛")

    found = _document(_drawn(titled))
    assert found.counts.get("plain-forms", 0) > 5
    assert [found.text_of(b) for b in found.blocks] == ["行人走过金色的长街，车马不见，只听见风声。"]
    assert (found.meta.title, found.raw[:4]) == ("长街的风", "⻓街的⻛")
    assert apply(found.raw, found.edits) == found.text


def test_a_character_drawn_twice_is_one() -> None:
    def draw(canvas: Any) -> None:
        for shift in (0, 0.4):
            canvas.drawString(72 + shift, 700, "加粗的标题llff")

    found = _document(_drawn(draw))
    assert [found.text_of(b) for b in found.blocks] == ["加粗的标题llff"]


def test_pages_without_text_are_said() -> None:
    found = _read(_drawn(_picture, _text("有文字的一页，读得出来。"), lambda canvas: None, _picture, _picture))
    assert isinstance(found[0], Document)
    assert found[0].text == "有文字的一页，读得出来。"
    assert [str(e) for e in found[1:]] == [
        "a.pdf: has no text layer on pages 1, 4-5; the other pages are read. Run OCR first."
    ]


def test_passwords() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    page = _text("加密的一页，读得出来。")
    locked = _drawn(page, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    with pytest.raises(InputError, match="locked with a password"):
        _read(locked)
    assert (
        _document(_drawn(page, encrypt=StandardEncryption("", ownerPassword="owner"))).text == "加密的一页，读得出来。"
    )


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (lambda: made_pdf.report().data[:2000], "damaged"),
        (lambda: b"%PDF-1.7\n", "damaged"),
        (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged"),
        (lambda: _drawn(_picture), "no text layer"),
        (lambda: _drawn(lambda canvas: None), "shows no text"),
        (lambda: _drawn(_text("\ue123\ue124\ue125\ue126")), "fonts do not explain"),
    ],
    ids=["cut", "header only", "garbage", "scan", "blank", "private use"],
)
def test_what_cannot_be_read_is_one_line(data: Callable[[], bytes], what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        _read(data())
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("a.pdf: ")


def test_a_page_tree_that_holds_itself() -> None:
    data = (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 >>\nendobj\n"
        b"trailer << /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF"
    )
    with pytest.raises(InputError, match="damaged"):
        _read(data)


def test_damaged_files_are_read_or_refused() -> None:
    chance = random.Random(5)
    sources = [made_pdf.notice().data, made_pdf.english().data, _drawn(_text("一行字"), _picture)]
    for _ in range(60):
        data = bytearray(chance.choice(sources))
        for _ in range(chance.randint(1, 30)):
            at, length = chance.randrange(8, len(data)), chance.randint(1, 200)
            if chance.random() < 0.6:
                data[at] = chance.randrange(256)
            elif chance.random() < 0.5:
                del data[at : at + length]
            else:
                data[at:at] = data[:length]
        with contextlib.suppress(InputError):
            _read(bytes(data))


def test_too_many_characters_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.reading.pdf_glyphs.MOST_ON_A_PAGE", 10)
    with pytest.raises(InputError, match="page 1: has more than 10 characters") as caught:
        _read(_drawn(_text("这一行字有十个以上的字符")))
    monkeypatch.undo()
    assert caught.value  # its traceback keeps the reader alive; the next file must be read all the same
    assert _document(_drawn(_text("下一个文件照常读出来。"))).text


def test_threads_read_at_the_same_time() -> None:
    data = made_pdf.report().data
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(_document(data).text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 4
    assert len(set(texts)) == 1


def test_document_information_counts_where_it_is_no_junk() -> None:
    def titled(title: str, author: str) -> Document:
        def draw(canvas: Any) -> None:
            _text("没有标题的正文只有这么一句话。")(canvas)
            canvas.setTitle(title)
            canvas.setAuthor(author)

        return _document(_drawn(draw))

    found = titled("城市更新年度报告", "周敏、李明")
    assert (found.meta.title, found.meta.authors) == ("城市更新年度报告", ("周敏", "李明"))
    assert found.meta.evidence == {"title": "document-info", "authors": "document-info"}
    junk = titled("Microsoft Word - 报告最终版.docx", "微软用户")
    assert (junk.meta.title, junk.meta.authors) == (None, ())


def test_raw_has_a_line_for_each_line_of_the_pages() -> None:
    lines = ["这一行写满了十二个汉字整", "接下去还是同一段的话啊，", "到这里为止。"]
    found = _document(_drawn(_text(*lines)))
    assert found.raw == "\n".join(lines)
    assert found.text == "".join(lines)
    assert found.counts == {"line-join": 2}
    assert re.fullmatch(r"[0-9a-f]{64}", found.origin.sha256)
    assert found.origin.format == "pdf"
