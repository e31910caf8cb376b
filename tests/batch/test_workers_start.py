"""Workers that cannot start, however large the chunk is that waits for them."""

from __future__ import annotations

from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import archive
import pytest

from duizhao.batch import executors
from duizhao.batch.executors.local import Local
from duizhao.errors import ModelError


def unusable(connection: Connection, *_: object) -> None:
    """A worker whose model cannot be loaded."""
    connection.send(ModelError("is damaged"))


def test_a_model_that_cannot_be_loaded_ends_the_run(
    tmp_path: Path, fake_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chunk is more than a pipe holds, so that sending it would wait for a worker that does not come to read."""
    monkeypatch.setitem(executors.EXECUTORS, "local", partial(Local, serve=unusable))
    path = archive.write(tmp_path / "a.jsonl", 500, sentences=20)
    with pytest.raises(ModelError, match="is damaged"):
        fake_run(path, tmp_path / "out", duplicates=False, chunk_documents=500, chunk_characters=10**6)
