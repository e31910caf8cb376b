"""Who takes part in the contest, all with the same weights, beam and threads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from contest import argos
from contest.process import Contestant, Process

from duizhao import store
from duizhao.translation import ct2

OURS, PLAIN = "duizhao", "duizhao, summary and retries off"
BARE, BEST = "CTranslate2 alone, same sentences", "CTranslate2 alone, batches and threads as ours"
LOOP, BATCHED = "transformers float32, paragraph by paragraph", "transformers float32, 16 sentences at once"
ARGOS = "argos-translate"
OPUS_LOOP = "opus-mt-zh-en's shape, paragraph by paragraph"
OPUS_BATCHED = "opus-mt-zh-en's shape, 16 sentences at once"
BEFORE, BEFORE_PLAIN = f"before: {OURS}", f"before: {PLAIN}"

BATCH = 16
LARGE = 2048
"""Tokens in a batch of CTranslate2 alone: what fills a GPU, and what most people give a CPU too."""


def alone(folder: Path) -> dict[str, str]:
    """The environment in which duizhao has nothing of the user's: no memory, no settings."""
    return {"DUIZHAO_DATA": str(folder / "data"), "DUIZHAO_CONFIG_HOME": str(folder / "config")}


def engine(
    name: str, compute: str, model: store.Model, cores: int, *, device: str = "cpu", show: bool = False
) -> Contestant:
    """One of duizhao's engines alone, beam 4."""
    settings = {"engine": name, "compute": compute, "device": device, "beam": 4}
    settings |= {"length_penalty": model.length_penalty, "patience": model.patience}
    told = {"folder": str(model.folder), "converted": str(store.convert(model)), "cores": cores, "settings": settings}
    return Contestant(f"{name}, {compute}", "engine", told | {"show": show})


def bare(model: store.Model, threads: int, beam: int, name: str = BARE, **more: Any) -> Contestant:
    """CTranslate2, each batch by all threads; with `workers` as many batches at a time."""
    told = {
        "folder": str(model.folder),
        "converted": str(store.convert(model)),
        "beam": beam,
        "length_penalty": model.length_penalty,
        "patience": model.patience,
        "threads": threads,
        "batch_tokens": LARGE,
    }
    return Contestant(name, "bare", told | more)


def best(model: store.Model, workers: int, beam: int, **more: Any) -> Contestant:
    """CTranslate2 as duizhao runs it."""
    return bare(model, 1, beam, BEST, workers=workers, batch_tokens=ct2.ROOM["cpu"] // beam, **more)


def ours(name: str, folder: Path, python: str, path: str | None = None, **options: Any) -> Contestant:
    environment = alone(folder) | ({"PYTHONPATH": path} if path else {})
    return Contestant(name, "ours", {"options": options}, python, environment)


def contestants(
    model: store.Model,
    pieces: list[dict[str, Any]],
    folder: Path,
    *,
    python: str,
    threads: int,
    beam: int,
    argos_python: str | None,
    against: Path | None,
) -> list[Contestant]:
    """All of them; `pieces` are the articles as sent, `folder` is for what they write."""
    shared = {"threads": threads, "beam": beam}
    off = {"summary": "0", "retries": 0}
    out = [
        ours(OURS, folder, python, model=model.name, **shared),
        ours(PLAIN, folder, python, model=model.name, **shared, **off),
        bare(model, threads, beam),
        best(model, threads, beam),
    ]
    if against is not None:
        own = against / ".venv" / "bin" / "python"
        path = os.pathsep.join(str(against / part) for part in ("pipeline", "models"))
        same = {"model": str(model.folder), "input_tokens": model.input_tokens, "length_penalty": model.length_penalty}
        before = str(own) if own.is_file() else python
        out.append(ours(BEFORE, folder, before, path, **same, **shared))
        out.append(ours(BEFORE_PLAIN, folder, before, path, **same, **shared, **off))
    told = {"folder": str(model.folder), **shared}
    out.append(Contestant(LOOP, "hugging", told | {"batch": 0}, python))
    out.append(Contestant(BATCHED, "hugging", told | {"batch": BATCH}, python))
    if argos_python is not None:
        environment = argos.pack(model.folder, store.convert(model), folder / "argos")
        environment |= {"ARGOS_INTRA_THREADS": str(threads), "ARGOS_BEAM_SIZE": str(beam)}
        out.append(Contestant(ARGOS, "argos", {}, argos_python, environment))
    opus = told | {"opus": True, "lengths": lengths(model, pieces, threads, beam)}
    out.append(Contestant(OPUS_LOOP, "hugging", opus | {"batch": 0}, python))
    out.append(Contestant(OPUS_BATCHED, "hugging", opus | {"batch": BATCH}, python))
    return out


def lengths(model: store.Model, articles: list[dict[str, Any]], threads: int, beam: int) -> dict[str, int]:
    """Output tokens of each piece, which the opus-shaped model is made to give too."""
    process = Process(best(model, threads, beam, show=True), threads)
    found: dict[str, int] = process.ask(articles)["lengths"]
    process.close()
    return found
