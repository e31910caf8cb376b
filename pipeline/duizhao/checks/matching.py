"""Which quantity of the target answers to which of the source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from duizhao.checks.quantities import Quantity, Reading
from duizhao.checks.units import differ, kind

Pairs = list[tuple[Quantity, Quantity]]


@dataclass(frozen=True, slots=True)
class Matched:
    """`pairs` are equal in value; `missing` are of the source, `spare` of the target.

    `twice`: of the target too, known to the source, but the answer to none: a value that comes once more than there.
    """

    pairs: Pairs
    missing: list[Quantity]
    spare: list[Quantity]
    twice: list[Quantity]


def match(source: Sequence[Quantity], target: Sequence[Quantity]) -> Matched:
    """Pair quantities by value: first those whose units agree, and by the plainest reading before the others.

    So a loose reading takes nothing that another quantity needs. What comes twice in the source may come once in the
    target, and one expression may answer to several ("2-3", 5:34).
    """
    free: dict[Reading, dict[int, None]] = defaultdict(dict)  # an ordered set of places for each reading
    for i, r in enumerate(target):
        for reading in r.readings:
            free[reading][i] = None
    known = {reading for q in source for reading in q.readings}
    pairs: Pairs = []
    answers: set[int] = set()

    def take(q: Quantity, readings: Sequence[Reading], fits: Callable[[str, str], bool]) -> bool:
        for i in (i for reading in readings if reading in free for i in free[reading]):
            if fits(q.unit, target[i].unit):
                for reading in target[i].readings:
                    free[reading].pop(i, None)
                pairs.append((q, target[i]))
                answers.add(i)
                return True
        return False

    rest = list(source)
    for fits in (_same, _may_be_same, _any):
        rest = [q for q in rest if not take(q, q.readings[:1], fits)]
        rest = [q for q in rest if not take(q, q.readings, fits)]
    missing = [q for q in rest if not any(reading in free for reading in q.readings)]
    others = [r for i, r in enumerate(target) if i not in answers]
    spare = [r for r in others if not known.intersection(r.readings)]
    return Matched(pairs, missing, spare, [r for r in others if known.intersection(r.readings)])


def _same(source: str, target: str) -> bool:
    return kind(source) == kind(target) != ""


def _may_be_same(source: str, target: str) -> bool:
    return not differ(source, target)


def _any(source: str, target: str) -> bool:
    return True
