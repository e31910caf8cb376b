"""What the exchange formats (XLIFF, TMX) say of a draft, said once; and the writer of their XML."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from duizhao.record import Draft, Flag, Sentence
from duizhao.rendering import parts
from duizhao.rendering.safe import visible

Element = Any
"""An lxml element; lxml is imported late and untyped."""

TOOL = "duizhao"
TARGET = "en-US"
PRIORITY = {"error": "1", "warning": "3"}
"""Of a note about a flag, 1 being the highest of ten."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_TAGS = {"zh-Hant": "zh-TW", "zh-Hans": "zh-CN", "zh": "zh-CN"}
_REGIONS = {"zh-hk": "zh-HK", "zh-mo": "zh-HK", "zh-sg": "zh-SG"}
_FORBIDDEN = re.compile("[\ufffe\uffff]")
_NO_TOKEN = re.compile(r"[^\w.:-]")


def source_language(draft: Draft) -> str:
    """The tag of the source in the form that CAT tools know: by its script, and by the region where it is said."""
    said = (draft.meta.lang or "").replace("_", "-").lower()
    return _REGIONS.get(said) or _TAGS[parts.language(draft)]


def written(text: str) -> str:
    """`text` without what XML cannot hold: such characters are shown."""
    return _FORBIDDEN.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", visible(text))


def fingerprint(sentence: Sentence) -> str:
    """The hash of the source as it is written: that of the record, unless a character had to be shown."""
    return _hash(sentence.source)


def made(sentence: Sentence) -> str:
    """The hash of the target as it is written, by which an edited one is told."""
    return _hash(sentence.target.strip())


def _hash(text: str) -> str:
    return hashlib.sha256(written(text).encode()).hexdigest()[:16]


def original(draft: Draft) -> str:
    """The name of the document: its file, or its id."""
    return written(draft.origin.path or draft.id)


def token(identity: str) -> str:
    """An id that XML takes for one."""
    return _NO_TOKEN.sub("_", identity) or "_"


def about(flag: Flag) -> str:
    """A flag as a note."""
    return written(parts.note(flag))


def add(parent: Element, name: str, text: str | None = None, attributes: Mapping[str, str] | None = None) -> Element:
    """A new child of `parent`, in its namespace, after the others."""
    from lxml import etree

    child = etree.SubElement(parent, f"{parent.tag.rpartition('}')[0]}}}{name}" if "}" in parent.tag else name)
    for key, value in (attributes or {}).items():
        child.set(key, written(value))
    child.text = None if text is None else written(text)
    return child


def document(root: Element) -> bytes:
    """The bytes of a file, indented, with a line feed at its end."""
    from lxml import etree

    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"
