"""The script of a document: one decision for all of it, and its own for a paragraph of the other script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from duizhao.hanzi.ambiguous import choices
from duizhao.hanzi.convert import NONE, Converted, convert
from duizhao.hanzi.detect import ScriptEvidence, choose, detect
from duizhao.hanzi.names import known_names
from duizhao.hanzi.tables import Stage
from duizhao.record import Script

AUTO = "auto"
TO_SIMPLIFIED = "t2s"
"""Whose names are looked for where each paragraph is converted by its own evidence: all those ways are simplifying."""
_CLEARLY = 4  # times as many characters of the one script as of the other
_FEW = 2  # characters below which a passage shows nothing
_PASSAGE = re.compile(r"[^。！？!?“”「」『』《》\n]+|.", re.DOTALL)


def normalise(paragraphs: Sequence[str], setting: str, keep: Stage | None = None) -> tuple[Script, list[Converted]]:
    """The script chosen for a document, and each of its paragraphs converted.

    `setting` is `auto`, `none` or a configuration. With `auto` a paragraph (in a simplified document, a sentence or a
    quotation) that is clearly of the other script is converted, or left, by its own evidence; `paragraphs` in the
    evidence counts those. A name that one place shows to be one is kept at all places. `keep`: see `protected`. Raises
    UsageError and ModelError as `convert` does.
    """
    evidence = detect("\n".join(paragraphs))
    config = choose(evidence, setting)
    known = known_names(paragraphs, TO_SIMPLIFIED if setting == AUTO else config)
    if setting != AUTO:
        done = [convert(p, config, keep, known) for p in paragraphs]
        return _script(config, evidence, paragraphs, done), done
    out, others = [], 0
    for paragraph in paragraphs:
        own = _mixed(paragraph, keep, known) if config == NONE else _whole(paragraph)
        others += own is not None
        out.append(own or convert(paragraph, config, keep, known))
    return _script(config, evidence, paragraphs, out, others), out


def _script(
    config: str, evidence: ScriptEvidence, paragraphs: Sequence[str], done: Sequence[Converted], others: int = 0
) -> Script:
    """What the record says of the script; `ambiguous` only where such characters occur."""
    ambiguous = choices(zip(paragraphs, done, strict=True), config)
    more = {"paragraphs": others, "ambiguous": ambiguous}
    return Script(config, evidence.as_json() | {key: value for key, value in more.items() if value})


def _whole(paragraph: str) -> Converted | None:
    """A simplified paragraph of a traditional document, left as it is; None for any other."""
    evidence = detect(paragraph)
    return Converted(paragraph) if _clearly(evidence.hans, evidence.hant) else None


def _mixed(paragraph: str, keep: Stage | None, known: Stage | None) -> Converted | None:
    """A paragraph of a simplified document with its traditional passages converted; None where it has none."""
    evidence = detect(paragraph)
    if evidence.hant < _FEW:
        return None
    if _clearly(evidence.hant, evidence.hans):
        return convert(paragraph, choose(evidence, AUTO), keep, known)
    passages = [m.group() for m in _PASSAGE.finditer(paragraph)]
    results = [_passage(p, keep, known) for p in passages]
    if not any(r.edits for r in results):
        return None
    edits, at = [], 0
    for passage, result in zip(passages, results, strict=True):
        edits += [replace(e, start=e.start + at, end=e.end + at) for e in result.edits]
        at += len(passage)
    return Converted("".join(r.text for r in results), tuple(edits))


def _passage(passage: str, keep: Stage | None, known: Stage | None) -> Converted:
    evidence: ScriptEvidence = detect(passage)
    traditional = _clearly(evidence.hant, evidence.hans)
    return convert(passage, choose(evidence, AUTO), keep, known) if traditional else Converted(passage)


def _clearly(mine: int, other: int) -> bool:
    return mine >= _FEW and mine >= _CLEARLY * other
