"""The units of a TMX file that have Chinese in them, with their English where they have any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duizhao.langs import side
from duizhao.xliff import parse, text_of
from duizhao.xml import Element, value

__all__ = ["Entry", "entries", "parse", "text_of"]


@dataclass(frozen=True, slots=True)
class Entry:
    """`source` and `target` are the `seg` elements; `chinese` the variant that the source is in."""

    unit: Element
    chinese: Element
    source: Element
    target: Element | None


def entries(root: Element) -> Iterator[Entry]:
    """Every unit with a Chinese variant, in the order of the file; the first variant of each language counts."""
    for unit in root.iter("{*}tu"):
        found: dict[str | None, tuple[Element, Element]] = {}
        for variant in unit.iterfind("{*}tuv"):
            seg = variant.find("{*}seg")
            if seg is not None:
                found.setdefault(side(value(variant, "lang")), (variant, seg))
        if "zh" in found:
            chinese, source = found["zh"]
            yield Entry(unit, chinese, source, found["en"][1] if "en" in found else None)
