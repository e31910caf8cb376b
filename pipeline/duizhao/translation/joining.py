"""The targets of the pieces of one sentence become one sentence again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

FULL_STOP = re.compile(
    r"(?<!\.)(?<!\.[A-Za-z])(?<!\b[A-Z])(?<!\bCo)(?<!\bLtd)(?<!\bInc)(?<!\bCorp)(?<!\betc)(?<!\b[JS]r)\.$"
)
"""A full stop at the end that belongs to no abbreviation."""
_SHORT = re.compile(r"(?:[ap]\.m|\b(?:Co|Ltd|Inc|Corp|etc|[JS]r))\.$")
_MARK = re.compile(r"[.,;:!?…—–-]['\"”’)\]]*$")
_TIGHT = re.compile(r"(?<![^\s(\"“])(?:[A-Za-z0-9]{2,}[a-z],(?=\d)|(?!mailto:|sips?:)[A-Za-z]{2,}:(?=[\w.+-]+@\w))")
"""A mark that the model wrote without its blank, before a figure or an address."""
_FIRST = re.compile(r"[A-Z][a-z]*(?![A-Za-z]|-[A-Z])")
_CAPITAL = re.compile(r"(?:['’]s)? [A-Z]")
_FUNCTION = re.compile(
    "An?|After|All|Although|Among|And|As|At|Because|Before|Both|But|By|During|Each|Every|For|From|Her|His|"
    "However|If|In|Including|Its?|Many|More|Of|On|One|Only|Or|Other|Our|Said|Since|So|Some|Such|That|The|Their|"
    "Then|These|They|This|Those|Though|Through|To|Under|We|When|Where|Whereas|Which|While|With|Yet"
)
"""What is no part of a name that follows it."""
_CLAUSE = re.compile(
    r"(?:it|they|he|she|we|this|these|there)(?: also| then| still)? (?:is|are|was|were|will|would|has|have|had|can|"
    r"could|must|should|may|needs?|[a-z]+ed)\b",
    re.IGNORECASE,
)
"""What begins a sentence of its own, which a comma would splice to the one before it."""
_DEPENDS = re.compile(
    r"(?:Above|According|After|Although|Among|As|At|Based|Because|Before|Besides|Born|By|Compared|During|Even|Faced|For|"
    r"From|Hearing|However|If|In|Instead|Meanwhile|Of|On|Once|Over|Rather|Since|So|Thanks|Therefore|Though|Through|To|"
    r"Together|Under|Unless|Until|When|Where|While|With|Without|[A-Z][a-z]+ing)\b"
    r"|.*[,;] (?:even )?(?:after|although|as|because|before|if|since|though|when|while)\b[^,;]*,$"
)
"""What stands behind its comma and cannot stand by itself, or mostly does not."""
_SAYING = re.compile(r"\b(?:said|says|added|stressed|noted|believes?|hopes?|pointed out|that|which|and|or|but),$")
_AND = re.compile(r",? (and|or)[,.]?$")
_ENDED = re.compile(r"[.!?:]['\"”’)\]]*$")


def join(targets: Sequence[str]) -> str:
    """`targets` as one sentence: commas between them, no full stops, and what opens a piece loses its capital.

    A comma before a clause of its own is a semicolon. A comma before a figure and a colon before a mail address get
    their blank.
    """
    parts = [t for target in targets if (t := target.strip())]
    for i in range(1, len(parts)):
        before = _AND.sub(r" \1", FULL_STOP.sub(",", parts[i - 1]))
        if _SHORT.search(before) or not (_MARK.search(before) or _AND.search(before)):
            before += ","
        parts[i - 1] = f"{before[:-1]};" if _are_two(before, parts[i]) else before
        if not _ENDED.search(parts[i - 1]):
            parts[i] = going_on(parts[i])
    return _TIGHT.sub(r"\g<0> ", " ".join(parts))


def going_on(part: str) -> str:
    """`part` without the capital of its first word, where that is no name."""
    first = _FIRST.match(part)
    if first and first[0] in _openers() and not _in_name(part, first):
        return first[0].lower() + part[first.end() :]
    return part


def _are_two(before: str, part: str) -> bool:
    """Whether a comma would join two sentences that stand by themselves."""
    whole = before.endswith(",") and not _SAYING.search(before) and not _DEPENDS.match(before)
    return whole and _CLAUSE.match(part) is not None


def _in_name(part: str, first: re.Match[str]) -> bool:
    """Whether a piece begins with a name of several words: People's Daily, He Lifeng, Will Smith."""
    return bool(_CAPITAL.match(part, first.end())) and not _FUNCTION.fullmatch(first[0])


@cache
def _openers() -> frozenset[str]:
    """Words that are written with a capital only where a sentence begins. Not "I", and no name.

    What `python -m recipe openers` finds in the training pairs, and verbs of official prose.
    """
    return frozenset(Path(__file__).with_name("openers.txt").read_text(encoding="utf-8").split())
