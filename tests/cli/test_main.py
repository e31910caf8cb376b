"""The door: one line for whatever goes wrong, and no network."""

from __future__ import annotations

import click
import pytest

from duizhao.cli import main as door
from duizhao.errors import DuizhaoError

NO_SOCKETS = """
import socket

def refuse(*_, **__):
    raise AssertionError("the network was used")

socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
"""

OFFLINE = [
    ["translate", "library.txt"],
    ["translate", "library.txt", "--engine", "torch", "--beam", "1", "--summary", "0"],
    ["summarise", "library.txt"],
    ["convert", "library.txt", "--script", "s2t"],
    ["clean", "library.txt"],
    ["models", "list"],
    ["models", "verify"],
    ["config", "show"],
    ["doctor"],
]


@pytest.mark.parametrize("arguments", OFFLINE, ids=" ".join)
def test_no_command_but_pull_uses_the_network(arguments, duizhao, article, tmp_path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_SOCKETS)
    done = duizhao(*arguments, PYTHONPATH=str(tmp_path))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        *((kind("what", where="there", remedy="Do this."), kind.exit_code) for kind in DuizhaoError.__subclasses__()),
        (ValueError("nobody\nforesaw this"), 1),
        (KeyboardInterrupt(), 130),
        (click.UsageError("no"), 2),
        (BrokenPipeError(32, "Broken pipe"), 0),
    ],
)
def test_every_error_is_one_line_and_its_code(error, code, monkeypatch, capfd, tmp_path) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setitem(door.main.commands, "fail", click.Command("fail", callback=fail))
    if isinstance(error, BrokenPipeError):
        monkeypatch.setattr(door.os, "dup2", lambda *_: None)
    assert door._guarded(["fail"]) == code
    said = capfd.readouterr().err
    assert said.count("\n") == (0 if code == 0 else 1)
    if code == 1:
        (log,) = tmp_path.rglob("*.log")
        assert str(log) in said
        assert "foresaw this" in log.read_text(encoding="utf-8")


def test_a_traceback_only_when_asked_for(duizhao) -> None:
    assert "Traceback" not in duizhao("translate", "missing.txt").stderr
    assert "Traceback" in duizhao("translate", "missing.txt", "-v").stderr
