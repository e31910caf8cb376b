"""Parquet: a document a row, row group after row group, only the columns that are needed."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.reading import columns, fields
from duizhao.reading.content import Content
from duizhao.reading.encoding import Decoded
from duizhao.settings import Reading

BATCH = 256
"""Rows that are unpacked together."""
GROUP_LIMIT = 4 << 30
"""Bytes of a row group, unpacked, all columns together; it is read page by page."""
SAMPLE = 50
_DECODED = Decoded("", "utf-8", "strict", 1.0)

log = logging.getLogger(__name__)


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """A document for each row; one that cannot be used is yielded as the error it is.

    Raises InputError where pyarrow is missing, the file is damaged, or no column has Chinese text.
    """
    fields.check(settings.field)
    try:
        import pyarrow as pa
        from pyarrow import parquet as pq
    except ImportError as e:
        remedy = "Install it with: pip install 'duizhao[parquet]'"
        raise InputError("is a Parquet file, and pyarrow is not installed", where=content.name, remedy=remedy) from e
    try:
        file = pq.ParquetFile(content.seekable())
        layout = _laid_out(file, settings, content.name)
        if layout.guessed:
            log.info("%s: %s", content.name, layout.said())
        yield from _rows(file, layout, content)
    except (pa.ArrowException, OSError, ValueError) as e:
        what = f"is damaged as a Parquet file ({' '.join(str(e).split())[:120]})"
        raise InputError(what, where=content.name, remedy="Fetch or save it again; what stands before is read.") from e


def _rows(file: Any, layout: columns.Layout, content: Content) -> Iterator[Document | InputError]:
    wanted = list(dict.fromkeys(layout.chosen.values()))
    number = 0
    for group in range(file.num_row_groups):
        _refuse_large(file, group, content.name)
        for batch in file.iter_batches(BATCH, row_groups=[group], columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield _document(row, layout, content, number)


def _document(row: dict[str, Any], layout: columns.Layout, content: Content, number: int) -> Document | InputError:
    plain = {k: v if isinstance(v, (str, int, float, list, dict, type(None))) else str(v) for k, v in row.items()}
    data = "\n".join(map(str, plain.values())).encode("utf-8", "surrogatepass")
    try:
        origin = content.origin(data, _DECODED, "parquet")
        return fields.document(plain, layout.chosen, f"{content.id}-{number}", origin, guessed=layout.guessed)
    except InputError as e:
        return InputError(e.what, where=f"{content.name}, row {number}", remedy=e.remedy)


def _laid_out(file: Any, settings: Reading, name: str) -> columns.Layout:
    """The columns to read, by name; the one of the text else by the first rows of those that hold text."""
    import pyarrow as pa

    schema = file.schema_arrow
    texts = [f.name for f in schema if _holds_text(f.type, pa)]
    chosen = fields.columns(
        [f.name for f in schema if not pa.types.is_nested(f.type) or f.name in texts], settings.field
    )
    sample: dict[str, Sequence[str]] = {}
    if "text" not in chosen and file.num_row_groups:
        _refuse_large(file, 0, name)
        batch = next(file.iter_batches(SAMPLE, row_groups=[0], columns=texts), None)
        sample = {n: [v or "" for v in batch.column(n).to_pylist()] for n in texts} if batch else {}
    layout = columns.complete(schema.names, chosen, sample, heading=True, where=name)
    text = layout.chosen["text"]
    if text not in texts:
        what = f"has no text in {text!r} but {schema.field(text).type}"
        raise InputError(what, where=name, remedy="Name another with --field text=NAME.")
    return layout


def _holds_text(type: Any, pa: Any) -> bool:
    type = type.value_type if pa.types.is_dictionary(type) else type
    return bool(pa.types.is_string(type) or pa.types.is_large_string(type) or pa.types.is_string_view(type))


def _refuse_large(file: Any, group: int, name: str) -> None:
    size = file.metadata.row_group(group).total_byte_size  # asking for a damaged column ends the process, not the read
    if size > GROUP_LIMIT:
        what = f"has a row group of {size >> 20:,} MB (row group {group + 1})"
        raise InputError(what, where=name, remedy="Write it with smaller row groups.")
