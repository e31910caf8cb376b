"""An input as its reader gets it: a name, the first bytes, and the rest when asked for."""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from duizhao.errors import InputError
from duizhao.reading.bytestream import Joined, beginning
from duizhao.reading.compressed import Unpacked, bare_name, decoder_of
from duizhao.reading.encoding import Decoded, decode
from duizhao.record import Meta, Origin
from duizhao.settings import Reading

HEAD = 1 << 16
WHOLE_LIMIT = 128 << 20
"""Bytes of a file that is read whole."""
LINE_LIMIT = 32 << 20
"""Bytes of one line of a file that is read line by line."""


@dataclass(frozen=True, slots=True)
class Content:
    """One input: `name` is what errors call it, `id` what its document is called, `encoding` what was given for it.

    `path` is the file, `member` its name inside that file where the file is a container. What the container says of it:
    `declared` is its charset, `known` what is known of its documents where they do not say it themselves.
    """

    name: str
    id: str
    path: str | None
    suffix: str
    encoding: str | None
    head: bytes
    rest: BinaryIO
    member: str | None = None
    declared: str | None = None
    known: Meta = field(default_factory=Meta)

    def stream(self) -> BinaryIO:
        """All bytes, as a stream."""
        return Joined(self.head, self.rest).buffered()

    def seekable(self) -> BinaryIO:
        """All bytes, as a stream in which one may go back: the file itself, or else what `whole` gives."""
        if self.path is not None and self.member is None and self.rest.seekable():
            self.rest.seek(0)
            return self.rest
        return io.BytesIO(self.whole())

    def whole(self) -> bytes:
        """All bytes. Raises InputError beyond WHOLE_LIMIT."""
        data = self.head + self.rest.read(WHOLE_LIMIT + 1)
        if len(data) > WHOLE_LIMIT:
            raise InputError(
                f"is larger than {WHOLE_LIMIT >> 20} MB",
                where=self.name,
                remedy="Split it, or make it a jsonl of texts.",
            )
        return data

    def lines(self) -> Iterator[bytes | None]:
        """The lines, without holding more than one; None for a line beyond LINE_LIMIT."""
        *complete, partial = self.head.split(b"\n")
        yield from complete
        line = partial + self.rest.readline(LINE_LIMIT)
        while line:
            if line.endswith(b"\n") or len(line) < LINE_LIMIT:
                yield line
            else:
                while (more := self.rest.readline(LINE_LIMIT)) and not more.endswith(b"\n"):
                    pass
                yield None
            line = self.rest.readline(LINE_LIMIT)

    def decoded(self, data: bytes, declared: str | None = None) -> Decoded:
        """The text of `data`, without lone surrogates. Raises InputError where it is empty or cannot be read."""
        try:
            out = decode(data, declared or self.declared, self.encoding)
        except InputError as e:
            raise InputError(e.what, where=self.name, remedy=e.remedy) from e
        if not out.text.strip(" \t\r\n\f\0\ufeff\u3000"):
            raise InputError("is empty", where=self.name, remedy="Name a file with text in it.")
        return out

    def origin(self, data: bytes, decoded: Decoded, format: str) -> Origin:
        """Where a document of this input came from; `data` is the file, or the document's line of it."""
        return Origin(
            self.path,
            self.member,
            format,
            decoded.encoding,
            decoded.evidence,
            decoded.confidence,
            hashlib.sha256(data).hexdigest(),
            len(data),
        )


def opened(source: Path | bytes | str | BinaryIO, settings: Reading, name: str | None = None) -> Content:
    """The input behind `source`: a path is opened, a str is text itself. Raises InputError where it cannot be read."""
    encoding = settings.encoding
    path: str | None = None
    if isinstance(source, Path):
        stream, path, label = _open(source), source.as_posix(), source.name
    elif isinstance(source, str):
        stream, label, encoding = io.BytesIO(whole_characters(source).encode()), "text", "utf-8"
    elif isinstance(source, bytes):
        stream, label = io.BytesIO(source), "text"
    else:
        stream, label = source, "stdin"
    label = name or label
    shown = str(source) if path else label
    head, stream = unpacked(_read(stream, shown), stream, shown, owned=path is not None)
    bare = Path(bare_name(label))
    id = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", bare.name) or label
    return Content(shown, id, path, bare.suffix.lower(), encoding, head, stream)


def unpacked(head: bytes, rest: BinaryIO, name: str, *, owned: bool) -> tuple[bytes, BinaryIO]:
    """Head and rest of what is in a file, unpacked where it is packed; `owned`: closing the rest closes the file."""
    decoder = decoder_of(head)
    if decoder is None:
        return head, rest
    stream = Unpacked(Joined(head, rest, owned=owned).buffered(), decoder, name).buffered()
    head = beginning(stream, HEAD)
    if decoder_of(head):
        raise InputError("is a compressed file in a compressed file", where=name, remedy="Unpack it once.")
    return head, stream


def whole_characters(text: str) -> str:
    """`text` with surrogate pairs joined and lone surrogates made U+FFFD."""
    if not re.search("[\ud800-\udfff]", text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _open(path: Path) -> BinaryIO:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(path).close()  # one that cannot be listed stands among the files of the folder it is in
            raise InputError("is a directory", where=path, remedy="Name a file in it.")
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
            raise InputError("is no file but a device", where=path, remedy="Name a file.")
        return path.open("rb")
    except OSError as e:
        raise InputError(
            f"cannot be read ({e.strerror or e})", where=path, remedy="Check the name and its permission."
        ) from e
    except ValueError as e:  # a NUL in the name
        raise InputError("is no possible file name", where=repr(path), remedy="Check the name.") from e


def _read(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(HEAD)
    except OSError as e:
        raise InputError(f"cannot be read ({e.strerror or e})", where=name, remedy="Check the medium.") from e
