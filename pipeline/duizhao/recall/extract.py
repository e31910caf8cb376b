"""Terms that a set of documents suggests: strings that come again and stand free of what is around them.

A string is proposed where it is frequent, where its parts come together more often than by chance (pointwise mutual
information at its weakest cut), where many different characters stand before and after it (branching entropy), and
where it begins and ends with words, by the table of word associations, that terms begin and end with. Of strings in one
another the longest is taken, a shorter one where it stands without the longer often enough.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from pathlib import Path

from duizhao.lexicon import Lexicon, lexicon

LONGEST = 10
_CHANCE = 30
_RUN = re.compile("[\u3400-\u9fff]+")
_EDGE = "\n"
"""Stands for the end of a run: each end counts as another neighbour, since anything may follow there."""
_NO_START = frozenset(
    "的了着过和与及在是有也都就才又不没会能可以把被让给到去来等从个这那其之于为对将向由而但或并且很更最各每"
)
_NO_END = _NO_START | frozenset("上下中里内外时后前说")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string that may be a term: how often it comes, in how many documents, and the first sentence that has it."""

    text: str
    count: int
    documents: int
    example: str


def candidates(documents: Sequence[Sequence[str]], least: int = 3) -> list[Candidate]:
    """Strings of 2 to 10 characters that come `least` times or more, the most telling first.

    A document is its sentences, folded into one script. The order is by count times length, then by the string.
    """
    runs = [(d, s, run) for d, sentences in enumerate(documents) for s in sentences for run in _RUN.findall(s)]
    counts = _frequent([run for _, _, run in runs], least)
    total = sum(len(run) for _, _, run in runs)
    free = _free([run for _, _, run in runs], counts)
    good = {g: counts[g] for g in free if len(g) > 1 and _bound(g, counts, total) and _shaped(g)}
    if (table := lexicon()) is not None:
        good = _worded(good, [run for _, _, run in runs], table)
    chosen = _longest(good, least)
    seen: dict[str, set[int]] = defaultdict(set)
    example: dict[str, str] = {}
    for d, sentence, run in runs:
        for size in range(2, LONGEST + 1):
            for i in range(len(run) - size + 1):
                if (gram := run[i : i + size]) in chosen:
                    seen[gram].add(d)
                    example.setdefault(gram, sentence)
    found = [Candidate(g, good[g], len(seen[g]), example[g]) for g in chosen]
    return sorted(found, key=lambda c: (-c.count * len(c.text), c.text))


def _frequent(runs: Sequence[str], least: int) -> Counter[str]:
    """Counts of the strings that come `least` times; a longer one can only be frequent where its two parts are."""
    counts: Counter[str] = Counter(c for run in runs for c in run)
    known: set[str] = {c for c, n in counts.items() if n >= least}
    for size in range(2, LONGEST + 1):
        level = Counter(
            run[i : i + size]
            for run in runs
            for i in range(len(run) - size + 1)
            if run[i : i + size - 1] in known and run[i + 1 : i + size] in known
        )
        known = {g for g, n in level.items() if n >= least}
        counts.update({g: level[g] for g in known})
    return counts


def _free(runs: Sequence[str], counts: Counter[str]) -> set[str]:
    """The strings with enough different neighbours on either side: an entropy of 1 bit or more."""
    before: dict[str, Counter[str]] = defaultdict(Counter)
    after: dict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        for size in range(2, min(LONGEST, len(run)) + 1):
            for i in range(len(run) - size + 1):
                if (gram := run[i : i + size]) in counts:
                    before[gram][run[i - 1] if i else _EDGE] += 1
                    after[gram][run[i + size] if i + size < len(run) else _EDGE] += 1
    return {g for g in before if min(_entropy(before[g]), _entropy(after[g])) >= 1}


def _entropy(neighbours: Counter[str]) -> float:
    """In bits."""
    total = neighbours.total()
    ends = neighbours[_EDGE]
    inner = sum(n / total * log2(total / n) for c, n in neighbours.items() if c != _EDGE)
    return inner + (ends / total * log2(total) if ends else 0)


def _bound(gram: str, counts: Counter[str], total: int) -> bool:
    """Whether its parts, wherever it is cut, come together _CHANCE times as often as by chance, or seldom apart."""
    n = counts[gram]
    parts = [(counts[gram[:i]], counts[gram[i:]]) for i in range(1, len(gram))]
    return all(n * total >= _CHANCE * a * b or 2 * n >= max(a, b) for a, b in parts)


def _shaped(gram: str) -> bool:
    return gram[0] not in _NO_START and gram[-1] not in _NO_END


def _worded(good: dict[str, int], runs: Sequence[str], table: Lexicon) -> dict[str, int]:
    """Those that half the time begin and end where words do, and not with words that no term begins or ends with."""
    whole: Counter[str] = Counter()
    for run in runs:
        edges = [0, *(word.span[1] for word in table.cut(run))]
        for n, start in enumerate(edges):
            for end in edges[n + 1 : n + 1 + LONGEST]:
                if (gram := run[start:end]) in good:
                    whole[gram] += 1
    no = no_terms()
    starts, ends = (tuple(w for w in no[side] if len(w) > 1) for side in ("first", "last"))
    out = {}
    for gram, count in good.items():
        words = table.cut(gram)
        odd = words[0].key in no["first"] or words[-1].key in no["last"]
        if 2 * whole[gram] >= count and not (odd or gram.startswith(starts) or gram.endswith(ends)):
            out[gram] = count
    return out


@lru_cache(maxsize=1)
def no_terms() -> dict[str, frozenset[str]]:
    """Words that no term begins with (`first`), that none ends with (`last`), and of `english` that do neither."""
    data = json.loads(Path(__file__).with_name("phrases.json").read_text(encoding="utf-8"))
    return {side: frozenset(words.split()) for side, words in data.items()}


def _longest(good: dict[str, int], least: int) -> set[str]:
    """Without those that mostly stand inside a longer one."""
    alone = dict(good)
    for gram in sorted(good, key=len, reverse=True):
        for size in range(2, len(gram)):
            for part in {gram[i : i + size] for i in range(len(gram) - size + 1)} & good.keys():
                alone[part] -= alone[gram]
    return {g for g, n in alone.items() if n >= least}
