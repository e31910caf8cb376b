"""Script conversion by any configuration of opencc-python-reimplemented, with the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duizhao.edits import Edit, compose
from duizhao.hanzi.align import edits, rewrite
from duizhao.hanzi.tables import SEPARATOR, Stage, stages

NONE = "none"
_BLOCK = 1 << 16  # characters converted at once in a stream


@dataclass(frozen=True, slots=True)
class Converted:
    """A text in the script asked for; `edits`, applied to the author's text, give it."""

    text: str
    edits: tuple[Edit, ...] = ()


def convert(text: str, config: str) -> Converted:
    """`text` by the configuration `config`, or as it is by `none`.

    Raises UsageError for a configuration that the package lacks, ModelError where the package is missing or mixed with
    the official OpenCC.
    """
    if config == NONE:
        return Converted(text)
    changed: list[Edit] = []
    now = text
    for stage in stages(config):
        step = edits(now, stage)
        changed = compose(text, changed, step)
        now = rewrite(now, stage)
    return Converted(now, tuple(changed))


def convert_stream(pieces: Iterable[str], config: str) -> Iterator[str]:
    """The same for a text in pieces (lines, or cut anywhere): joined, the results are the whole text converted.

    Holds about 65,536 characters at a time, or a longer run without white space and punctuation.
    """
    chain = () if config == NONE else stages(config)
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _BLOCK and (last := _last_separator(piece)) is not None:
            yield from _blocks("".join((*held[:-1], piece[:last])), chain)
            held = [piece[last:]]
            size = len(piece) - last
    yield from _blocks("".join(held), chain)


def _blocks(text: str, chain: tuple[Stage, ...]) -> Iterator[str]:
    at = 0
    while at < len(text):
        cut = SEPARATOR.search(text, min(at + _BLOCK, len(text)))
        end = cut.end() if cut else len(text)
        block = text[at:end]
        for stage in chain:
            block = rewrite(block, stage)
        yield block
        at = end


def _last_separator(text: str) -> int | None:
    """The place after the last separator."""
    return next((i for i in range(len(text), 0, -1) if SEPARATOR.match(text[i - 1])), None)
