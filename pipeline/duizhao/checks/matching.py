"""Which quantity of the target answers to which of the source."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from duizhao.checks.quantities import Quantity, Reading
from duizhao.checks.units import differ, kind

Pairs = list[tuple[Quantity, Quantity]]
_NOTHING: dict[str, deque[int]] = {}
_Key = tuple[str, int, int]
"""A reading as it can be looked up: a fraction is ten times slower to hash than two integers."""


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
    if not source or not target:
        return Matched([], list(source), list(target), [])
    offered = [list(map(_key, r.readings)) for r in target]
    asked = [(q, list(map(_key, q.readings))) for q in source]
    free: dict[_Key, dict[str, deque[int]]] = defaultdict(lambda: defaultdict(deque))  # the places of each unit
    for i, readings in enumerate(offered):
        for reading in readings:
            free[reading][target[i].unit].append(i)
    pairs: Pairs = []
    answers: set[int] = set()

    def take(q: Quantity, readings: Sequence[_Key], fits: Callable[[str, str], bool]) -> bool:
        for reading in readings:
            fitting = (places for unit, places in free.get(reading, _NOTHING).items() if fits(q.unit, unit))
            i = min((places[0] for places in fitting if _left(places, answers)), default=None)
            if i is not None:
                pairs.append((q, target[i]))
                answers.add(i)
                return True
        return False

    rest = [(q, readings) for q, readings in asked if any(reading in free for reading in readings)]
    for fits in (_same, _may_be_same, _any):
        rest = [(q, readings) for q, readings in rest if not take(q, readings[:1], fits)]
        rest = [(q, readings) for q, readings in rest if not take(q, readings, fits)]
    known = {reading for _, readings in asked for reading in readings}
    others = [
        (r, not known.isdisjoint(readings))
        for i, (r, readings) in enumerate(zip(target, offered, strict=True))
        if i not in answers
    ]
    return Matched(
        pairs,
        [q for q, readings in asked if not any(reading in free for reading in readings)],
        [r for r, is_known in others if not is_known],
        [r for r, is_known in others if is_known],
    )


def _left(places: deque[int], taken: set[int]) -> bool:
    """Whether one of the places is free yet: the first, those before it having been dropped."""
    while places and places[0] in taken:
        places.popleft()
    return bool(places)


def _key(reading: Reading) -> _Key:
    name, value = reading
    return name, value.numerator, value.denominator


def _same(source: str, target: str) -> bool:
    return kind(source) == kind(target) != ""


def _may_be_same(source: str, target: str) -> bool:
    return not differ(source, target)


def _any(source: str, target: str) -> bool:
    return True
