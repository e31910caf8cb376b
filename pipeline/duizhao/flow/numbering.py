"""The number that an article, a chapter or an item begins with, in figures: 第十二条 is Article 12, （三） is (3)."""

from __future__ import annotations

import re

from duizhao.checks.numerals import value

_NAMES = {"条": "Article", "章": "Chapter", "节": "Section", "编": "Part"}
_ZH = "[〇零一二三四五六七八九十百]"
_SHAPE = re.compile(
    rf"\s*(?:第(?P<no>{_ZH}{{1,6}}|\d{{1,4}})(?P<of>[条章节编])[\s　]+"
    rf"|[（(](?P<item>{_ZH}{{1,3}}|\d{{1,2}})[)）]\s*(?![班期名天路号])"
    rf"|(?P<point>{_ZH}{{1,3}}|\d{{1,2}})、\s*(?![\d一二三四五六七八九十百]{{1,4}}[、，个名人十百千万年月日天岁家位次号线层楼班级审点期产季度类])"
    r"|(?P<figure>\d{1,2})[.．]\s*(?=[^\d\sA-Za-z\u0370-\u03ff])|(?P<dash>[—–]{1,2})\s*(?=[\u3400-\u9fff]))"
)


def numbering(text: str) -> tuple[str, int]:
    """What stands for the number that a text begins with, and where it ends; "" and 0 where it begins with none."""
    m = _SHAPE.match(text)
    if m is None:
        return "", 0
    if m["dash"]:
        return "—", m.end()
    number = value(m["no"] or m["item"] or m["point"] or m["figure"])
    if number is None:  # （三八）
        return "", 0
    if m["of"]:
        return f"{_NAMES[m['of']]} {number}", m.end()
    return f"({number})" if m["item"] else f"{number}.", m.end()
