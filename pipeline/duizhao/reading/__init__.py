"""Reading: a path, bytes or text becomes one document or a stream of them.

A reader takes a `Content` and yields documents, and an InputError for each part that cannot be used.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.reading import inputs, jsonl, plain
from duizhao.reading.compressed import bare_name
from duizhao.reading.content import Content, opened
from duizhao.reading.formats import decide
from duizhao.reading.inputs import Input
from duizhao.reading.jsonl import Row
from duizhao.reading.members import with_known
from duizhao.reading.stream import text_stream
from duizhao.settings import Reading, unknown

__all__ = ["READERS", "SUFFIXES", "TEXT", "Input", "Reader", "Row", "expand", "named", "read", "rows", "text_stream"]

Reader = Callable[[Content, Reading], Iterator[Document | InputError]]


def _late(module: str, function: str = "read", **given: str) -> Callable[[Content, Reading], Iterator[Any]]:
    """A reader whose module is imported at its first document: all of them cost every start a tenth of a second."""

    def read_late(content: Content, settings: Reading) -> Iterator[Any]:
        reader: Callable[..., Iterator[Any]] = getattr(import_module(f"duizhao.reading.{module}"), function)
        return reader(content, settings, **given)

    return read_late


READERS: dict[str, Reader] = {
    "txt": plain.read,
    "html": _late("html"),
    "jsonl": jsonl.read,
    "csv": _late("table"),
    "parquet": _late("parquet"),
    "docx": _late("docx"),
    "odt": _late("odt"),
    "epub": _late("epub"),
    "pdf": _late("pdf"),
    "srt": _late("subtitles", format="srt"),
    "vtt": _late("subtitles", format="vtt"),
    "ass": _late("subtitles", format="ass"),
    "feed": _late("feed"),
    "xliff": _late("jobs", "xliff"),
    "tmx": _late("jobs", "tmx_units"),
}

CONTAINERS: dict[str, Callable[[Content, Reading], Iterator[Content | InputError]]] = {
    "zip": _late("zips", "members"),
    "warc": _late("warc", "members"),
}
"""Formats whose members are documents of other formats."""

SUFFIXES: dict[str, str] = {
    "txt": "txt",
    "text": "txt",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "shtml": "html",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "json": "jsonl",
    "csv": "csv",
    "tsv": "csv",
    "tab": "csv",
    "parquet": "parquet",
    "zip": "zip",
    "warc": "warc",
    "docx": "docx",
    "docm": "docx",
    "odt": "odt",
    "epub": "epub",
    "pdf": "pdf",
    "srt": "srt",
    "vtt": "vtt",
    "ass": "ass",
    "ssa": "ass",
    "xml": "feed",
    "rss": "feed",
    "atom": "feed",
    "rdf": "feed",
    "xlf": "xliff",
    "xliff": "xliff",
    "sdlxliff": "xliff",
    "mqxliff": "xliff",
    "tmx": "tmx",
}
"""Suffix to format, for the files of a directory and for names."""


TEXT = ("txt", "html", "jsonl", "csv", "srt", "vtt", "ass", "feed")
"""Formats whose files are text, which can be converted as it stands."""


def named(name: str) -> str | None:
    """The format that the suffix of a file's name stands for, packed or not."""
    return SUFFIXES.get(Path(bare_name(name)).suffix[1:].lower())


def expand(names: Sequence[str], formats: Collection[str] = (*READERS, *CONTAINERS)) -> list[Input]:
    """The files that `names` (files, directories, patterns, `-`) stand for; of directories, those of `formats`.

    Raises InputError; see inputs.expand.
    """
    return inputs.expand(names, [suffix for suffix, format in SUFFIXES.items() if format in formats])


def read(
    source: Path | bytes | str | BinaryIO, settings: Reading, *, name: str | None = None, format: str | None = None
) -> Iterator[Document | InputError]:
    """The documents of `source`: a Path is a file, bytes and streams are a file's content, a str is text itself.

    `name` stands for the file in errors and in the document's id; `format` is decided by suffix and content where not
    given. Where one document of many cannot be used, its error is yielded and the next ones follow; where nothing can,
    InputError is raised. Raises UsageError for an unknown format.
    """
    if format is not None and format not in READERS | CONTAINERS:
        raise unknown("format", format, READERS | CONTAINERS)
    content = opened(source, settings, name)
    try:
        format = format or decide(content, SUFFIXES)
        yield from (
            _of_members(content, settings, format) if format in CONTAINERS else READERS[format](content, settings)
        )
    finally:
        if isinstance(source, Path):
            content.rest.close()


def rows(path: Path, settings: Reading) -> Iterator[Row | InputError]:
    """The objects of a JSON or jsonl file, packed or not; what is none is yielded as its error. Raises InputError."""
    content = opened(path, settings)
    try:
        if decide(content, SUFFIXES) != "jsonl":
            raise InputError("is no jsonl", where=path, remedy="Name a file with a JSON object on each line.")
        yield from jsonl.rows(content)
    finally:
        content.rest.close()


def _of_members(content: Content, settings: Reading, format: str) -> Iterator[Document | InputError]:
    """The documents of a container's members, with what the container knows of them; one deep."""
    for member in CONTAINERS[format](content, settings):
        if isinstance(member, InputError):
            yield member
            continue
        try:
            inner = decide(member, SUFFIXES)
            if inner in CONTAINERS:
                raise InputError("is a container in a container", where=member.name, remedy="Unpack it once.")
            for document in READERS[inner](member, settings):
                yield document if isinstance(document, InputError) else with_known(document, member.known)
        except InputError as e:
            yield e
