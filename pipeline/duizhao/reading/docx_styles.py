"""What the styles of a Word document make of a paragraph or a run: heading, list item, caption, hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duizhao.xml import Element, local, value

DEPTH = 20
"""Styles that a style is based on, one on the other; Word itself allows eleven."""
BODY = 9
"""The outline level of what is no heading."""

_NAMED_HEADING = re.compile(r"(?:heading|标题|標題)\s?([1-9])")
_TITLES = {"title", "标题", "標題"}
_SUBTITLES = {"subtitle", "副标题", "副標題"}
_CAPTIONS = {"caption", "题注", "標號"}
_QUOTES = {"quote", "intense quote", "block text", "引用", "明显引用", "鮮明引文", "引文"}
_CONTENTS = re.compile(r"(?:toc (?:\d|heading)|table of (?:figures|authorities)|index (?:\d|heading)|目[录錄] ?\d)")


@dataclass(frozen=True, slots=True)
class Look:
    """`level`: of a heading, from 0; None where it is none. `names`: of the style and those it is based on, lowered."""

    names: tuple[str, ...] = ()
    level: int | None = None
    listed: bool = False
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

    @property
    def is_contents(self) -> bool:
        return any(_CONTENTS.fullmatch(n) for n in self.names)


class Styles:
    """The looks of a document's styles, by their id."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._looks: dict[str, Look] = {}
        self._default = ""
        for style in () if root is None else root.iterfind("{*}style"):
            id = value(style, "styleId") or ""
            self._styles.setdefault(id, style)
            if value(style, "type") == "paragraph" and is_on(value(style, "default") or "0"):
                self._default = id

    def look(self, id: str | None) -> Look:
        """The look of a style; that of the default paragraph style for None, a plain one for an unknown id."""
        id = self._default if id is None else id
        if id not in self._looks:
            self._looks[id] = self._resolved(id)
        return self._looks[id]

    def paragraph(self, properties: Element | None) -> Look:
        """The look of a paragraph with these properties: what they say themselves comes before the style."""
        style = None if properties is None else properties.find("{*}pStyle")
        look = self.look(None if style is None else value(style, "val"))
        if properties is None:
            return look
        level, listed = _outline(properties), _listed(properties)
        if level is None and listed is None:
            return look
        level = look.level if level is None else level
        named = level if level is not None and level < BODY else None
        return Look(look.names, named, look.listed if listed is None else listed, look.hidden)

    def _resolved(self, id: str) -> Look:
        names: list[str] = []
        level: int | None = None
        listed: bool | None = None
        hidden: bool | None = None
        at: str | None = id
        for _ in range(DEPTH):
            style = self._styles.get(at) if at is not None else None
            if style is None:
                break
            name = " ".join((_said(style, "name") or at or "").lower().split())
            names.append(name)
            properties = style.find("{*}pPr")
            if properties is not None:
                level = _outline(properties) if level is None else level
                listed = _listed(properties) if listed is None else listed
            if level is None and (heading := _NAMED_HEADING.fullmatch(name)):
                level = int(heading[1]) - 1
            hidden = vanishes(style.find("{*}rPr")) if hidden is None else hidden
            at = _said(style, "basedOn")
        level = None if level == BODY else level
        return Look(tuple(names), level, bool(listed), bool(hidden))


def vanishes(properties: Element | None) -> bool | None:
    """Whether run properties hide their text; None where they do not say."""
    found = None if properties is None else properties.find("{*}vanish")
    return None if found is None else is_on(value(found, "val") or "1")


def is_on(said: str) -> bool:
    """Whether a value of Word's means yes."""
    return said.lower() not in ("0", "false", "off", "none")


def _said(style: Element, name: str) -> str | None:
    for child in style:
        if local(child) == name:
            return value(child, "val")
    return None


def _outline(properties: Element) -> int | None:
    found = properties.find("{*}outlineLvl")
    said = "" if found is None else value(found, "val") or ""
    return min(int(said), BODY) if re.fullmatch("[0-9]{1,3}", said) else None


def _listed(properties: Element) -> bool | None:
    found = properties.find("{*}numPr/{*}numId")
    return None if found is None else value(found, "val") != "0"
