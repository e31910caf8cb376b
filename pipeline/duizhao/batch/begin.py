"""How a run begins: what it is is noted, and seen to be the same when it is taken up again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from duizhao import rendering, store
from duizhao.batch import report
from duizhao.batch.choice import Choice
from duizhao.batch.inputs import File
from duizhao.batch.journal import Journal
from duizhao.batch.place import Place
from duizhao.errors import InputError, OutputError, UsageError
from duizhao.settings import Settings
from duizhao.version import VERSION

FREE = ("threads",)
"""Settings that may change when a run is taken up again: they say how, not what."""
FLAGS = {
    "kind": "--parts",
    "pages": "--format",
    **{name: f"--{name}" for name in ("put", "since", "until", "source", "limit", "shard")},
    "max_chars": "--max-chars",
}
"""What a message calls that of a run which is asked for by a flag."""
SCRATCH = ".duizhao-fetched"
"""The folder, in a run's own, for what is needed while it is read."""


def begun(files: Sequence[File], settings: Settings, choice: Choice, output: Mapping[str, Any]) -> dict[str, Any]:
    """What a run is, for its journal."""
    model = store.find(settings.translation.model, task="translate")
    now = {
        "duizhao": VERSION,
        "model": f"{model.name}@{model.sha256}",
        "settings": {k: v for k, v in settings.values().items() if k not in FREE},
        "choice": {k: v for k, v in asdict(choice).items() if v is not None},
        "output": dict(output),
        "files": len(files),
    }
    loaded: dict[str, Any] = json.loads(json.dumps(now))
    return loaded


def agree(journal: Journal, files: Sequence[File], now: Mapping[str, Any], output: Path) -> None:
    """Note what a new run is; see that one that is taken up again is the same.

    A file that changed before it was read is planned as it is now. Raises UsageError where the run was another,
    InputError where a file that was read has changed.
    """
    before = journal.settings()
    if not before:
        for name in report.NAMES:
            if (output / name).exists():
                raise OutputError("is there, and of no run", where=output / name, remedy="Choose another -o.")
        with journal.transaction():
            journal.note(now)
            journal.add_files((n, f.name, f.size, f.version) for n, f in enumerate(files))
        return
    for name, value in now.items():
        if name != "files":
            _same(name, before.get(name), value, output)
    known = journal.files()
    _same_files([name for name, *_ in known.values()], [f.name for f in files], output)
    read = journal.open_files() | {n for n, (*_, items) in known.items() if items is not None}
    failed = journal.failed_files() - journal.open_files()
    changed = [n for n, f in enumerate(files) if (f.size, f.version) != known[n][1:3]]
    for n in changed:
        if n in read:
            retry = "try it again by --retry-failed" if n in failed else "give another -o"
            remedy = f"Put it back, or {retry}."
            raise InputError("has changed since the run began", where=files[n].place, remedy=remedy)
    with journal.transaction():
        journal.add_files((n, files[n].name, files[n].size, files[n].version) for n in changed)


def refuse_parts(place: Place, where: object) -> None:
    """Raises OutputError where the parts of a run lie that the journal does not know: they would stay beside the new
    ones."""
    if any(name.startswith("part-") for name in place.sizes("")):
        what = "holds the parts of a run whose journal is not there"
        raise OutputError(what, where=where, remedy="Remove them, or choose another place.")


def clear(output: Path) -> None:
    """Take away what a run that was killed was writing or reading."""
    shutil.rmtree(output / SCRATCH, ignore_errors=True)
    for folder in (".", *(f"{format}/[0-9]*" for format in rendering.RENDERERS)):
        for path in output.glob(f"{folder}/.*.part"):
            with suppress(OSError):
                path.unlink()


def _same_files(before: Sequence[str], now: Sequence[str], output: Path) -> None:
    if before == now:
        return
    if lost := sorted(set(before) - set(now)):
        raise _other(output, f"{lost[0]} is not in its input any more{_and(len(lost) - 1)}")
    if new := sorted(set(now) - set(before)):
        raise _other(output, f"{new[0]} is new in its input{_and(len(new) - 1)}")
    raise _other(output, "its input was named in another order")


def _and(others: int) -> str:
    return f", and {others:,} others" if others else ""


def _same(name: str, before: Any, now: Any, output: Path) -> None:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted({*before, *now}):
            _same(key, before.get(key), now.get(key), output)
    elif name == "glossary" and before and now:
        return  # the terms count, not the path: they are compared as the run's copy of them is made
    elif before != now:
        raise _other(output, f"its {FLAGS.get(name, name)} was {_shown(before)}, now it is {_shown(now)}")


def _shown(value: Any) -> str:
    """A setting as one would give it."""
    if isinstance(value, list):
        return ",".join(map(str, value)) or "none"
    return "none" if value is None else repr(value)


def _other(output: Path, what: str) -> UsageError:
    return UsageError(f"holds another run: {what}", where=output, remedy="Repeat its command, or give another -o.")
