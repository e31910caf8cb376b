"""Training on a CPU: gradients, resuming, stopping."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from duizhao.errors import UsageError
from recipe import fast, flat, journal, kernels, plain, plot, state
from recipe.folders import STOP
from recipe.job import Run, Settings
from recipe.model import Config, Marian
from recipe.optimiser import Moments, Optimiser
from recipe.pairs import Batch, Ids
from recipe.schedule import Schedule
from recipe.state import Progress
from recipe.train import train

HINDRANCE = kernels.hindrance()
needs_kernels = pytest.mark.skipif(HINDRANCE is not None, reason=f"the kernels need a compiler: {HINDRANCE}")
CONFIG = Config(300, 200, 64, 2, 2, 2)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> kernels.Kernels:
    return kernels.Kernels(tmp_path_factory.mktemp("build"))


def some_model() -> Marian:
    """With vectors that are not the ones and zeros of a new model."""
    torch.manual_seed(0)
    model = Marian(CONFIG)
    for p in model.parameters():
        if p.dim() == 1:
            p.data += torch.randn_like(p) * 0.1
    return model


def some_batch(sentences: int = 40) -> Batch:
    r = np.random.default_rng(0)

    def side() -> list[Ids]:
        return [np.append(r.integers(2, 190, n), 0).astype(np.uint16) for n in r.integers(1, 20, sentences)]

    return Batch(side(), side())


@needs_kernels
def test_every_gradient_of_the_kernels_is_autograds(compiled: kernels.Kernels) -> None:
    batch, model = some_batch(), flat.Flat(some_model())
    by_hand, by_autograd = model.buffer(torch.bfloat16), model.buffer()
    nll = fast.Step(compiled, CONFIG, model, by_hand)(batch, 0.1)
    assert nll == pytest.approx(plain.Step(CONFIG, model, by_autograd)(batch, 0.1), rel=1e-3)
    off = {}
    for name in model.where:
        ours, theirs = model.view(by_hand, name).float(), model.view(by_autograd, name)
        if name.endswith("k_proj.bias"):  # no softmax changes with it
            assert theirs.norm() < 1e-3
            assert ours.norm() < 0.5
        else:
            off[name] = ((ours - theirs).norm() / theirs.norm()).item()
    assert max(off.values()) < 0.02, sorted(off.items(), key=lambda x: -x[1])[:5]


@needs_kernels
def test_the_update_of_the_kernels_is_that_of_plain_torch(compiled: kernels.Kernels) -> None:
    after = []
    for arithmetic in (compiled, plain.Arithmetic()):
        model = flat.Flat(some_model())
        grads = [torch.randn(model.size, generator=torch.Generator().manual_seed(i)).bfloat16() for i in range(3)]
        average, moments = model.master.clone(), Moments(model.buffer(), model.buffer())
        optimisers = [Optimiser(model, grads, average, moments, arithmetic, rank) for rank in range(3)]
        for number in (1, 2):
            for optimiser in optimisers:
                optimiser.step(number, 1e-2, 1e-3, 0.9)
        after.append((model.master, average, moments.first, sum(o.square() for o in optimisers)))
    for ours, theirs in zip(*after, strict=True):
        assert torch.allclose(torch.as_tensor(ours), torch.as_tensor(theirs), rtol=1e-4, atol=1e-6)


def test_shares_of_processes_cover_every_parameter_once() -> None:
    model = flat.Flat(some_model())
    grads = [model.buffer() for _ in range(3)]
    moments = Moments(model.buffer(), model.buffer())
    covered = torch.zeros(model.size)
    for rank in range(3):
        optimiser = Optimiser(model, grads, model.buffer(), moments, plain.Arithmetic(), rank)
        for a, b in optimiser.spans + optimiser._matrix_spans:
            covered[a:b] += 1
    assert all((model.view(covered, name) == 1).all() for name in model.where)


def weights(run: Run) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return dict(load_file(run.folder / state.STATE))


def test_it_learns_and_tells_of_it(run: Run, settings: Settings) -> None:
    long = replace(settings, schedule=replace(settings.schedule, updates=60, peak=5e-3))
    progress = train(replace(run, report=20), long)
    assert progress.updates == 60
    reports = journal.read(run.folder)
    assert [r.update for r in reports] == [20, 40, 60]
    assert reports[0].train is not None
    assert reports[-1].train is not None
    assert reports[-1].train < reports[0].train - 0.3
    assert all(r.speed > 0 and r.chrf is not None for r in reports)
    assert json.loads((run.folder / "model" / "training.json").read_text())["updates"] == 60
    if plot.draw(run.folder):
        assert (run.folder / plot.CURVE).read_bytes().startswith(b"\x89PNG")


KILLED = """
import pickle, sys
sys.path.insert(0, sys.argv[1])
from recipe.train import train
train(*pickle.load(open(sys.argv[2], "rb")))
"""


def test_killed_in_between_it_ends_with_the_same_weights(run: Run, settings: Settings, tmp_path: Path) -> None:
    """Ended by SIGKILL somewhere after its first save, and taken up by another call."""
    steady = replace(settings.schedule, fall=0.0)
    broken, unbroken = replace(run, save=0.0), replace(run, folder=tmp_path / "unbroken")
    job, models = tmp_path / "job", Path(__file__).resolve().parents[2] / "models"
    endless = replace(settings, schedule=replace(steady, updates=10**6))
    job.write_bytes(pickle.dumps((replace(broken, tell=print), endless)))
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(models), str(job)], stdout=subprocess.DEVNULL)
    try:
        wait_for(broken.folder / state.STATE, process)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    more = replace(settings, schedule=replace(steady, updates=updates_of(broken) + 4))
    broken = replace(broken, save=5.0)
    train(broken, more)
    train(unbroken, more)
    ours, theirs = weights(broken), weights(unbroken)
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def updates_of(run: Run) -> int:
    from safetensors import safe_open

    with safe_open(run.folder / state.STATE, "pt") as file:
        return int(json.loads(file.metadata()["progress"])["updates"])


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while not path.exists():
        assert process.poll() is None, "the training ended before it saved"
        assert time.monotonic() < until
        time.sleep(0.02)


def test_taken_up_under_other_settings_it_refuses(run: Run, settings: Settings) -> None:
    train(run, replace(settings, schedule=replace(settings.schedule, updates=1)))
    with pytest.raises(UsageError, match="other settings"):
        train(run, replace(settings, seed=4))


def test_the_stop_file_ends_it_after_the_update_in_hand(run: Run, settings: Settings) -> None:
    endless = replace(settings, schedule=replace(settings.schedule, updates=10**6))
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        if "update" in line:
            (run.folder / STOP).touch()

    progress = train(replace(run, report=2, tell=tell), endless)
    assert progress.updates == 3
    assert (run.folder / "model" / "model.safetensors").exists()
    assert state.load(run.folder, buffers(run, settings), metadata(run)) == progress


def metadata(run: Run) -> str:
    from safetensors import safe_open

    with safe_open(run.folder / state.STATE, "pt") as file:
        return str(file.metadata()["settings"])


def buffers(run: Run, settings: Settings) -> state.Buffers:
    size = weights(run)["master"].numel()
    return state.Buffers(*(torch.zeros(size) for _ in range(4)))


def test_the_schedule_rises_holds_and_falls(settings: Settings) -> None:
    schedule = replace(settings.schedule, updates=1000, warmup=100, fall=0.2, peak=1.0)
    rates = [schedule.rate(Progress(updates=n)) for n in (0, 49, 100, 799, 900, 999)]
    assert rates == pytest.approx([0.01, 0.5, 1, 1, 0.55, 0.1], abs=0.01)
    with pytest.raises(UsageError):
        replace(schedule, minutes=5)


def test_a_log_that_a_kill_left_behind_is_read_as_one_course(tmp_path: Path) -> None:
    figures = {"pairs": 1, "minutes": 0, "dev": 1, "gap": 0, "rate": 0, "speed": 1}
    lines = [{"update": n, **figures} for n in (1, 2, 3, 2, 3)]
    (tmp_path / journal.LOG).write_text("\n".join(map(json.dumps, lines)) + '\n{"update": 4, "pa')
    assert [r.update for r in journal.read(tmp_path)] == [1, 2, 3]


def test_the_average_of_a_short_training_soon_leaves_the_weights_that_it_began_with() -> None:
    schedule = Schedule(updates=600)
    began = np.prod([schedule.keep(n) for n in range(600)])
    assert began < 0.001
    assert schedule.keep(10**6) == schedule.average
