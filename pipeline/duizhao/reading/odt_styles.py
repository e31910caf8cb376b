"""What the styles of an OpenDocument text make of a paragraph or a span: title, heading, caption, hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duizhao.xml import Element, local, value

DEPTH = 20
"""Styles that a style is derived from, one from the other."""

_TITLES = {"title", "标题", "標題"}
_SUBTITLES = {"subtitle", "副标题", "副標題"}
_CAPTIONS = {"caption", "illustration", "drawing", "figure", "题注", "標籤"}
_QUOTES = {"quotations", "quote", "block text", "引用"}
_HEADING = re.compile(r"(?:heading|标题|標題)\s?([1-9])")


@dataclass(frozen=True, slots=True)
class Look:
    """`names`: of the style and those it is derived from, lowered; `level`: of a heading, from 0."""

    names: tuple[str, ...] = ()
    level: int | None = None
    hidden: bool = False

    @property
    def is_title(self) -> bool:
        return not _TITLES.isdisjoint(self.names)

    @property
    def is_subtitle(self) -> bool:
        return not _SUBTITLES.isdisjoint(self.names)

    @property
    def is_caption(self) -> bool:
        return not _CAPTIONS.isdisjoint(self.names)

    @property
    def is_quote(self) -> bool:
        return not _QUOTES.isdisjoint(self.names)


class Styles:
    """The looks of the styles of the parts whose trees are given; those of the first part come first."""

    def __init__(self, *roots: Element | None) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        for root in roots:
            for style in () if root is None else root.iter("{*}style"):
                self._styles.setdefault((value(style, "family") or "", value(style, "name") or ""), style)

    def look(self, family: str, name: str | None) -> Look:
        """The look of a style of a family (paragraph, text, section)."""
        key = family, name or ""
        if key not in self._looks:
            self._looks[key] = self._resolved(*key)
        return self._looks[key]

    def _resolved(self, family: str, name: str) -> Look:
        names: list[str] = []
        hidden: bool | None = None
        level: int | None = None
        at: str | None = name
        for _ in range(DEPTH):
            style = self._styles.get((family, at or ""))
            plain = (at or "").replace("_20_", " ").lower()
            shown = plain if style is None else (value(style, "display-name") or plain).lower()
            names += dict.fromkeys((plain, shown))
            if level is None and (heading := _HEADING.fullmatch(plain)):
                level = int(heading[1]) - 1
            if style is None:
                break
            for properties in style:
                said = value(properties, "display") if local(properties) == "text-properties" else None
                hidden = said == "none" if hidden is None and said else hidden
            at = value(style, "parent-style-name")
            if not at:
                break
        return Look(tuple(filter(None, names)), level, bool(hidden))
