"""TMX 1.4: the sentences that have a target, as a memory for other tools."""

from __future__ import annotations

from duizhao.record import Draft, Paragraph, Sentence
from duizhao.rendering import exchange
from duizhao.rendering.exchange import Element, add
from duizhao.version import VERSION


def tmx(draft: Draft) -> bytes:
    """The draft as TMX 1.4; the props of a unit name its document, where its target came from, and its flags."""
    from lxml import etree

    root = etree.Element("tmx")
    root.set("version", "1.4")
    source = exchange.source_language(draft)
    said = {"creationtool": exchange.TOOL, "creationtoolversion": VERSION, "segtype": "sentence", "o-tmf": "duizhao"}
    add(root, "header", None, {**said, "adminlang": "en", "srclang": source, "datatype": "plaintext"})
    body = add(root, "body")
    for paragraph in draft.blocks:
        for sentence in paragraph.sentences:
            if sentence.target.strip():
                _unit(body, draft, paragraph, sentence, source)
    return exchange.document(root)


def _unit(body: Element, draft: Draft, paragraph: Paragraph, sentence: Sentence, source: str) -> None:
    unit = add(body, "tu", None, {"tuid": sentence.id})
    for flag in sentence.flags:
        add(unit, "note", exchange.about(flag))
    props = {
        "document": draft.id,
        "kind": paragraph.kind,
        "from": sentence.came_from,
        "score": "" if sentence.score is None else f"{sentence.score:g}",
        "source-hash": exchange.fingerprint(sentence),
        "target-hash": exchange.made(sentence),
    }
    for name, value in props.items():
        if value:
            add(unit, "prop", value, {"type": f"x-duizhao-{name}"})
    for tag, text in ((source, sentence.source), (exchange.TARGET, sentence.target)):
        add(add(unit, "tuv", None, {exchange.XML_LANG: tag}), "seg", text)
