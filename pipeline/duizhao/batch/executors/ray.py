"""Workers on a Ray cluster. What they make comes back to the driver, which writes it: they need no shared disk."""

from __future__ import annotations

import signal
import threading
import time
from multiprocessing.connection import Connection
from typing import Any

from duizhao.batch.executors.base import Limits, Lost
from duizhao.batch.processes import awake
from duizhao.batch.worker import Product, Result, Task, make, write
from duizhao.errors import DuizhaoError, ModelError, UsageError
from duizhao.settings import Settings

POLL = 0.1
"""Seconds between two looks at the input while tasks are worked on elsewhere."""


class Ray:
    """As many actors as there are settings, spread over the cluster at `limits.address` (None: this machine).

    Raises UsageError where Ray is not installed or the cluster cannot be reached. A task may take `limits.seconds` for
    each of its documents; the memory of actors is Ray's business.
    """

    def __init__(self, settings: list[Settings], product: Product, limits: Limits) -> None:
        try:
            import ray
        except ImportError as e:
            raise UsageError("Ray is not installed", remedy="Install duizhao[ray].") from e
        self._ray: Any = ray
        main = threading.current_thread() is threading.main_thread()
        on_term = signal.getsignal(signal.SIGTERM)
        try:
            ray.init(address=limits.address, ignore_reinit_error=True, log_to_driver=False, include_dashboard=False)
        except (ConnectionError, ValueError, RuntimeError) as e:
            raise UsageError(f"no Ray cluster ({e})", where=limits.address, remedy="Check --address.") from e
        finally:
            if main:  # Ray would end the driver at once, with no code of ours
                signal.signal(signal.SIGTERM, on_term)
        self._settings, self._product, self._limits = settings, product, limits
        self._actors: list[Any] = [None] * len(settings)
        self._tasks: dict[int, tuple[Task, Any, float]] = {}

    @property
    def free(self) -> int:
        return max(0, min(len(self._settings), self._room()) - len(self._tasks))

    @property
    def busy(self) -> int:
        return len(self._tasks)

    def submit(self, task: Task) -> None:
        idle = [i for i in range(len(self._settings)) if i not in self._tasks]
        # one that is there first: where a machine was lost, there is no room for another
        place = next((i for i in idle if self._actors[i] is not None), idle[0])
        if self._actors[place] is None:
            settings = self._settings[place]
            gpu = 1 if settings.translation.device.startswith("cuda") else 0
            actor = self._ray.remote(num_cpus=settings.translation.threads, num_gpus=gpu, scheduling_strategy="SPREAD")(
                _Worker
            )
            self._actors[place] = actor.remote(settings, self._product)
        self._tasks[place] = task, self._actors[place].make.remote(task), awake()

    def wait(self, seconds: float, source: Connection | None) -> list[Result | Lost]:
        until = time.monotonic() + seconds
        while True:
            out = [found for place in list(self._tasks) if (found := self._look(place)) is not None]
            if out or time.monotonic() >= until or (source is not None and source.poll()):
                return out
            time.sleep(POLL)

    def close(self) -> None:
        for actor in filter(None, self._actors):
            self._ray.kill(actor)
        self._actors = [None] * len(self._settings)
        self._tasks.clear()

    def _room(self) -> int:
        """Workers that the cluster has processors for: fewer once it has lost a machine."""
        cores = self._ray.cluster_resources().get("CPU", 0)
        return max(1, int(cores // self._settings[0].translation.threads))

    def _look(self, place: int) -> Result | Lost | None:
        task, reference, began = self._tasks[place]
        ready, _ = self._ray.wait([reference], timeout=0)
        if ready:
            return self._take(place, task, reference)
        if awake() - began > self._limits.seconds * max(1, len(task.documents)):
            return self._lost(place, f"took longer than {self._limits.seconds:g} seconds a document")
        return None

    def _take(self, place: int, task: Task, reference: Any) -> Result | Lost:
        try:
            result, files = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as e:
            cause = e.cause
            if isinstance(cause, DuizhaoError):
                raise cause from None
            raise DuizhaoError(f"a worker failed ({cause})") from e
        except self._ray.exceptions.RayError as e:
            if isinstance(e, self._ray.exceptions.ActorUnschedulableError):
                raise ModelError("the cluster has no room for a worker", remedy="Ask for fewer --workers.") from e
            return self._lost(place, f"was lost with its machine or process ({type(e).__name__})")
        del self._tasks[place]
        return write(task, result, files, self._product.place)

    def _lost(self, place: int, why: str) -> Lost:
        task, _, _ = self._tasks.pop(place)
        self._ray.kill(self._actors[place])
        self._actors[place] = None
        return Lost(task, why)


class _Worker:
    """The actor: an engine of its own on a machine of the cluster."""

    def __init__(self, settings: Settings, product: Product) -> None:
        from duizhao.flow import Translator

        self._translator, self._product = Translator(settings), product

    def make(self, task: Task) -> tuple[Result, dict[str, bytes]]:
        return make(task, self._translator, self._product, lambda: None)
