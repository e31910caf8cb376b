"""What the flags of a sentence amount to: how far to trust it, and which of two outputs is the worse."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.record import Confidence, Flag
from duizhao.settings import Checking

WEIGHTS = {
    "empty": 1000,
    "untranslated": 200,
    "repetition": 200,
    "truncated": 100,
    "number": 20,
    "name": 20,
    "url": 20,
    "length": 10,
}
"""Of the checks that another decoding may answer to; a number is worth less than a translation that is none."""


def confidence(score: float | None, flags: Sequence[Flag], settings: Checking) -> Confidence | None:
    """high, medium or low; None where there is neither a score nor a flag, as for copied text.

    An error makes it low, a warning at most medium. `score` is the log-probability of a target token, on average;
    what it says of the quality is measured by tests/benchmarks/confidence.py (docs/checks.md).
    """
    if any(f.severity == "error" for f in flags):
        return "low"
    if score is None:
        return "medium" if flags else None
    if score < settings.score_low:
        return "low"
    return "medium" if flags or score < settings.score_high else "high"


def badness(flags: Sequence[Flag]) -> int:
    """A number to compare outputs of one sentence by: 0 where nothing is flagged that another could mend."""
    return sum(WEIGHTS.get(f.check, 0) // (1 if f.severity == "error" or f.check == "length" else 4) for f in flags)
