"""The pairs that are part of the project: whole, told on their list, and none of them from a test set."""

from __future__ import annotations

from pathlib import Path

import pytest

from recipe import mixing, prepare, sources
from recipe.filters import HAN
from recipe.folders import WRITTEN

FILES = sorted(WRITTEN.glob("*.tsv"))
HELD_OUT = Path(__file__).resolve().parents[1] / "cases" / "evaluation" / "written.tsv"


def pairs(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_line_is_a_pair(path: Path) -> None:
    rows = pairs(path)
    assert [r for r in rows if len(r) != 2 or not all(side == side.strip() != "" for side in r)] == []
    assert [r for r in rows if not HAN.search(r[0]) or HAN.search(r[1])] == []


def test_no_sentence_is_there_twice_or_held_out() -> None:
    chinese = [zh for path in FILES for zh, _ in pairs(path)]
    held_out = {zh for _, zh, _ in pairs(HELD_OUT)[1:]}
    assert len(set(chinese)) == len(chinese)
    assert len(held_out) > 300
    assert held_out.isdisjoint(chinese)


def test_the_list_and_the_mix_name_them() -> None:
    listed = {s.name: s.pairs for s in sources.listed(WRITTEN)}
    assert listed == {path.stem: len(pairs(path)) for path in FILES}
    assert all(mixing.read().wanted(name) for name in listed)


def test_none_is_of_a_development_set(shared: Path) -> None:
    banned = prepare.banned(shared / "data" / "dev")
    sides = [side for path in [*FILES, HELD_OUT] for row in pairs(path) for side in prepare.simplified(row)]
    assert [side for side in sides if prepare.key_of(side) in banned] == []
