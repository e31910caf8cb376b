"""Summaries written by a model, through a plain callable; the engine comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

ROUNDS = 5
"""Summaries of summaries, at most: each round shortens the text by far more than half."""


def write(
    text: str,
    generate: Callable[[list[str]], list[str]],
    split: Callable[[str], list[str]],
    sentences: Callable[[str], list[str]] | None = None,
    between: str = "",
) -> list[str]:
    """The sentences of a summary of `text`.

    `split` cuts a text into pieces that the model can take, `generate` summarises each of a list of pieces. Where there
    are several pieces, their summaries, joined by `between`, are summarised again, until one piece is left or nothing
    gets shorter. `sentences` cuts what was written, at the marks of Chinese where it is None.
    """
    cut = sentences or at_marks
    for _ in range(ROUNDS):
        pieces = [p for p in split(text) if p.strip()]
        if not pieces:
            return []
        written = _once(generate(pieces))
        if len(pieces) == 1 or sum(map(len, written)) >= len(text):
            break
        text = between.join(written)
    return _once([s for text in written for s in cut(text)])


def at_marks(text: str) -> list[str]:
    """A text cut at the ends of its sentences."""
    return re.findall(r"[^。！？!?\n]+[。！？!?]*[”’」』）]*", text)


def _once(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(t for text in texts if (t := text.strip())))
