"""The source in the simplified script, character by character, so that spans stay: as far as the tables need it."""

from __future__ import annotations

from functools import lru_cache

from duizhao.checks.tables import rows


def fold(text: str) -> str:
    """`text` in the simplified script, as long as it was."""
    return text.translate(_table())


@lru_cache(maxsize=1)
def _table() -> dict[int, int]:
    table: dict[int, int] = {}
    for name in ("fold.tsv", "names_fold.tsv"):
        for traditional, simplified in rows(name):
            table |= str.maketrans(traditional, simplified)
    return table
