"""Web archives (WARC, ISO 28500): the pages in them, each with the address and the time it was fetched at."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from duizhao.errors import InputError
from duizhao.reading.content import Content
from duizhao.reading.members import FURNITURE, LeftOut, within
from duizhao.reading.warcframes import BLOCK_LIMIT, Frame, frames
from duizhao.record import Meta
from duizhao.settings import Reading

_FURNITURE = re.compile(
    r"(?:image|audio|video|font)/|text/css|(?:text|application)/(?:x-)?(?:javascript|ecmascript)"
    r"|application/(?:json|x-font|font|vnd\.ms-fontobject|wasm|x-shockwave)",
    re.IGNORECASE,
)
"""Types that are no documents. What a server calls octet-stream, or nothing, is looked at."""
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
}

log = logging.getLogger(__name__)


def members(content: Content, settings: Reading) -> Iterator[Content | InputError]:
    """What was fetched with status 200 and may be a document; an error for each record that is damaged or too large.

    Raises InputError where there is none, and where the archive cannot be read on.
    """
    left_out, some = LeftOut(), False
    for frame in frames(content.stream(), content.name):
        if isinstance(frame, InputError):
            some = True
            yield frame
            continue
        try:
            member = _member(frame, content, left_out)
        except InputError as e:
            member = e
        if member is not None:
            some = True
            yield member
    if not some:
        what = f"holds no page{f': {left_out}' if left_out else ''}"
        raise InputError(what, where=content.name, remedy="Responses with status 200 are read.")
    if left_out:
        log.info("%s: %s", content.name, left_out)


def _member(frame: Frame, container: Content, left_out: LeftOut) -> Content | InputError | None:
    """The content of a record; None where it is no response, or is counted as left out."""
    record = _parsed(frame, container.name)
    if record.rec_type not in ("response", "resource"):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or f"record {frame.number}"
    http = record.http_headers
    if http is None and (record.rec_type == "response" or urlsplit(url).scheme not in ("http", "https")):
        return None  # the answer of a name server; what the crawler says of itself
    if http is not None and http.get_statuscode() != "200":
        left_out.add(f"of status {http.get_statuscode()}")
        return None
    said = (http.get_header("Content-Type") if http else record.rec_headers.get_header("Content-Type")) or ""
    kind = said.split(";")[0].strip().lower()
    suffix = _suffix(url, kind)
    if _FURNITURE.match(kind) or (kind not in _SUFFIXES and suffix[1:] in FURNITURE):
        left_out.add(kind or suffix[1:])
        return None
    body = _body(record, f"{container.name}:{url}")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", said, re.IGNORECASE)
    evidence: dict[str, Any] = {"url": "WARC-Target-URI"}
    if date := record.rec_headers.get_header("WARC-Date"):
        evidence["retrieved"] = date
    return within(
        container,
        url,
        f"{container.id}-{frame.number}",
        suffix,
        io.BytesIO(body),
        declared=charset[1] if charset else None,
        known=Meta(url=url, evidence=evidence),
    )


def _parsed(frame: Frame, name: str) -> Any:
    from warcio.recordloader import ArcWarcRecordLoader

    logging.getLogger("warcio").setLevel(logging.CRITICAL)  # it would write about every odd header
    try:
        return ArcWarcRecordLoader(verify_http=False).parse_record_stream(io.BytesIO(frame.data), known_format="warc")
    except Exception as e:  # warcio raises whatever its parsing runs into
        what = f"has a damaged record {frame.number} ({' '.join(str(e).split())[:120] or type(e).__name__})"
        raise InputError(what, where=name, remedy="The next records are read.") from e


def _body(record: Any, name: str) -> bytes:
    """What was fetched, without the chunks and the compression it was sent in."""
    body = bytearray()
    try:
        stream = record.content_stream()
        while len(body) <= BLOCK_LIMIT and (piece := stream.read(1 << 16)):
            body += piece
    except Exception as e:
        raise InputError(f"is damaged ({e})", where=name, remedy="The next records are read.") from e
    if len(body) > BLOCK_LIMIT:
        raise InputError(f"is larger than {BLOCK_LIMIT >> 20} MB", where=name, remedy="Take it out of the archive.")
    if not body:
        raise InputError("is empty", where=name, remedy="The next records are read.")
    return bytes(body)


def _suffix(url: str, kind: str) -> str:
    """What the server says it is; where that says nothing, what the address ends in."""
    if kind in _SUFFIXES:
        return _SUFFIXES[kind]
    try:
        return PurePosixPath(urlsplit(url).path).suffix.lower()
    except ValueError:
        return ""
