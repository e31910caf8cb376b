"""How well PDFs are read: characters, borders of paragraphs, pages a second of processor time.

    python tests/benchmarks/pdf.py

PDFs are set from our own text: by reportlab in many sizes and widths, and, where the programs are installed, printed by
Chromium and exported by LibreOffice (simplified only: its export leaves out marks that hang over the margin, and some
headings). For each kind: F1 of the characters (as a bag), edits that a thousand characters need (Levenshtein, without
white space), precision and recall of the borders between paragraphs, pages a second. The baselines are the texts that
PDFium and pypdf give by themselves, a paragraph a line.
"""

from __future__ import annotations

import io
import itertools
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import made_pdf
from duizhao import reading
from duizhao.document import Document
from duizhao.settings import Reading
from made_pdf import TEXTS, Made, Setter, Style

SIZES = (9.0, 10.5, 12.0, 14.0)
BORDER = 8
"""Characters on each side that a border between paragraphs is known by."""


def columns(size: float, widths: Sequence[tuple[float, float]], justify: bool, indent: float, space: float) -> Made:
    """All paragraphs, set in columns."""
    setter = Setter(Style("STSong-Light", size, 1.5, indent, space, justify), list(widths), 80, 80)
    setter.on_page = lambda s: s.draw(290, 40, str(s.page), 9)
    setter.put(TEXTS["hans"]["title"], size=size * 1.8, indent=0)
    paragraphs = TEXTS["hans"]["paragraphs"] * 5
    for paragraph in paragraphs:
        setter.put(paragraph)
    return Made(setter.done(), TEXTS["hans"]["title"], [("paragraph", p) for p in paragraphs])


def set_pages() -> Iterator[tuple[str, Made]]:
    for name, made in made_pdf.all_made():
        yield name.split("-")[0], made
    one, two, three = [(80.0, 435.0)], [(60.0, 225.0), (310.0, 225.0)], [(50.0, 155.0), (222.0, 155.0), (394.0, 155.0)]
    for size, justify in itertools.product(SIZES, (True, False)):
        side = "justified" if justify else "ragged"
        yield f"one column, set in, {side}", columns(size, one, justify, 2, 0)
        yield f"one column, spaced, {side}", columns(size, one, justify, 0, 0.8)
        yield f"one column, neither, {side}", columns(size, one, justify, 0, 0)
        yield f"two columns, {side}", columns(size, two, justify, 2, 0)
        if size < 12:
            yield f"three columns, {side}", columns(size, three, justify, 2, 0)


def page_of(script: str, css: str) -> tuple[str, str, list[tuple[str, str]]]:
    """A page in HTML, its title, its blocks."""
    text = TEXTS[script]
    blocks = [("paragraph", p) for p in text["paragraphs"] * 2]
    blocks[3:3] = [("heading", text["headings"][0])]
    blocks[9:9] = [("heading", text["headings"][1])]
    tags = "".join(f"<h2>{escape(t)}</h2>" if kind == "heading" else f"<p>{escape(t)}</p>" for kind, t in blocks)
    font = "Noto Serif CJK " + ("SC" if script == "hans" else "TC")
    head = f"<meta charset=utf-8><title>{text['title']}</title><style>body{{font-family:'{font}'}}{css}</style>"
    return f"<!doctype html>{head}<h1>{text['title']}</h1><div>{tags}</div>", text["title"], blocks


STYLES = {
    "spaced": "",
    "set in": "p{text-indent:2em;margin:0}",
    "justified": "p{text-indent:2em;margin:0;text-align:justify}",
    "two columns": "div{column-count:2;column-gap:2em} p{text-indent:2em;margin:0;text-align:justify}",
    "vertical": "html{writing-mode:vertical-rl}",
}


def printed(
    command: Callable[[Path, Path], list[str]], label: str, scripts: Sequence[str], styles: Sequence[str]
) -> Iterator[tuple[str, Made]]:
    with tempfile.TemporaryDirectory() as folder:
        for script, style in itertools.product(scripts, styles):
            page, title, blocks = page_of(script, STYLES[style])
            path = Path(folder) / "page.html"
            path.write_text(page, encoding="utf-8")
            subprocess.run(command(path, Path(folder)), capture_output=True, timeout=120, check=True)
            yield f"{label}, {style}", Made(path.with_suffix(".pdf").read_bytes(), title, blocks)


