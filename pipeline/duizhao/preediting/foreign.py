"""Foreign names that a document spells at home beside their characters: 帕塔维 (Pattavee) is Pattavee from then on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from duizhao.edits import Edit
from duizhao.people import lists

_MORE = "翰逊登蓓黛露娃薇琪瑟绮婷昂庄蕾珍妮芙崔佛密廉克唐理姆易保"
"""Characters that spell foreign names, beside those of `people.json`."""
LETTERS = 1.4
"""Of a Latin name, for each of its characters, at least: 阿拉斯加费尔班克斯 is more than Fairbanks."""
LEAST = 3
"""Characters of a name that stands for itself later on."""


def foreign(text: str, known: Mapping[str, str]) -> Iterator[Edit]:
    """The foreign names of a document, `known`, where a text has their characters alone, as they are spelled at home.

    Where both stand together a model reads them well enough.
    """
    taken = [range(start, end) for _, _, start, end in _beside(text)] if known else []
    here = [chinese for chinese in known if chinese in text]
    for chinese, latin in ((name, known[name]) for name in sorted(here, key=len, reverse=True)):
        for m in re.finditer(rf"(?<!{_sounds()}){re.escape(chinese)}(?!{_sounds()})", text):
            if not any(m.start() in span for span in taken):
                taken.append(range(*m.span()))
                yield Edit(*m.span(), m[0], _apart(text, *m.span(), latin), step="foreign")


def learnt(document: str) -> dict[str, str]:
    """The foreign names that a document spells, whole and by their last part."""
    found: dict[str, str] = {}
    for chinese, latin, _, _ in _beside(document):
        parts, words = chinese.split("·"), latin.split()
        found.setdefault(chinese, latin)
        if len(parts) > 1 and len(parts[-1]) >= LEAST:
            found.setdefault(parts[-1], words[-1])
    return {chinese: latin for chinese, latin in found.items() if len(chinese) >= LEAST}


def _beside(text: str) -> Iterator[tuple[str, str, int, int]]:
    for m in _shape().finditer(text):
        letters, characters = sum(map(str.isalpha, m["latin"])), len(m["name"].replace("·", ""))
        if letters >= LETTERS * characters:
            yield m["name"], m["latin"].strip(), m.start(), m.end()


def _apart(text: str, start: int, end: int, latin: str) -> str:
    """A blank between Latin and what is beside it; none before a mark."""
    before = " " if start and (text[start - 1].isalnum()) else ""
    return f"{before}{latin}{' ' if text[end : end + 1].isalnum() else ''}"


@cache
def _sounds() -> str:
    return f"[{lists()['sounds']}{_MORE}·]"


@cache
def _shape() -> re.Pattern[str]:
    name = rf"(?P<name>(?:[{lists()['sounds']}{_MORE}]+[·•])*[{lists()['sounds']}{_MORE}]{{2,12}})"
    return re.compile(
        rf"(?<!{_sounds()}){name}\s?[（(]\s?(?P<latin>[A-ZÀ-Þ][A-Za-zÀ-ÿ.'’ -]{{0,40}}"
        r"[a-zà-ÿ][A-Za-zÀ-ÿ.'’ -]{0,10})[）)]"
    )
