"""Killed, interrupted or out of space at any moment, a run goes on and ends with the same bytes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import archive
import pytest

from duizhao.batch.journal import Journal
from duizhao.errors import OutputError

ROUNDS = int(os.environ.pop("DUIZHAO_KILLS", "5"))
"""How often the run is killed; fifty for the long test. Taken out, for the runs would take it for a setting."""


def finish(process: subprocess.Popen[bytes]) -> bytes:
    _, talk = process.communicate(timeout=300)
    assert process.returncode == 0, talk.decode()
    return talk


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], float]:
    """An archive, the parts of a run that was left alone, and its seconds."""
    folder = tmp_path_factory.mktemp("whole")
    path = archive.write(folder / "a.jsonl", 24, sentences=2)
    start = time.monotonic()
    finish(archive.start(path, folder / "out"))
    return path, archive.parts(folder / "out"), time.monotonic() - start


def test_killed_at_random_moments(tmp_path: Path, whole: tuple[Path, dict[str, bytes], float]) -> None:
    path, parts, seconds = whole
    chance = random.Random(20261126)
    for _ in range(ROUNDS):
        process = archive.start(path, tmp_path / "out", workers=chance.choice((1, 2)))
        time.sleep(chance.uniform(0.5, 0.9 * seconds))
        os.killpg(process.pid, signal.SIGKILL) if chance.random() < 0.5 else process.kill()
        process.communicate()
    finish(archive.start(path, tmp_path / "out"))
    assert archive.parts(tmp_path / "out") == parts
    documents = json.loads((tmp_path / "out/report.json").read_text())["documents"]
    assert documents == {"input": 24, "planned": 0, "done": 24, "failed": 0, "skipped": 0}
    assert not list((tmp_path / "out").glob(".*.part"))


def test_any_number_of_workers_makes_the_same_bytes(
    tmp_path: Path, whole: tuple[Path, dict[str, bytes], float]
) -> None:
    path, parts, _ = whole
    finish(archive.start(path, tmp_path / "out", workers=3))
    assert archive.parts(tmp_path / "out") == parts


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_finishes_what_is_in_hand(
    tmp_path: Path, whole: tuple[Path, dict[str, bytes], float], number: signal.Signals
) -> None:
    path, parts, _ = whole
    process = archive.start(path, tmp_path / "out")
    while not list((tmp_path / "out").glob("part-*")) and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(number)
    _, talk = process.communicate(timeout=120)
    assert process.returncode == 130, talk.decode()
    assert "finishing what is in hand" in talk.decode()
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert not report["finished"]
    done = archive.parts(tmp_path / "out")
    assert done.items() <= parts.items()
    finish(archive.start(path, tmp_path / "out"))
    assert archive.parts(tmp_path / "out") == parts


def test_a_full_disk_stops_the_run_and_nothing_is_lost(tmp_path: Path, fake_run: Any) -> None:
    """On a small file system of its own, where one can be mounted."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(small)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        path = archive.write(tmp_path / "a.jsonl", 60, sentences=6)
        command = [sys.executable, "-m", "duizhao.cli.main", "batch", "run", str(path), "-o", str(small), "--beam", "1"]
        ballast = small / "ballast"
        ballast.write_bytes(bytes(1900 << 10))
        first = subprocess.run([*command, "--workers", "1"], capture_output=True, text=True)
        assert first.returncode == 7, first.stderr
        assert "Free some space" in first.stderr.splitlines()[-1]
        ballast.unlink()
        again = subprocess.run([*command, "--workers", "1"], capture_output=True, text=True)
        assert again.returncode == 0, again.stderr
        assert len(archive.records(small)) == 60
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_full_disk_where_remote_files_are_fetched_stops_the_run(tmp_path: Path, fake_run: Any) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(small)], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        path = archive.write(tmp_path / "a.jsonl", 3000)
        with pytest.raises(OutputError, match=r"No space left on device\). Free some space"):
            fake_run(path.as_uri(), small, limit=4)
        with Journal(small, read_only=True) as journal:
            assert journal.states()["failed"] == 0
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def test_a_second_signal_stops_at_once_and_nothing_is_lost(
    tmp_path: Path, whole: tuple[Path, dict[str, bytes], float]
) -> None:
    path, parts, _ = whole
    process = archive.start(path, tmp_path / "out")
    while not list((tmp_path / "out").glob("part-*")) and process.poll() is None:
        time.sleep(0.05)
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
    began = time.monotonic()
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - began < 10
    finish(archive.start(path, tmp_path / "out"))
    assert archive.parts(tmp_path / "out") == parts


def test_no_network_is_needed(tmp_path: Path, whole: tuple[Path, dict[str, bytes], float]) -> None:
    """In a name space without any network, where one can be made."""
    path, parts, _ = whole
    if subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
        pytest.skip("no name space can be made here")
    arguments = [sys.executable, "-c", archive.CODE, str(path), str(tmp_path / "out"), "1", "4"]
    done = subprocess.run(["unshare", "-n", *arguments], capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    assert archive.parts(tmp_path / "out") == parts
