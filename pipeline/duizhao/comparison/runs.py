"""What was made, a line an article and method: a run that was stopped goes on, and none is made twice."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, BinaryIO

from duizhao.errors import InputError, OutputError
from duizhao.record import Json

Key = tuple[str, str, str]
"""The hash of an article, the name of a method, and the signature of how it was run."""

_BEGUN = re.compile(rb'\{"id": "(?:[^"\\]|\\.)*", "article": "[0-9a-f]{16}"')
"""How a line begins that `put` wrote, far enough to be nothing else."""


class Runs:
    """The results in a file, to which each new one is added as it comes; without a file they are only held.

    A last line that was cut off is made again, where lines before it are results or it begins as one. Raises InputError
    where the file holds anything else.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._known: dict[Key, Json] = {}
        if path is not None and path.exists():
            self._read(path)

    def __enter__(self) -> Runs:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # of a full disk `put` has told
                self._file.close()

    def get(self, key: Key) -> Json | None:
        return self._known.get(key)

    def put(self, key: Key, id: str, result: Json) -> None:
        """Keep a result, in the file too. Raises OutputError."""
        self._known[key] = result
        if self._path is None:
            return
        article, method, signature = key
        line = {"id": id, "article": article, "method": method, "signature": signature, "result": result}
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = _appending(self._path)
            self._file.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            self._file.flush()
        except OSError as e:
            remedy = "Choose another place with --runs."
            raise OutputError(f"cannot be written ({e.strerror or e})", where=self._path, remedy=remedy) from e

    def others(self, signatures: Collection[str]) -> int:
        """How many results were made in another way, and do not count."""
        return sum(signature not in signatures for _, _, signature in self._known)

    def _read(self, path: Path) -> None:
        try:
            data = path.read_bytes()
        except OSError as e:
            raise InputError(f"cannot be read ({e.strerror or e})", where=path, remedy="Name another --runs.") from e
        *whole, cut = data.split(b"\n")
        if cut and not whole and not _BEGUN.match(cut):
            raise _other(path, 1)
        for number, line in enumerate(whole, 1):
            try:
                row = json.loads(line)
                if not _is_result(row["result"]):
                    raise ValueError
                self._known[row["article"], row["method"], row["signature"]] = row["result"]
            except (ValueError, TypeError, KeyError, RecursionError):
                raise _other(path, number) from None


def _is_result(value: Any) -> bool:
    """Whether a value is a summary, or the English of an article: by language its lines, or its sentences."""
    return isinstance(value, dict) and all(isinstance(x, list) and all(map(_is_line, x)) for x in value.values())


def _is_line(value: Any) -> bool:
    if not isinstance(value, dict):
        return isinstance(value, str)
    words = all(isinstance(value.get(name), str) for name in ("text", "scored"))
    return words and isinstance(value.get("supports"), list)


def _other(path: Path, line: int) -> InputError:
    return InputError(
        "is no result of a comparison", where=f"{path}:{line}", remedy="It is left as it is; name another --runs."
    )


def _appending(path: Path) -> BinaryIO:
    """The file, at the end of its last whole line."""
    file = open(path, "r+b" if path.exists() else "w+b")  # noqa: SIM115 (the owner closes it)
    data = file.read()
    file.seek(data.rfind(b"\n") + 1)
    file.truncate()
    os.fsync(file.fileno())
    return file
