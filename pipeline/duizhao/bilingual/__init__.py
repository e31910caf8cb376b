"""Bilingual files: what translators work in, read as units of source and target."""

from __future__ import annotations

from collections.abc import Callable

from duizhao.bilingual.unit import Unit, source_hash

__all__ = ["FORMATS", "Unit", "source_hash"]

FORMATS: dict[str, Callable[[bytes, str], list[Unit]]] = {}
"""Suffix to reader: (bytes, name for errors) → units in the order of the file. Raises InputError."""
