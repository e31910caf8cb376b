"""How a character may be read: the table of pypinyin."""

from __future__ import annotations

import importlib.util
from functools import cache
from importlib.machinery import PathFinder


def pinyin(char: str) -> list[str]:
    """The readings of a character with the marks of their tones, the commonest first; empty where it has none."""
    return [written for written in _table().get(ord(char), "").split(",") if written]


@cache
def _table() -> dict[int, str]:
    """The table alone: the package reads its phrases when it is imported, which takes 0.2 seconds of a start."""
    package = importlib.util.find_spec("pypinyin")
    spec = package and PathFinder.find_spec("pinyin_dict", package.submodule_search_locations)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("pypinyin has no pinyin_dict")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    table: dict[int, str] = module.pinyin_dict
    return table
