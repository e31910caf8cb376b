"""Which heading of a document is its title."""

from __future__ import annotations

from dataclasses import replace

from duizhao.document import Block
from duizhao.reading.gather import Gathering
from duizhao.record import Meta


class Titles:
    """The headings that may be the title or the subtitle, as they are met."""

    def __init__(self) -> None:
        self._titles: list[Block] = []
        self._subtitles: list[Block] = []
        self._firsts: list[Block] = []  # headings of the first level

    def note(self, block: Block, is_title: bool, is_subtitle: bool, level: int | None) -> None:
        """A heading, and what its style says it is; `level` counts from 0."""
        if is_title:
            self._titles.append(block)
        elif is_subtitle:
            self._subtitles.append(block)
        elif level == 0:
            self._firsts.append(block)

    def chosen(self, gathering: Gathering, meta: Meta) -> tuple[Block | None, Meta]:
        """The title, and `meta` with what is known of it: it comes before the one in the properties.

        It is the first paragraph in the style of a title, else the only heading of the first level if it is at the top.
        """
        alone = len(self._firsts) == 1 and self._firsts[0] is next(iter(gathering.blocks), None)
        title = next(iter([*self._titles, *(self._firsts if alone else [])]), None)
        if title is None:
            return None, meta
        after = gathering.blocks[gathering.blocks.index(title) + 1 :][:1]
        if after and any(after[0] is s for s in self._subtitles):
            span = after[0].start, after[0].end
            subtitle = gathering.text_of(after[0])
            meta = replace(meta, subtitle=subtitle, evidence={**meta.evidence, "subtitle": span})
        return title, meta
