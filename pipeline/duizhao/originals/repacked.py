"""A ZIP container with some of its members replaced."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Mapping

from duizhao.zipped import member, open_zip


def repacked(original: bytes, new: Mapping[str, bytes], name: str) -> bytes:
    """The container `original` with these members in place of its own; the others are as they were, in their order."""
    buffer = io.BytesIO()
    with open_zip(original, name) as container, zipfile.ZipFile(buffer, "w") as out:
        for info in container.infolist():
            data = new.get(info.filename)
            made = copy.copy(info)
            made.extra = b""  # it may say sizes, which the writer says anew
            out.writestr(made, member(container, info.filename, name) if data is None else data)
    return buffer.getvalue()
