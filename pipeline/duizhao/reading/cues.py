"""Subtitle files taken apart into cues, with all that stands between them kept as it was found.

By hand, because a translator gets the file back: pysubs2 1.8.1 gives up cue numbers, names and settings, STYLE and NOTE
blocks, `{\\an8}`, `<v Name>`, hours above 99, and reads a time that is damaged as if it were none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_STAMP = r"-?(?:\d{1,9}[:：])?\d{1,9}[:：]\d{1,2}(?:[,.，．:]\d{1,9})?"
_TIMES = re.compile(rf"\s*({_STAMP})\s*-{{1,3}}\s?[>》＞]\s*({_STAMP})(?![\d:])(.*)")
_DAMAGED = re.compile(r"(?=[^\u3400-\u9fff]{0,80}$)(?=.{0,40}\d)(?=.{0,40}[:：]).{0,60}-->")
_NUMBER = re.compile(r"\s*(\d{1,9})\s*")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_SECTION = re.compile(r"\s*\[([^\]]{1,40})\]\s*")
_EVENT = re.compile(r"\s*(Dialogue|Comment)\s*:\s*", re.I)
_FIELDS = ("marked", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
"""The fields of an event where the file does not name them."""
_LONGEST_HEAD = 4000


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue as found: `head` is what stands before its text (number, times, settings; of ass the fields).

    `start` and `end` are in milliseconds, None where they cannot be read; `before` is what stands between the cue
    before and this one; `voice` tells styles and speakers apart. `comments` are texts in `before` that nobody sees.
    """

    head: str
    body: str
    start: int | None = None
    end: int | None = None
    before: str = ""
    voice: str = ""
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of a file, and what follows the last."""

    cues: tuple[Cue, ...]
    after: str = ""
    comments: tuple[str, ...] = ()


def lines_of(text: str) -> list[str]:
    """The lines of a file, whatever ends them."""
    return re.split(r"\r\n|\n|\r", text)


def milliseconds(stamp: str) -> int | None:
    """`1:02:03,456`, `02:03.4` and the like; None for what is no time."""
    found = re.fullmatch(
        r"\s*(-?)(?:(\d{1,9})[:：])?(\d{1,9})[:：](\d{1,2})(?:[,.，．:](\d{1,9}))?\s*", stamp, re.ASCII
    )
    if not found:
        return None
    sign, hours, minutes, seconds, fraction = found.groups()
    total = ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(
        (fraction or "0").ljust(3, "0")[:3]
    )
    return -total if sign else total


def timed(text: str, *, blocks: bool) -> Cues:
    """The cues of srt, or with `blocks` of vtt: a line of times begins one, with the number or name before it.

    A number in its turn whose times are lost or damaged is a cue too, so that none is shifted.
    """
    lines = lines_of(text)
    starts = list(_starts(lines, blocks))
    cues: list[Cue] = []
    before, comments = _between(lines[: starts[0][0] if starts else len(lines)])
    for i, (first, body) in enumerate(starts):
        stop = starts[i + 1][0] if i + 1 < len(starts) else len(lines)
        spoken = lines[body:stop]
        rest: list[str] = []
        if blocks:  # an empty line ends the text
            blank = next((n for n, line in enumerate(spoken) if not line.strip()), len(spoken))
            spoken, rest = spoken[:blank], spoken[blank:]
        times = _TIMES.fullmatch(lines[body - 1])
        start, end = (milliseconds(times[1]), milliseconds(times[2])) if times else (None, None)
        head = "\n".join(line.strip() for line in lines[first:body] if line.strip())
        shown = "\n".join(line.strip() for line in spoken if line.strip())
        cues.append(Cue(head, shown, start, end, before, comments=comments))
        before, comments = _between(rest)
    return Cues(tuple(cues), before, comments)


def _starts(lines: Sequence[str], blocks: bool) -> Iterator[tuple[int, int]]:
    """For each cue where its first line is and where its text begins."""
    expected, free = 1, 0  # no line before `free` can be a number: it belongs to the cue before
    for i, line in enumerate(lines):
        if "-" in line and len(line) < _LONGEST_HEAD and (_TIMES.fullmatch(line) or _DAMAGED.match(line)):
            first = _name(lines, i, free) if blocks else _number(lines, i, free, expected)
            if first < i and (number := _NUMBER.fullmatch(lines[first])):
                expected = int(number[1])
            expected, free = expected + 1, i + 1
            yield first, i + 1
        elif not blocks and _is_orphan(lines, i, free, expected):
            expected, free = expected + 1, i + 1
            yield i, i + 1


def _name(lines: Sequence[str], times: int, free: int) -> int:
    """Where the name of a vtt cue is: the line before its times, at the beginning of a block."""
    above = times - 1
    if above < free or not lines[above].strip() or lines[above].startswith("WEBVTT") or _BLOCK.match(lines[above]):
        return times
    return above if above == 0 or not lines[above - 1].strip() else times


def _number(lines: Sequence[str], times: int, free: int, expected: int) -> int:
    """Where the number of an srt cue is: above its times, alone or in its turn."""
    above = times - 1
    while above >= free and not lines[above].strip() and times - above < 4:
        above -= 1
    number = _NUMBER.fullmatch(lines[above]) if above >= free else None
    if not number:
        return times
    alone = above == times - 1 and (above == free or not lines[above - 1].strip())
    return above if alone or int(number[1]) == expected else times


def _is_orphan(lines: Sequence[str], i: int, free: int, expected: int) -> bool:
    """Whether a line is the number of a cue that has lost its times: in its turn, between an empty line and text."""
    number = _NUMBER.fullmatch(lines[i]) if len(lines[i]) < 20 else None
    if not number or int(number[1]) != expected or i <= free or lines[i - 1].strip() or i + 1 >= len(lines):
        return False
    following = lines[i + 1]
    return bool(following.strip()) and "--" not in following and not _NUMBER.fullmatch(following)


def _between(lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """What stands between two cues, blocks apart by one empty line; and the comments in it."""
    blocks = [b for b in re.split(r"\n\s*\n", "\n".join(lines).strip("\n \t\ufeff")) if b.strip()]
    texts = (
        "" if b.startswith(("WEBVTT", "STYLE", "REGION")) else re.sub(r"NOTE(?=\s|$)[ \t]*", "", b, count=1).strip()
        for b in blocks
    )
    return "\n\n".join(blocks), tuple(t for t in texts if t)


def events(text: str) -> Cues:
    """The cues of ass or ssa: its events of the kind Dialogue. Embedded fonts and pictures are left out."""
    cues: list[Cue] = []
    before: list[str] = []
    comments: list[str] = []
    fields: tuple[str, ...] = _FIELDS
    section = ""
    for line in lines_of(text):
        if named := _SECTION.fullmatch(line) if len(line) < 60 else None:
            section = named[1].strip().lower()
        if section in ("fonts", "graphics"):
            continue
        if section == "events" and line.lower().startswith("format:"):
            fields = tuple(f.strip().lower() for f in line.partition(":")[2].split(",")) or _FIELDS
        event = _EVENT.match(line)
        if not event:
            before.append(line)
            continue
        values = line[event.end() :].split(",", len(fields) - 1)
        found = dict(zip(fields, values, strict=False))
        if event[1].lower() == "comment":
            before.append(line)
            comments += filter(None, [values[-1].strip()])
            continue
        whole = len(values) == len(fields)
        cues.append(
            Cue(
                line[: len(line) - len(values[-1])] if whole else line,
                values[-1] if whole else "",
                milliseconds(found.get("start", "")),
                milliseconds(found.get("end", "")),
                "\n".join(before),
                "\t".join(found.get(f, "").strip() for f in ("style", "name", "actor")),
                tuple(comments),
            )
        )
        before, comments = [], []
    return Cues(tuple(cues), "\n".join(before).rstrip(), tuple(comments))
