"""One process of a training, and what the processes share."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import Any

import torch
import torch.multiprocessing as mp

from recipe import fast, mixing, plain, prepare
from recipe.flat import Flat
from recipe.folders import STOP
from recipe.job import Run, Settings
from recipe.kernels import Kernels
from recipe.model import Config, Marian
from recipe.optimiser import Arithmetic, Moments, Optimiser
from recipe.pairs import Batch
from recipe.report import Reporter, Tally
from recipe.state import Buffers, Progress

_SUSPENDED = 60.0  # seconds; a machine whose update took longer was asleep for a while
_CLIP = 1.0  # norm of the gradient of a token's mean loss


@dataclass(frozen=True)
class Shared:
    """What all processes see. `grads`: one of each process; `board`: a line of each process, then a line of orders."""

    config: Config
    flat: Flat
    buffers: Buffers
    grads: list[torch.Tensor]
    board: torch.Tensor
    barrier: Any

    @classmethod
    def of(cls, model: Marian, processes: int, gradients: torch.dtype) -> Shared:
        flat = Flat(model)
        buffers = Buffers(flat.master, flat.master.clone(), flat.buffer(), flat.buffer())
        grads = [flat.buffer(gradients) for _ in range(processes)]
        board = torch.zeros(processes + 1, 3, dtype=torch.float64)
        barrier = mp.get_context("spawn").Barrier(processes)
        return cls(model.c, flat, buffers, grads, board, barrier)

    def tensors(self) -> list[torch.Tensor]:
        return [self.flat.half, *self.buffers.named().values(), self.board, *self.grads]


@dataclass
class Worker:
    """One process; that of rank 0 also gives the orders, reports and saves."""

    rank: int
    run: Run
    settings: Settings
    shared: Shared
    progress: Progress
    by_hand: bool
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
        s, shared = self.settings, self.shared
        self.step, arithmetic = _engine(self.run, shared, shared.grads[self.rank], self.by_hand)
        moments = Moments(shared.buffers.first, shared.buffers.second)
        self.optimiser = Optimiser(shared.flat, shared.grads, shared.buffers.average, moments, arithmetic, self.rank)
        self.pairs = prepare.load(self.run.tokens, mixing.read(self.run.mix), s.stretch)
        self.order = self.pairs.order(s.seed, s.budget, s.longest, self.progress.place)
        self.reporter = Reporter(self.run, s, shared.config, shared.flat, shared.buffers)
        self.parent = os.getppid()

    def work(self) -> None:
        """Train until rank 0 says to end."""
        if self.rank == 0:
            self.reporter.begin(self.pairs)
        saved, going = time.monotonic(), self.settings.schedule.done(self.progress) < 1
        while going:
            began = time.monotonic()
            if self.rank == 0:
                self._give_orders(saving=began - saved > 60 * self.run.save)
            norm, rate = self._update(self._next())
            going, saving = bool(self.shared.board[-1, 0]), bool(self.shared.board[-1, 1])
            if self.rank == 0:
                took = min(time.monotonic() - began, _SUSPENDED)
                self.progress.seconds, self.tally.seconds = self.progress.seconds + took, self.tally.seconds + took
                if self.progress.updates % self.run.report == 0 or not going:
                    self.reporter.report(self.progress, self.tally, self.step, norm, rate)
                    self.tally = Tally()
                if saving or not going:
                    self.reporter.save(self.progress)
                    saved = time.monotonic()
            self.shared.barrier.wait()

    def _give_orders(self, *, saving: bool) -> None:
        """Before an update: whether it is not the last, whether to save after it, and the time spent so far."""
        stopped = (self.run.folder / STOP).exists() or os.getppid() != self.parent
        last = self.settings.schedule.done(self.progress.after()) >= 1
        self.shared.board[-1] = torch.tensor([not (stopped or last), saving, self.progress.seconds])

    def _next(self) -> Batch:
        """This process's batch: each takes its turn in the one order."""
        for rank in range(self.settings.processes):
            self.progress.place, rows = next(self.order)
            if rank == self.rank:
                batch = self.pairs.batch(rows)
        return batch

    def _update(self, batch: Batch) -> tuple[float, float]:
        """The norm of the gradient of a token's mean loss, and the rate."""
        board, p, schedule = self.shared.board, self.progress, self.settings.schedule
        self.tally.add(self.step(batch, self.settings.smoothing), batch)
        board[self.rank, 0], board[self.rank, 1] = batch.tokens, len(batch.source)
        self.shared.barrier.wait()  # all gradients are there
        p.seconds = board[-1, 2].item()
        board[self.rank, 2] = self.optimiser.square()
        tokens, pairs = int(board[:-1, 0].sum().item()), int(board[:-1, 1].sum().item())
        self.shared.barrier.wait()
        norm, rate = board[:-1, 2].sum().item() ** 0.5 / tokens, schedule.rate(p)
        keep = schedule.keep(p.updates)
        self.optimiser.step(p.updates + 1, rate, min(1.0, _CLIP / max(norm, 1e-9)) / tokens, keep)
        self.shared.barrier.wait()  # all weights are new
        p.updates, p.pairs, self.tally.pairs = p.updates + 1, p.pairs + pairs, self.tally.pairs + pairs
        return norm, rate


def _engine(run: Run, shared: Shared, grad: torch.Tensor, by_hand: bool) -> tuple[fast.Step | plain.Step, Arithmetic]:
    if not by_hand:
        return plain.Step(shared.config, shared.flat, grad), plain.Arithmetic()
    kernels = Kernels(run.build)
    return fast.Step(kernels, shared.config, shared.flat, grad), kernels
