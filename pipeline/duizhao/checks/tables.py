"""The data tables of this room: tab-separated, `#` begins a comment."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """The fields of each line of a table."""
    text = (files("duizhao.checks") / name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
