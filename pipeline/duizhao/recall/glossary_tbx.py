"""Glossaries as TBX (ISO 30042): TBX-Basic of 2019 (`tbx`, in either style) and the older `martif`; `martif` out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duizhao.errors import InputError
from duizhao.langs import Side, side
from duizhao.recall.glossary_rows import Row
from duizhao.terms import Term
from duizhao.xml import Element, local, parse_xml, value
from duizhao.xmlparts import countable

CASE = "case-sensitive"
"""The note by which duizhao says in TBX that capitals count; the standard has no word for it."""
_ENTRIES = ("conceptEntry", "termEntry")
_SECTIONS = ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")
_STATUS = ("administrativeStatus", "normativeAuthorization")
_FORBIDDEN = ("deprecated", "superseded", "forbidden", "obsolete", "notrecommended", "prohibited")
_XML = "{http://www.w3.org/XML/1998/namespace}"


@dataclass(frozen=True, slots=True)
class _Said:
    """A term of one language, and what is said of it."""

    text: str
    status: str
    notes: tuple[str, ...]
    line: int

    @property
    def forbidden(self) -> bool:
        return any(word in self.status for word in _FORBIDDEN)


def read(data: bytes, name: str) -> Iterator[Row]:
    """A row for each Chinese term of each concept. Raises InputError where it is no TBX of Chinese and English.

    The target is the preferred English term, else the first that is not forbidden; the others may be said too.
    """
    countable(data, "tbx", name)
    root = parse_xml(data, name)
    if local(root) not in ("tbx", "martif"):
        what = f"is XML, but no TBX (it begins with <{local(root)}>)"
        raise InputError(what, where=name, remedy="Export it again.")
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(iter(declared.iterentities()), None) is not None:
        raise InputError("defines entities of its own", where=name, remedy="Export it again without them.")
    return _rows(root, name)


def _rows(root: Element, name: str) -> Iterator[Row]:
    languages: set[str] = set()
    chinese = False
    for entry in (e for e in root.iter() if local(e) in _ENTRIES):
        found: dict[Side, list[_Said]] = {"zh": [], "en": []}
        for section in (e for e in entry.iter() if local(e) in _SECTIONS):
            tag = value(section, "lang")
            languages.add(tag or "?")
            if language := side(tag):
                found[language] += _terms(section)
        chinese = chinese or bool(found["zh"])
        yield from _of_concept(entry, found, name)
    if languages and not chinese:
        what = f"has no Chinese term (only {', '.join(sorted(languages)[:5])})"
        raise InputError(what, where=name, remedy="Glossaries of Chinese are read.")


def _of_concept(entry: Element, found: dict[Side, list[_Said]], name: str) -> Iterator[Row]:
    allowed = [t for t in found["en"] if not t.forbidden]
    allowed.sort(key=lambda t: "preferred" not in t.status)
    case = any(CASE in t.notes for t in found["en"])
    shared = tuple(n for n in (*_notes(entry), *(n for t in found["en"] for n in t.notes)) if n != CASE)
    for term in found["zh"]:
        yield Row(
            Term(
                term.text,
                allowed[0].text if allowed else "",
                "; ".join(dict.fromkeys((*shared, *term.notes))),
                case,
                tuple(t.text for t in found["en"] if t.forbidden),
                tuple(dict.fromkeys(t.text for t in allowed[1:] if t.text != allowed[0].text)),
            ),
            name,
            term.line,
        )


def _terms(section: Element) -> Iterator[_Said]:
    for part in (e for e in section.iter() if local(e) in _TERMS):
        term = next((e for e in part.iter() if local(e) == "term"), part)
        text = _text(term)
        if text:
            status = " ".join(_text(e).lower() for e in part.iter() if _kind(e) in _STATUS)
            yield _Said(text, status, (*_notes(section), *_notes(part)), int(term.sourceline or 0))


def _kind(element: Element) -> str:
    """The data category of an element: its type in the one style, its name in the other."""
    return value(element, "type") or local(element)


def _notes(element: Element) -> tuple[str, ...]:
    """The notes that stand in an element itself, or in a group there."""
    groups = [element, *(e for e in element if local(e).endswith("Grp"))]
    return tuple(t for group in groups for e in group if local(e) == "note" and (t := _text(e)))


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def write(terms: Iterable[Term]) -> bytes:
    """The terms as TBX-Basic in the form of `martif`, a concept each: what other tools read of the two.

    What is not to be translated is its own English.
    """
    from lxml import etree

    root = etree.Element("martif", type="TBX-Basic")
    root.set(f"{_XML}lang", "en")
    header = _add(root, "martifHeader")
    _add(_add(_add(header, "fileDesc"), "sourceDesc"), "p", "a glossary, written by duizhao")
    _add(_add(header, "encodingDesc"), "p", "TBXBasicXCSV02.xcs", type="XCSURI")
    body = _add(_add(root, "text"), "body")
    for number, term in enumerate(terms, 1):
        _concept(body, number, term)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _concept(body: Element, number: int, term: Term) -> None:
    concept = _add(body, "termEntry", id=f"c{number}")
    if term.note:
        _add(concept, "note", term.note)
    _term(_language(concept, "zh"), term.source)
    english = _language(concept, "en") if term.target or term.also or term.forbidden else None
    if term.target:
        _term(english, term.target, "preferredTerm-admn-sts", CASE if term.case else "")
    for text in term.also:
        _term(english, text, "admittedTerm-admn-sts")
    for text in term.forbidden:
        _term(english, text, "deprecatedTerm-admn-sts")


def _language(concept: Element, tag: str) -> Element:
    section = _add(concept, "langSet")
    section.set(f"{_XML}lang", tag)
    return section


def _term(section: Element, text: str, status: str = "", note: str = "") -> None:
    part = _add(section, "tig")
    _add(part, "term", text)
    if status:
        _add(part, "termNote", status, type="administrativeStatus")
    if note:
        _add(part, "note", note)


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    from lxml import etree

    child = etree.SubElement(parent, name, attributes)
    child.text = _safe(text) or None
    return child


def _safe(text: str) -> str:
    """What XML can hold of a text."""
    return "".join(
        c for c in text if c in "\t\n" or ("\x20" <= c <= "\ud7ff") or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
