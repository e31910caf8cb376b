"""Copies are found whatever stands between them, and the same ones by a run that is taken up again."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import archive
import pytest

from duizhao.batch import duplicates
from duizhao.batch.choice import Choice, look
from duizhao.batch.journal import Journal
from duizhao.batch.plan import Planner
from duizhao.batch.source import Item
from duizhao.document import Block, Document
from duizhao.record import Origin
from duizhao.settings import Settings


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of keys so short that a few hundred documents make many."""
    monkeypatch.setattr(duplicates, "RECENT", 8)
    monkeypatch.setattr(duplicates, "LARGEST", 64)


def made(chance: random.Random, count: int) -> list[bytes]:
    """Sketches of which every other one is like an earlier one, more or less."""
    out: list[bytes] = []
    for n in range(count):
        one = bytearray(chance.randbytes(128))
        if n % 2 and out:
            one[:] = chance.choice(out)
            for i in chance.sample(range(128), chance.randrange(50)):
                one[i] = chance.randrange(256)
        out.append(bytes(one))
    return out


def test_the_first_that_shares_a_band_and_overlaps_is_found(few: None) -> None:
    sketches = duplicates.Sketches()
    earlier: list[bytes] = []

    def banded(a: bytes, b: bytes) -> bool:
        return any(a[i : i + 8] == b[i : i + 8] for i in range(0, 128, 8))

    hits = 0
    for n, sketch in enumerate(made(random.Random(20261126), 500)):
        near = (i for i, e in enumerate(earlier) if sum(map(int.__eq__, e, sketch)) >= 0.8 * 128 and banded(e, sketch))
        expected = next(near, None)
        found = sketches.same(sketch)
        assert found == (None if expected is None else 10 * expected)
        hits += found is not None
        sketches.add(10 * n, sketch)
        earlier.append(sketch)
    assert hits > 50


def planned(journal: Journal, first: int, last: int) -> None:
    planner = Planner(journal, Choice(chunk_documents=7))
    for n in range(first, last):
        text = archive.text(n % 40, 6).replace("费用", f"费用{n // 40}", 1)
        document = Document(f"a{n}", text, text, Origin(), blocks=(Block(0, len(text)),))
        planner.take(Item(0, n, document, look(document, Settings(), Choice())))
    planner.close()


def test_a_run_that_is_taken_up_leaves_out_the_same_copies(few: None, tmp_path: Path) -> None:
    out = []
    for name, stops in (("whole", (0, 120)), ("parted", (0, 33, 34, 90, 120))):
        (tmp_path / name).mkdir()
        for first, last in pairwise(stops):
            with Journal(tmp_path / name) as journal:
                planned(journal, first, last)
        with Journal(tmp_path / name) as journal:
            out.append([(e.state, e.reason) for e in journal.entries()])
    assert out[0] == out[1]
    assert [state for state, _ in out[0]] == ["planned"] * 40 + ["skipped"] * 80


def test_many_documents_of_one_form_are_not_all_compared(few: None) -> None:
    """They share a band, and nothing else."""
    chance, sketches = random.Random(1), duplicates.Sketches()
    form = chance.randbytes(8)
    for n in range(600):
        sketch = form + chance.randbytes(120)
        assert sketches.same(sketch) is None
        sketches.add(n, sketch)


def test_both_scripts_of_an_article_are_copies() -> None:
    simplified = "茶厂的厂长说，新的干燥机比旧的快一倍，头发一样细的茶丝也不会碎。"
    traditional = "茶廠的廠長說，新的乾燥機比舊的快一倍，頭髮一樣細的茶絲也不會碎。"
    assert duplicates.folded(simplified) == duplicates.folded(traditional)
