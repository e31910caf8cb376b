"""A worker is heard of while it works, however much it has to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import archive
import pytest
from poison import Poisoned

from duizhao import reading, settings, translation
from duizhao.batch.place import Folder
from duizhao.batch.worker import Product, Task, work
from duizhao.flow import Translator


def test_judging_and_checking_a_chunk_is_no_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sentence gives signs of life after its translation, of which the engine says how many it made."""
    spoken: list[int] = []
    engine = Poisoned()
    monkeypatch.setitem(translation.ENGINES, "ct2", lambda *_: engine)
    wanted = settings.load({"summary": "0"}, environ={}, folder=tmp_path)
    documents = tuple(enumerate(reading.read(archive.write(tmp_path / "a.jsonl", 30), wanted.reading)))
    generate = engine.generate

    def generated(texts: list[str], decoding: Any) -> list[translation.Hypothesis]:
        spoken.clear()
        return generate(texts, decoding)

    monkeypatch.setattr(engine, "generate", generated)
    with Translator(wanted) as translator:
        result = work(Task(0, documents, "part-0"), translator, Product(Folder(tmp_path)), lambda: spoken.append(1))
    assert not result.failures
    assert len(spoken) > 2 * result.counts["sentences"] * 0.9
