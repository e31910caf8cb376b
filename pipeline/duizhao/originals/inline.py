"""Inline tags in a translated segment: each once, in its order, where what it marks is likely to stand.

A tag at an end of the source stands at that end of the target. One inside is placed between the nearest points that the
two have in common (ends of sentences, numbers, Latin words), in proportion, at the border of a word. Looks, such as
bold type, go over where they stand between such points.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from typing import Literal

from duizhao.originals.splice import Element, Markup, escaped
from duizhao.record import Paragraph
from duizhao.xliff import CODES
from duizhao.xml import local

_LETTER = re.compile(r"\w")
_NEAR = 10
"""Marks and blanks between the end of a look and a point that is sure."""
_WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.,%-]{0,40}[A-Za-z0-9%])?")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, or a tag as it is written; a code is one that stands alone."""

    text: str
    tag: bytes = b""
    kind: Literal["text", "open", "close", "code"] = "text"


def pieces(markup: Markup, element: Element) -> list[Piece]:
    """The text and the tags in a source."""
    out = [Piece(element.text or "")]
    for child in element:
        name, at = local(child), markup.extent(child) if local(child) else None
        if at is not None and (name in CODES or at.is_one_tag):
            out.append(Piece("", markup.data[at.start : at.end], "code"))
        elif at is not None:
            out.append(Piece("", markup.data[at.start : at.inside], "open"))
            out += pieces(markup, child)
            out.append(Piece("", markup.data[at.after : at.end], "close"))
        out.append(Piece(child.tail or ""))
    return [p for p in out if p.text or p.tag]


def placed(found: Sequence[Piece], paragraph: Paragraph) -> tuple[bytes, bool]:
    """The target of `paragraph` with the tags of its source, and whether any of them had to be placed inside."""
    plain = "".join(p.text for p in found)
    marks, at = list[tuple[int, str]](), 0
    for piece in found:
        at += len(piece.text)
        if piece.tag:
            marks.append((at, piece.kind))
    last = len(plain.rstrip())
    lead = re.match(r"[ \t]*", plain)
    before, after = lead[0] if lead else "", plain[last:].strip("\n\r") if plain.strip() else ""
    texts, inside = shares(plain, marks, paragraph)
    tags = [p.tag for p in found if p.tag]
    out = [escaped(before)]
    for text, tag in zip(texts, [*tags, b""], strict=True):
        out += escaped(text), tag
    return b"".join([*out, escaped(after)]), inside


