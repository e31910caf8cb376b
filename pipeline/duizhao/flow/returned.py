"""What a bilingual file that comes back brings to the memory, and what of it is refused."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from duizhao.bilingual import Unit
from duizhao.recall import Entry, From
from duizhao.roundtrip import SUMMARY

_CONFIRMED = {"translated", "signed-off", "reviewed", "final", "edited", "memory"}
_MACHINE = {"model", "copied", "none", "new", "initial", "needs-translation", "needs-review-translation"}
"""States of XLIFF 1.2 and 2, and `from` of our records: somebody answers for the target, or the machine does."""
_SUMMARY = "the summary was edited; it is not read back"
_SHOWN = 24  # characters of a text in a reason
_ID = re.compile(r"p(\d+)(?:\.s(\d+))?")


@dataclass(slots=True)
class Returned:
    """`entries` for the memory; `refused`: id and reason; `own`: targets that are the machine's; `empty` ones.

    `moved`: ids that stand in another order than in the draft; `added`: rows that were put between ours.
    """

    entries: list[Entry] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    own: int = 0
    empty: int = 0
    moved: list[str] = field(default_factory=list)
    added: int = 0


def returned(units: Sequence[Unit], document: str, changed: str) -> Returned:
    """Sorts out the units of a file. `changed`: when it was last changed, ISO 8601 in UTC, for units that do not say.

    A unit of ours (one with an id) is an edit, unless the file says that its target is the machine's own; a file
    without ids is somebody else's memory. What was changed in its source, split, or has two targets is refused.
    """
    out = Returned()
    ours = any(u.id for u in units)
    twice = _with_several_targets(units)
    taken: set[tuple[str | None, str, str]] = set()
    for number, unit in enumerate(units):
        goes_on = number + 1 < len(units) and _continues(units[number + 1])
        why = _SUMMARY if _is_of_summary(unit) else _refusal(unit, twice, goes_on)
        if why:
            out.refused.append((unit.id or f"row {number + 1}", why))
        elif not unit.target.strip():
            out.empty += bool(unit.source.strip())
        elif _is_machines(unit):
            out.own += 1
        elif (key := (unit.id, unit.source, unit.target)) not in taken:
            taken.add(key)
            out.added += ours and unit.id is None
            origin: From = "edited" if ours and unit.state != "memory" else "imported"
            out.entries.append(Entry(unit.source, unit.target, origin, document, unit.id, unit.changed or changed))
    out.moved = _moved([u.id for u in units if u.id])
    return out


def _is_of_summary(unit: Unit) -> bool:
    return unit.id is not None and unit.id.startswith(f"{SUMMARY}.")


def _refusal(unit: Unit, twice: set[tuple[str, str | None]], goes_on: bool) -> str | None:
    if not unit.source.strip() and unit.target.strip():
        return f"it has a target, {_short(unit.target)}, and no source"
    if not unit.intact:
        return f"its source was changed: {_short(unit.source)}"
    if unit.id and (unit.id, unit.source_hash) in twice:
        return "it is there more than once, with different targets"
    if unit.id and goes_on:
        return "its target goes on in a row without a source"
    return None


def _continues(unit: Unit) -> bool:
    return unit.id is None and not unit.source.strip() and bool(unit.target.strip())


def _is_machines(unit: Unit) -> bool:
    state = (unit.state or "").lower()
    if unit.target_hash is not None:
        return unit.untouched and state not in _CONFIRMED
    return unit.id is not None and state in _MACHINE


def _with_several_targets(units: Sequence[Unit]) -> set[tuple[str, str | None]]:
    """Ids of one source that stand beside different targets. Several documents in a file may share an id."""
    targets: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for unit in units:
        if unit.id and unit.intact:
            targets[unit.id, unit.source_hash].add(unit.target.strip())
    return {key for key, found in targets.items() if len(found) > 1}


def _moved(ids: Sequence[str]) -> list[str]:
    """The ids that come after one which they stood before. An id met again begins another document."""
    moved: list[str] = []
    seen: set[str] = set()
    furthest = (0, 0)
    for identity in ids:
        if identity in seen:
            seen.clear()
            furthest = (0, 0)
        seen.add(identity)
        if match := _ID.fullmatch(identity):
            place = int(match[1]), int(match[2] or 0)
            if place < furthest:
                moved.append(identity)
            furthest = max(furthest, place)
    return moved


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN]}…”"
