"""A key by which texts in either script and any width are the same."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from duizhao.hanzi.tables import dictionary

_MARKS = {"「": '"', "」": '"', "『": '"', "』": '"', "“": '"', "”": '"', "＂": '"', "‘": "'", "’": "'"}


def fold(text: str) -> str:
    """`text` without its differences of script, width, kind of quotation mark and white space: for comparing only.

    Characters are made simplified one by one, whatever word they stand in, so that both scripts of a sentence have one
    key; folding a key again changes nothing.
    """
    return " ".join(unicodedata.normalize("NFKC", text.translate(_table())).translate(_table()).split())


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    single = {k: v for k, v in dictionary("TSCharacters.txt").items() if len(k) == 1}
    table = {**single, "著": "着", **_MARKS}
    for key, value in table.items():  # 著 may be what a rarer form becomes
        table[key] = table.get(value, value)
    return str.maketrans(table)
