"""Cues joined into runs that make whole sentences.

Who writes full stops and commas at the ends of lines, writes them all: there a cue without a mark goes on in the next.
Most Chinese subtitles leave both out; a cue is then a sentence of its own, a space in it stands for a comma, and only
a comma kept, or a word that no sentence ends with, carries it into the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.reading.cuelines import Line, Spoken
from duizhao.reading.cues import Cue

PAUSE = 3000
"""Milliseconds between two cues over which no sentence goes on."""
OVERLAP = 500
"""Milliseconds by which a cue may begin before the last one ends; more, and they are seen side by side."""
LIMIT = 200
"""Characters of a run: what one speaks in a breath or two, and what a draft shows as one paragraph."""
PUNCTUATED = 0.2
"""Share of cues with a full stop, comma or colon at their end from which a file is one that writes them."""
ONE_LINE = 16
"""Characters that a line of Chinese subtitles holds: a shorter pair of lines was broken for the sense."""

_CLOSERS = "”’」』）)】］\\]》〉\"'"
_FINAL = re.compile(rf"(?:[。．｡！？!?…⋯~～]|[\u3400-\u9fff]\.)[{_CLOSERS}]*$")
_MARKED = re.compile(rf"[。．｡，,、；;：:][{_CLOSERS}]*$")
_OPEN_END = re.compile(rf"(?:[，,、；;：:（(“‘「『《—-]|[，,、；;：:][{_CLOSERS}])$")
_CLOSES = re.compile(rf"[{_CLOSERS}，,、；;。！？!?]")
_RESUMES = re.compile(r"…|⋯|\.\.\.|——")
_HESITATES = re.compile(r"(?:…|⋯|\.\.\.|——)$")
_ASIDE = re.compile(r"[（(【\[〔][^（）()【】\[\]〔〕]{1,60}[）)】\]〕]")
_HANGING = re.compile(
    r".(?:和|与|與|及|或|把|而|但|以及|或者|而且|并且|並且|但是|可是|因为|因為|由于|由於|所以|如果|要是|假如|虽然|雖然|尽管|儘管|即使"
    r"|为了|為了|对于|對於|关于|關於|通过|通過|根据|根據)$"
)
_TAIL = 80  # characters that are enough to see how a line ends


@dataclass(frozen=True, slots=True)
class Speech:
    """A cue with what is seen of it; `units` are its texts, one for each speaker, each of one or more lines."""

    cue: Cue
    spoken: Spoken
    units: tuple[tuple[Line, ...], ...]


def speech(cue: Cue, spoken: Spoken) -> Speech:
    """A cue whose lines begin with dashes has a speaker for each."""
    units: list[list[Line]] = []
    for line in spoken.lines:
        if line.text and (line.lead or not units):
            units.append([line])
        elif line.text:
            units[-1].append(line)
    return Speech(cue, spoken, tuple(map(tuple, units)))


def punctuated(speeches: Sequence[Speech]) -> bool:
    """Whether a file marks the ends of its lines."""
    spoken = [_last(s) for s in speeches if s.units]
    return sum(bool(_MARKED.search(text)) for text in spoken) >= max(1, PUNCTUATED * len(spoken))


def runs(speeches: Sequence[Speech], marked: bool) -> list[list[Speech]]:
    """All cues in their order, in runs; those without text go with the run before them, the first with the next."""
    out: list[list[Speech]] = []
    last: Speech | None = None
    size = 0
    for one in speeches:
        length = sum(len(line.text) for unit in one.units for line in unit)
        if not out:
            out.append([one])
        elif one.units and last is not None and not (size + length <= LIMIT and _goes_on(last, one, marked)):
            out.append([one])
            size = 0
        else:
            out[-1].append(one)
        size += length
        last = one if one.units else last
    return out


def joiner(before: Line, after: Line, *, marked: bool, same_cue: bool) -> str:
    """What stands in a sentence where two lines met: nothing, a space between words, a comma for a broken sense."""
    a, b = before.text[-1:], after.text[:1]
    if a.isascii() and b.isascii() and a not in "([" and b not in ",.;:!?)]":
        return " "
    if same_cue and not marked and a.isalnum() and b.isalnum():
        return (
            "，"
            if len(before.text) + len(after.text) <= ONE_LINE and min(len(before.text), len(after.text)) > 1
            else ""
        )
    return ""


def _goes_on(one: Speech, other: Speech, marked: bool) -> bool:
    """Whether the last sentence of a cue goes on in another."""
    if (one.cue.voice, one.spoken.where) != (other.cue.voice, other.spoken.where) or not _in_time(one.cue, other.cue):
        return False
    first, last = other.units[0][0], one.units[-1][-1]
    if first.lead or last.trail or bool(_ASIDE.fullmatch(last.text) or _ASIDE.fullmatch(first.text)):
        return False
    end, begin = last.text[-_TAIL:], first.text[:_TAIL]
    if _CLOSES.match(begin):
        return True
    if _HESITATES.search(end) and _RESUMES.match(begin):
        return True
    if _FINAL.search(end):
        return False
    return marked or bool(_OPEN_END.search(end) or _HANGING.search(end))


def _in_time(one: Cue, other: Cue) -> bool:
    """Whether a cue follows another closely; where a time is lost, its place in the file says so."""
    if one.end is None or other.start is None or one.start is None:
        return True
    return one.start <= other.start and -OVERLAP <= other.start - one.end <= PAUSE


def _last(speech: Speech) -> str:
    return speech.units[-1][-1].text[-_TAIL:]
