"""Words that a model misreads, in plainer Chinese: 亚军 as 第二名. The table is the model's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from duizhao.edits import Edit
from duizhao.errors import ModelError
from duizhao.lexicon import Lexicon, lexicon

FILE = "plainer.tsv"
"""In the folder of a model, where it has such a table: word, what the model gets in its place."""
_TITLE = re.compile("《[^《》]*》")


@dataclass(frozen=True)
class Plainer:
    """A table of words and what is put in their places; every word has two characters at least."""

    words: Mapping[str, str]

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """By the first two characters the lengths of words, longest first."""
        lengths: dict[str, set[int]] = {}
        for word in self.words:
            lengths.setdefault(word[:2], set()).add(len(word))
        return {two: sorted(found, reverse=True) for two, found in lengths.items()}

    def edits(self, text: str) -> Iterator[Edit]:
        """The words of the table in a text, left to right, the longest first; not in 《》, none cut out of others."""
        found = list(self._found(text))
        table = lexicon() if found else None
        borders = {at for w in table.cut(text) for at in w.span} if table is not None else set()
        titles = [m.span() for m in _TITLE.finditer(text)] if found else []
        for edit in found:
            whole = table is None or ({edit.start, edit.end} <= borders and not _shares(table, text, edit))
            if whole and not any(start < edit.start and edit.end < end for start, end in titles):
                yield edit

    def _found(self, text: str) -> Iterator[Edit]:
        at = 0
        while at < len(text) - 1:
            for length in self._lengths.get(text[at : at + 2], ()):
                word = text[at : at + length]
                if (plain := self.words.get(word)) is not None:
                    yield Edit(at, at + length, word, plain, step="plainer")
                    at += length
                    break
            else:
                at += 1


def _shares(table: Lexicon, text: str, edit: Edit) -> bool:
    """Whether its last character makes a word with the next: 更加紧密 has 紧密, not 加紧."""
    return edit.end < len(text) and bool(table.likely(text[edit.end - 1 : edit.end + 1]))


def read(folder: Path) -> Plainer:
    """The table of the model in a folder; an empty one where it has none. Raises ModelError for one it cannot read."""
    path = folder / FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    except (OSError, UnicodeDecodeError) as e:
        raise ModelError(f"cannot be read: {e}", where=path) from e
    return Plainer(dict(_row(line, n, path) for n, line in enumerate(lines, 1) if line and not line.startswith("#")))


def _row(line: str, number: int, path: Path) -> tuple[str, str]:
    word, _, plain = line.partition("\t")
    if len(word) < 2 or not plain or "\t" in plain:
        what = f"line {number} is not a word of two characters or more, a tab and what stands for it"
        raise ModelError(what, where=path)
    return word, plain
