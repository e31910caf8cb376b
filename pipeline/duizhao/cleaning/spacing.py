"""Spaces that only spread characters out: 中 国 新 闻, the heading 通　知, and names padded to three places, 王　明.

A space between words of a headline, between verses and around Latin letters means something and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from duizhao.cleaning.plausibility import together
from duizhao.edits import Edit

STEP = "spacing"

_HAN, _SPACE = "\u3400-\u9fff", "[ \u3000\xa0]"
_MARKS = "，。、；：！？“”《》（）"
_SPREAD = re.compile(
    rf"(?<![{_HAN}])(?<![{_HAN}]{_SPACE})[{_HAN}](?:{_SPACE}{{0,2}}(?:{_SPACE}|[{_MARKS}]{{1,2}}{_SPACE}{{0,2}})[{_HAN}]){{3,400}}"
    rf"(?:{_SPACE}{{1,2}}[{_MARKS}])?(?!{_SPACE}{{0,2}}[{_HAN}])"
)
_PAIR = re.compile(rf"([{_HAN}]){_SPACE}{{1,2}}(?=([{_HAN}]))")
_APART = re.compile(rf"{_SPACE}[{_HAN}]{_SPACE}{{1,2}}[{_HAN}]")
_TITLES = (
    "通知|公告|通告|公报|公報|目录|目錄|目次|前言|序言|后记|後記|摘要|声明|聲明|决定|決定|报告|報告|命令|简介|簡介|附录|附錄"
    "|附件|总则|總則|附则|附則|结语|結語|引言|导言|導言|跋|序|请示|批复|函|意见|布告|启事|啟事|讣告|訃告|请柬|證明|证明"
)
_TITLE = re.compile(
    "(?m)^[ \\t\u3000]*("
    + "|".join(f"{t[0]}[ \u3000]{{1,6}}{t[1]}" for t in _TITLES.split("|") if len(t) == 2)
    + ")[ \\t\u3000\\r]*$"
)
_SERIES = set(
    "〇零一二三四五六七八九十百千万日月火水木金土甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北東中春夏秋冬上下左右前后後大小男女老少父母兄弟姐妹赤橙黄绿青蓝紫红白黑宫商角徵羽"
)
"""Rows of these are lists: days of a calendar, directions, colours."""
_KNOWN = 0.45
"""The share of neighbours that stand side by side in known words."""
_SENTENCE, _IN_SENTENCE = 6, 0.3
"""Neighbours of a row with marks in it, from which it is a sentence; the share of known ones is smaller there."""


def spacing(text: str) -> list[Edit]:
    """The edits that take such spaces out."""
    edits: list[Edit] = []
    if _APART.search(text):
        edits += _spread(text)
    if "\u3000" in text or "  " in text:
        edits += _titles(text)
    if "\u3000" in text:
        edits += _names(text)
    found = {(e.start, e.end): e for e in edits}
    return [found[key] for key in sorted(found)]


def _spread(text: str) -> Iterator[Edit]:
    for run in _SPREAD.finditer(text):
        pairs = _PAIR.findall(run[0])
        bare = set(re.findall(f"[{_HAN}]", run[0]))
        if bare <= _SERIES or len(bare) < 3 or len(pairs) < 2:
            continue
        known = _IN_SENTENCE if len(pairs) >= _SENTENCE and re.search(f"[{_MARKS}]", run[0]) else _KNOWN
        if sum(together(*p) for p in pairs) >= max(2, known * len(pairs)):
            yield from _without(text, *run.span())


def _titles(text: str) -> Iterator[Edit]:
    for line in _TITLE.finditer(text):
        yield from _without(text, *line.span(1))


def _names(text: str) -> Iterator[Edit]:
    """Names in lists: 王　明、李建国; the list shows by its 、 or by other names around."""
    for name in _name().finditer(text):
        low, high = text.rfind("\n", 0, name.start()) + 1, text.find("\n", name.end())
        line = text[max(low, name.start() - 200) : min(high if high >= 0 else len(text), name.end() + 200)]
        if (
            "、" in line
            or len(_name().findall(line)) > 1
            or _LABEL.search(text[max(low, name.start() - 8) : name.start()])
        ):
            yield from _without(text, *name.span())


_LABEL = re.compile(
    "(?:记者|記者|作者|编辑|編輯|责编|責編|校对|校對|摄影|攝影|主编|主編|通讯员|通訊員|监制|監製|文|图|圖)"
    "[：:/ \u3000]*$"
)


@cache
def _name() -> re.Pattern[str]:
    names = "".join((files(__package__) / "surnames.txt").read_text(encoding="utf-8").split())
    singles = "".join(sorted(set(re.findall(f"[{_HAN}]", names))))
    return re.compile(
        rf"(?:(?<=[、，：:（(])|(?<=^)|(?<=\n)|(?<=[ \u3000]{{2}}))[{singles}]\u3000[{_HAN}]"
        r"(?=[、，。；）)\n\r]|\u3000{2}|  |$)"
        rf"|(?<=[{_HAN}])[{singles}]\u3000[{_HAN}](?=、)"
    )


def _without(text: str, start: int, end: int) -> Iterator[Edit]:
    """The edits that take the spaces out of [start, end)."""
    for gap in re.finditer(f"{_SPACE}+", text[start:end]):
        yield Edit(start + gap.start(), start + gap.end(), gap[0], "", "exact", STEP)
