"""The glossary that the settings name."""

from __future__ import annotations

from pathlib import Path

from duizhao import hanzi, recall
from duizhao.settings import Settings


def open_glossary(settings: Settings) -> recall.Glossary:
    """The terms of all files that the settings name. Raises InputError for a file that cannot be read."""
    files = [Path(name).expanduser() for name in settings.recall.glossary if name != "none"]
    return recall.read_glossary(files, hanzi.fold)
