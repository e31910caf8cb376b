"""Passages of a source, and how much of the target answers to each: the candidates of `omission`.

What the words of a passage claim, others may claim too: 经济 in one clause and in the next, with one "economy" in the
target. A passage is therefore asked what would be left for it once the words outside it have what they claim.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from duizhao.lexicon import STEPS, Lexicon, Word, english

LEAST = 12.0  # letters: two or three words, less is another wording
_SURE = 0.05  # the probability from which on a word rather claims a stem than not
_COMMON = 0.002  # the probability from which on a word often stands for nothing: "the"
_JOINED = 3  # clauses of a passage at most

_CLAUSE = re.compile(r"[，。；：！？、“”,.;:!?—…\n]")
_SENTENCE = re.compile(r"[。！？!?；;\n]")

Run = tuple[int, int]
"""From the first word of a passage to the one after the last."""


@dataclass(frozen=True, slots=True)
class Passage:
    """`evidence`: nats that it was left out, by its words; `letters` that it becomes; `edges`: how many are marks.

    `whole`: it is sentences, from mark to mark.
    """

    run: Run
    evidence: float
    letters: float
    edges: int
    whole: bool


@dataclass(frozen=True, slots=True)
class _Contested:
    """A stem that several words claim: (word, probability, how certain it is that the word takes one) of each."""

    count: int
    nothing: float
    rivals: Sequence[tuple[int, float, float]]
    taken: float


class Sides:
    """A pair as words. `letters`: of the target; `expected`: those that the words of the source become."""

    def __init__(self, table: Lexicon, source: str, target: str) -> None:
        self.words = table.cut(source)
        self.target = english(target)
        self.letters = sum(w.span[1] - w.span[0] for w in self.target)
        self._table = table
        self._rows = [table.row(w.key) for w in self.words]
        self._until = [0.0, *accumulate(row.letters for row in self._rows)]
        self._marks = _marks(source, self.words)
        self._claims = table.claims(self.words, Counter(w.key for w in self.target))
        self._alone = [0.0] * len(self.words)
        self._shared: list[_Contested] = []
        self._claimed: list[list[tuple[int, float, float]]] = [[] for _ in self.words]
        for c in self._claims:
            if len(c.rivals) == 1:
                i, p = c.rivals[0]
                self._alone[i] += c.count * p / c.total
            else:
                rivals = [(i, p, p / (p + _SURE + c.nothing)) for i, p in c.rivals]
                for i, p, sure in rivals:
                    self._claimed[i].append((len(self._shared), p, sure))
                self._shared.append(_Contested(c.count, c.nothing, rivals, sum(sure for _, _, sure in rivals)))

    @property
    def expected(self) -> float:
        """Letters that the words of the source become."""
        return self._until[-1]

    def letters_of(self, words: Iterable[int]) -> float:
        """Letters that some words of the source become."""
        return sum(self._rows[i].letters for i in words)

    def evidence_of(self, words: Iterable[int]) -> float:
        """Nats that some words of the source were left out, where all compete for the target."""
        every = self._evidence(self._shares())
        return sum(every[i] for i in words)

    def passages(self) -> Iterator[Passage]:
        """What may have been left out: the run of words that has least, clauses that have little, and sentences."""
        clauses = list(pairwise(i for i, mark in enumerate(self._marks) if mark))
        ends = [i for i, mark in enumerate(self._marks) if mark == 2]
        evidence = dict(zip(clauses, self._of_clauses(clauses), strict=True))
        runs = {_richest(self._evidence(self._shares())), *_joined([c for c in clauses if evidence[c] > 0])}
        if len(ends) > 2:
            runs.update(pairwise(ends))
        for first, last in sorted(runs):
            letters = self._until[last] - self._until[first]
            if letters < LEAST or last - first == len(self.words):
                continue
            nats = evidence.get((first, last))
            if nats is None:
                nats = sum(self._evidence(self._left(first, last), first))
            marks = self._marks[first], self._marks[last]
            yield Passage((first, last), nats, letters, sum(map(bool, marks)), marks == (2, 2))

    def unexplained(self) -> Iterator[tuple[Word, float]]:
        """Words of the target with the share of each that the source does not account for.

        Without words that commonly stand for nothing.
        """
        alone = {c.key: c.nothing / c.total for c in self._claims}
        for word in self.target:
            if self._table.nothing(word.key) < _COMMON:
                yield word, alone.get(word.key, 1.0)

    def _evidence(self, answers: Iterable[float], first: int = 0) -> list[float]:
        return [row.evidence[bisect(STEPS, n)] for row, n in zip(self._rows[first:], answers, strict=False)]

    def _shares(self) -> list[float]:
        """Answers to each word, where all compete."""
        out = self._alone.copy()
        for c in self._shared:
            total = c.nothing + sum(p for _, p, _ in c.rivals)
            for i, p, _ in c.rivals:
                out[i] += c.count * p / total
        return out

    def _of_clauses(self, clauses: Sequence[Run]) -> list[float]:
        """Evidence of each clause, as `_left` would give it."""
        number = [n for n, (a, b) in enumerate(clauses) for _ in range(a, b)]
        answers = self._alone.copy()
        for c in self._shared:
            inside: dict[int, float] = {}
            left: dict[int, float] = {}
            for i, p, sure in c.rivals:
                n = number[i]
                inside[n] = inside.get(n, c.nothing) + p
                left[n] = left.get(n, c.count - c.taken) + sure
            for i, p, _ in c.rivals:
                n = number[i]
                if left[n] > 0:
                    answers[i] += left[n] * p / inside[n]
        out = [0.0] * len(clauses)
        for n, nats in zip(number, self._evidence(answers), strict=True):
            out[n] += nats
        return out

    def _left(self, first: int, last: int) -> list[float]:
        """Answers to each word of a passage, where those outside it have theirs first."""
        out = self._alone[first:last]
        inside: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
        for i in range(first, last):
            for n, p, sure in self._claimed[i]:
                inside[n].append((i - first, p, sure))
        for n, rivals in inside.items():
            c = self._shared[n]
            left = c.count - c.taken + sum(sure for _, _, sure in rivals)
            if left > 0:
                total = c.nothing + sum(p for _, p, _ in rivals)
                for i, p, _ in rivals:
                    out[i] += left * p / total
        return out


def _joined(clauses: Sequence[Run]) -> Iterator[Run]:
    """Each clause, and runs of clauses that follow each other."""
    for n, (first, last) in enumerate(clauses):
        yield first, last
        for a, b in clauses[n + 1 : n + _JOINED]:
            if a != last:
                break
            last = b
            yield first, last


def _marks(source: str, words: Sequence[Word]) -> list[int]:
    """Before each word and at the end: 2 where a sentence ends, 1 where a clause does, otherwise 0."""
    between = (source[a.span[1] : b.span[0]] for a, b in pairwise(words))
    return [2, *(_mark(x) if x else 0 for x in between), 2]


def _mark(between: str) -> int:
    return 2 if _SENTENCE.search(between) else int(bool(_CLAUSE.search(between)))


def _richest(evidence: Sequence[float]) -> Run:
    """The run with the largest sum."""
    best, run = float("-inf"), (0, 0)
    total, first = 0.0, 0
    for i, nats in enumerate(evidence):
        if total <= 0:
            total, first = 0.0, i
        total += nats
        if total > best:
            best, run = total, (first, i + 1)
    return run
