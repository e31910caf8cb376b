"""An EPUB: the text of its chapters, in the order of the book, as one document."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.document import Block, Document
from duizhao.errors import InputError
from duizhao.reading.content import Content
from duizhao.reading.encoding import declared_in
from duizhao.reading.epub_package import Item, package
from duizhao.reading.epub_page import Page, page
from duizhao.reading.gather import Gathering
from duizhao.record import Json, Kind
from duizhao.settings import Reading
from duizhao.xmlparts import Parts, countable, first_of, open_parts

NAVIGATION = "navigation"
LONGEST_TITLE = 100
"""Characters of a line that may be a title though no tag says so."""
_ENDS = tuple("。！？；：，、…”」.!?;:,")


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """One document; after it an error for each chapter that is named but cannot be read.

    Raises InputError where the container or its package is damaged or locked, or no chapter has text.
    """
    data = content.whole()
    gathering, problems, alone = Gathering(content.name), list[InputError](), False
    with open_parts(data, content.name) as parts:
        book = package(parts)
        for name in book.unknown:
            what, where = "is named in the order of the book, which has no such file", f"{content.name}:{name}"
            problems.append(InputError(what, where=where, remedy="Fetch or save the book again."))
        for item in book.spine:
            try:
                found = _page(parts, item, content)
            except InputError as e:
                problems.append(InputError(e.what, where=f"{content.name}:{item.path}", remedy=e.remedy))
                continue
            _chapter(gathering, item, found)
            alone = len(book.spine) == 1 and _stands_out(found)
        for items, reason in ((book.navigation, NAVIGATION), (book.others, "not-in-spine")):
            for item in items:
                _drop(gathering, item, parts, content, reason)
    if not gathering.blocks and problems:
        raise problems[0]
    title = None if book.meta.title or len(book.spine) > 1 else _title(gathering, alone)
    return iter([gathering.document(content, data, "epub", book.meta, title), *first_of(problems, content.name)])


def _title(gathering: Gathering, alone: bool) -> Block | None:
    """The first line of a book of one page without a name, where it is a heading.

    Its tag says so, or the table of contents, or it is `alone` in its style: LibreOffice writes no tags of headings.
    """
    if len(gathering.blocks) < 2:
        return None
    first = gathering.blocks[0]
    contents = next((d.text for d in gathering.dropped if d.reason == NAVIGATION), None)
    return first if alone or first.kind == "heading" or gathering.text_of(first) == contents else None


def _stands_out(page: Page) -> bool:
    """Whether the first line is short, no sentence, and the only one of its class."""
    if len(page.lines) < 2:
        return False
    first, *others = page.lines
    style = first.element.get("class")
    if not style or len(first.text) > LONGEST_TITLE or first.text.endswith(_ENDS):
        return False
    return all(line.element.get("class") not in (None, style) for line in others)


def _page(parts: Parts, item: Item, content: Content) -> Page:
    data = parts.read(item.path)
    countable(data, item.path, parts.name)
    return page(_decoded(data, content), f"{parts.name}:{item.path}")


def _decoded(data: bytes, content: Content) -> str:
    """The text of a page; where the ladder cannot tell, the page's own word is taken if it fits without a gap."""
    declared = declared_in(data)
    try:
        return content.decoded(data, declared).text
    except InputError:
        try:
            return data.decode(declared or "utf-8")
        except (LookupError, ValueError):
            pass
        raise


def _chapter(gathering: Gathering, item: Item, page: Page) -> None:
    """Add the lines of a page; an element with several has a `line` in the place of those after the first."""
    met: dict[int, int] = {}
    for line in page.lines:
        index = page.index[line.element]
        number = met[index] = met.get(index, -1) + 1
        place: Json = {"part": item.path, "index": index}
        if number:
            place["line"] = number
        kind: Kind = "footnote" if page.is_note(line) else line.kind
        gathering.paragraph([(line.text, None)], kind, place, one_line=True)
    for text, reason in page.aside:
        gathering.drop(text, reason)


def _drop(gathering: Gathering, item: Item, parts: Parts, content: Content, reason: str) -> None:
    """List the text of a page that is no part of the book's order; it is none of the text if it cannot be read."""
    try:
        found = _page(parts, item, content)
    except InputError:
        return
    for line in found.lines:
        gathering.drop(line.text, reason)
