"""What a book says of itself outside of its pages: tables of contents, its title, its language."""

from __future__ import annotations

from collections.abc import Container, Mapping

from duizhao.errors import InputError
from duizhao.originals.splice import Markup, escaped
from duizhao.reading.epub_package import CONTAINER, package
from duizhao.record import Draft
from duizhao.xml import local, parse_xml, value
from duizhao.xmlparts import Parts, resolve

LONGEST = 300
"""Characters of a heading that a table of contents repeats."""


def fill_contents(parts: Parts, draft: Draft, dual: bool, taken: Container[str]) -> dict[str, bytes]:
    """The parts in which headings of the draft are repeated, with their English; what is not the same stays.

    `taken`: parts that are pages, and filled as such.
    """
    known = {
        _plain(p.source): p.target
        for p in draft.blocks
        if len(p.source) <= LONGEST
        and p.target
        and not (dual and p.target.split() == p.source.split())
        and all(s.target.strip() for s in p.sentences if s.source.strip())
    }
    paths = [item.path for item in package(parts).navigation]
    paths += [resolve("", value(r, "full-path") or "") for r in parts.xml(CONTAINER).iter("{*}rootfile")]
    out: dict[str, bytes] = {}
    for path in paths:
        found = parts.find(path) or path
        if found not in taken:
            data = parts.read(path)
            filled = _filled(data, f"{parts.name}:{path}", known, dual)
            if filled and filled != data:
                out[found] = filled
    return out


def _filled(data: bytes, name: str, known: Mapping[str, str], dual: bool) -> bytes | None:
    try:
        root = parse_xml(data, name)
    except InputError:
        return None
    markup = Markup(data, root)
    for element in root.iter("*"):
        text = element.text or ""
        if len(element):
            continue
        if local(element) == "language" and not dual:
            markup.fill(element, b"en")
        elif target := known.get(_plain(text)):
            markup.fill(element, escaped(f"{text.strip()} {target}" if dual else target))
    return markup.result()


def _plain(text: str) -> str:
    return " ".join(text.split())
