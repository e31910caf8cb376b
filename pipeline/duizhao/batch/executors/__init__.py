"""Where chunks are worked on: processes of this machine, or a Ray cluster. Both speak the same few words."""

from __future__ import annotations

from collections.abc import Callable

from duizhao.batch.executors.base import Executor, Limits, Lost
from duizhao.batch.executors.local import Local
from duizhao.batch.executors.ray import Ray
from duizhao.batch.worker import Product
from duizhao.settings import Settings

__all__ = ["EXECUTORS", "Executor", "Limits", "Lost"]

EXECUTORS: dict[str, Callable[[list[Settings], Product, Limits], Executor]] = {"local": Local, "ray": Ray}
