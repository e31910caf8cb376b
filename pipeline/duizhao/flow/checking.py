"""Sentences and units → flags: the checks of a whole document, and those of bilingual files, whoever made them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from duizhao import bilingual, checks, translation
from duizhao.errors import InputError
from duizhao.recall import Glossary
from duizhao.record import Flag, Sentence
from duizhao.settings import Checking

_STEP = 100
"""Units between two calls of `progress`."""


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
    pairs = [checks.Pair(u.source, u.target, kind=u.kind, terms=glossary.find(u.source)) for _, u in numbered]
    together = checks.check_document(pairs, settings)
    out = []
    for i, ((number, unit), pair) in enumerate(zip(numbered, pairs, strict=True)):
        out.append(Checked(number, unit, (*checks.check(pair, settings), *together.get(i, ()))))
        if progress is not None and len(out) % _STEP == 0:
            progress(_STEP)
    return out


def _refuse_other_way(units: Sequence[bilingual.Unit], name: str) -> None:
    chinese = [tuple(map(translation.needs_translation, (u.source, u.target))) for u in units]
    backwards = sum(not source and target for source, target in chinese)
    if any(u.backwards for u in units) or backwards > sum(source for source, _ in chinese):
        raise InputError("is from English into Chinese", where=name, remedy="Translations from Chinese are checked.")
    if units and not any(source for source, _ in chinese):
        raise InputError("has no Chinese source", where=name, remedy="Translations from Chinese are checked.")
