"""Sentences and units → flags: the checks of a whole document, and those of bilingual files, whoever made them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from duizhao import bilingual, checks, translation
from duizhao.errors import InputError
from duizhao.recall import Glossary
from duizhao.record import Flag, Sentence
from duizhao.settings import Checking

LONGEST = 20_000
"""Characters of a source or a target that is checked: no segment has more, and the checks compare much with much."""
_STEP = 100
"""Units between two calls of `progress`."""
_TOO_LONG = Flag("length", "warning", "too long to be checked")


@dataclass(frozen=True, slots=True)
class Checked:
    """A unit of a file, where it stands in it (from 1), and its flags in the order of the checks."""

    number: int
    unit: bilingual.Unit
    flags: tuple[Flag, ...]


def consistent(sentences: Sequence[Sentence], settings: Checking) -> list[Sentence]:
    """The sentences of one document with what the checks say of them together; a weak spot takes high confidence."""
    pairs = [checks.Pair(s.source, s.target) for s in sentences]
    found = checks.check_document(pairs, settings)
    out = list(sentences)
    for i, flags in found.items():
        s = sentences[i]
        confidence = "medium" if s.confidence == "high" else s.confidence
        out[i] = replace(s, flags=(*s.flags, *flags), confidence=confidence)
    return out


def check_units(
    units: Sequence[bilingual.Unit],
    settings: Checking,
    glossary: Glossary,
    name: str,
    progress: Callable[[int], None] | None = None,
) -> list[Checked]:
    """The units of one file with their flags; units that the file wants left alone are left out.

    Raises InputError, which names the file `name`, where it is not from Chinese into English.
    """
    _refuse_other_way(units, name)
    numbered = [(n, u) for n, u in enumerate(units, 1) if not u.locked]
    pairs = {
        number: checks.Pair(u.source, u.target, kind=u.kind, terms=glossary.find(u.source))
        for number, u in numbered
        if max(len(u.source), len(u.target)) <= LONGEST
    }
    found = checks.check_document(list(pairs.values()), settings)
    together = {number: found.get(i, ()) for i, number in enumerate(pairs)}
    out = []
    for number, unit in numbered:
        pair = pairs.get(number)
        flags = (_TOO_LONG,) if pair is None else (*checks.check(pair, settings), *together[number])
        out.append(Checked(number, unit, flags))
        if progress is not None and len(out) % _STEP == 0:
            progress(_STEP)
    return out


def _refuse_other_way(units: Sequence[bilingual.Unit], name: str) -> None:
    if not any(u.source.strip() for u in units):
        raise InputError("holds no segments", where=name, remedy="Give it sources and their translations.")
    chinese = [tuple(map(translation.needs_translation, (u.source, u.target))) for u in units]
    backwards = sum(not source and target for source, target in chinese)
    if any(u.backwards for u in units) or backwards > sum(source for source, _ in chinese):
        raise InputError("is from English into Chinese", where=name, remedy="Translations from Chinese are checked.")
    if not any(source for source, _ in chinese):
        raise InputError("has no Chinese source", where=name, remedy="Translations from Chinese are checked.")
