"""chrF2 (Popović 2015) of a corpus, as sacrebleu computes it, for machines without it; and text from pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

ORDER, BETA = 6, 2
_MARK = "▁"  # what SentencePiece writes for a space


def chrf2(outputs: Iterable[str], references: Iterable[str]) -> float:
    """0 to 100; sacrebleu's `chrF2|nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no`."""
    counts = [[0, 0, 0] for _ in range(ORDER)]  # n-grams of outputs, of references, in both
    for output, reference in zip(outputs, references, strict=True):
        for n in range(ORDER):
            mine, theirs = _grams(output, n + 1), _grams(reference, n + 1)
            counts[n][0] += mine.total() if theirs else 0
            counts[n][1] += theirs.total()
            counts[n][2] += (mine & theirs).total()
    used = [(both / mine, both / theirs) for mine, theirs, both in counts if mine and theirs]
    if not used:
        return 0.0
    precision, recall = (sum(pair[i] for pair in used) / len(used) for i in (0, 1))
    if precision + recall == 0:
        return 0.0
    weight = float(BETA**2)
    return 100 * (1 + weight) * precision * recall / (weight * precision + recall)


def text(pieces: Sequence[str]) -> str:
    """The text of SentencePiece's pieces; byte pieces are dropped."""
    kept = "".join(p for p in pieces if not p.startswith("<0x"))
    return kept.replace(_MARK, " ").strip()


def _grams(line: str, n: int) -> Counter[str]:
    letters = "".join(line.split())
    return Counter(letters[i : i + n] for i in range(len(letters) - n + 1))
