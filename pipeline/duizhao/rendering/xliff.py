"""XLIFF 1.2 and 2.1: a unit a sentence, a group a paragraph, a note a flag. What a CAT tool opens as a job."""

from __future__ import annotations

from duizhao.record import Draft, Paragraph, Sentence
from duizhao.rendering import exchange
from duizhao.rendering.exchange import Element, add
from duizhao.rendering.parts import engine
from duizhao.version import VERSION
from duizhao.xliff import MARK

ONE = "urn:oasis:names:tc:xliff:document:1.2"
TWO = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"

_DATATYPES = {"html": "html", "feed": "html", "epub": "html", "docx": "x-docx", "odt": "x-odt", "pdf": "x-pdf"}
_STATES = {
    "model": ("needs-review-translation", "mt-suggestion"),
    "memory": ("needs-review-translation", "tm-suggestion"),
    "edited": ("translated", "exact-match"),
    "copied": ("needs-review-translation", "x-copied"),
}
"""Where a target came from: its state and what qualifies it, in the words of XLIFF 1.2."""


def xliff(draft: Draft) -> bytes:
    """The draft as XLIFF 1.2."""
    from lxml import etree

    root = etree.Element(f"{{{ONE}}}xliff", nsmap={None: ONE})
    root.set("version", "1.2")
    source = exchange.source_language(draft)
    file = add(root, "file", None, {"original": exchange.original(draft), "source-language": source})
    file.set("target-language", exchange.TARGET)
    file.set("datatype", _DATATYPES.get(draft.origin.format, "plaintext"))
    file.set("tool-id", exchange.TOOL)
    header = add(file, "header")
    if made := _made_by(draft):
        add(header, "note", made, {"from": exchange.TOOL})
    add(header, "tool", None, {"tool-id": exchange.TOOL, "tool-name": exchange.TOOL, "tool-version": VERSION})
    body = add(file, "body")
    for paragraph in draft.blocks:
        group = add(body, "group", None, {"id": paragraph.id, "restype": f"x-{paragraph.kind}"})
        context = add(group, "context-group", None, {"purpose": "information"})
        add(context, "context", paragraph.kind, {"context-type": "x-kind"})
        for sentence in paragraph.sentences:
            _unit_of_one(group, sentence)
    return exchange.document(root)


def xliff2(draft: Draft) -> bytes:
    """The draft as XLIFF 2.1."""
    from lxml import etree

    root = etree.Element(f"{{{TWO}}}xliff", nsmap={None: TWO, "mda": METADATA})
    root.set("version", "2.1")
    root.set("srcLang", exchange.source_language(draft))
    root.set("trgLang", exchange.TARGET)
    file = add(root, "file", None, {"id": "f1", "original": exchange.original(draft)})
    if made := _made_by(draft):
        add(add(file, "notes"), "note", made, {"category": exchange.TOOL})
    for paragraph in draft.blocks:
        _group_of_two(file, paragraph)
    return exchange.document(root)


def _unit_of_one(group: Element, sentence: Sentence) -> None:
    marks = f"{MARK}{exchange.fingerprint(sentence)}:{exchange.made(sentence)}"
    said = {"id": sentence.id, "resname": sentence.id, "extradata": marks}
    unit = add(group, "trans-unit", None, {**said, exchange.XML_SPACE: "preserve"})
    add(unit, "source", sentence.source)
    target = add(unit, "target", sentence.target)
    if sentence.target:
        state, qualifier = _STATES.get(sentence.came_from, _STATES["model"])
        target.set("state", state)
        target.set("state-qualifier", qualifier)
    else:
        target.set("state", "new")
    for flag in sentence.flags:
        said = {"from": exchange.TOOL, "annotates": "target", "priority": exchange.PRIORITY[flag.severity]}
        add(unit, "note", exchange.about(flag), said)


def _group_of_two(file: Element, paragraph: Paragraph) -> None:
    group = add(file, "group", None, {"id": exchange.token(paragraph.id), "type": f"{MARK}{paragraph.kind}"})
    for sentence in paragraph.sentences:
        name = exchange.token(sentence.id)
        unit = add(group, "unit", None, {"id": name, "name": sentence.id})
        _metadata(unit, sentence)
        if sentence.flags:
            notes = add(unit, "notes")
            for flag in sentence.flags:
                said = {"category": flag.check, "appliesTo": "target", "priority": exchange.PRIORITY[flag.severity]}
                add(notes, "note", exchange.about(flag), said)
        segment = add(unit, "segment", None, {"id": "s1"})
        edited = sentence.came_from == "edited"
        segment.set("state", "translated" if edited else "initial")
        if sentence.target and not edited:
            segment.set("subState", f"{MARK}{sentence.came_from}")
        add(segment, "source", sentence.source, {exchange.XML_SPACE: "preserve"})
        if sentence.target:
            add(segment, "target", sentence.target, {exchange.XML_SPACE: "preserve"})


def _metadata(unit: Element, sentence: Sentence) -> None:
    """The hash of the source, and how the target was made, in the module that XLIFF 2 has for such things."""
    from lxml import etree

    holder = etree.SubElement(unit, f"{{{METADATA}}}metadata")
    group = add(holder, "metaGroup", None, {"category": exchange.TOOL})
    add(group, "meta", exchange.fingerprint(sentence), {"type": "source-hash"})
    add(group, "meta", exchange.made(sentence), {"type": "target-hash"})
    add(group, "meta", sentence.came_from, {"type": "from"})
    if sentence.score is not None:
        add(group, "meta", f"{sentence.score:g}", {"type": "score"})


def _made_by(draft: Draft) -> str:
    return " · ".join(filter(None, (engine(draft), draft.engine.signature)))