def shares(plain: str, marks: Sequence[tuple[int, str]], paragraph: Paragraph) -> tuple[list[str], bool]:
    """The target of `paragraph` cut where the `marks` belong that stand in `plain`, and whether any stands inside it.

    Of a mark its place is given and its kind: "open" where what it marks follows, "close" or "code" where it does not.
    """
    target = paragraph.target
    first, last = len(plain) - len(plain.lstrip()), len(plain.rstrip())
    points = _points(plain, paragraph, target)
    out: list[str] = []
    done, inside = 0, False
    for at, kind in marks:
        if at <= first:
            place = 0
        elif at >= last:
            place = len(target)
        else:
            place, inside = _border(target, _mapped(points, at), kind), True
        place = max(place, done)
        out.append(target[done:place])
        done = place
    return [*out, target[done:]], inside


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text of one look: where it begins in the plain text of its line, what it says, how it looks."""

    at: int
    text: str
    look: Hashable


@dataclass(frozen=True, slots=True)
class Part:
    """Stretches [first, after) that share a piece of the target, and where they begin in the plain text."""

    first: int
    after: int
    at: int
    apart: bool


def by_look(stretches: Sequence[Stretch], plain: str, paragraph: Paragraph) -> list[Part]:
    """Which neighbouring stretches share a piece of the target, and which of them are set apart.

    Set apart is what looks unlike most of the text and stands between points that source and target have in common:
    whole sentences, numbers, Latin words.
    """
    looks: list[Hashable] = []
    for s in stretches:  # what has no letter looks like what is before it
        looks.append(s.look if _LETTER.search(s.text) or not looks else looks[-1])
    weights: Counter[Hashable] = Counter()
    for s, look in zip(stretches, looks, strict=True):
        weights[look] += len(s.text)
    if len(weights) == 1:
        return [Part(0, len(stretches), stretches[0].at, False)]
    usual = max(weights, key=lambda look: weights[look])
    first, last = stretches[0].at, stretches[-1].at + len(stretches[-1].text)
    sure = {first, last, *(source for source, _ in _points(plain, paragraph, paragraph.target))}
    out: list[Part] = []
    at = first
    for look, group in groupby(range(len(stretches)), key=lambda i: looks[i]):
        run = list(group)
        ends = stretches[run[0]].at, stretches[run[-1]].at + len(stretches[run[-1]].text)
        start, end = (_nearest(plain, place, sure) for place in ends)
        if look != usual and start is not None and end is not None:
            out.append(Part(run[0], run[-1] + 1, start, True))
            at = end
        elif out and not out[-1].apart:
            out[-1] = replace(out[-1], after=run[-1] + 1)
        else:
            out.append(Part(run[0], run[-1] + 1, at, False))
    return out


def usual(stretches: Sequence[Stretch]) -> int:
    """The first of the stretches that looks like most of their text: the one that takes the text of all."""
    weights: Counter[Hashable] = Counter()
    for s in stretches:
        weights[s.look] += len(s.text.strip())
    return max(range(len(stretches)), key=lambda i: (weights[stretches[i].look], bool(stretches[i].text.strip()), -i))


def _nearest(plain: str, at: int, sure: Set[int]) -> int | None:
    """The point that is sure from which nothing but marks and blanks parts a place."""
    low, high = at, at
    while high < min(at + _NEAR, len(plain)) and high not in sure and not _LETTER.match(plain[high]):
        high += 1
    while low > max(at - _NEAR, 0) and low not in sure and not _LETTER.match(plain[low - 1]):
        low -= 1
    return high if high in sure else low if low in sure else None


def _points(plain: str, paragraph: Paragraph, target: str) -> list[tuple[int, int]]:
    """Places of the source and of the target that belong together, both growing."""
    scale = len(plain) / max(len(paragraph.source), 1)
    sources = accumulate(len(s.source) for s in paragraph.sentences)
    targets = accumulate(len(t) + 1 if (t := s.target.strip()) else 0 for s in paragraph.sentences)
    ends = [(round(s * scale), max(t - 1, 0)) for s, t in zip(sources, targets, strict=True)]
    points = [(0, 0), *ends[:-1], (len(plain), len(target))]
    for word in _shared(plain, target):
        for point in word:
            i = bisect_right(points, point)
            if i and i < len(points) and points[i - 1][1] <= point[1] <= points[i][1] and points[i - 1][0] < point[0]:
                points.insert(i, point)
    return points


def _shared(plain: str, target: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Start and end of each word of Latin letters or digits that stands once on either side."""
    ours, theirs = list(_WORD.finditer(plain)), list(_WORD.finditer(target))
    once, there = Counter(m[0] for m in ours), Counter(m[0] for m in theirs)
    places = {m[0]: m for m in theirs}
    return [
        ((m.start(), places[m[0]].start()), (m.end(), places[m[0]].end()))
        for m in ours
        if once[m[0]] == there[m[0]] == 1
    ]


def _mapped(points: Sequence[tuple[int, int]], at: int) -> int:
    i = bisect_right(points, (at, -1))
    if i < len(points) and points[i][0] == at:
        return points[i][1]
    (s0, t0), (s1, t1) = points[max(i - 1, 0)], points[min(i, len(points) - 1)]
    return t0 if s1 == s0 else t0 + round((t1 - t0) * (at - s0) / (s1 - s0))


def _border(target: str, at: int, kind: str) -> int:
    """The border of a word nearest to `at`: the start of one for a tag that opens, the end for the others."""
    if at in (0, len(target)):
        return at
    borders = [m.start() if kind == "open" else m.end() for m in re.finditer(r"\S+", target)]
    return min(borders, key=lambda b: abs(b - at), default=at)
