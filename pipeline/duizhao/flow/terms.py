"""The glossary that the settings name."""

from __future__ import annotations

import logging
from pathlib import Path

from duizhao import hanzi, recall
from duizhao.settings import Settings

log = logging.getLogger("duizhao")


def glossary_files(settings: Settings) -> list[Path]:
    """The files of terms that the settings name."""
    return [Path(name).expanduser() for name in settings.recall.glossary if name != "none"]


def open_glossary(settings: Settings) -> recall.Glossary:
    """The terms of all files that the settings name. Raises InputError for a file that cannot be read.

    Rows at fault are counted in a warning; which of them count is said by `recall.settled`.
    """
    found = recall.settled(recall.glossary_rows(glossary_files(settings)), recall.Glossary((), hanzi.fold).key)
    errors = [p for p in found.problems if p.severity == "error"]
    if errors:
        first = f"{errors[0].file}:{errors[0].line}: {errors[0].message}"
        rest = f"; {len(errors) - 1:,} more rows are at fault" if errors[1:] else ""
        log.warning("%s%s. `duizhao glossary check` lists them.", first, rest)
    return recall.Glossary(found.terms, hanzi.fold)
