"""Members of containers: what their documents are called, and how what is no document is accounted for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace
from pathlib import PurePosixPath
from typing import BinaryIO

from duizhao.document import Document
from duizhao.reading.bytestream import beginning
from duizhao.reading.compressed import bare_name
from duizhao.reading.content import HEAD, Content, unpacked
from duizhao.record import Meta

FURNITURE = {
    "png", "jpg", "jpeg", "jpe", "gif", "webp", "svg", "svgz", "ico", "bmp", "tif", "tiff", "avif", "heic", "css",
    "scss", "less", "js", "mjs", "map", "wasm", "woff", "woff2", "ttf", "otf", "eot", "mp3", "m4a", "wav", "ogg",
    "flac", "mp4", "m4v", "webm", "mov", "avi", "mkv", "swf", "flv", "db", "lnk", "url", "ini", "exe", "dll", "so",
}  # fmt: skip
"""Suffixes of what stands beside documents in an archive of pages."""
ID_LENGTH = 120
SHOWN_KINDS = 6


class LeftOut:
    """Counts by kind what is left out: a user with 3,000 pictures in a container wants one line about them."""

    def __init__(self) -> None:
        self._kinds: Counter[str] = Counter()

    def add(self, kind: str) -> None:
        self._kinds[kind] += 1

    def __str__(self) -> str:
        kinds = [f"{n:,} {kind}" for kind, n in self._kinds.most_common(SHOWN_KINDS)]
        if more := len(self._kinds) - SHOWN_KINDS:
            kinds += [f"{more} other kinds"] if more > 0 else []
        return f"{self._kinds.total():,} left out, which are no documents ({', '.join(kinds)})"

    def __bool__(self) -> bool:
        return bool(self._kinds)


class Ids:
    """Ids for the members of a container, each once, that can be names of files wherever they came from."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def of(self, path: str) -> str:
        """`news-1` of `news/1.html.gz`; `news-1-2` for the next that makes the same one."""
        stem = str(PurePosixPath(bare_name(path)).with_suffix("")) if PurePosixPath(bare_name(path)).name else path
        parts = [re.sub(r'[\x00-\x1f\x7f:*?"<>|\s\\]+', "_", part).strip("._ ") for part in stem.split("/")]
        id = "-".join(filter(None, parts))[-ID_LENGTH:] or "member"
        self._given[id.casefold()] += 1
        number = self._given[id.casefold()]
        return id if number == 1 else f"{id}-{number}"


def within(
    container: Content,
    member: str,
    id: str,
    suffix: str,
    stream: BinaryIO,
    *,
    declared: str | None = None,
    known: Meta | None = None,
) -> Content:
    """The content of a member of `container`, unpacked where it is packed. Raises InputError."""
    name = f"{container.name}:{member}"
    head, rest = unpacked(beginning(stream, HEAD), stream, name, owned=True)
    return Content(name, id, container.path, suffix, container.encoding, head, rest, member, declared, known or Meta())


def with_known(document: Document, known: Meta) -> Document:
    """`document` with what its container knows of it and it does not say itself."""
    names = [f.name for f in fields(known) if f.name != "evidence"]
    missing = {n: value for n in names if (value := getattr(known, n)) and not getattr(document.meta, n)}
    evidence = {n: why for n, why in known.evidence.items() if n in missing or n not in names}
    meta = replace(document.meta, **missing, evidence={**document.meta.evidence, **evidence})
    return replace(document, meta=meta)
