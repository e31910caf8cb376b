"""A PDF with a text layer: `raw` is its lines in reading order, joined into paragraphs by listed edits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from duizhao.document import Block, Document, drop, edit
from duizhao.edits import Edit, Positions
from duizhao.errors import InputError
from duizhao.reading import pdf_paragraphs
from duizhao.reading.content import Content
from duizhao.reading.encoding import Decoded
from duizhao.reading.pdf_furniture import furniture
from duizhao.reading.pdf_glyphs import Page, pages
from duizhao.reading.pdf_info import information
from duizhao.reading.pdf_lines import Line, PageLines, page_lines, union
from duizhao.reading.pdf_order import columns
from duizhao.record import Kind
from duizhao.settings import Reading

GARBLED = 0.3
"""Share of characters of a page that stand for nothing, from which its text is unreadable."""
LARGER_TITLE = 1.15
LONGEST_TITLE = 120

_UNREAD = {
    "scanned": ("has no text layer", "Run OCR first."),
    "garbled": ("has text that its fonts do not explain", "Run OCR first, or export it again with its fonts."),
    "damaged": ("is damaged", "Fetch or save it again."),
}
"""What is said of pages by their state."""
_NOTHING = re.compile("[\ufffd\ue000-\uefff\uf100-\uf8ff\U000f0000-\U0010ffff]")
_MASTHEAD = re.compile(r"(?:文件|[日晚早周週时時學学公简簡]\s*[报報刊])\s*$")
_OTHER_FORM = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\U0002f800-\U0002fa1f]")


@dataclass(frozen=True, slots=True)
class _Entry:
    """Lines that stand together in raw; `reason`: why they are dropped."""

    lines: Sequence[Line]
    kind: Kind = "paragraph"
    reason: str | None = None
    by_number: bool = False


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """One document, and an InputError that names the pages that could not be read, where there are any.

    `place` of a block is `page` (from 1) and `box`: left, top, right, bottom of its lines on that page, in points from
    its top left as it is shown. Raises InputError where there is no text to read.
    """
    data = content.whole()
    info: dict[str, str] = {}
    found: list[PageLines] = []
    unread: dict[str, list[int]] = {}
    with closing(pages(data, content.name, info)) as each:
        for page in each:
            lines = page_lines(page)
            state: str = "garbled" if _is_garbled(page) else page.state
            if state != "read":
                unread.setdefault(state, []).append(page.number)
                lines = _all_dropped(lines, state)
            found.append(lines)
    if not any(page.main for page in found):
        raise _nothing_read(content.name, unread)
    entries = _entries(found)
    document = _laid_out(entries, content, data)
    yield replace(document, meta=information(info, document.meta))
    for state, numbers in unread.items():
        what, remedy = _UNREAD[state]
        yield InputError(f"{what} on {_numbers(numbers)}; the other pages are read", where=content.name, remedy=remedy)


def _is_garbled(page: Page) -> bool:
    text = "".join(g.char for g in page.glyphs if g.char != " ")
    return len(_NOTHING.findall(text)) > GARBLED * len(text)


def _all_dropped(page: PageLines, reason: str) -> PageLines:
    lines = [*page.main, *(x for lines in page.turned for x in lines)]
    return replace(page, main=[], turned=[], dropped=[*page.dropped, *((x, reason) for x in lines)])


def _nothing_read(name: str, unread: Mapping[str, Sequence[int]]) -> InputError:
    if not unread:
        return InputError("shows no text", where=name, remedy="Name a PDF with text in it.")
    what, remedy = _UNREAD[max(unread, key=lambda state: len(unread[state]))]
    return InputError(what, where=name, remedy=remedy)


def _numbers(pages: Sequence[int]) -> str:
    """Page numbers as people write them: 'pages 3, 5-7'."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    said = [str(a) if a == b else f"{a}-{b}" for a, b in spans]
    shown = ", ".join(said[:12]) + (" and others" if len(said) > 12 else "")
    return f"page {shown}" if len(pages) == 1 else f"pages {shown}"


