"""The sources of the training data, with their licences, and the card's table of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from duizhao.errors import InputError
from recipe.folders import WRITTEN
from recipe.mixing import Mix

LIST = "SOURCES.md"
_BARRED = re.compile(r"\b(?:A|L)?GPL|GFDL|ODbL")
_NUMBER = re.compile(r"[\d,]+$")


@dataclass(frozen=True)
class Source:
    """A row of SOURCES.md, the list that comes with the data."""

    name: str
    pairs: int
    domain: str
    licence: str

    @property
    def barred(self) -> bool:
        """Whether its licence, or one that it may be had under, is the GPL's kind or ODbL: left out of the model."""
        return _BARRED.search(self.licence) is not None


def read(data: Path) -> dict[str, Source]:
    """The sources of a folder of pairs, and the project's, by name. Raises InputError where the folder has no list."""
    if not (data / LIST).is_file():
        raise InputError(f"has no {LIST}", where=data)
    return {source.name: source for folder in (data, WRITTEN) for source in listed(folder)}


def listed(folder: Path) -> Iterator[Source]:
    """The rows of a folder's list."""
    for line in (folder / LIST).read_text(encoding="utf-8").splitlines():
        c = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(c) > 3 and _is_row(c):
            yield Source(c[0], int(c[1].replace(",", "")), c[2], c[3])


def card(mix: Mix, sources: dict[str, Source]) -> str:
    """The table for the model's card: every source of the mix, its licence and weights, the largest part first."""
    missing = [name for name in mix.shares if name not in sources]
    if missing:
        raise InputError(f"does not name {', '.join(missing)}", where=LIST)
    return "\n".join(_lines(mix, sources)) + "\n"


def _lines(mix: Mix, sources: dict[str, Source]) -> Iterator[str]:
    yield "| source | pairs | domain | licence | w | w end |"
    yield "| --- | ---: | --- | --- | ---: | ---: |"
    visits = {name: sources[name].pairs * main for name, (main, _) in mix.shares.items()}
    for name in sorted(visits, key=lambda n: -visits[n]):
        s, (main, end) = sources[name], mix.shares[name]
        yield f"| {name} | {s.pairs:,} | {s.domain} | {s.licence} | {main:g} | {end:g} |"


def _is_row(cells: list[str]) -> bool:
    return _NUMBER.match(cells[1]) is not None
