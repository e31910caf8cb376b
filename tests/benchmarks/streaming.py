"""Runs `duizhao convert` on files of 20 and 200 MB, with lines and with one line, and prints time and peak memory.

python tests/benchmarks/streaming.py ../shared/data/news/articles_more.jsonl.gz
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import perf_counter

from duizhao import hanzi

CHILD = """
import resource, sys
from duizhao.cli.main import run
try:
    run()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
SHAPES: dict[str, Callable[[str], str]] = {
    "lines": lambda text: text,
    "one line": lambda text: text.replace("\n", ""),
    "one line without marks": lambda text: "".join(c for c in text if "\u3400" <= c <= "\u9fff"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--script", default="t2s+zhe")
    parser.add_argument("--megabytes", type=int, nargs="+", default=[20, 200])
    options = parser.parse_args()
    with gzip.open(options.articles, "rt", encoding="utf-8") as lines:
        text = "\n".join(json.loads(line)["text"] for line in islice(lines, 3000))
    text = "".join(hanzi.convert_stream([text], "s2t"))
    with tempfile.TemporaryDirectory() as folder:
        for shape, make in SHAPES.items():
            block = make(text).encode()
            for megabytes in options.megabytes:
                file = Path(folder, "in.txt")
                _fill(file, block, megabytes * 1_000_000)
                began = perf_counter()
                command = [sys.executable, "-c", CHILD, "convert", str(file), "--script", options.script]
                done = subprocess.run(
                    [*command, "--force", "-o", str(Path(folder, "out.txt"))],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                seconds = perf_counter() - began
                peak = int(done.stderr.split()[-1]) / 1024
                print(f"{shape:24} {megabytes:4} MB  {seconds:6.1f} s  peak {peak:5.0f} MB", flush=True)


def _fill(file: Path, block: bytes, size: int) -> None:
    with file.open("wb") as out:
        for _ in range(size // len(block) + 1):
            out.write(block)


if __name__ == "__main__":
    main()