def _entries(found: Sequence[PageLines]) -> list[_Entry]:
    """All lines of all pages, in the order of raw: what stands around a page before or after what begins on it."""
    gone = furniture(found)
    if all((p, i) in gone for p, page in enumerate(found) for i in range(len(page.main))):
        gone = {}
    around: list[list[tuple[Line, str]]] = [[] for _ in found]
    for (p, i), why in sorted(gone.items()):
        around[p].append((found[p].main[i], why))
    ordered: list[list[list[Line]]] = []
    for p, page in enumerate(found):
        body = [x for i, x in enumerate(page.main) if (p, i) not in gone]
        ordered.append(columns(body))
    usual = pdf_paragraphs.measure([c for page in ordered for c in page])
    below: list[list[Line]] = []
    for page_columns in ordered:
        split = [pdf_paragraphs.footnotes(c, usual) for c in page_columns]
        page_columns[:] = [body for body, _ in split]
        below.append([x for _, small in split for x in small])
    blocks = iter(pdf_paragraphs.paragraphs([c for page in ordered for c in page], usual))
    entries: list[_Entry] = []
    for p, page in enumerate(found):
        around[p].sort(key=lambda x: (x[0].box[1], x[0].box[0]))
        entries += [_Entry([x], "paragraph", why) for x, why in around[p] if x.box[1] < page.height / 2]
        for _ in ordered[p]:
            entries += [_Entry(b.lines, b.kind, None, b.by_number) for b in next(blocks)]
        for column in (c for lines in page.turned for c in columns(lines)):
            entries += [_Entry(b.lines, b.kind) for b in pdf_paragraphs.paragraphs([column], usual)[0]]
        entries += [_Entry(b.lines, b.kind) for b in pdf_paragraphs.notes(below[p])]
        entries += [_Entry([x], "paragraph", why) for x, why in around[p] if x.box[1] >= page.height / 2]
        entries += [_Entry([x], "paragraph", why) for x, why in page.dropped]
    return entries


def _laid_out(entries: Sequence[_Entry], content: Content, data: bytes) -> Document:
    """The document: its lines, joined, those that are no text of it dropped, its title found."""
    parts: list[str] = []
    blocks: list[Block] = []
    edits: list[Edit] = []
    at = 0
    for entry in entries:
        start = at
        for i, line in enumerate(entry.lines):
            if i:
                cut, put = pdf_paragraphs.between(entry.lines[i - 1], line, entry.by_number)
                before = parts[-1][len(parts[-1]) - cut - 1 :]
                edits.append(Edit(at - cut - 1, at, before, put))
            parts.append(line.text + "\n")
            at += len(line.text) + 1
        blocks.append(Block(start, at - 1, entry.kind, _place(entry.lines)))
    raw = "".join(parts)[:-1]
    origin = content.origin(data, Decoded(raw, "utf-8", "strict", 1.0, 0), "pdf")
    title = _title(entries)
    document = edit(Document(content.id, raw, raw, origin, blocks=tuple(blocks)), "line-join", edits)
    document = edit(document, "plain-forms", _plain_forms(document.text))
    reasons = [(b, e.reason) for b, e in zip(document.blocks, entries, strict=True) if e.reason]
    if title is not None:
        block = document.blocks[title]
        at_raw = Positions(document.edits).span(block.start, block.end)
        meta = replace(document.meta, title=document.text_of(block), evidence={"title": at_raw})
        document = replace(document, title=(block.start, block.end), meta=meta)
        document = replace(document, blocks=tuple(b for b in document.blocks if b is not block))
    return drop(document, reasons)


def _place(lines: Sequence[Line]) -> dict[str, object]:
    page = lines[0].page
    return {"page": page, "box": [round(v, 1) for v in union([x.place for x in lines if x.page == page])]}


def _title(entries: Sequence[_Entry]) -> int | None:
    """The index of the title: the largest heading on the first page, the name of a newspaper or office apart."""
    kept = [i for i, e in enumerate(entries) if not e.reason]
    first = entries[kept[0]].lines[0].page
    body = _usual_size([entries[i] for i in kept])
    able = [i for i in kept if entries[i].lines[0].page == first and _can_be_title(entries[i], body)]
    plain = [i for i in able if not _MASTHEAD.search(entries[i].lines[-1].text)] or able
    plain = [i for i in plain if not pdf_paragraphs.NUMBERED.match(entries[i].lines[0].text)] or plain
    return max(plain, key=lambda i: (entries[i].lines[0].size, -i), default=None)


def _usual_size(entries: Sequence[_Entry]) -> float:
    sizes: dict[float, int] = {}
    for line in (x for e in entries for x in e.lines):
        sizes[line.size] = sizes.get(line.size, 0) + len(line.text)
    return max(sizes, key=lambda s: sizes[s])


def _can_be_title(entry: _Entry, body: float) -> bool:
    text = "".join(x.text for x in entry.lines)
    return entry.lines[0].size >= LARGER_TITLE * body and entry.kind == "heading" and 2 <= len(text) <= LONGEST_TITLE


@cache
def _radicals() -> dict[str, str]:
    text = (files(__package__) / "radicals.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))


def _plain_forms(text: str) -> list[Edit]:
    """Radicals and compatibility forms, which fonts put in place of ideographs, made those; ligatures made letters."""
    edits = []
    for found in _OTHER_FORM.finditer(text):
        char = found[0]
        plain = _radicals().get(char) or unicodedata.normalize("NFKC", char)
        if plain != char:
            edits.append(Edit(found.start(), found.end(), char, plain))
    return edits
