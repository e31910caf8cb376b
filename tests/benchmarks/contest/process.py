"""The side that asks: a contestant is a process that stays alive between rounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Contestant:
    """What takes part: its name in the table, its module here, what the script is told, and its interpreter."""

    name: str
    module: str
    told: Mapping[str, Any] = field(default_factory=dict)
    python: str = sys.executable
    environment: dict[str, str] = field(default_factory=dict)


class Process:
    """A contestant at work. `ready`: seconds from the start until its model was loaded."""

    def __init__(self, contestant: Contestant, threads: int) -> None:
        self.name, self.peak = contestant.name, 0.0
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            [contestant.python, "-m", f"contest.{contestant.module}", json.dumps(contestant.told)],
            cwd=HERE.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"OMP_NUM_THREADS": str(threads)} | contestant.environment,
        )
        self._answer()
        self.ready = self.age()

    def age(self) -> float:
        return time.perf_counter() - self._started

    def ask(self, articles: list[dict[str, Any]]) -> dict[str, Any]:
        """What the contestant answers when it has translated the articles; `seconds` is how long it worked."""
        self.begin(articles)
        return self.end()

    def begin(self, articles: list[dict[str, Any]]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(articles) + "\n")
        self._process.stdin.flush()

    def end(self) -> dict[str, Any]:
        answer = self._answer()
        self.peak = max(self.peak, answer.get("peak", 0.0))
        return answer

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name}: ended with {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer
