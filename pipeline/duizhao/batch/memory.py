"""The memory of a run: a copy in its folder, so that all workers and all resumed runs recall the same."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from duizhao import hanzi, recall
from duizhao.settings import Recall, Settings

NAME = "memory.sqlite"


def only_asked(settings: Settings) -> Settings:
    """The settings with the memory only where a flag names it: an archive comes out the same whoever translates it."""
    return settings if settings.origins.get("memory") == "flag" else replace(settings, recall=Recall("none"))


def with_copy(settings: Settings, folder: Path) -> Settings:
    """The settings with the run's own copy of the memory that they name, made where it is not there yet.

    Raises InputError for a memory that cannot be used, OutputError where the copy cannot be written.
    """
    path = recall.memory_file(settings.recall.memory)
    if path is None:
        return settings
    copy = folder / NAME
    if not copy.exists():
        unfinished = folder / f".{NAME}.part"
        with recall.Memory(path, hanzi.fold, read_only=True) as memory:
            memory.copy(unfinished)
        os.replace(unfinished, copy)
    return replace(settings, recall=replace(settings.recall, memory=str(copy)))
