"""Archives for the tests, and runs of them in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import zstandard

TOWNS = [f"{a}{b}镇" for a in "青白红南北" for b in "山河桥湖港林"]
THINGS = [f"一座{x}" for x in ("图书馆", "小学", "茶厂", "水库", "公园", "医院", "桥", "码头", "剧院", "车站")]
VERBS = ["建成了", "开放了", "修好了", "扩建了", "重新启用了"]


def text(n: int, sentences: int = 3) -> str:
    """The n-th of many short articles, no two alike."""
    out = []
    for i in range(sentences):
        k = n * 7 + i * 3
        town, verb, thing = TOWNS[k % 30], VERBS[(k // 3 + n) % 5], THINGS[(k // 5 + 2 * n + i) % 10]
        out.append(f"{town}今年{verb}{thing}，第{n * 10 + i}号工程的费用是{(n * 37 + i * 11) % 900 + 100}万元。")
    return "".join(out)


def write(path: Path, count: int, *, first: int = 0, sentences: int = 3) -> Path:
    """A jsonl of that many articles."""
    rows = [
        {
            "id": f"a{n}",
            "title": f"{TOWNS[n % 30]}新闻{n}",
            "text": text(n, sentences),
            "date": f"2024-01-{n % 28 + 1:02}",
        }
        for n in range(first, first + count)
    ]
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


def records(folder: Path) -> list[dict[str, Any]]:
    """The records of all parts of a run, in order."""
    out = []
    for part in sorted(folder.glob("part-*.jsonl.zst")):
        data = zstandard.ZstdDecompressor().decompressobj().decompress(part.read_bytes())
        out += [json.loads(line) for line in data.splitlines()]
    return out


def parts(folder: Path) -> dict[str, bytes]:
    """The bytes of every part."""
    return {p.name: p.read_bytes() for p in sorted(folder.glob("part-*"))}


CODE = """
import sys
from pathlib import Path
from typing import Any
from duizhao import batch, settings
from duizhao.cli.talk import Interruption
inputs, output, workers, chunk = sys.argv[1:5]
options = batch.Options(workers=int(workers), choice=batch.Choice(chunk_documents=int(chunk), duplicates=False))
with Interruption() as stop:
    wanted = settings.load({"beam": 1, "retries": 0, "summary": "1"})
    out = batch.run(batch.find([inputs]), Path(output), wanted, options, stop=lambda: stop.requested)
sys.exit(0 if out["finished"] else 130)
"""


def start(inputs: Path, output: Path, *, workers: int = 1, chunk: int = 4) -> subprocess.Popen[bytes]:
    """A run in a process group of its own."""
    arguments: Sequence[str] = [sys.executable, "-c", CODE, str(inputs), str(output), str(workers), str(chunk)]
    return subprocess.Popen(arguments, start_new_session=True, stderr=subprocess.PIPE)
