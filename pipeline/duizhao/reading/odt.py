"""An OpenDocument text: its text and notes, headers and footers; what is deleted, hidden or said beside is dropped."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.document import Block, Document
from duizhao.errors import InputError
from duizhao.reading.content import Content
from duizhao.reading.gather import Gathering
from duizhao.reading.mathtext import linear
from duizhao.reading.odt_styles import Styles
from duizhao.reading.odt_text import Found, paragraphs
from duizhao.reading.properties import meta_of
from duizhao.reading.titles import Titles
from duizhao.record import Json
from duizhao.settings import Reading
from duizhao.xml import Element, local, value
from duizhao.xmlparts import Parts, open_parts, resolve

MAIN, STYLES, META, MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """One document; after it an error for each part that is there but cannot be read.

    Raises InputError where the container or its `content.xml` is damaged or encrypted, or nothing in it is text.
    """
    data = content.whole()
    gathering, titles, problems = Gathering(content.name), Titles(), list[InputError]()
    with open_parts(data, content.name) as parts:
        if parts.find(MANIFEST) and b"encryption-data" in parts.read(MANIFEST):
            raise InputError("is encrypted", where=content.name, remedy="Save it without a password.")
        root = parts.xml(MAIN)
        if root.find("{*}body/{*}text") is None:
            what = f"is no OpenDocument text ({MAIN!r} has none)"
            raise InputError(what, where=content.name, remedy="Fetch or save it again.")
        common = _optional(parts, STYLES, problems)
        meta = meta_of(_optional(parts, META, problems))
        styles = Styles(root, common)
        formulas = _formulas(parts, root)
        _gather(gathering, titles, MAIN, paragraphs(root, styles, formulas))
        if common is not None:
            _gather(gathering, None, STYLES, paragraphs(common, Styles(common), {}))
    title, meta = titles.chosen(gathering, meta)
    return iter([gathering.document(content, data, "odt", meta, title), *problems])


def _gather(gathering: Gathering, titles: Titles | None, part: str, all_found: Iterator[Found]) -> None:
    """Add the paragraphs of a part; what stands in notes comes after all the rest of it."""
    notes: list[Found] = []
    for found in all_found:
        if found.kind == "footnote":
            notes.append(found)
            continue
        blocks = _add(gathering, found, part)
        if titles is not None and found.kind == "heading" and blocks:
            titles.note(blocks[0], found.look.is_title, found.look.is_subtitle, found.level)
    for found in notes:
        _add(gathering, found, part)


def _add(gathering: Gathering, found: Found, part: str) -> list[Block]:
    place: Json = {"part": part, "index": found.index}
    return gathering.paragraph(found.pieces, found.kind, place, one_line=found.kind == "heading")


def _formulas(parts: Parts, root: Element) -> dict[str, str]:
    """The text of the formulas that are objects of their own, by their address in the text."""
    found: dict[str, str] = {}
    for element in root.iter("{*}object"):
        address = value(element, "href") or ""
        path = f"{resolve(MAIN, address)}/content.xml"
        if address in found or parts.find(path) is None:
            continue
        try:
            formula = parts.xml(path)
        except InputError:
            continue  # its picture stands for it, as in any reader without the program that made it
        if local(formula) == "math":
            found[address] = linear(formula)
    return found


def _optional(parts: Parts, path: str, problems: list[InputError]) -> Element | None:
    if parts.find(path) is None:
        return None
    try:
        return parts.xml(path)
    except InputError as e:
        problems.append(InputError(e.what, where=f"{parts.name}:{path}", remedy=e.remedy))
        return None
