"""Bilingual files: what translators work in, read as units of source and target."""

from __future__ import annotations

from collections.abc import Callable

from duizhao.bilingual import docx, records, table, tmx, xliff
from duizhao.bilingual.unit import Unit, source_hash

__all__ = ["FORMATS", "Unit", "source_hash"]

FORMATS: dict[str, Callable[[bytes, str], list[Unit]]] = {
    "xlf": xliff.read,
    "xliff": xliff.read,
    "xliff2": xliff.read,
    "sdlxliff": xliff.read,
    "mqxliff": xliff.read,
    "tmx": tmx.read,
    "jsonl": records.read,
    "json": records.read,
    "docx": docx.read,
    "csv": table.read,
    "tsv": table.read,
}
"""Suffix to reader: (bytes, name for errors) → units in the order of the file. Raises InputError."""
