"""Full-width letters and digits, which Chinese type put in to keep the columns, made half-width: ２０２４年 is 2024年.

All of them are: Ｑ版 and 阿Ｑ name the same in either width, and the model reads only one. Signs are made half-width
only where they make one number or name with digits (２，０００, １２．５％, １：０, Ｆ－１６); all others are Chinese
punctuation: the comma of ＣＣＴＶ５，２０２４年, the wave of ３～５. Left alone are faces made of signs （＾ｏ＾）, and
texts that speak of widths (全角).
"""

from __future__ import annotations

import re

from duizhao.edits import Edit

STEP = "width"

_WIDE = "０-９Ａ-Ｚａ-ｚ"
_ANY = re.compile(f"[{_WIDE}]")
_ALONE = f"[{_WIDE}，：]"
_NUMBER = (
    f"(?<!{_ALONE})(?:[０-９]{{1,3}}(?:，[０-９]{{3}}){{1,9}}|[０-９]{{1,3}}(?:：[０-９]{{1,2}}){{1,2}})(?!{_ALONE})"
)
"""With thousands set apart, or a score or time of day."""
_RUN = re.compile(f"(?:{_NUMBER}|[{_WIDE}]+)(?:[．／－＋＊＝](?=[０-９])[０-９][{_WIDE}]*)*(?:(?<=[０-９])％)?")
_FACE = set("＾＿＞＜≧≦∀ω；TД▽□｀´￣")
_SPOKEN_OF = re.compile("全角|半角|全形|半形")
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def width(text: str) -> list[Edit]:
    """The edits that make them half-width."""
    if not _ANY.search(text) or _SPOKEN_OF.search(text):
        return []
    return [
        Edit(m.start(), m.end(), m[0], half, "exact", STEP)
        for m in _RUN.finditer(text)
        if (half := m[0].translate(_HALF)) and not _in_face(text, m)
    ]


def _in_face(text: str, run: re.Match[str]) -> bool:
    """Whether letters stand between signs that make eyes and mouths."""
    around = text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1]
    return len(run[0]) <= 2 and bool(set(around) & _FACE)
