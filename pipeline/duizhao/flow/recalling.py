"""What was translated before: exact hits of the memory win over the model, others are shown beside its work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import floor

from duizhao import checks, hanzi, recall, translation
from duizhao.errors import DuizhaoError
from duizhao.flow.asking import Asked
from duizhao.record import CameFrom, Flag, Kind, Sentence, Span
from duizhao.settings import Settings
from duizhao.terms import Found

SHOWN = 0.75
"""Likeness from which an earlier sentence is shown: below it, CAT tools count a sentence as new."""
_PATIENCE = 2.0  # seconds to wait before the count of uses, which nobody needs, is given up


@dataclass(frozen=True, slots=True)
class Job:
    """A sentence to translate, and what the checks want to know of it. `terms`: those of the glossary that it has.

    `persons`: who is named elsewhere in its document.
    """

    sentence: Sentence
    kind: Kind
    damaged: tuple[Span, ...]
    asked: Asked
    terms: tuple[Found, ...] = ()
    persons: tuple[str, ...] = ()


class Recaller:
    """The memory that the settings name, as it was when this was made. Raises InputError for one that cannot be used.

    `fingerprint` is None where there is nothing to recall.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._uses: Counter[int] = Counter()
        self._memory = open_memory(settings)
        self.fingerprint = None if self._memory is None else self._memory.fingerprint()

    def close(self) -> None:
        """Let the memory go, and note in it what was used."""
        if self._memory is None:
            return
        self._memory.close()
        with suppress(DuizhaoError):  # one that cannot be written now is as good to read
            if self._uses:
                with recall.Memory(self._memory.path, hanzi.fold, wait=_PATIENCE) as memory:
                    memory.use(self._uses)
        self._memory = None

    def recalled(self, jobs: Sequence[Job]) -> list[Sentence | None]:
        """The translated sentence of each job that the memory has, with what the checks say of it; None for others."""
        if self.fingerprint is None:
            return [None] * len(jobs)
        return [self._recalled(job) for job in jobs]

    def shown(self, sentence: Sentence) -> Sentence:
        """`sentence` with the likest one of the memory, where there is one like it; its confidence stays."""
        near = self._near(sentence, SHOWN)
        return sentence if near is None else replace(sentence, flags=(*sentence.flags, _flag(near)))

    def _recalled(self, job: Job) -> Sentence | None:
        assert self._memory is not None
        entry = self._memory.exact(job.sentence.source)
        if entry is not None:
            return self._inserted(job, entry, ())
        threshold = self._settings.recall.threshold
        near = self._near(job.sentence, threshold) if threshold < 1 else None
        return None if near is None else self._inserted(job, near.entry, (_flag(near),))

    def _inserted(self, job: Job, entry: recall.Entry, more: tuple[Flag, ...]) -> Sentence:
        self._uses[entry.number] += 1
        came_from: CameFrom = "edited" if entry.origin == "edited" and not more else "memory"
        pair = checks.Pair(job.sentence.source, entry.target, True, 1, job.damaged, came_from, job.kind, job.terms)
        flags = (*checks.check(pair, self._settings.checking), *more)
        confidence = checks.confidence(None, flags, self._settings.checking) or "high"
        return replace(
            job.sentence,
            target=entry.target,
            came_from=came_from,
            score=None,
            confidence=confidence,
            flags=flags,
            terms=checks.uses(pair),
        )

    def _near(self, sentence: Sentence, least: float) -> recall.Near | None:
        if self._memory is None or self.fingerprint is None or not translation.needs_translation(sentence.source):
            return None
        return self._memory.near(sentence.source, least)


def open_memory(settings: Settings) -> recall.Memory | None:
    """The memory that the settings name, to read; None for none, and for one that is not there yet.

    Raises InputError for one that cannot be used, and where a flag or a variable names one that is not there.
    """
    path = recall.memory_file(settings.recall.memory)
    if path is None:
        return None
    asked = settings.origins.get("memory", "flag") in ("flag", "DUIZHAO_MEMORY") and settings.recall.memory != "auto"
    if not asked and not path.exists():
        return None
    return recall.Memory(path, hanzi.fold, read_only=True)


def _flag(near: recall.Near) -> Flag:
    like = f"{floor(100 * near.score)}% like “{near.entry.source}” → “{near.entry.target}”"
    return Flag("fuzzy", "warning", like)
