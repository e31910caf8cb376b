"""Summaries written by a model, through a plain callable; the engine comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

ROUNDS = 5
"""Summaries of summaries, at most: each round shortens the text by far more than half."""


def write(text: str, generate: Callable[[list[str]], list[str]], split: Callable[[str], list[str]]) -> list[str]:
    """The sentences of a summary of `text`.

    `split` cuts a text into pieces that the model can take, `generate` summarises each of a list of pieces. Where there
    are several pieces, their summaries, joined, are summarised again, until one piece is left or nothing gets shorter.
    """
    for _ in range(ROUNDS):
        pieces = [p for p in split(text) if p.strip()]
        if not pieces:
            return []
        written = _once(generate(pieces))
        if len(pieces) == 1 or sum(map(len, written)) >= len(text):
            return sentences(written)
        text = "".join(written)
    return sentences(written)


def sentences(texts: Sequence[str]) -> list[str]:
    """What a model wrote, cut at the ends of its sentences; none twice."""
    return _once([s for text in texts for s in re.findall(r"[^。！？!?\n]+[。！？!?]*[”’」』）]*", text)])


def _once(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(t for text in texts if (t := text.strip())))