def chromium(page: Path, folder: Path) -> list[str]:
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    return ["chromium", *flags, f"--user-data-dir={folder}/c", f"--print-to-pdf={page.with_suffix('.pdf')}", str(page)]


def soffice(page: Path, folder: Path) -> list[str]:
    flags = ["--headless", f"-env:UserInstallation=file://{folder}/l", "--convert-to", "pdf:writer_web_pdf_Export"]
    return ["soffice", *flags, "--outdir", str(folder), str(page)]


def ours(data: bytes) -> list[str]:
    found = next(reading.read(data, Reading(), name="a.pdf"))
    assert isinstance(found, Document)
    title = [found.text[slice(*found.title)]] if found.title else []
    return title + [found.text_of(b) for b in found.blocks]


def pdfium_alone(data: bytes) -> list[str]:
    import pypdfium2

    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    return [line for page in pages for line in page.splitlines() if line.strip()]


def pypdf_alone(data: bytes) -> list[str]:
    import pypdf

    pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return [line for page in pages for line in page.splitlines() if line.strip()]


def bare(text: str) -> str:
    return "".join(text.split())


def borders(blocks: Sequence[str]) -> Counter[tuple[str, str]]:
    texts = [bare(b) for b in blocks]
    return Counter((a[-BORDER:], b[:BORDER]) for a, b in itertools.pairwise(texts))


def distance(a: str, b: str) -> int:
    """Levenshtein's distance, by the bit vectors of Hyyrö (2003)."""
    where: dict[str, int] = defaultdict(int)
    for i, char in enumerate(a):
        where[char] |= 1 << i
    everything, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    plus, minus, score = everything, 0, len(a)
    for char in b:
        match = where[char]
        diagonal = (((match & plus) + plus) ^ plus) | match | minus
        up, down = minus | (everything & ~(diagonal | plus)), plus & diagonal
        score += bool(up & last) - bool(down & last)
        up, down = (up << 1) | 1, down << 1
        plus, minus = (down | (everything & ~(diagonal | up))) & everything, up & diagonal & everything
    return score


def main() -> None:
    import pypdfium2

    rows: dict[str, Counter[str]] = defaultdict(Counter)
    sources: list[Iterator[tuple[str, Made]]] = [set_pages()]
    if shutil.which("chromium"):
        sources.append(printed(chromium, "Chromium", ["hans", "hant"], list(STYLES)))
    if shutil.which("soffice"):
        sources.append(printed(soffice, "LibreOffice", ["hans"], list(STYLES)[:3]))
    for kind, made in itertools.chain(*sources):
        wanted = ([made.title] if made.title else []) + [text for _, text in made.blocks if _ != "footnote"]
        notes = {bare(text) for k, text in made.blocks if k == "footnote"}
        for system, read in (("duizhao", ours), ("pdfium", pdfium_alone), ("pypdf", pypdf_alone)):
            start = time.process_time()
            found = [b for b in read(made.data) if bare(b) not in notes]
            row = rows[kind if system == "duizhao" else f"all, by {system} alone"]
            row["seconds"] += time.process_time() - start
            row["pages"] += len(pypdfium2.PdfDocument(made.data))
            a, b = bare("".join(wanted)), bare("".join(found))
            row["common"] += sum((Counter(a) & Counter(b)).values())
            row["wanted"] += len(a)
            row["found"] += len(b)
            row["edits"] += distance(a, b)
            told, right = borders(found), borders(wanted)
            row["told"] += told.total()
            row["borders"] += right.total()
            row["right"] += (told & right).total()
            row["titles"] += 1
    print("| kind | pages | F1 | edits in 1000 | borders P | borders R | pages/s |\n|---|---|---|---|---|---|---|")
    whole: Counter[str] = Counter()
    for kind, row in rows.items():
        if "alone" not in kind:
            whole += row
    for kind, row in [*rows.items(), ("all", whole)]:
        f1 = 2 * row["common"] / (row["wanted"] + row["found"])
        edits = 1000 * row["edits"] / row["wanted"]
        told, right = row["right"] / max(1, row["told"]), row["right"] / max(1, row["borders"])
        speed = row["pages"] / row["seconds"]
        print(f"| {kind} | {row['pages']} | {f1:.4f} | {edits:.1f} | {told:.3f} | {right:.3f} | {speed:.0f} |")


if __name__ == "__main__":
    main()
