"""Containers (docx, epub) whose bytes depend on their members alone, and the templates of those."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.rendering import parts
from duizhao.rendering.safe import visible

if TYPE_CHECKING:
    from jinja2 import Environment

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the first that a ZIP can say."""


def packed(members: Iterable[tuple[str, str]], *, stored: Iterable[str] = ()) -> bytes:
    """A ZIP of texts in the order given; those named in `stored` are not compressed."""
    buffer, plain = io.BytesIO(), set(stored)
    with zipfile.ZipFile(buffer, "w") as container:
        for path, text in members:
            info = zipfile.ZipInfo(path, EPOCH)
            info.compress_type = zipfile.ZIP_STORED if path in plain else zipfile.ZIP_DEFLATED
            info.create_system = 0  # else it tells the system that wrote it
            container.writestr(info, text.encode())
    return buffer.getvalue()


def moment(date: str | None) -> str | None:
    """An ISO date as W3CDTF in UTC, for the properties of a file; a time without an offset is taken as it stands."""
    try:
        found = datetime.fromisoformat(date or "")
    except ValueError:
        return None
    if offset := found.utcoffset():
        try:
            found -= offset
        except OverflowError:
            return None
    return f"{found:%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0")


@cache
def templates(folder: str) -> Environment:
    """The templates of a folder beside this module: XML, in which what is filled in is escaped and shown."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.filters["number"] = parts.number
    environment.filters["note"] = parts.note
    environment.globals["marks"] = parts.MARKS
    return environment
