"""Training on CPU cores: one process a core, weights, moments and gradients in shared memory.

FOLDER gets state.safetensors (all that is needed to go on, saved every few minutes), log.jsonl, curve.png and model/,
the export of the averaged weights, always whole. A file FOLDER/stop, Ctrl-C or SIGTERM ends it after the update in
hand. The same seed, data and number of processes give the same weights, killed in between or not, where the end is a
number of updates.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch.multiprocessing as mp

from duizhao.errors import UsageError
from recipe import fast, kernels, plain, state
from recipe.folders import STOP
from recipe.job import Run, Settings, named
from recipe.model import Config
from recipe.start import begin
from recipe.state import Progress
from recipe.vocabulary import Encoder
from recipe.worker import Shared, Worker


def train(run: Run, settings: Settings) -> Progress:
    """Train until the schedule's end or until it is stopped; goes on from the folder's state."""
    encoder = Encoder(run.vocabulary)
    model, before = begin(settings.start, encoder, settings.layers, settings.heads, settings.seed)
    by_hand = _by_hand(run, model.c)
    run.folder.mkdir(parents=True, exist_ok=True)
    (run.folder / STOP).unlink(missing_ok=True)
    shared = Shared.of(model, settings.processes, fast.GRADIENTS if by_hand else plain.GRADIENTS)
    progress = state.load(run.folder, shared.buffers, named(settings, run)) or Progress(before)
    shared.flat.set(shared.buffers.master.clone())
    with _stopped_by_signals(run.folder / STOP):
        if settings.processes == 1:
            Worker(0, run, settings, shared, progress, by_hand).work()
        else:
            for x in shared.tensors():
                # torch has no types for these two
                x.share_memory_()  # type: ignore[no-untyped-call]
            mp.spawn(_worker, (run, settings, shared, progress, by_hand), nprocs=settings.processes)  # type: ignore[attr-defined,no-untyped-call]
    return state.load(run.folder, shared.buffers, named(settings, run)) or progress


def _by_hand(run: Run, config: Config) -> bool:
    """Whether the kernels are used. Raises UsageError where they are asked for and cannot be."""
    hindrance = kernels.hindrance()
    if config.width != fast.HEAD * config.heads:
        hindrance = f"heads of {config.width // config.heads}, not of {fast.HEAD}"
    if hindrance and run.kernels:
        raise UsageError(f"the kernels cannot be used: {hindrance}", remedy="Leave --kernels out.")
    if run.kernels is False or hindrance:
        run.tell(f"plain torch ({hindrance or 'as asked'})")
        return False
    kernels.Kernels(run.build)
    run.tell("kernels")
    return True


@contextlib.contextmanager
def _stopped_by_signals(stop: Path) -> Iterator[None]:
    """Ctrl-C and SIGTERM leave the file `stop`, which ends the training in order; a second Ctrl-C ends it at once."""

    def leave(number: int, frame: Any) -> None:
        if stop.exists():
            raise KeyboardInterrupt
        stop.touch()

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _worker(rank: int, run: Run, settings: Settings, shared: Shared, progress: Progress, by_hand: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent leaves the file `stop`
    Worker(rank, run, settings, shared, progress, by_hand).work()
