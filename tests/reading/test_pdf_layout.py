"""Lines, columns and paragraphs from plain data: no PDF is needed."""

from __future__ import annotations

import time

import pytest

from duizhao.reading.pdf_furniture import furniture
from duizhao.reading.pdf_glyphs import Glyph, Page
from duizhao.reading.pdf_info import information
from duizhao.reading.pdf_lines import Line, PageLines, back, page_lines, turned_box
from duizhao.reading.pdf_order import columns
from duizhao.reading.pdf_paragraphs import between, measure, paragraphs
from duizhao.record import Meta


def line(text: str, x: float, y: float, size: float = 10.0, page: int = 1, width: float | None = None) -> Line:
    end = x + (size * len(text) if width is None else width)
    box = (x, y, end, y + size)
    return Line(text, page, box, size, False, box)


def glyphs(text: str, x: float, y: float, size: float = 10.0) -> list[Glyph]:
    out = []
    for char in text:
        wide = size if ord(char) > 0x2E80 else 0.5 * size
        out.append(Glyph(char, x, y, (x, y - size, x + wide, y), size, 0, False))
        x += wide
    return out


def page_of(*found: list[Glyph]) -> list[str]:
    lines = page_lines(Page(1, 600, 800, [g for each in found for g in each])).main
    return [x.text for x in sorted(lines, key=lambda x: (x.box[1], x.box[0]))]


@pytest.mark.parametrize(
    ("above", "below", "by_number", "joined"),
    [
        ("城市更新是一件", "长久的事", False, "城市更新是一件长久的事"),
        ("engineers docu-", "mented it", False, "engineers documented it"),
        ("a well-", "Known name", False, "a well-Known name"),
        ("the old", "street", False, "the old street"),
        ("使用BIM", "技术", False, "使用BIM技术"),
        ("采用Building", "Information系统", False, "采用Building Information系统"),
        ("居民消费价格指数C", "PI温和上涨", True, "居民消费价格指数CPI温和上涨"),
        ("共投入资金1.", "23亿元", False, "共投入资金1.23亿元"),
        ("惠及居民4,", "200余户", False, "惠及居民4,200余户"),
        ("in 1998,", "200 people", False, "in 1998, 200 people"),
        ("soft\u00ad", "ware", False, "software"),
        ("见http://www.example.cn/", "path/to", False, "见http://www.example.cn/path/to"),
    ],
)
def test_how_lines_are_joined(above: str, below: str, by_number: bool, joined: str) -> None:
    cut, put = between(line(above, 0, 0), line(below, 0, 15), by_number)
    assert above[: len(above) - cut] + put + below == joined


def test_gaps_between_letters_are_spaces_and_between_ideographs_are_not() -> None:
    assert page_of(glyphs("old", 50, 100), glyphs("street", 68, 100)) == ["old street"]
    assert page_of(glyphs("老街", 50, 100), glyphs("更新", 73, 100)) == ["老街更新"]
    assert page_of(glyphs("老街", 50, 100), glyphs("BIM", 72.5, 100), glyphs("技术", 90, 100)) == ["老街BIM技术"]
    assert page_of(glyphs("左栏", 50, 100), glyphs("右栏", 300, 100)) == ["左栏", "右栏"]


def test_raised_and_lowered_characters_stay_in_their_line() -> None:
    assert page_of(glyphs("面积10m", 50, 100), glyphs("2", 85, 96, 6), glyphs("左右", 88, 100)) == ["面积10m2左右"]


def test_a_heading_set_wide_is_one_line() -> None:
    assert page_of(glyphs("通", 200, 100, 20), glyphs("知", 260, 100, 20)) == ["通 知"]


def test_lines_drawn_in_any_order_are_one() -> None:
    assert page_of(glyphs("接着写", 80, 100), glyphs("先写的", 50, 100)) == ["先写的接着写"]


@pytest.mark.parametrize("frame", [0, 90, 180, 270])
def test_turning_a_box_and_back(frame: int) -> None:
    box = (10.0, 20.0, 110.0, 32.0)
    assert back(turned_box(box, frame, 600, 800), frame, 600, 800) == box


def test_two_columns_under_a_headline_and_above_a_foot() -> None:
    head = line("标题横跨两栏居中排列", 120, 40, 16)
    left = [line("左" * 18, 50, 80 + 15 * i) for i in range(8)]
    right = [line("右" * 18, 260, 87 + 15 * i) for i in range(7)]
    foot = line("脚" * 39, 50, 230)
    found = columns([foot, *right, head, *left])
    assert [[x.text[0] for x in column] for column in found] == [["标"], ["左"] * 8, ["右"] * 7, ["脚"]]


def test_a_table_is_no_columns() -> None:
    cells = [line(text, x, 100 + 20 * i) for i in range(6) for text, x in (("项目", 50), ("数目", 200), ("备注", 350))]
    (found,) = columns(cells)
    assert [x.text for x in found[:3]] == ["项目", "数目", "备注"]
    assert all(x.cell for x in found)


