"""Training on one CUDA device in a fixed number of minutes; torch and numpy are all it needs.

    python -m recipe.gpu FOLDER OUT --minutes 9      # FOLDER: all parts that `recipe pack` made, side by side

One cycle: the rate rises, holds, falls to zero at the end of the minutes; padded batches, a bfloat16 copy of the model,
Muon for the matrices, AdamW for the rest, both in float32. OUT gets weights-NN.bin every minute (parts of float16 that
fit a transfer, which `recipe join` puts together), log.jsonl and progress.json. If memory runs out or the loss is no
number, halve --budget or --rate and start again with the time that is left. It runs on a CPU too, slowly.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import lzma
import queue
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from recipe import journal
from recipe.evaluate import Development, losses, spoken_chrf
from recipe.layout import state_for_transformers
from recipe.model import Config, Marian
from recipe.muon import Muon
from recipe.pairs import Batch, Pairs, joined, padded

SAVE = 60.0  # seconds between two saves
POOL = 400_000  # see pairs.py; batches are large
_ROWS = 8192  # tokens whose logits are made at once
_MULTIPLE = 8  # lengths that a GPU likes


@dataclass(frozen=True)
class Job:
    """What `recipe pack` made: two views of the same pairs, one for each stretch."""

    config: Config
    weights: dict[str, Tensor]
    main: Pairs
    end: Pairs
    dev: Development


def read(folder: Path) -> Job:
    """All parts of a packed folder."""
    shards = [unpack(path.read_bytes()) for path in sorted(folder.glob("pairs-*.xz"))]
    arrays = {k: np.concatenate([s[k] for s in shards]) for k in shards[0]}
    for side in ("source", "target"):
        arrays[f"{side}_at"] = np.cumsum([0, *arrays.pop(f"{side}_n")])
    head = json.loads((folder / "head.json").read_text(encoding="utf-8"))
    dev = unpack((folder / "dev.xz").read_bytes())
    weights = unpack((folder / "start.xz").read_bytes())
    return Job(
        Config(**head["config"]),
        {name: torch.from_numpy(x.astype(np.float32)) for name, x in weights.items()},
        Pairs(arrays, arrays["share"]),
        Pairs(arrays, arrays["share_end"]),
        Development(Pairs(dev, np.ones(len(dev["source_at"]) - 1, np.float32)), head["references"], head["names"]),
    )


def unpack(data: bytes) -> dict[str, Any]:
    """Arrays by name, from an xz-compressed .npz file."""
    with np.load(io.BytesIO(lzma.decompress(data))) as arrays:
        return dict(arrays)


class Trainer:
    """A model on a device, its optimisers, the running average of its weights."""

    def __init__(self, job: Job, out: Path, options: argparse.Namespace) -> None:
        self.job, self.out, self.o = job, out, options
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.backends.cuda.enable_cudnn_sdp(False)  # it makes a plan for every new shape of a batch
        torch.manual_seed(options.seed)
        self.model = Marian(replace(job.config, dropout=options.dropout))
        self.model.load_state_dict(job.weights)
        self.model.to(self.device)
        self.half = copy.deepcopy(self.model).bfloat16()  # half the traffic of autocast, which norms in float32
        self.halves: list[Tensor] = list(self.half.parameters())
        named = dict(self.model.named_parameters())
        matrices = [p for n, p in named.items() if p.dim() == 2 and n != "shared.weight"]
        self.rest = [p for n, p in named.items() if p.dim() != 2 or n == "shared.weight"]
        self.parameters: list[Tensor] = list(named.values())
        self.muon = Muon(matrices)
        self.adam = torch.optim.AdamW(self.rest, lr=options.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self.grads = [torch.zeros_like(p) for p in self.parameters]
        for p, grad in zip(self.parameters, self.grads, strict=True):
            p.grad = grad
        self.average = [p.detach().clone() for p in self.parameters]
        self.updates = self.pairs = 0
        self.ending = False  # whether the last stretch has begun
        self.began = time.monotonic()

    @property
    def share_done(self) -> float:
        minutes: float = self.o.minutes
        return (time.monotonic() - self.began) / (60 * minutes)

    def train(self) -> None:
        """Until the minutes are over."""
        saved, losses_since = time.monotonic(), list[Tensor]()
        batches = self._fed()
        while (done := self.share_done) < 1:
            self.ending = done > 1 - self.o.end
            source, target, n = next(batches)
            losses_since.append(self._update(source, target, self._rate(done)))
            self.pairs += n
            if self.updates % self.o.report == 0:
                self._report(losses_since)
                losses_since.clear()
                if time.monotonic() - saved > SAVE:
                    self._save()
                    saved = time.monotonic()
        self._report(losses_since)
        self._save()

    def _rate(self, done: float) -> float:
        rate: float = self.o.rate * min(1.0, (self.updates + 1) / self.o.warmup) * min(1.0, (1 - done) / self.o.fall)
        return rate

    def _update(self, source: Tensor, target: Tensor, rate: float) -> Tensor:
        loss, nll = self.half.loss(source, target, self.o.smoothing, _ROWS)
        # torch has no types for backward
        loss.backward()  # type: ignore[no-untyped-call]
        torch._foreach_copy_(self.grads, [p.grad for p in self.halves if p.grad is not None])
        torch.nn.utils.clip_grad_norm_(self.rest, 1.0)
        for group in self.adam.param_groups:
            group["lr"] = rate
        self.muon.step(rate)
        self.adam.step()
        with torch.no_grad():
            torch._foreach_copy_(self.halves, self.parameters)
        for p in self.halves:
            p.grad = None
        self.updates += 1
        keep = min(self.o.average, 1 - 10 / (10 + self.updates))
        torch._foreach_lerp_(self.average, [p.detach() for p in self.parameters], 1 - keep)
        return nll

    def _fed(self) -> Iterator[tuple[Tensor, Tensor, int]]:
        """Batches on the device, made in a thread beside."""
        ready: queue.Queue[tuple[Tensor, Tensor, int]] = queue.Queue(maxsize=16)

        def feed() -> None:
            chance = np.random.default_rng(self.o.seed)
            for stretch, pairs in enumerate((self.job.main, self.job.end)):
                for _, rows in pairs.order(self.o.seed, self.o.budget, self.o.longest, pool=POOL):
                    batch = pairs.batch(rows)
                    if chance.random() < self.o.joined:
                        batch = joined(batch, self.o.longest)
                    ready.put((self._tensor(batch.source), self._tensor(batch.target), len(rows)))
                    if stretch == 0 and self.ending:
                        break

        threading.Thread(target=feed, daemon=True).start()
        while True:
            yield ready.get()

    def _tensor(self, sentences: list[Any]) -> Tensor:
        x = torch.from_numpy(padded(sentences, self.model.c.pad, _MULTIPLE))
        return x.pin_memory().to(self.device, non_blocking=True) if self.device == "cuda" else x

    @torch.no_grad()
    def nll(self, batch: Batch) -> float:
        """Sum over the batch, in nats."""
        with torch.autocast(self.device, dtype=torch.bfloat16):
            mean = self.model.loss(self._tensor(batch.source), self._tensor(batch.target))[1]
        return mean.item() * batch.tokens

    def _swap(self) -> None:
        """The average for the weights, and back."""
        current = [p.detach().clone() for p in self.parameters]
        torch._foreach_copy_([p.data for p in self.parameters], self.average)
        torch._foreach_copy_(self.average, current)

    def _report(self, since: list[Tensor]) -> None:
        minutes = (time.monotonic() - self.began) / 60
        self.model.eval()
        self._swap()
        dev, gap = losses(self, self.job.dev.pairs)
        chrf = spoken_chrf(self.model, self.job.dev)
        self._swap()
        self.model.train()
        self.last = journal.Report(
            update=self.updates,
            pairs=self.pairs,
            minutes=round(minutes, 2),
            train=round(torch.stack(since).mean().item(), 4) if since else None,
            dev=round(dev, 4),
            gap=round(gap, 3),
            norm=None,
            rate=float(f"{self._rate(min(1.0, self.share_done)):.3g}"),
            speed=round(self.pairs / (60 * minutes)),
            chrf=round(chrf, 1),
        )
        journal.append(self.out, self.last)
        sys.stdout.write(self.last.line() + "\n")
        sys.stdout.flush()

    def _save(self) -> None:
        """The averaged weights in parts, and what they are."""
        self._swap()
        state = {name: x.to("cpu", torch.float16).numpy() for name, x in state_for_transformers(self.model).items()}
        self._swap()
        file = io.BytesIO()
        # numpy types every keyword as its own allow_pickle
        np.savez(file, **state)  # type: ignore[arg-type]
        size = int(self.o.part * 2**20)
        for i in range(0, file.tell(), size):
            (self.out / f"weights-{i // size:02d}.bin").write_bytes(file.getbuffer()[i : i + size])
        progress = {"updates": self.updates, "pairs": self.pairs, "dev": self.last.dev}
        (self.out / "progress.json").write_text(json.dumps(progress))


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--minutes", type=float, default=9.0)
    p.add_argument("--rate", type=float, default=1.5e-3)
    p.add_argument("--warmup", type=int, default=300, help="updates in which the rate rises")
    p.add_argument("--fall", type=float, default=0.4, help="last share of the minutes, in which the rate falls to zero")
    p.add_argument(
        "--end", type=float, default=0.0, help="last share of the minutes, with the shares of the stretch end"
    )
    p.add_argument("--budget", type=int, default=48_000, help="padded source and target tokens an update")
    p.add_argument("--longest", type=int, default=128, help="tokens of a sentence")
    p.add_argument("--joined", type=float, default=0.15, help="share of the batches whose pairs are joined two by two")
    p.add_argument("--dropout", type=float, default=0.1)
    p.add_argument("--smoothing", type=float, default=0.1)
    p.add_argument("--average", type=float, default=0.998)
    p.add_argument("--report", type=int, default=1000, help="updates between two lines of the log")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--part", type=float, default=15, help="MiB of a part of the weights")
    return p.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Train as the command line says."""
    wanted = options(arguments)
    wanted.out.mkdir(parents=True, exist_ok=True)
    Trainer(read(wanted.folder), wanted.out, wanted).train()


if __name__ == "__main__":
    main()
