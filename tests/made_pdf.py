"""PDFs of our own text, set at test time as newspapers, journals, notices and books are; with what they say."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TEXTS: dict[str, Any] = json.loads((Path(__file__).parent / "cases/reading/pdf_texts.json").read_text(encoding="utf-8"))
NOT_FIRST = "，。、；：！？”’）》」』】…"
NOT_LAST = "“‘（《「『【"
A4 = (595.28, 841.89)


@dataclass
class Made:
    """A PDF, and what a reader of it sees: its title, its paragraphs with their kinds, what is dropped."""

    data: bytes
    title: str | None
    blocks: list[tuple[str, str]]
    dropped: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Style:
    font: str = "STSong-Light"
    size: float = 10.5
    leading: float = 1.6
    indent: float = 2.0
    space: float = 0.0
    justify: bool = True


class Setter:
    """Sets paragraphs into columns on pages."""

    def __init__(self, style: Style, columns: list[tuple[float, float]], top: float, bottom: float) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        for name in ("STSong-Light", "MSung-Light"):
            pdfmetrics.registerFont(UnicodeCIDFont(name))
        self.width = pdfmetrics.stringWidth
        self.style, self.columns, self.top, self.bottom = style, columns, top, bottom
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1)
        self.page, self.column, self.y = 1, 0, A4[1] - top
        self.first_top = top
        self.on_page: Callable[[Setter], None] = lambda setter: None
        self.foot: list[str] = []

    def break_lines(self, text: str, size: float, font: str, first: float, width: float) -> list[str]:
        units = re.findall(rf"[{NOT_LAST}]*(?:[A-Za-z0-9.,%]+|.)[{NOT_FIRST}]*", text)
        lines, line, room = [], "", width - first
        for unit in units:
            if line and self.width((line + unit).rstrip(), font, size) > room + 0.01:
                lines.append(line)
                line, room = "", width
                unit = unit.lstrip(" ")
            line += unit
        return [*lines, line]

    def put(
        self,
        text: str,
        *,
        size: float | None = None,
        indent: float | None = None,
        centred: bool = False,
        space: float | None = None,
        hang: float = 0.0,
    ) -> None:
        style = self.style
        size = size or style.size
        first = (style.indent if indent is None else indent) * size
        x, width = self.columns[self.column]
        self.y -= (style.space if space is None else space) * size
        lines = self.break_lines(text, size, style.font, 0 if centred else first, width - hang * size)
        for i, line in enumerate(lines):
            if self.y - size < self.bottom:
                self.next_column()
                x, width = self.columns[self.column]
            line = line.strip(" ")
            used = self.width(line, style.font, size)
            start = x + (width - used) / 2 if centred else x + (first if i == 0 else hang * size)
            room = width - (start - x) - used
            stretch = room / (len(line) - 1) if style.justify and i < len(lines) - 1 and len(line) > 1 else 0
            self.draw(start, self.y - size, line, size, 0 if centred else stretch)
            self.y -= size * style.leading

    def draw(self, x: float, y: float, text: str, size: float, stretch: float = 0.0) -> None:
        self.canvas.setFont(self.style.font, size)
        self.canvas.drawString(x, y, text, charSpace=stretch)

    def next_column(self) -> None:
        self.column += 1
        self.y = A4[1] - self.first_top
        if self.column == len(self.columns):
            self.new_page()

    def new_page(self) -> None:
        self.on_page(self)
        self.canvas.showPage()
        self.page, self.column, self.first_top = self.page + 1, 0, self.top
        self.y = A4[1] - self.top

    def done(self) -> bytes:
        self.on_page(self)
        self.canvas.showPage()
        self.canvas.save()
        return self.out.getvalue()


def _font(script: str) -> str:
    return "STSong-Light" if script == "hans" else "MSung-Light"


def newspaper(script: str = "hans", times: int = 6) -> Made:
    """Three narrow columns under a headline; running head and number on every page; columns start at half lines."""
    text = TEXTS[script]
    columns = [(50.0, 155.0), (222.0, 155.0), (394.0, 155.0)]
    setter = Setter(Style(_font(script), 10, 1.5), columns, 80, 60)
    dropped: list[tuple[str, str]] = []

    def frame(s: Setter) -> None:
        s.draw(50, A4[1] - 45, "江城晚报", 9)
        s.draw(420, A4[1] - 45, f"2024年3月31日　第{s.page}版", 9)
        s.draw(290, 35, str(s.page), 9)
        dropped.extend(
            [
                ("江城晚报", "running-head"),
                (f"2024年3月31日　第{s.page}版", "running-head"),
                (str(s.page), "page-number"),
            ]
        )

    setter.on_page = frame
    setter.canvas.setFont(setter.style.font, 26)
    setter.canvas.drawCentredString(A4[0] / 2, A4[1] - 105, text["title"])
    setter.first_top = 135
    setter.y = A4[1] - 135
    paragraphs = text["paragraphs"] * times
    for p in paragraphs:
        setter.put(p)
    data = setter.done()
    return Made(data, text["title"], [("paragraph", p) for p in paragraphs], dropped)


def journal(script: str = "hans", times: int = 10) -> Made:
    """Two columns, a wide title and abstract, headings, footnotes below the columns, heads of left and right pages."""
    text = TEXTS[script]
    columns = [(56.0, 232.0), (308.0, 232.0)]
    setter = Setter(Style(_font(script), 10, 1.45), columns, 80, 120)
    dropped: list[tuple[str, str]] = []
    notes = text["notes"]

    def frame(s: Setter) -> None:
        head = "城市研究" if s.page % 2 else f"第3期　{text['title']}"
        s.draw(250, A4[1] - 50, head, 8.5)
        s.draw(500 if s.page % 2 else 60, A4[1] - 50, str(s.page + 16), 8.5)
        dropped.extend([(head, "running-head"), (str(s.page + 16), "page-number")])

    setter.on_page = frame
    blocks: list[tuple[str, str]] = []
    abstract = "摘要：" + text["paragraphs"][1]
    wide = Setter(setter.style, [(80.0, 436.0)], 80, 60)
    wide.canvas, wide.y = setter.canvas, A4[1] - 80
    wide.put(text["long_title"], size=18, centred=True, indent=0)
    wide.put(abstract, size=9, indent=0, space=1)
    blocks.append(("paragraph", abstract))
    setter.first_top = A4[1] - wide.y + 20
    setter.y = wide.y - 20
    y = 100.0
    for note in notes:
        for line in setter.break_lines(note, 8, setter.style.font, 0, 232):
            setter.draw(56, y, line, 8)
            y -= 11
    for _ in range(times):
        for i, p in enumerate(text["paragraphs"]):
            if i % 4 == 0:
                heading = text["headings"][i // 4 % 3]
                setter.put(heading, size=12, indent=0, space=0.4)
                blocks.append(("heading", heading))
            setter.put(p)
            blocks.append(("paragraph", p))
    data = setter.done()
    return Made(data, text["long_title"], blocks + [("footnote", n) for n in notes], dropped)


def notice(script: str = "hans") -> Made:
    """A notice of an office: name in large letters, centred title of two lines, articles, number between dashes."""
    text = TEXTS[script]
    setter = Setter(Style(_font(script), 16, 1.75, justify=False), [(80.0, 435.0)], 100, 100)
    dropped: list[tuple[str, str]] = []

    def frame(s: Setter) -> None:
        s.draw(280, 60, f"— {s.page} —", 14)
        dropped.append((f"— {s.page} —", "page-number"))

    setter.on_page = frame
    blocks: list[tuple[str, str]] = []
    setter.put("江城市人民政府文件", size=36, centred=True, indent=0)
    blocks.append(("heading", "江城市人民政府文件"))
    setter.put("江政发〔2024〕12号", centred=True, indent=0)
    blocks.append(("paragraph", "江政发〔2024〕12号"))
    setter.put(text["long_title"], size=22, centred=True, indent=0, space=1)
    setter.put("各区人民政府，市政府各部门：", indent=0, space=1)
    blocks.append(("paragraph", "各区人民政府，市政府各部门："))
    for i, p in enumerate(text["paragraphs"][:6]):
        setter.put(p)
        blocks.append(("paragraph", p))
        if i == 2:
            for item in text["items"]:
                setter.put(item)
                blocks.append(("paragraph", item))
    setter.put("2024年3月31日", indent=18, space=2)
    blocks.append(("paragraph", "2024年3月31日"))
    return Made(setter.done(), text["long_title"], blocks, dropped)


def book(script: str = "hant", times: int = 8) -> Made:
    """One column, set in by two, number at the foot, head with the chapter on every page after the first."""
    text = TEXTS[script]
    setter = Setter(Style(_font(script), 12, 1.7), [(100.0, 395.0)], 110, 100)
    dropped: list[tuple[str, str]] = []

    def frame(s: Setter) -> None:
        s.draw(290, 60, str(s.page), 10)
        dropped.append((str(s.page), "page-number"))
        if s.page > 1:
            s.draw(100, A4[1] - 70, text["title"], 10)
            dropped.append((text["title"], "running-head"))

    setter.on_page = frame
    setter.put(text["title"], size=20, indent=0, centred=True)
    setter.y -= 30
    paragraphs = text["paragraphs"] * times
    for p in paragraphs:
        setter.put(p)
    return Made(setter.done(), text["title"], [("paragraph", p) for p in paragraphs], dropped)


def report(script: str = "hans") -> Made:
    """Paragraphs with space between them and not set in, ragged, as pages are printed by a browser."""
    text = TEXTS[script]
    setter = Setter(Style(_font(script), 12, 1.45, 0, 0.9, justify=False), [(72.0, 451.0)], 72, 72)
    setter.put(text["title"], size=24, indent=0)
    blocks = []
    for i, p in enumerate(text["paragraphs"]):
        if i % 4 == 0:
            setter.put(text["headings"][i // 4], size=15, indent=0, space=1.2)
            blocks.append(("heading", text["headings"][i // 4]))
        setter.put(p)
        blocks.append(("paragraph", p))
    return Made(setter.done(), text["title"], blocks)


def english() -> Made:
    """Latin text in a column so narrow that words are broken, between Chinese paragraphs."""
    text = TEXTS["english"]
    setter = Setter(Style(size=11, leading=1.3, indent=0, space=0.8, justify=False), [(72.0, 220.0)], 72, 72)
    setter.put(TEXTS["hans"]["title"], size=18)
    setter.put(TEXTS["hans"]["paragraphs"][0])
    broken = text.replace("documented", "docu-|mented").replace("consulted", "con-|sulted")
    lines: list[str] = []
    for part in broken.split("|"):
        lines += setter.break_lines(part, 11, "STSong-Light", 0, 220)
    setter.y -= 8.8
    for line in lines:
        setter.draw(72, setter.y - 11, line.strip(), 11)
        setter.y -= 14.3
    setter.put(TEXTS["hans"]["paragraphs"][1])
    blocks = [TEXTS["hans"]["paragraphs"][0], text, TEXTS["hans"]["paragraphs"][1]]
    return Made(setter.done(), TEXTS["hans"]["title"], [("paragraph", p) for p in blocks])


def vertical(columns: int = 12) -> Made:
    """Text from top to bottom, columns from right to left."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    text = TEXTS["hant"]
    setter = Setter(Style("MSung-Light", 12), [(0.0, 0.0)], 0, 0)
    font = UnicodeCIDFont("MSung-Light", isVertical=True)
    known = pdfmetrics._fonts["MSung-Light"]
    pdfmetrics.registerFont(font)
    setter.canvas.setFont("MSung-Light", 12)
    x = 520.0
    paragraphs = text["paragraphs"][:5]
    for p in paragraphs:
        p = "　　" + p
        for i in range(0, len(p), 30):
            setter.canvas.drawString(x, 760 - (24 if i == 0 else 0), p[i : i + 30].lstrip("　"))
            x -= 20
    setter.canvas.showPage()
    setter.canvas.save()
    pdfmetrics._fonts["MSung-Light"] = known
    return Made(setter.out.getvalue(), None, [("paragraph", p) for p in paragraphs])


def all_made() -> Iterator[tuple[str, Made]]:
    for script in ("hans", "hant"):
        for make in (newspaper, journal, report, book):
            yield f"{make.__name__}-{script}", make(script)
    yield "notice", notice()
    yield "english", english()
    yield "vertical", vertical()
