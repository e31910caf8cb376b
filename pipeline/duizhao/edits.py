"""Listed changes to a text: apply them, compose them, map positions through them.

Every text that duizhao changes, it changes by edits, so that spans map back to what the author wrote.
A list of edits is sorted by `start` and does not overlap; offsets are in characters of the text they apply to.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Mark = Literal["exact", "reconstructed", "damaged"]
"""exact: certainly what stood there; reconstructed: chosen among candidates; damaged: lost, marked as such."""

_SEVERITY: dict[Mark, int] = {"exact": 0, "reconstructed": 1, "damaged": 2}


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `before`, found at [start, end), by `after`."""

    start: int
    end: int
    before: str
    after: str
    mark: Mark = "exact"
    step: str = ""


def apply(text: str, edits: Sequence[Edit]) -> str:
    """`text` with `edits` made. Raises ValueError where an edit does not find its `before`."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at or text[edit.start : edit.end] != edit.before:
            raise ValueError(f"edit at {edit.start} does not fit the text: {edit.before!r}")
        parts += text[at : edit.start], edit.after
        at = edit.end
    parts.append(text[at:])
    return "".join(parts)


def undo(text: str, edits: Sequence[Edit]) -> str:
    """The text that gave `text` when `edits` were applied to it."""
    return apply(text, invert(edits))


def invert(edits: Sequence[Edit]) -> list[Edit]:
    """Edits on the result that give back the original."""
    shift = 0
    inverse = []
    for edit in edits:
        start = edit.start + shift
        inverse.append(replace(edit, start=start, end=start + len(edit.after), before=edit.after, after=edit.before))
        shift += len(edit.after) - len(edit.before)
    return inverse


def compose(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """One list of edits on `text` that does what `first` and then `second` (on the result of `first`) do.

    Where an edit of `second` touches the result of edits of `first`, they become one edit, which carries the step of
    the later one and the graver mark.
    """
    if not first or not second:
        return list(first or second)
    middle = apply(text, first)
    inverse = invert(first)
    out: list[Edit] = []
    i = j = 0
    shift = 0  # position in text = position in middle - shift, outside the edits
    while i < len(first) or j < len(second):
        # most edits touch no other: they need no group
        if i < len(first) and (j == len(second) or inverse[i].end < second[j].start):
            out.append(first[i])
            shift += len(first[i].after) - len(first[i].before)
            i += 1
            continue
        if j < len(second) and (i == len(first) or second[j].end < inverse[i].start):
            e = second[j]
            out.append(Edit(e.start - shift, e.end - shift, e.before, e.after, e.mark, e.step))
            j += 1
            continue
        # a group: edits of both lists that touch one another, as one span [lo, hi) of middle
        ahead = inverse[i].start if i < len(first) else len(middle) + 1
        lo = min(ahead, second[j].start if j < len(second) else len(middle) + 1)
        hi, begin_i, begin_j = lo, i, j
        while True:
            if i < len(first) and _joins(inverse[i], lo, hi, begin_i == i and begin_j == j):
                hi = max(hi, inverse[i].end)
                i += 1
            elif j < len(second) and _joins(second[j], lo, hi, begin_i == i and begin_j == j):
                hi = max(hi, second[j].end)
                j += 1
            else:
                break
        grown = sum(len(e.after) - len(e.before) for e in first[begin_i:i])
        start, end = lo - shift, hi - shift - grown
        later = [replace(e, start=e.start - lo, end=e.end - lo) for e in second[begin_j:j]]
        marks = [e.mark for e in (*first[begin_i:i], *second[begin_j:j])]
        step = (second[begin_j:j] or first[begin_i:i])[-1].step
        before, after = text[start:end], apply(middle[lo:hi], later)
        if before != after:
            out.append(Edit(start, end, before, after, max(marks, key=_SEVERITY.__getitem__), step))
        shift += grown
    return out


def _joins(edit: Edit, lo: int, hi: int, opens: bool) -> bool:
    """Whether an edit belongs to the group [lo, hi): it opens it, overlaps it, or both are insertions at one place."""
    return edit.start == lo if opens else edit.start < hi or edit.start == edit.end == hi == lo


class Positions:
    """Maps positions of the result of `edits` to positions of the text they were applied to.

    Inside the result of an edit there is no exact place: a span that begins there begins where what was replaced
    begins, one that ends there ends where it ends. What was deleted at a border belongs to the span.
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._inverse = invert(edits)
        self._starts = [e.start for e in self._inverse]

    def start(self, position: int) -> int:
        """Where a span that begins at `position` of the result begins in the original."""
        i = bisect_left(self._starts, position)
        if i < len(self._starts) and self._starts[i] == position:
            return self._edits[i].start
        return self._after(i - 1, position, lambda e: e.start)

    def end(self, position: int) -> int:
        """Where a span that ends at `position` of the result ends in the original."""
        i = bisect_right(self._starts, position) - 1
        if i >= 0 and self._starts[i] == position < self._inverse[i].end:
            return self._edits[i].start
        return self._after(i, position, lambda e: e.end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original behind [start, end) of the result."""
        return self.start(start), self.end(end)

    def _after(self, i: int, position: int, inside: Callable[[Edit], int]) -> int:
        """The place of `position`, which lies in or after the result of edit `i`."""
        if i < 0:
            return position
        new, old = self._inverse[i], self._edits[i]
        return inside(old) if position < new.end else position - new.end + old.end
