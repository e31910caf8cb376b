"""Word documents in their own layout: the text of each paragraph replaced, or followed, by its translation.

A paragraph takes the looks that most of it has; sentences, numbers and Latin words keep others. Text on either side of
a link, a tab or the mark of a note stays on its side. What duizhao did not translate (deleted, hidden, comments, failed
sentences) stays as it is.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from duizhao.errors import InputError
from duizhao.originals.inline import Stretch, by_look, shares, usual
from duizhao.originals.repacked import repacked
from duizhao.originals.splice import Markup, escaped
from duizhao.reading.docx import kind_of, styles_of
from duizhao.reading.docx_styles import Styles
from duizhao.reading.docx_text import Found, Story
from duizhao.record import Draft, Paragraph
from duizhao.xml import Element, local, parse_xml
from duizhao.xmlparts import open_parts

Lines = Mapping[int, Paragraph]
"""The paragraphs of the record that one paragraph of the file holds, by their line."""
Entry = tuple[str, Element]
"""Text that is read, and the element it stands in."""

_REFERENCES = ("{*}footnoteReference", "{*}endnoteReference")
_NO_LOOK = {"lang", "noProof"}
_NOT_COPIED = {"sectPr", "numPr", "pPrChange", "pageBreakBefore"}
_BEFORE_NUMBER = {"pStyle", "keepNext", "keepLines", "framePr", "widowControl"}
"""Properties that stand before the number of a paragraph, as the schema wants it."""


def fill_docx(draft: Draft, original: bytes, dual: bool) -> bytes:
    """The document with its English; with `dual` below the Chinese. Parts without Chinese stay byte for byte."""
    name = draft.origin.path or draft.id
    new: dict[str, bytes] = {}
    with open_parts(original, name) as parts:
        styles = styles_of(parts)
        for path, wanted in by_part(draft, dual).items():
            data = parts.read(path)
            root = parse_xml(data, f"{name}:{path}")
            if root.getroottree().docinfo.internalDTD is not None:  # which no part may have, and would be copied
                raise InputError("has a document type in it", where=f"{name}:{path}", remedy="Save it again in Word.")
            markup = Markup(data, root)
            if local(root) in ("document", "footnotes", "endnotes", "hdr", "ftr", "glossaryDocument"):
                _fill_story(markup, root, styles, wanted, dual)
            else:
                _fill_drawing(markup, root, wanted, dual)
            new[parts.find(path) or path] = markup.result()
    return repacked(original, new, name)


def by_part(draft: Draft, dual: bool) -> dict[str, dict[int, dict[int, Paragraph]]]:
    """The paragraphs that are translated whole, by part of the container, index in it, and line; those that read the
    same in both languages (2025) are not wanted twice with `dual`."""
    out: dict[str, dict[int, dict[int, Paragraph]]] = {}
    for p in draft.blocks:
        place = p.place or {}
        part, index, line = place.get("part"), place.get("index"), place.get("line", 0)
        whole = bool(p.target) and all(s.target.strip() for s in p.sentences if s.source.strip())
        whole = whole and not (dual and p.target.split() == p.source.split())
        if whole and isinstance(part, str) and isinstance(index, int) and isinstance(line, int):
            out.setdefault(part, {}).setdefault(index, {})[line] = p
    return out


def _fill_story(markup: Markup, root: Element, styles: Styles, wanted: Mapping[int, Lines], dual: bool) -> None:
    name = root.tag.rpartition("}")[0] + "}p"
    elements, twins = list(root.iter(name)), _twins(root, name)
    for found in Story(root, styles).paragraphs():
        lines = wanted.get(found.index)
        if lines is None:
            continue
        element = elements[found.index]
        entries = _lines(found, one_line=local(root) == "document" and kind_of(found) == "heading")
        _fill_paragraph(markup, element, entries, lines, dual)
        for twin in twins.get(element, ()):
            alike: list[list[Entry]] = [[]]
            for part in twin.iter("{*}t", "{*}br"):
                if local(part) == "t":
                    alike[-1].append((part.text or "", part))
                elif len(entries) > 1:
                    alike.append([])
            _fill_paragraph(markup, twin, alike, lines, dual)


def _fill_drawing(markup: Markup, root: Element, wanted: Mapping[int, Lines], dual: bool) -> None:
    """Fill the labels of a chart or a diagram; the same label of other series too."""
    labels: dict[str, bytes] = {}
    for index, element in enumerate(root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p", "{*}v")):
        lines = wanted.get(index)
        target = " ".join(p.target for _, p in sorted(lines.items())) if lines else ""
        if local(element) == "v":
            text = element.text or ""
            if target:
                labels[text] = escaped(f"{text} {target}" if dual else target)
            if text in labels:
                markup.fill(element, labels[text])
        elif target:
            texts = [t for t in element.iter("{*}t") if t.text]
            for n, part in enumerate(texts):
                kept = (part.text or "") if dual else ""
                last = n == len(texts) - 1 if dual else n == 0
                markup.fill(part, escaped(f"{kept} {target}".strip() if last else kept))


def _lines(found: Found, *, one_line: bool) -> list[list[Entry]]:
    """What is read of a paragraph, line by line as the reader counts them."""
    lines: list[list[Entry]] = [[]]
    for (text, reason), element in zip(found.pieces, found.elements, strict=True):
        if reason is not None:
            continue
        if text == "\n" and not one_line:
            lines.append([])
        else:
            lines[-1].append((text, element))
    return lines


def _fill_paragraph(
    markup: Markup, element: Element, entries: Sequence[Sequence[Entry]], lines: Lines, dual: bool
) -> None:
    if dual:
        _follow(markup, element, [e for line in entries for e in line], lines)
        return
    order = {e: n for n, e in enumerate(element.iter("*"))}
    references = [order[e] for e in element.iter(*_REFERENCES)]
    for number, paragraph in lines.items():
        if number < len(entries):
            _fill_line(markup, entries[number], paragraph, element, order, references)


@dataclass(slots=True)
class _Group:
    """Neighbouring texts; `kind` is that of the mark before them."""

    link: Element | None
    kind: str
    at: int
    texts: list[Element] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)


def _fill_line(
    markup: Markup,
    entries: Sequence[Entry],
    paragraph: Paragraph,
    element: Element,
    order: Mapping[Element, int],
    references: Sequence[int],
) -> None:
    groups: list[_Group] = []
    at, before = 0, -1
    for text, part in entries:
        link = next((a for a in part.iterancestors() if local(a) == "hyperlink" or a is element), None)
        link = None if link is element else link
        parted = any(before < r < order[part] for r in references) if references else False
        if not groups or link is not groups[-1].link or parted or local(part) == "tab":
            kind = "open" if link is not None and (not groups or link is not groups[-1].link) else "close"
            groups.append(_Group(link, kind, at))
        if local(part) == "t":
            groups[-1].texts.append(part)
            groups[-1].stretches.append(Stretch(at, text, _look(part)))
        at, before = at + len(text), order[part]
    groups = [g for g in groups if g.texts]
    if not groups:
        return
    plain = "".join(text for text, _ in entries)
    pieces = [piece for group in groups for piece in _by_look(group, plain, paragraph)]
    texts, _ = shares(plain, [(p.at, p.kind) for p in pieces[1:]], paragraph)
    for piece, text in zip(pieces, texts, strict=True):
        first = piece.texts[usual(piece.stretches)]
        for part in piece.texts:
            if part is first and text != text.strip():
                markup.set(part, {"xml:space": "preserve"})
            if part is first or part.text:
                markup.fill(part, escaped(text) if part is first else b"")


def _by_look(group: _Group, plain: str, paragraph: Paragraph) -> Iterator[_Group]:
    """The group cut where looks go over to the target."""
    for part in by_look(group.stretches, plain, paragraph):
        own = slice(part.first, part.after)
        kind, at = (group.kind, group.at) if part.first == 0 else ("open" if part.apart else "close", part.at)
        yield _Group(group.link, kind, at, group.texts[own], group.stretches[own])


def _look(part: Element) -> Hashable:
    """How the run of a text looks, but for what Word says of its language and of the keyboard."""
    properties = part.getparent().find("{*}rPr")
    found = [(local(p), _attributes(p)) for p in properties] if properties is not None else []
    return tuple(p for p in found if p[0] not in _NO_LOOK and p != ("rFonts", ()))


def _attributes(element: Element) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((str(k), str(v)) for k, v in element.attrib.items() if not str(k).endswith("}hint")))


def _follow(markup: Markup, element: Element, entries: Sequence[Entry], lines: Lines) -> None:
    """Put the English of a paragraph below it, in a paragraph of the same looks without its number."""
    texts = [Stretch(0, text, _look(p)) for text, p in entries if local(p) == "t"]
    parts = [p for _, p in entries if local(p) == "t"]
    run = parts[usual(texts)].getparent() if parts else None
    properties, look = element.find("{*}pPr"), None if run is None else run.find("{*}rPr")
    looks = b"" if look is None else _whole(markup, look)
    r, t, br = (markup.sibling(element, name) for name in ("r", "t", "br"))
    said = b"<%b/>" % br
    text = said.join(b'<%b xml:space="preserve">%b</%b>' % (t, escaped(p.target), t) for _, p in sorted(lines.items()))
    if properties is not None and properties.find("{*}sectPr") is not None:  # the section ends with this paragraph
        markup.append(element, b"<%b>%b%b%b</%b>" % (r, looks, said, text, r))
        return
    kept = b""
    if properties is not None:
        copied = [c for c in properties if local(c) not in _NOT_COPIED]
        first = [_whole(markup, c) for c in copied if local(c) in _BEFORE_NUMBER]
        rest = [_whole(markup, c) for c in copied if local(c) not in _BEFORE_NUMBER]
        inner = b"".join([*first, _unnumbered(markup, properties, element), *rest])
        name = markup.name(properties)
        kept = b"<%b>%b</%b>" % (name, inner, name)
    p = markup.name(element)
    markup.after(element, b"<%b>%b<%b>%b%b</%b></%b>" % (p, kept, r, looks, text, r, p))


def _unnumbered(markup: Markup, properties: Element, element: Element) -> bytes:
    """What takes the number off a paragraph whose style, or which itself, has one."""
    if properties.find("{*}numPr") is None and properties.find("{*}pStyle") is None:
        return b""
    numbered, number, val = (markup.sibling(element, name) for name in ("numPr", "numId", "val"))
    return b'<%b><%b %b="0"/></%b>' % (numbered, number, val, numbered)


def _whole(markup: Markup, element: Element) -> bytes:
    at = markup.extent(element)
    return markup.data[at.start : at.end]


def _twins(root: Element, name: str) -> dict[Element, list[Element]]:
    """Paragraphs that are given a second time in the other branch of a choice, by the one that is read."""
    out: dict[Element, list[Element]] = {}
    for choice in root.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"):
        branches = [list(b.iter(name)) for b in choice if next(b.iter("{*}t"), None) is not None]
        for other in branches[1:]:
            if len(other) == len(branches[0]):
                for one, twin in zip(branches[0], other, strict=True):
                    out.setdefault(one, []).append(twin)
    return out
