"""The learning rate and the decay of the average, and when a training ends."""

from __future__ import annotations

from dataclasses import dataclass

from duizhao.errors import UsageError
from recipe.state import Progress


@dataclass(frozen=True)
class Schedule:
    """Ends after `updates`, or after `minutes` of training; the former gives the same weights on every run.

    The rate rises for `warmup` updates, is `peak`, and in the last share `fall` goes down to a tenth in a line, so that
    any stretch ends in a usable model and another can go on from it.
    """

    updates: int | None = None
    minutes: float | None = None
    peak: float = 1e-3
    warmup: int = 200
    fall: float = 0.2
    average: float = 0.999

    def __post_init__(self) -> None:
        if (self.updates is None) == (self.minutes is None):
            raise UsageError("a training ends after a number of updates or of minutes: give one of them")

    def done(self, p: Progress) -> float:
        """The share that is done, 0 to 1."""
        if self.updates is not None:
            return min(1.0, p.updates / self.updates)
        assert self.minutes is not None
        return min(1.0, p.seconds / (60 * self.minutes))

    def rate(self, p: Progress) -> float:
        """Of the update after `p`."""
        rise = min(1.0, (p.updates + 1) / self.warmup)
        left = (1 - self.done(p)) / self.fall if self.fall else 1.0
        return self.peak * rise * min(1.0, 0.1 + 0.9 * left)

    def keep(self, updates: int) -> float:
        """What the average keeps of itself after so many updates of this training: of the weights that it began with
        next to nothing soon, or a short training could move it little."""
        return min(self.average, 1 - 10 / (10 + updates))
