"""The text of a file of any size, as it stands, piece by piece."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from duizhao.errors import InputError
from duizhao.reading import euctw
from duizhao.reading.content import LINE_LIMIT, Content, opened
from duizhao.reading.encoding import decode
from duizhao.reading.formats import binary_kind
from duizhao.settings import Reading

PIECE = 1 << 16


def text_stream(source: Path | BinaryIO, settings: Reading) -> Iterator[str]:
    """The text of `source` in pieces, in flat memory, without a byte order mark.

    The encoding is decided on the first 64 KiB. Raises InputError where it is empty, no text, or not in that encoding
    to its end.
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
    texts = _by_line(content, codec) if codec == "euc-tw" or "+" in codec else _as_they_come(content, codec)
    begun = False
    try:
        for text in texts:
            yield text if begun else text.removeprefix("\ufeff")
            begun = begun or bool(text)
    except UnicodeDecodeError as e:
        what = f"is not {codec} to its end ({e.reason})"
        raise InputError(what, where=content.name, remedy="Name its encoding with --encoding.") from e


def _as_they_come(content: Content, codec: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)()
    for piece in _pieces(content):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _by_line(content: Content, codec: str) -> Iterator[str]:
    """Of an encoding that Python has no decoder for: EUC-TW, or UTF-8 in some lines and another in the others."""
    held = b""
    for piece in _pieces(content):
        *lines, held = (held + piece).split(b"\n")
        for line in lines:
            yield _line(line, codec) + "\n"
        if len(held) > LINE_LIMIT:
            raise UnicodeDecodeError(codec, held[:1], 0, 1, "a line is too long to tell")
    yield _line(held, codec)


def _line(line: bytes, codec: str) -> str:
    if codec == "euc-tw":
        return euctw.decode(line)
    first, other = codec.split("+")
    try:
        return line.decode(first)
    except UnicodeDecodeError:
        return line.decode(other)


def _pieces(content: Content) -> Iterator[bytes]:
    piece = content.head
    while piece:
        yield piece
        try:
            piece = content.rest.read(PIECE)
        except OSError as e:
            what = f"cannot be read ({e.strerror or e})"
            raise InputError(what, where=content.name, remedy="Check the medium.") from e
