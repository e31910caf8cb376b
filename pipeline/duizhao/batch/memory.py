"""The memory and the glossary of a run: copies in its folder, so that all workers and all resumed runs use the same."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from duizhao import hanzi, recall
from duizhao.errors import UsageError
from duizhao.files import write_whole
from duizhao.flow.terms import glossary_files, open_glossary
from duizhao.settings import Recall, Settings

NAME = "memory.sqlite"
GLOSSARY = "glossary.tsv"


def only_asked(settings: Settings) -> Settings:
    """The settings with memory and glossary only where a flag names them: an archive comes out the same whoever
    translates it. Raises InputError for a glossary that cannot be read."""
    nothing = Recall(memory="none")
    memory = settings.recall if settings.origins.get("memory") == "flag" else nothing
    glossary = settings.recall if settings.origins.get("glossary") == "flag" else nothing
    settings = replace(settings, recall=replace(memory, glossary=glossary.glossary))
    recall.glossary_rows(glossary_files(settings))
    return settings


def with_copy(settings: Settings, folder: Path) -> Settings:
    """The settings with the run's own copies of the memory and the glossary that they name, made where they are not
    there yet.

    Raises InputError for what cannot be used, OutputError where a copy cannot be written, UsageError where the terms
    are others than those that the run began with.
    """
    return _with_glossary(_with_memory(settings, folder), folder)


def _with_memory(settings: Settings, folder: Path) -> Settings:
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


def _with_glossary(settings: Settings, folder: Path) -> Settings:
    glossary = open_glossary(settings)
    if glossary.fingerprint is None:
        return settings
    copy = folder / GLOSSARY
    if not copy.exists():
        write_whole(copy, recall.written(glossary.terms, copy.suffix))
    copied = replace(settings, recall=replace(settings.recall, glossary=(str(copy),)))
    if open_glossary(copied).fingerprint != glossary.fingerprint:
        what = "holds another run: its glossary was another"
        raise UsageError(what, where=folder, remedy="Put the glossary back, or give another -o.")
    return copied