def test_paragraphs_run_over_columns() -> None:
    full = "字" * 18
    left = [line("首" * 16, 70, 80)] + [line(full, 50, 80 + 15 * i) for i in range(1, 6)]
    right = [line("尾" * 6 + "。", 260, 80), line("次" * 16, 280, 95), line("完。", 260, 110)]
    found = paragraphs([left, right], measure([left, right]))
    assert [["".join(x.text for x in b.lines)[0] for b in blocks] for blocks in found] == [["首"], ["次"]]


def _page(number: int, *lines: Line) -> PageLines:
    return PageLines(number, 600, 800, list(lines), [], [])


def test_heads_and_numbers_are_told_by_repetition() -> None:
    pages = [
        _page(
            n, line("城市研究", 50, 30), line("正文" * 9 + "甲乙丙丁"[n - 1], 50, 80 + n), line(str(n + 16), 300, 780)
        )
        for n in range(1, 5)
    ]
    assert furniture(pages) == {
        **{(p, 0): "running-head" for p in range(4)},
        **{(p, 2): "page-number" for p in range(4)},
    }


def test_years_and_figures_at_the_edge_are_no_page_numbers() -> None:
    pages = [
        _page(n, line(year, 50, 30), line("正文" * n, 50, 90)) for n, year in ((1, "1998"), (2, "2007"), (3, "35"))
    ]
    assert furniture(pages) == {}


def test_a_line_said_twice_in_the_text_is_no_head() -> None:
    pages = [
        _page(n, *(line(f"第{n}页的第{i}行" * n, 50, 100 + 15 * i) for i in range(9)), line("他说：好。", 50, 300))
        for n in range(1, 4)
    ]
    assert (0, 9) not in furniture([_page(1, *pages[0].main, *(line("行" * n, 50, 400 + 15 * n) for n in range(9)))])


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("D:20240305093000+08'00'", "2024-03-05T09:30:00+08:00"),
        ("D:20240305093000Z", "2024-03-05T09:30:00+00:00"),
        ("D:20240305", "2024-03-05"),
        ("20240305093000", "2024-03-05T09:30:00"),
        ("D:20241399", None),
        ("D:20000101000000+00'00'", None),
        ("yesterday", None),
    ],
)
def test_dates_of_the_document_information(date: str, said: str | None) -> None:
    assert information({"CreationDate": date}, Meta()).date == said


@pytest.mark.parametrize("text", ["a" * 10**6, "（" * 10**6, "中" * 10**6, "1." * 500_000, "- " * 500_000, "“" * 10**6])
def test_a_very_long_line_takes_no_longer(text: str) -> None:
    start = time.perf_counter()
    lines = [line(text, 50, 80 + 15 * i, width=200) for i in range(3)]
    for block in paragraphs([lines], measure([lines]))[0]:
        for a, b in zip(block.lines, block.lines[1:], strict=False):
            between(a, b, False)
    furniture([_page(1, *lines), _page(2, *lines)])
    assert time.perf_counter() - start < 3


def test_text_repeated_at_the_edge_of_pages_is_text() -> None:
    said = "每一页的第一行都是同样的一句话，却是正文。"
    pages = [
        _page(n, *(line(said if not i else "另一行" * (n + i), 50, 80 + 15 * i) for i in range(9))) for n in (1, 2, 3)
    ]
    assert furniture(pages) == {}


def test_what_a_browser_prints_around_a_page_is_no_text() -> None:
    above = (line("3/5/24, 5:19 PM", 20, 16, 8), line("老磨坊起火", 280, 17, 8))
    below = (line("https://news.example.com/mill.html", 20, 768, 8), line("1/1", 570, 768, 8))
    page = _page(1, *above, line("昨天夜里，磨坊起了火。", 50, 80), *below)
    heads = dict.fromkeys([(0, 0), (0, 1), (0, 3)], "running-head")
    assert furniture([page]) == {**heads, (0, 4): "page-number"}


def test_an_address_below_the_text_stays() -> None:
    page = _page(1, line("昨天夜里，磨坊起了火。", 50, 80), line("https://news.example.com/mill.html", 50, 95))
    assert furniture([page]) == {}


@pytest.mark.parametrize("by", [{"Producer": "Skia/PDF m120"}, {"Creator": "Mozilla/5.0 HeadlessChrome/120.0"}])
def test_the_date_of_a_print_is_not_that_of_the_article(by: dict[str, str]) -> None:
    assert information({"CreationDate": "D:20240305093000Z", **by}, Meta()).date is None


def test_a_number_goes_on_with_the_line_that_had_no_room_for_it() -> None:
    full = "字" * 22
    lines = [
        line("字" * 20, 70, 80),
        line("字" * 20 + "到", 50, 95),
        line("91061072例，比上年多。", 50, 110, width=160),
    ]
    lines += [line("字" * 20, 70, 125), *(line(full, 50, 140 + 15 * i) for i in range(3)), line("完。", 50, 185)]
    found = paragraphs([lines], measure([lines]))[0]
    assert [len(b.lines) for b in found] == [3, 5]


def test_the_font_of_figures_does_not_make_a_line_bold() -> None:
    figures = [g._replace(bold=True) for g in glyphs("91061072", 50, 100)]
    (found,) = page_lines(Page(1, 600, 800, [*figures, *glyphs("例，更多", 90, 100)])).main
    assert not found.bold
