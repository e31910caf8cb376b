"""How a run shows how far it is: live on a terminal, a line a minute elsewhere."""

from __future__ import annotations

import errno
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import archive
import pytest

from duizhao import batch
from duizhao.cli import batching

STATE = batch.State(
    {"planned": 40, "done": 60, "failed": 2, "skipped": 1}, 5000, {"repeated": 10, "pieces": 40}, 2, False, 8000
)


def test_a_live_line_on_a_terminal(tmp_path: Path) -> None:
    path = archive.write(tmp_path / "a.jsonl", 12, sentences=1)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "duizhao.cli.main", "batch", "run", str(path), "-o", str(tmp_path / "out")]
    flags = ["--beam", "1", "--workers", "1", "--summary", "0"]
    process = subprocess.Popen(
        [*command, *flags], stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    )
    os.close(theirs)
    shown = b""
    try:
        while block := os.read(ours, 4096):
            shown += block
    except OSError:  # the other side is closed
        pass
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, shown.decode()
    assert b"\x1b[" in shown
    assert b"documents done" in shown
    assert b"\x1b" not in out


def test_a_line_a_minute_in_a_log(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = [1000.0]
    monkeypatch.setattr(batching.time, "monotonic", lambda: now[0])
    with batching.Watch(quiet=False, as_json=False) as watch:
        for _ in range(250):
            now[0] += 1
            watch(STATE)
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 4
    for words in ("60 documents done", "40 planned", "2 failed", "1 skipped", "25% repeated", "to go"):
        assert words in said[0]


def test_json_lines_in_a_log(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = [1000.0]
    monkeypatch.setattr(batching.time, "monotonic", lambda: now[0])
    with batching.Watch(quiet=False, as_json=True) as watch:
        now[0] += 61
        watch(STATE)
    assert json.loads(capsys.readouterr().err) == {"seconds": 61, **STATE.total, "characters": 5000}


def test_quiet_says_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = [1000.0]
    monkeypatch.setattr(batching.time, "monotonic", lambda: now[0])
    with batching.Watch(quiet=True, as_json=False) as watch:
        now[0] += 61
        watch(STATE)
    assert capsys.readouterr().err == ""


class Gone(io.StringIO):
    """A stream whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


def test_a_log_that_nobody_reads_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(batching.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(sys, "stderr", Gone())
    for as_json in (False, True):
        with batching.Watch(quiet=False, as_json=as_json) as watch:
            now[0] += 61
            watch(STATE)
