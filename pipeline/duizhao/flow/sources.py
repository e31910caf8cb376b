"""Whatever is given to be translated → prepared documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from duizhao import reading
from duizhao.document import Document
from duizhao.errors import InputError, UsageError
from duizhao.flow.prepare import Prepared, prepare
from duizhao.settings import Settings

Source = Path | str | bytes | BinaryIO | Document
"""A file, its bytes, a stream, or a document; a `str` is the file of that name where there is one, else text."""
OnError = Callable[[InputError], None]


def prepare_all(
    sources: Iterable[Source], settings: Settings, *, name: str | None = None, on_error: OnError | None = None
) -> Iterator[Prepared]:
    """Every document of `sources`, read, cleaned, normalised and segmented; errors go to `on_error` or are raised."""
    for source in sources:
        try:
            for document in _documents(source, settings, name):
                try:
                    if isinstance(document, InputError):
                        raise document
                    prepared = prepare(document, settings)
                except InputError as error:
                    if on_error is None:
                        raise
                    on_error(error)
                else:
                    yield prepared
        except InputError as error:
            if on_error is None:
                raise
            on_error(error)


def _documents(source: Source, settings: Settings, name: str | None) -> Iterable[Document | InputError]:
    if isinstance(source, Document):
        return [source]
    if not (isinstance(source, Path | str | bytes) or hasattr(source, "read")):
        raise UsageError(f"a {type(source).__name__} is no document", remedy="Give a path, bytes, a stream or text.")
    if isinstance(source, str) and _names_file(source):
        source = Path(source)
    return reading.read(source, settings.reading, name=name)


def _names_file(text: str) -> bool:
    """Whether there is a file of that name. Raises InputError for what can only be meant as one."""
    if "\n" in text or "\0" in text or len(text.encode("utf-8", "replace")) > 4096:
        return False
    try:
        if Path(text).is_file():
            return True
    except OSError:  # a part of it is longer than names may be
        return False
    if reading.named(text):
        raise InputError("does not exist", where=text, remedy="Check the name, or give a text.")
    return False
