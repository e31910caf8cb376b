"""What each worker gets of a machine. No GPU is needed: which one a worker is told to use is seen from its settings."""

from __future__ import annotations

import archive
import pytest

from duizhao import settings, translation
from duizhao.batch.choice import Choice, look
from duizhao.batch.journal import Journal
from duizhao.batch.plan import Planner
from duizhao.batch.shares import shares
from duizhao.batch.source import Item
from duizhao.document import Block, Document
from duizhao.record import Origin

ASKED = settings.load({}, environ={})


def test_without_a_number_there_is_a_worker_for_each_gpu() -> None:
    assert [s.translation.device for s in shares(ASKED, ["cuda:0", "cuda:1"])] == ["cuda:0", "cuda:1"]
    assert len(shares(ASKED, ["cuda:3"])) == 1


def test_more_workers_than_gpus_take_them_by_turns() -> None:
    each = shares(ASKED, ["cuda:0", "cuda:1"], workers=3)
    assert [s.translation.device for s in each] == ["cuda:0", "cuda:1", "cuda:0"]


def test_on_a_cpu_the_cores_are_shared_out() -> None:
    one, many = shares(ASKED, ["cpu"], workers=1), shares(ASKED, ["cpu"])
    assert sum(s.translation.threads for s in many) == one[0].translation.threads


@pytest.mark.parametrize(
    ("asked", "devices"),
    [("cuda", ["cuda:0", "cuda:1"]), ("auto", ["cuda:0", "cuda:1"]), ("cuda:1", ["cuda:1"]), ("cpu", ["cpu"])],
)
def test_all_gpus_are_used_unless_one_is_named(asked: str, devices: list[str], monkeypatch) -> None:
    monkeypatch.setitem(translation.GPUS, "ct2", lambda: 2)
    assert translation.devices(settings.load({"device": asked}, environ={}).translation) == devices


def test_without_a_gpu_auto_stays_what_it_is(monkeypatch) -> None:
    monkeypatch.setitem(translation.GPUS, "ct2", lambda: 0)
    assert translation.devices(ASKED.translation) == ["auto"]


def test_a_small_archive_has_a_chunk_for_each_of_some_workers(tmp_path) -> None:
    with Journal(tmp_path) as journal:
        planner = Planner(journal, Choice())
        for n in range(100):
            text = archive.text(n, 8)
            document = Document(f"a{n}", text, text, Origin(), blocks=(Block(0, len(text)),))
            planner.take(Item(0, n, document, look(document, ASKED, Choice())))
        planner.close()
        assert journal.next_numbers()[1] > 1
