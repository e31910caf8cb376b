"""What a training tells and saves."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from recipe import journal, plot, prepare, state
from recipe.evaluate import Development, Losing, losses, spoken_chrf
from recipe.export import export
from recipe.flat import Flat
from recipe.job import Run, Settings, named
from recipe.model import Config, Marian
from recipe.pairs import Batch, Pairs
from recipe.state import Buffers, Progress
from recipe.vocabulary import Encoder

MODEL = "model"


@dataclass
class Tally:
    """What is summed up between two reports: of this process `nll` and `tokens`, of all `pairs`."""

    nll: float = 0.0
    tokens: int = 0
    pairs: int = 0
    seconds: float = 0.0

    def add(self, nll: float, batch: Batch) -> None:
        self.nll, self.tokens = self.nll + nll, self.tokens + batch.tokens


class Reporter:
    """Reports and saves a training; reads what it needs when it is first asked."""

    def __init__(self, run: Run, settings: Settings, config: Config, flat: Flat, buffers: Buffers) -> None:
        self.run, self.settings, self.config = run, settings, config
        self.flat, self.buffers = flat, buffers
        self.dev_loss: float | None = None

    def begin(self, pairs: Pairs) -> None:
        """Say what is trained on what."""
        encoder = Encoder(self.run.vocabulary)
        self.named = named(self.settings, self.run)
        self.dev = Development(*prepare.development(self.run.dev, encoder, self.run.dev_lines), encoder.names)
        self.model = Marian(self.config)
        size, seen = sum(p.numel() for p in self.model.parameters()) / 1e6, float(pairs.share.sum())
        self.run.tell(f"{size:.1f} M parameters; {len(pairs):,} pairs, {seen:,.0f} a pass")

    def report(self, progress: Progress, tally: Tally, step: Losing, norm: float, rate: float) -> None:
        """Measure the averaged weights and add a line to the log."""
        with self.flat.having(self.buffers.average):
            loss, gap = losses(step, self.dev.pairs)
        self.flat.write(self.buffers.average, self.model)
        self.dev_loss = round(loss, 4)
        report = journal.Report(
            update=progress.seen.updates,
            pairs=progress.seen.pairs,
            minutes=round(progress.seconds / 60, 2),
            train=round(tally.nll / tally.tokens, 4),
            dev=self.dev_loss,
            gap=round(gap, 3),
            norm=round(norm, 3),
            rate=float(f"{rate:.3g}"),
            speed=round(tally.pairs / max(tally.seconds, 1e-9), 1),
            chrf=round(spoken_chrf(self.model, self.dev), 1),
        )
        self.run.tell(report.line())
        journal.append(self.run.folder, report)

    def save(self, progress: Progress) -> None:
        """The state, the export of the averaged weights, the curve; each whole."""
        state.save(self.run.folder, self.buffers, progress, self.named)
        self.flat.write(self.buffers.average, self.model)
        seen = asdict(progress.seen) | {"dev": self.dev_loss}
        export(self.model, self.run.vocabulary, self.run.folder / MODEL, seen)
        plot.draw(self.run.folder)
