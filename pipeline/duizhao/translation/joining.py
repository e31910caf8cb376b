"""The targets of the pieces of one sentence become one sentence again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_STOP = re.compile(r"(?<![.A-Z])\.$")
_MARK = re.compile(r"[.,;:!?…—–-]['\"”’)\]]*$")
_TIGHT = re.compile(r"(?<![^\s(\"“])(?:[A-Za-z0-9]{2,}[a-z],(?=\d)|(?!mailto:|sips?:)[A-Za-z]{2,}:(?=[\w.+-]+@\w))")
"""A mark that the model wrote without its blank, before a figure or an address."""
_FIRST = re.compile(r"[A-Z][a-z]*(?![A-Za-z]|-[A-Z])")
_CAPITAL = re.compile(r"(?:['’]s)? [A-Z]")
_FUNCTION = re.compile(
    "A|After|All|Although|Among|And|As|At|Because|Before|Both|But|By|During|Each|Every|For|From|However|If|In|Including|"
    "Its?|Many|More|Of|On|Or|Our|Since|Some|That|The|Their|These|They|This|Those|Through|To|Under|We|When|While|With"
)
"""What is no part of a name that follows it."""
_ENDED = re.compile(r"[.!?:]['\"”’)\]]*$")


def join(targets: Sequence[str]) -> str:
    """`targets` as one sentence: commas between them, no full stops, and what opens a piece loses its capital.

    A comma before a figure and a colon before a mail address get their blank.
    """
    parts = [t for target in targets if (t := target.strip())]
    for i in range(1, len(parts)):
        before = _STOP.sub(",", parts[i - 1])
        parts[i - 1] = before if _MARK.search(before) else f"{before},"
        first = _FIRST.match(parts[i])
        if first and first[0] in _openers() and not _ENDED.search(parts[i - 1]) and not _in_name(parts[i], first):
            parts[i] = first[0].lower() + parts[i][first.end() :]
    return _TIGHT.sub(r"\g<0> ", " ".join(parts))


def _in_name(part: str, first: re.Match[str]) -> bool:
    """Whether a piece begins with a name of several words: People's Daily, He Lifeng, Will Smith."""
    return bool(_CAPITAL.match(part, first.end())) and not _FUNCTION.fullmatch(first[0])


@cache
def _openers() -> frozenset[str]:
    """Words that are written with a capital only where a sentence begins. Not "I", and no name.

    What `python -m recipe openers` finds in the training pairs, and verbs of official prose.
    """
    return frozenset(Path(__file__).with_name("openers.txt").read_text(encoding="utf-8").split())
