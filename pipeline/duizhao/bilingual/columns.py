"""Which column of a bilingual table holds what: by its heading, or by the script in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from duizhao import delimited

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile("[A-Za-z]")


def named(heading: Iterable[str]) -> dict[str, int]:
    """Field → its column, by the names in `columns.tsv`; the first of several counts."""
    return delimited.named(heading, _names())


def by_script(texts: Sequence[str]) -> tuple[int, int] | None:
    """The column with most Chinese and the one with most English, of the texts of all; None where one is missing."""
    han = [len(_HAN.findall(text)) for text in texts]
    latin = [len(_LATIN.findall(text)) for text in texts]
    source = max((i for i in range(len(texts)) if 3 * han[i] > latin[i]), key=lambda i: han[i], default=None)
    target = max((i for i in range(len(texts)) if latin[i] > 3 * han[i]), key=lambda i: latin[i], default=None)
    return None if source is None or target is None else (source, target)


@cache
def _names() -> dict[str, str]:
    return delimited.column_names(Path(__file__).parent / "columns.tsv")
