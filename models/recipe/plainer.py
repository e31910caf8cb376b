"""What plainer words give: sentences that have them, decoded as they stand and with the words in other words.

A row is a word and what the model would get in its place; several wordings stand apart with `|`. For each, up to
SENTENCES of the pairs are decoded both ways, and chrF2 against their English tells by how much it helps. A sentence's
score moves by 5 points whenever anything in it changes, and by no more than 1.2 for the word itself, so that what is
measured is drawn to the mean of all wordings, -0.4, as much as MEAN_OF more sentences of that would (empirical Bayes).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from duizhao.errors import InputError
from duizhao.preediting import Plainer
from recipe.chrf import chrf2

SENTENCES = 8
"""Of a word, at most."""
LONGEST = 75
"""Characters of a sentence that the model gets whole."""
MEAN, MEAN_OF = -0.4, 18.0

Translate = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True)
class Measured:
    """A word and a wording: in how many sentences it was tried, and by how much it helps, drawn to the mean."""

    word: str
    plain: str
    sentences: int
    gain: float


def measure(
    rows: Mapping[str, Sequence[str]], pairs: Iterable[tuple[str, str]], translate: Translate, seed: int = 1
) -> list[Measured]:
    """What each wording gives, the best first. Words that no pair has are left out."""
    places = _places(rows, pairs, seed)
    tried = [
        (word, plain, zh, edited, en)
        for word, found in places.items()
        for plain in rows[word]
        for zh, edited, en in ((zh, zh[:start] + plain + zh[end:], en) for zh, start, end, en in found)
    ]
    texts = list(dict.fromkeys(text for _, _, zh, edited, _ in tried for text in (zh, edited)))
    said = dict(zip(texts, translate(texts), strict=True))
    gains: dict[tuple[str, str], list[float]] = defaultdict(list)
    for word, plain, zh, edited, en in tried:
        gains[word, plain].append(chrf2([said[edited]], [en]) - chrf2([said[zh]], [en]))
    out = [Measured(word, plain, len(g), _drawn(g)) for (word, plain), g in gains.items()]
    return sorted(out, key=lambda m: -m.gain)


def _drawn(gains: Sequence[float]) -> float:
    return (fmean(gains) * len(gains) + MEAN * MEAN_OF) / (len(gains) + MEAN_OF)


def _places(
    rows: Mapping[str, Sequence[str]], pairs: Iterable[tuple[str, str]], seed: int
) -> dict[str, list[tuple[str, int, int, str]]]:
    """Sentences that have a word as a word, and where, with their English."""
    table = Plainer({word: plain[0] for word, plain in rows.items()})
    found: dict[str, list[tuple[str, int, int, str]]] = defaultdict(list)
    for zh, en in pairs:
        if len(zh) <= LONGEST:
            for edit in table.edits(zh):
                found[edit.before].append((zh, edit.start, edit.end, en))
    return {
        word: random.Random(f"{seed}{word}").sample(all_, min(SENTENCES, len(all_))) for word, all_ in found.items()
    }


def read(path: Path) -> dict[str, list[str]]:
    """The rows of a file. Raises InputError for a line that is none."""
    rows = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            word, _, plain = line.partition("\t")
            if len(word) < 2 or not plain:
                raise InputError(f"line {number} is not a word, a tab and what stands for it", where=path)
            rows[word] = plain.split("|")
    return rows


def table(found: Sequence[Measured]) -> str:
    """The rows with what was measured, as a file."""
    head = "# word\tplainer\tsentences\tgain in chrF2\n"
    return head + "".join(f"{m.word}\t{m.plain}\t{m.sentences}\t{m.gain:.2f}\n" for m in found)
