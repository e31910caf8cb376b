"""English words that only have a capital where a sentence begins: what opens a piece of a sentence may lose it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from duizhao.files import write_whole
from recipe import prepare
from recipe.folders import ROOT

FILE = ROOT / "pipeline" / "duizhao" / "translation" / "openers.txt"
SOURCES = ("own_news", "synthetic_news", "jiyu_examples", "multiun_sample", "mlqe_pe", "tico19", "xquad", "pud")
"""Prose. Menus, headings and tables have capitals of their own."""
_WITHIN = 40
"""Places within sentences where such a word stands, at least."""
_SMALL = 0.96
"""The share of those places in which it has no capital."""
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_LEAST = 5  # words of a sentence


def make(data: Path, out: Path = FILE, excluded: frozenset[bytes] = frozenset()) -> str:
    """Add to the list `out` what the pairs of a folder tell; what somebody wrote into it stays."""
    before = set(out.read_text(encoding="utf-8").split()) if out.exists() else set()
    words = before | openers(_prose(data, excluded))
    write_whole(out, "\n".join(sorted(words)) + "\n", force=True)
    return f"{out}: {len(words):,} words, {len(words - before):,} of them new"


def openers(sentences: Iterable[str]) -> set[str]:
    """The words that are small within sentences, with the capital that they have where they open one."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in sentences:
        words = list(_WORD.finditer(text))
        if len(words) < _LEAST or 2 * sum(m[0][0].isupper() for m in words) > len(words):
            continue
        for before, m in pairwise(words):
            if text[before.end() : m.start()] == " ":  # not behind a mark: another sentence may open there
                (small if m[0][0].islower() else capital)[m[0].lower()] += 1
    often = (w for w, low in small.items() if low >= max(_WITHIN, _SMALL * (low + capital[w])))
    return {w.capitalize() for w in often if re.fullmatch("[a-z]{2,}", w)}


def _prose(data: Path, excluded: frozenset[bytes]) -> Iterator[str]:
    for path in prepare.files(data):
        if prepare.name_of(path) in SOURCES:
            yield from (en for _, en in prepare.read(path) if prepare.key_of(en) not in excluded)
