"""What the tests of batch share: small runs in this process, with the poisoned engine where asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from poison import poisoned

from duizhao import batch, settings
from duizhao.batch import executors
from duizhao.batch.executors.local import Local
from duizhao.batch.journal import Chunk, Entry, Journal

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def fake_run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a batch whose engine is the poisoned one."""
    monkeypatch.setitem(executors.EXECUTORS, "local", partial(Local, serve=poisoned))

    def run(*paths: Path, flags: dict[str, Any] | None = None, **given: Any) -> dict[str, Any]:
        *inputs, output = paths
        names = {"workers", "timeout", "memory", "max_failures", "retry_failed", "kind", "pages", "put"}
        options = {"workers": 1, **{k: given.pop(k) for k in names & set(given)}}
        stop = given.pop("stop", lambda: False)
        choice = batch.Choice(**{"chunk_documents": 4, **given})
        wanted = settings.load({"retries": 0, **(flags or {})}, environ={}, folder=output.parent)
        files = batch.find([str(i) for i in inputs])
        return batch.run(files, output, wanted, batch.Options(**options, choice=choice), stop=stop)

    return run


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """The journal of a run that has come to its end: 300 documents in 30 chunks, without their parts."""
    folder = tmp_path / "finished"
    folder.mkdir()
    with Journal(folder) as journal:
        for n in range(30):
            with journal.transaction():
                journal.add_chunk(n)
                journal.add(
                    Entry(10 * n + i, 0, 10 * n + i, f"a{n}", "0" * 64, 100, "planned", chunk=n) for i in range(10)
                )
            journal.finish(Chunk(n, "done", f"part-{n}", "0" * 64, counts={"seconds.translate": 1.5, "tokens": 9}), {})
    return folder
