"""The configurations and dictionaries of opencc-python-reimplemented, ready for matching.

A configuration is a chain of stages, a stage a group of dictionaries. NAME+zhe puts a stage before NAME that writes 着
for 著 where the tables for Taiwan would.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from duizhao.errors import UsageError
from duizhao.hanzi.installation import NEEDED, package

ZHE = "+zhe"
_WITH_ZHE = ("t2s", "hk2s")

SEPARATOR = re.compile(r"[\s\-,.?!*，。、；：？！…“”‘’『』「」—－（）《》〈〉～．／＼［］｛｝【】︐-︖︙︰-﹄﹇﹈]")
"""Characters at which the package cuts a text before it looks for words (`OpenCC.split_chars_re`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One pass over a text: first words, then single characters where no word was found.

    `words`: word → (rank of its dictionary, replacement); `lengths`: first two characters → lengths of the words that
    begin so; `characters`: character → replacement.
    """

    words: dict[str, tuple[int, str]]
    lengths: dict[str, tuple[int, ...]]
    characters: dict[str, str]
    translation: dict[int, str]


def configurations() -> list[str]:
    """The names of all configurations: the package's, and those with 著 made 着."""
    names = sorted(path.stem for path in (package() / "config").glob("*.json"))
    return names + [name + ZHE for name in _WITH_ZHE]


@lru_cache(maxsize=64)
def stages(config: str) -> tuple[Stage, ...]:
    """The stages of a configuration. Raises UsageError where the package has none of this name."""
    known = configurations()
    if config not in known:
        near = difflib.get_close_matches(config, known, 1, cutoff=0.6)
        remedy = f"The nearest is {near[0]!r}" if near else f"Known: {', '.join(known)}"
        raise UsageError(f"{NEEDED} has no configuration {config!r}", remedy=f"{remedy}.")
    if config.endswith(ZHE):
        return zhe(), *stages(config.removesuffix(ZHE))
    data = json.loads((package() / "config" / f"{config}.json").read_text(encoding="utf-8"))
    return tuple(_of_files(tuple(_files(link["dict"]))) for link in data["conversion_chain"])


@lru_cache(maxsize=64)
def _of_files(names: tuple[str, ...]) -> Stage:
    """The stage of some dictionaries of the package: the same object for all configurations that begin alike."""
    return stage(map(dictionary, names))


@lru_cache(maxsize=1)
def zhe() -> Stage:
    """著 → 着, but in the words that Taiwan's tables and `zhe.tsv` keep."""
    ours = _table(Path(__file__).with_name("zhe.tsv"))
    theirs = {k: v for k, v in dictionary("TWVariantsRevPhrases.txt").items() if "著" in k}
    return stage([{**theirs, **ours, "著": "着"}])


@lru_cache(maxsize=64)
def inner(stage: Stage) -> frozenset[str]:
    """All pairs of neighbours in the words of a stage: between other two characters no word can lie."""
    return frozenset(word[i : i + 2] for word in stage.words for i in range(len(word) - 1))


def dictionary(name: str) -> dict[str, str]:
    """A dictionary of the package: key → the first of its values, which is the one that counts."""
    return {key: values.split(" ")[0] for key, values in entries(name).items()}


def entries(name: str) -> dict[str, str]:
    """A dictionary of the package: key → its values, separated by spaces."""
    return _table(package() / "dictionary" / name)


def _table(path: Path) -> dict[str, str]:
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {row[0]: row[1] for row in rows}


def _files(link: dict[str, Any]) -> list[str]:
    if link["type"] == "group":
        return [name for part in link["dicts"] for name in _files(part)]
    return [link["file"]]


def stage(dictionaries: Iterable[dict[str, str]], *, across: bool = False) -> Stage:
    """Dictionaries, the first of the highest rank, made ready; with `across` also the words that hold separators."""
    words: dict[str, tuple[int, str]] = {}
    characters: dict[str, str] = {}
    lengths: dict[str, set[int]] = {}
    for rank, entries in enumerate(dictionaries):
        for key, value in entries.items():
            if len(key) == 1:
                characters.setdefault(key, value)
            elif across or not SEPARATOR.search(key):
                words.setdefault(key, (rank, value))
                lengths.setdefault(key[:2], set()).add(len(key))
    ordered = {pair: tuple(sorted(found, reverse=True)) for pair, found in lengths.items()}
    return Stage(words, ordered, characters, str.maketrans(characters))
