"""Language tags, as far as they matter here: is it Chinese, is it English."""

from __future__ import annotations

from typing import Literal

Side = Literal["zh", "en"]

_SIDES: dict[str, Side] = {
    **dict.fromkeys(("zh", "zho", "chi", "cmn", "yue", "nan", "hak", "wuu", "lzh", "chs", "cht"), "zh"),
    **dict.fromkeys(("en", "eng"), "en"),
}


def side(tag: str | None) -> Side | None:
    """The language that a tag such as `zh-TW` or `EN_us` names, where it is one of ours."""
    return _SIDES.get((tag or "").replace("_", "-").lower().split("-")[0].strip())
