"""The text of charts and of diagrams (SmartArt), which Word keeps in parts of their own."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.xml import Element, local

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"


def texts(root: Element) -> Iterator[tuple[int, str]]:
    """Each text with its index among the paragraphs (`a:p`) and the cached names (`c:v`) of its part."""
    seen: set[str] = set()
    index = -1
    for element in root.iter(_DRAWING, "{*}v"):
        index += 1
        if local(element) == "p":
            yield index, "".join("\n" if local(e) == "br" else e.text or "" for e in element.iter("{*}t", "{*}br"))
        elif _is_name(element) and (text := element.text or "") not in seen:
            seen.add(text)  # each series repeats the categories
            yield index, text


def _is_name(element: Element) -> bool:
    """Whether a cached value is a word of the chart: the numbers are its data."""
    return any(local(a) in ("strCache", "strLit", "lvl") for a in element.iterancestors())
