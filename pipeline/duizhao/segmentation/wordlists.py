"""The words that the rules for sentences look for (`words.json`)."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[str]]:
    data: dict[str, list[str]] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=16)
def words(name: str) -> frozenset[str]:
    """A list of `words.json`."""
    return frozenset(_lists()[name])


@lru_cache(maxsize=16)
def any_of(name: str) -> re.Pattern[str]:
    """A pattern for any word of a list of `words.json`."""
    return re.compile("|".join(map(re.escape, _lists()[name])))
