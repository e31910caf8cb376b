"""The text in feeds as it is really found: ampersands that are none, HTML in XML, escaped once or twice, old dates."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz
from html.entities import html5

from duizhao.reading.dates import as_date
from duizhao.reading.markup import parse, visible
from duizhao.record import Kind
from duizhao.xml import Element, local

_PROLOG = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,1000}(?:\[.*?\]\s{0,100})?>", re.S | re.I)
_HEAD = 1 << 16
_INVALID = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?:(amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});|([a-z][a-z0-9]{1,31});)?", re.I)
_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_VOID = re.compile(r"<(br|hr|img|wbr)\b[^<>]{0,4000}>", re.I)
_TAG = re.compile(r"<[a-z/!][^<>]*>|&[#\w]{2,32};", re.I)
_BLOCK = re.compile(r"<(?:br|p|div|li|ul|ol|table|tr|td|h[1-6]|blockquote|pre|section|article|dd|dt)\b", re.I)
_BREAK = re.compile(r"<[^<>]*>|\r\n?|\n")
_ESCAPED = re.compile(
    r"&(?:amp;)?lt;/?(?:p|br|div|span|a|img|b|i|em|strong|font|table|ul|ol|li|h[1-6]|blockquote)\b", re.I
)
_POSTED = re.compile(r"\s*(?:[a-z]{3,9},?\s+)?\d{1,2}[\s-]+[a-z]{3,9}[\s-]+\d{2,4}", re.I)
_AMBIGUOUS = re.compile(r"\b(?:CST|IST|BST|AST)\b")
"""Zones that are several: CST is China's time, and America's."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of visible text."""

    text: str
    kind: Kind = "paragraph"


def mended(text: str) -> str:
    """The text of a feed as XML can be read: HTML's entities as characters, and its signs where they are no mark-up.

    What CDATA holds stays; prolog and document type go, with the entities that they define.
    """
    head = _PROLOG.sub("", text[:_HEAD], count=1)
    if doctype := _DOCTYPE.match(head, max(head.lower().find("<!doctype"), 0)):
        head = head[: doctype.start()] + head[doctype.end() :]
    text = _INVALID.sub("", head + text[_HEAD:])
    out, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        end = len(text) if end < 0 else end + 3
        out += [_signs(text[at:start]), text[start:end]]
        at = end
    return "".join((*out, _signs(text[at:])))


def _signs(text: str) -> str:
    return _VOID.sub(r"<\1/>", _LESS.sub("&lt;", _AMPERSAND.sub(_entity, text)))


def _entity(found: re.Match[str]) -> str:
    known, name = found.groups()
    if known:
        return found[0]
    char = html5.get(f"{name};", "") if name else ""
    return html.escape(char) if char else f"&amp;{found[0][1:]}"


def shown(element: Element, where: str) -> list[Line]:
    """The lines that a reader of an element sees, however it holds them.

    Raises InputError where its HTML cannot be parsed.
    """
    kind, mode = (element.get("type") or "").lower(), (element.get("mode") or "").lower()
    if mode == "base64" or (kind and "/" in kind and not kind.startswith("text/") and "xml" not in kind):
        return []
    if len(element):
        return _of_html(_inner(element), where)
    text = element.text or ""
    return _plain(text) if kind in ("text", "text/plain") and mode != "escaped" else _of_html(text, where)


def _plain(text: str) -> list[Line]:
    return [Line(line.strip()) for line in text.splitlines() if line.strip()]


def _inner(element: Element) -> str:
    from lxml import etree

    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        for e in child.iter("{*}*"):
            name = local(e).rpartition(":")[2]
            e.tag = name if name.isidentifier() else "span"
            for key in [k for k in e.attrib if "}" in k or ":" in k]:
                del e.attrib[key]
        etree.cleanup_namespaces(child)
        parts.append(etree.tostring(child, encoding="unicode", method="html"))
    return "".join(parts)


def _of_html(text: str, where: str) -> list[Line]:
    """The lines of what may be HTML; without an element that makes lines, the line breaks of the text do."""
    for _ in range(2):
        if not re.search(r"<[a-z/]", text, re.I) and _ESCAPED.search(text):
            text = html.unescape(text)
    if not _TAG.search(text):
        return _plain(text)
    if not _BLOCK.search(text):
        text = _BREAK.sub(lambda m: m[0] if m[0][0] == "<" else "<br>", text)
    root = parse(f"<html><body>{text}</body></html>", where)
    return [Line(line.text, line.kind) for line in visible(root)]


def moment(text: str) -> str | None:
    """A date of a feed in ISO 8601, with its offset from UTC where it says it: RFC 822, W3C, or as people write it."""
    if not _POSTED.match(text):
        return as_date(text[:100])
    text = re.sub(r"(?<=\d)([+-]\d{4})$", r" \1", text.strip()[:100])
    found = parsedate_tz(text if ":" in text else f"{text} 00:00")
    if found is None:
        return None
    offset = None if found[9] is None or _AMBIGUOUS.search(text) else timezone(timedelta(seconds=found[9]))
    try:
        when = datetime(*found[:6], tzinfo=offset)
    except ValueError:
        return None
    return when.isoformat() if ":" in text else when.date().isoformat()
