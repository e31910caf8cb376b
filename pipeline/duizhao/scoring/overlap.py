"""BLEU, chrF and TER: statistics of each segment, which add up to the scores of any set of segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

CHRF_ORDER, CHRF_BETA = 6, 2
BLEU_ORDER = 4


@dataclass(frozen=True, slots=True)
class Metric:
    """`segment(candidate, references)`: its statistics, a row of numbers. `score(sums)`: (…, k) → (…), 0 to 100.

    `signature`: as sacrebleu writes it. `better`: whether more is better. `alone`: the score of one segment by itself,
    where that is another.
    """

    segment: Callable[[str, Sequence[str]], Sequence[float]]
    score: Callable[[Any], Any]
    signature: str
    better: bool = True
    alone: Callable[[Any], Any] | None = None


def _bleu(candidate: str, references: Sequence[str]) -> Sequence[float]:
    from sacrebleu.metrics.bleu import BLEU

    found = BLEU(effective_order=True).sentence_score(candidate, list(references))
    return (*found.counts, *found.totals, found.sys_len, found.ref_len)


def bleu(sums: Any) -> Any:
    """BLEU (Papineni et al. 2002) with the exponential smoothing of sacrebleu.

    `sums` (…, 10): matches and n-grams of orders 1 to 4, the lengths of candidate and reference.
    """
    return _bleu_of(sums, BLEU_ORDER)


def sentence_bleu(sums: Any) -> Any:
    """BLEU of single segments: only orders count that a segment is long enough for (sacrebleu's effective order)."""
    return _bleu_of(sums, 1)


def _bleu_of(sums: Any, least: int) -> Any:
    """With the orders that there are n-grams of; 0 where those are fewer than `least`."""
    import numpy as np

    counts, totals = sums[..., :BLEU_ORDER], sums[..., BLEU_ORDER : 2 * BLEU_ORDER]
    size, wanted = sums[..., -2], sums[..., -1]
    there = totals > 0
    orders = there.sum(axis=-1)
    # the first order without a match counts 1/2 of one, the next 1/4 ...
    missing = (counts == 0) & there
    smoothed = np.where(missing, 1 / 2.0 ** np.cumsum(missing, axis=-1), counts)
    logs = np.log(np.where(there, smoothed, 1) / np.where(there, totals, 1)).sum(axis=-1) / np.maximum(orders, 1)
    penalty = np.where(size < wanted, np.exp(1 - wanted / np.maximum(size, 1e-9)), 1.0)
    return np.where((orders >= least) & (counts[..., 0] > 0), 100 * penalty * np.exp(logs), 0.0)


def _chrf(candidate: str, references: Sequence[str]) -> Sequence[float]:
    """Of several references the one whose own score is best, as sacrebleu takes it."""
    rows = [_chrf_row(candidate, reference) for reference in references]
    return rows[0] if len(rows) == 1 else max(rows, key=lambda row: float(chrf(_array(row))))


def _chrf_row(candidate: str, reference: str) -> list[float]:
    mine, theirs = ("".join(text.split()) for text in (candidate, reference))
    row: list[float] = []
    for n in range(1, CHRF_ORDER + 1):
        a, b = (Counter(text[i : i + n] for i in range(len(text) - n + 1)) for text in (mine, theirs))
        row += (a.total() if b else 0, b.total(), (a & b).total())
    return row


def chrf(sums: Any) -> Any:
    """chrF2 (Popović 2015): `sums` (…, 18): for orders 1 to 6 n-grams of the candidate, of the reference, in both."""
    import numpy as np

    table = sums.reshape(*sums.shape[:-1], CHRF_ORDER, 3)
    mine, theirs, both = (table[..., i] for i in range(3))
    used = (mine > 0) & (theirs > 0)
    orders = np.maximum(used.sum(axis=-1), 1)
    precision, recall = (np.where(used, both / np.maximum(side, 1), 0).sum(axis=-1) / orders for side in (mine, theirs))
    weight = float(CHRF_BETA**2)
    below = weight * precision + recall
    return np.where(below > 0, 100 * (1 + weight) * precision * recall / np.where(below > 0, below, 1), 0.0)


def _ter(candidate: str, references: Sequence[str]) -> Sequence[float]:
    from sacrebleu.metrics.ter import TER

    found = TER().sentence_score(candidate, list(references))
    return found.num_edits, found.ref_length


def ter(sums: Any) -> Any:
    """TER (Snover et al. 2006): edits to 100 words of the reference; `sums` (…, 2)."""
    import numpy as np

    edits, size = sums[..., 0], sums[..., 1]
    return np.where(size > 0, 100 * edits / np.maximum(size, 1e-9), np.where(edits > 0, 100.0, 0.0))


METRICS: dict[str, Metric] = {
    "BLEU": Metric(_bleu, bleu, "case:mixed|eff:no|tok:13a|smooth:exp", alone=sentence_bleu),
    "chrF2": Metric(_chrf, chrf, "case:mixed|eff:yes|nc:6|nw:0|space:no"),
    "TER": Metric(_ter, ter, "case:lc|tok:tercom|norm:no|punct:yes|asian:no", better=False),
}


def statistics(metric: Metric, candidates: Sequence[str], references: Sequence[Sequence[str]]) -> Any:
    """(n, k) statistics of `candidates`; references[i] are those of candidates[i].

    Raises ValueError where a segment has no reference.
    """
    return _array([metric.segment(c, r) for c, r in zip(candidates, references, strict=True)])


def _array(rows: Any) -> Any:
    import numpy as np

    return np.asarray(rows, dtype=np.float64)
