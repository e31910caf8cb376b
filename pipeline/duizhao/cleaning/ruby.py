"""Readings in kana or bopomofo that stood small above the characters and now stand behind them: 漢(かん)字(じ).

One reading behind a name is a gloss of the author's, and lessons and dictionaries give readings on purpose: taken out
are rows of them, where characters and readings take turns in running text.
"""

from __future__ import annotations

import re
from itertools import pairwise

from duizhao.edits import Edit

STEP = "ruby"

_HAN = "\u3005\u3400-\u9fff"
_KANA, _BOPOMOFO = "\u3041-\u3096\u30a1-\u30fa\u30fc", "\u3105-\u312f\u31a0-\u31bf\u02c9\u02ca\u02c7\u02cb\u02d9 "
_ANY = re.compile(r"[(（《][\u3041-\u30fa\u3105-\u312f\u02d9]")
_READING = re.compile(
    rf"(?<=[{_HAN}])(?:[(（](?:[{_KANA}]{{1,12}}|[{_BOPOMOFO}]{{1,6}})[)）]|《(?:[{_KANA}]{{1,12}}|[{_BOPOMOFO}]{{1,6}})》)"
)
_BAR = re.compile(rf"[｜|](?=[{_HAN}]{{1,8}}《[{_KANA}]{{1,12}}》)")
_LISTED = re.compile(r"[、，,；;/]\s?$")
_CUE = re.compile(
    "读音|讀音|读作|讀作|念作|唸|注音|发音|發音|音读|音讀|训读|訓讀|假名|五十音|振假名|生字|破音|多音|又音|单词|單詞|词汇|詞彙|课文|課文|辞典|辭典|字典|词典|詞典"
)
_LEAST = 2


def ruby(text: str) -> list[Edit]:
    """The edits that take the readings out; none where they are the author's."""
    if not _ANY.search(text) or _CUE.search(text):
        return []
    found = list(_READING.finditer(text))
    rows = [b for a, b in pairwise(found) if _in_row(text, a, b)]
    listed = sum(1 for m in found if text[m.end() : m.end() + 1] in "、，,；;/\n|" and _alone(text, m))
    aozora = sum(m[0].startswith("《") for m in found)
    if (len(rows) + 1 < _LEAST and aozora < _LEAST) or not (rows or aozora) or 2 * listed > len(found):
        return []
    spans = sorted([m.span() for m in found] + [m.span() for m in _BAR.finditer(text)])
    return [Edit(a, b, text[a:b], "", "exact", STEP) for a, b in spans]


def _in_row(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether few characters stand between two readings, and no mark that divides a list."""
    between = text[first.end() : second.start()]
    return len(between) <= 4 and bool(re.fullmatch(rf"[{_HAN}{_KANA}]+", between))


def _alone(text: str, reading: re.Match[str]) -> bool:
    """Whether the word before a reading begins a line or follows another item of a list."""
    head = re.search(rf"(?:^|[\n、，,；;/|])[{_HAN}]{{1,4}}$", text[max(0, reading.start() - 6) : reading.start()])
    return bool(head)
