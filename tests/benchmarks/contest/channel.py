"""The side of a contestant: requests come as lines of JSON, answers go back as lines of JSON. Nothing but Python."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Work = Callable[[list[dict[str, Any]]], dict[str, Any]]
"""Translates articles; says what it made, `tokens` among it. The seconds are taken here."""


def serve(work: Work) -> None:
    """Say that all is loaded, then translate what comes until there is no more."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not come between the answers

    def say(answer: dict[str, Any]) -> None:
        print(json.dumps(answer), file=out, flush=True)

    say({"ready": True})
    for line in sys.stdin:
        articles = json.loads(line)
        start = time.perf_counter()
        made = work(articles)
        say({"seconds": time.perf_counter() - start, **made, **memory()})


def memory() -> dict[str, float]:
    """Megabytes of this process: the peak of what it held, what it holds, and what of that is no other's too.

    VmHWM, for ru_maxrss begins with the peak of the process that started this one. Empty where there is no /proc.
    """
    found = {}
    for name in ("status", "smaps_rollup"):
        path = Path("/proc/self", name)
        if path.is_file():
            for line in path.read_text().splitlines():
                key, _, value = line.partition(":")
                if value.endswith("kB"):
                    found[key] = int(value.split()[0]) / 1024
    if "VmHWM" not in found:
        return {}
    private = found.get("Private_Clean", 0) + found.get("Private_Dirty", 0)
    return {"peak": found["VmHWM"], "held": found["VmRSS"], "private": private}
