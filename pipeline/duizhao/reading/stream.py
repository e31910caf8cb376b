"""The text of a file of any size, as it stands, piece by piece."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from duizhao.errors import InputError
from duizhao.reading.content import opened
from duizhao.reading.encoding import decode
from duizhao.reading.formats import binary_kind
from duizhao.settings import Reading

PIECE = 1 << 16


def text_stream(source: Path | BinaryIO, settings: Reading) -> Iterator[str]:
    """The text of `source` in pieces, in flat memory. The encoding is decided on the first 64 KiB.

    Raises InputError where it is empty, no text, or not in that encoding to its end.
    """
    content = opened(source, settings)
    if not content.head:
        raise InputError("is empty", where=content.name, remedy="Name a file with text in it.")
    if kind := binary_kind(content.head):
        raise InputError(f"is {kind}, not text", where=content.name, remedy="Name a text file.")
    try:
        codec = decode(content.head, None, content.encoding).encoding
    except InputError as e:
        raise InputError(e.what, where=content.name, remedy=e.remedy) from e
    decoder = codecs.getincrementaldecoder(codec)()
    piece = content.head
    try:
        while piece:
            yield decoder.decode(piece)
            piece = content.rest.read(PIECE)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as e:
        what = f"is not {codec} to its end ({e.reason})"
        raise InputError(what, where=content.name, remedy="Name its encoding with --encoding.") from e
