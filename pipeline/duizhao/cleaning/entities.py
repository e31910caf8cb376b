"""Escapes that were never undone: HTML entities, once or twice encoded, percent escapes and \\u escapes of JSON.

In an address, and where the text speaks of the escapes themselves, they are what the author wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from urllib.parse import unquote_to_bytes

from duizhao.edits import Edit

STEP = "entities"

_NAMES = "nbsp|quot|ldquo|rdquo|lsquo|rsquo|mdash|ndash|middot|hellip|bull|emsp|ensp"
"""Names that stand without their semicolon only by mistake; others (&copy=) are parameters of addresses."""
_ENTITY = re.compile(
    rf"&(?:amp;){{0,3}}(?:#[0-9]{{2,7}};?|#[xX][0-9A-Fa-f]{{2,6}};?|[A-Za-z][A-Za-z0-9]{{1,9}};|(?:{_NAMES})(?![A-Za-z0-9=]))"
)
_ENCODED_AGAIN = re.compile("^&(?:amp;)+(?=[#A-Za-z])")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}(?:[A-Za-z0-9_.~-]{0,40}%[0-9A-Fa-f]{2}){1,4000}")
_ESCAPED = re.compile(r"(?:\\+[uU][0-9A-Fa-f]{4}){1,4000}")
_TOKEN = re.compile(r"[!-~]+")
_ADDRESS = re.compile(r"://|www\.|[?&=/@]")
_SPOKEN_OF = re.compile(
    "实体|實體|转义|轉義|编码|編碼|跳脱|跳脫|写成|寫成|写作|寫作|HTML|html|代码|代碼|源码|原始碼|URL|url"
)
_QUOTES = "`'\"“”‘’「」『』"
_HAN = re.compile("[\u3400-\u9fff]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\xad]")


def entities(text: str) -> list[Edit]:
    """The edits that put characters where their escapes stand."""
    edits: list[Edit] = []
    if "&" in text:
        edits += _decoded_entities(text)
    if "%" in text:
        edits += _decoded_percents(text)
    if "\\" in text:
        edits += _decoded_escapes(text)
    return sorted(edits, key=lambda e: e.start)


def _decoded_entities(text: str) -> Iterator[Edit]:
    for found in _ENTITY.finditer(text):
        char = _character(found[0])
        if char is not None and not _in_address(text, found.start()) and not _spoken_of(text, *found.span()):
            yield Edit(found.start(), found.end(), found[0], char, "exact", STEP)


def _character(entity: str) -> str | None:
    """What an entity stands for; None where there is no such."""
    name = _ENCODED_AGAIN.sub("&", entity).rstrip(";") + ";"
    if name[1] == "#":
        number = int(name[3:-1], 16) if name[2] in "xX" else int(name[2:-1])
        if (not entity.endswith(";") and number < 0x80) or number < 9 or number > 0x10FFFF or 0xD800 <= number < 0xE000:
            return None
    elif name[1:] not in html5:
        return None
    char = unescape(name).replace("\xa0", " ")
    return _UNSEEN.sub("", char)


def _decoded_percents(text: str) -> Iterator[Edit]:
    for found in _PERCENT.finditer(text):
        token = _token(text, found.start(), found.end())
        if _ADDRESS.search(token) or _spoken_of(text, *found.span()):
            continue
        try:
            chars = unquote_to_bytes(found[0]).decode("utf-8")
        except UnicodeDecodeError:
            continue
        if _HAN.search(chars) and chars.isprintable():
            yield Edit(found.start(), found.end(), found[0], chars, "exact", STEP)


def _decoded_escapes(text: str) -> Iterator[Edit]:
    runs = list(_ESCAPED.finditer(text))
    if all(len(run[0]) < 10 for run in runs):
        return
    for found in runs:
        around = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
        if set(around) & set("[]-") or _spoken_of(text, *found.span(), quotes=""):
            continue
        units = re.findall("[0-9A-Fa-f]{4}", found[0])
        try:
            chars = bytes.fromhex("".join(units)).decode("utf-16-be")
        except UnicodeDecodeError:
            continue
        if _HAN.search(chars) and chars.isprintable():
            yield Edit(found.start(), found.end(), found[0], chars, "exact", STEP)


def _token(text: str, start: int, end: int) -> str:
    """The unbroken ASCII around [start, end)."""
    low = max(0, start - 200)
    before = text[low:start]
    head = re.search(r"[!-~]*$", before)
    tail = _TOKEN.match(text, end)
    return (head[0] if head else "") + (tail[0][:200] if tail else "")


def _in_address(text: str, at: int) -> bool:
    head = re.search(r"[!-~]{1,200}$", text[max(0, at - 200) : at])
    return bool(head) and ("://" in head[0] or "www." in head[0])  # type: ignore[index]


def _spoken_of(text: str, start: int, end: int, quotes: str = _QUOTES) -> bool:
    """Whether an escape stands alone in quotes, or the line is about escapes."""
    if quotes and start > 0 and end < len(text) and text[start - 1] in quotes and text[end] in quotes:
        return True
    low, high = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[max(low, start - 200) : start] + text[end : min(high if high >= 0 else len(text), end + 200)]
    return bool(_SPOKEN_OF.search(line))
