"""Part files: the records of a chunk, compressed; pages of single documents beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from duizhao.batch.journal import plain
from duizhao.errors import OutputError
from duizhao.record import Draft
from duizhao.rendering import render

LEVEL = 9
"""zstd: half the bytes of level 3's on records, and still a hundred times as fast as translation."""


def name(number: int, kind: str) -> str:
    """The file name of a part; sorted by name, parts are in input order."""
    return f"part-{number:06}.{kind}"


def page(number: int, id: str, format: str) -> str:
    """The name of one document's page in one format: by its number, a thousand to a folder."""
    stem = re.sub(r"[^\w.-]+", "_", plain(id) or "")[:60].strip("._") or "document"
    return f"{format}/{number // 1000:04}/{number:07}-{stem}.{format}"


def packed(drafts: Sequence[Draft], kind: str) -> bytes:
    """The bytes of a part. Raises OutputError where pyarrow is needed and not installed."""
    return _parquet(drafts) if kind == "parquet" else _jsonl(drafts)


def read(path: Path) -> Iterator[bytes]:
    """The lines of a part of records."""
    import zstandard

    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as stream:
        rest = b""
        while block := stream.read(1 << 20):
            *lines, rest = (rest + block).split(b"\n")
            yield from lines


def _jsonl(drafts: Sequence[Draft]) -> bytes:
    import zstandard

    lines = [render(draft, "jsonl") for draft in drafts]
    data = b"".join(line.encode("utf-8", "backslashreplace") if isinstance(line, str) else line for line in lines)
    return zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(data)


def _parquet(drafts: Sequence[Draft]) -> bytes:
    """One row a document: what is asked for most as columns, and the whole record as JSON."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as e:
        remedy = "Install duizhao[parquet], or write jsonl."
        raise OutputError("pyarrow is not installed, which writes parquet", remedy=remedy) from e
    rows = [
        {
            "id": d.id,
            "path": d.origin.path,
            "title": d.title.source if d.title else d.meta.title,
            "title_en": d.title.target if d.title else None,
            "date": d.meta.date,
            "source": d.meta.source,
            "url": d.meta.url,
            "text": "\n".join(p.source for p in d.paragraphs),
            "text_en": "\n".join(p.target for p in d.paragraphs),
            "summary": "\n".join(s.source for s in d.summary.sentences) if d.summary else None,
            "summary_en": "\n".join(s.target for s in d.summary.sentences) if d.summary else None,
            "flags": len(d.flags),
            "record": str(render(d, "jsonl")).rstrip("\n"),
        }
        for d in drafts
    ]
    rows = [{k: plain(v) if isinstance(v, str) else v for k, v in row.items()} for row in rows]
    text = pyarrow.string()
    schema = pyarrow.schema([(k, pyarrow.int32() if k == "flags" else text) for k in _COLUMNS])
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


_COLUMNS = (
    "id", "path", "title", "title_en", "date", "source", "url", "text", "text_en", "summary", "summary_en", "flags",
    "record",
)  # fmt: skip
