"""What each worker of this machine gets: a device, threads, memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice

from duizhao.settings import Settings

FAIR = 2 << 30
"""Bytes that a process may hold however many share the machine: an engine at rest is no document's fault."""


def shares(settings: Settings, devices: Sequence[str], workers: int = 0) -> list[Settings]:
    """The settings of each worker: `devices` (at least one) are taken by turns, the cores shared out.

    Without a number of workers there is one for each GPU, or one a core.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    count = workers or (len(devices) if devices[0].startswith("cuda") else cores)
    shared = replace(settings.translation, threads=settings.translation.threads or max(1, cores // count))
    return [replace(settings, translation=replace(shared, device=device)) for device in islice(cycle(devices), count)]


def fair_memory(workers: int) -> int:
    """Bytes that one process may hold beside so many workers: its share of three quarters of the memory, or FAIR."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        memory = 8 << 30
    return max(FAIR, memory * 3 // 4 // (workers + 1))
