"""Both engines on a GPU: types, sizes of batches, how busy the card is, too little memory, several cards.

    python tests/benchmarks/gpu.py [--device cuda] [--rounds 3] [--flood 4000000]

With `--device cpu` it does the same, small, on the CPU: to see that it works. Where there is no GPU, it says so.
How busy: on a GPU what nvidia-smi says four times a second, on a CPU the time of the process by the clock and cores.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import zstandard
from contest import articles as made
from contest.field import alone, engine
from contest.process import Process

from duizhao import store

ENGINES = {
    "cuda": [(e, c) for e in ("ct2", "torch") for c in ("float16", "bfloat16")],
    "cpu": [("ct2", "int8"), ("torch", "float32")],
}
BUDGETS = {"cuda": (512, 2048, 8192, 32_768, 131_072), "cpu": (256, 2048)}
FLOOD = {"cuda": 4_000_000, "cpu": 4_000}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", choices=ENGINES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--flood", type=int, help="source tokens in the batch that should not fit. [4,000,000]")
    parser.add_argument("--model", default="zh-en-small")
    wanted = parser.parse_args()
    cards = _cards()
    if wanted.device == "cuda" and not cards:
        print("There is no GPU here: nothing was measured. --device cpu shows that the script works.")
        return
    small = wanted.device == "cpu"
    with tempfile.TemporaryDirectory() as name:
        os.environ |= alone(Path(name))
        model = store.find(wanted.model)
        found = made.prepared(made.texts(1, 2, examples=False) if small else made.texts(200), model)
        working = _working(model, wanted.device)
        batches(working, found, wanted.device, 0 if small else wanted.rounds)
        flood(working, found, wanted.flood or FLOOD[wanted.device])
        for process in working.values():
            process.close()
        several(Path(name), [a.text for a in found], wanted.device, cards)


def _working(model: store.Model, device: str) -> dict[str, Process]:
    cores = len(os.sched_getaffinity(0))
    taking_part = [engine(name, compute, model, cores, device=device) for name, compute in ENGINES[device]]
    return {contestant.name: Process(contestant, cores) for contestant in taking_part}


def batches(working: dict[str, Process], found: list[made.Article], device: str, rounds: int) -> None:
    """Sentences a second and how busy the device is, by the size of batches, all in turn in each round."""
    sent = [a.sent() for a in found]
    characters, sentences = sum(a.characters for a in found), sum(a.sentences for a in found)
    seen: dict[tuple[str, int], list[tuple[float, float, int]]] = {}
    for number in range(rounds + 1):  # the first is no measure, where there is another
        for name, process in working.items():
            for budget in BUDGETS[device]:
                with Busy(device) as busy:
                    answer = process.ask([sent[0] | {"budget": budget}, *sent[1:]])
                share = answer["busy"] if device == "cpu" else busy.share
                if number or not rounds:
                    seen.setdefault((name, budget), []).append((answer["seconds"], share, answer["tokens"]))
    print(f"{len(found)} articles, {characters:,} characters, beam 4; device {device}\n")
    print("| engine | batch, tokens | characters/s | sentences/s | output tokens/s | busy |")
    print("| --- | --: | --: | --: | --: | --: |")
    for (name, budget), rows in seen.items():
        seconds, share = (statistics.median(column) for column in list(zip(*rows, strict=True))[:2])
        speeds = f"{characters / seconds:,.0f} | {sentences / seconds:.1f} | {rows[0][2] / seconds:,.0f}"
        print(f"| {name} | {budget:,} | {speeds} | {share:.0%} |", flush=True)


def flood(working: dict[str, Process], found: list[made.Article], tokens: int) -> None:
    """One batch that should not fit into memory: it is halved until it does, and nothing is lost."""
    pieces = [piece for a in found for paragraph in a.pieces for piece in paragraph]
    copies = 1 + tokens // max(1, sum(map(len, pieces)))  # a token is a character and more
    print(f"\n| engine | sentences in one batch of {tokens:,} tokens | decoded in halves | failed | seconds |")
    print("| --- | --: | --: | --: | --: |")
    for name, process in working.items():
        answer = process.ask([{"pieces": [pieces * copies], "budget": tokens * 8}])
        counts = f"{len(pieces) * copies:,} | {answer['degraded']:,} | {answer['failed']:,}"
        print(f"| {name} | {counts} | {answer['seconds']:.1f} |", flush=True)
        if not answer["degraded"]:
            print(f"{name}: the memory was enough; --flood takes more tokens", file=sys.stderr)


def several(folder: Path, texts: list[str], device: str, cards: int) -> None:
    """An archive by one worker, by one for each card (two where there is one) and by four, and what they ran on."""
    source = folder / "news.jsonl"
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    print("\n| workers of `duizhao batch run` | seconds | documents by device |\n| --: | --: | --- |")
    for workers in (1, max(2, cards), *([4 * cards] if cards else [])):
        output = folder / f"run{workers}"
        command = [str(Path(sys.executable).with_name("duizhao")), "batch", "run", str(source), "-o", str(output)]
        start = time.perf_counter()
        subprocess.run([*command, "--workers", str(workers), "--device", device], check=True, capture_output=True)
        seconds = time.perf_counter() - start
        where = Counter(draft["engine"]["device"] for draft in _drafts(output))
        print(f"| {workers} | {seconds:.1f} | {', '.join(f'{d}: {n}' for d, n in sorted(where.items()))} |", flush=True)


def _drafts(output: Path) -> list[dict[str, Any]]:
    lines: list[str] = []
    for part in sorted(output.glob("part-*.jsonl.zst")):
        with part.open("rb") as file:
            lines += io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
    return [json.loads(line) for line in lines]


class Busy:
    """The share of time in which the first card was at work, as nvidia-smi has it; 0 on a CPU."""

    ASK = ("nvidia-smi", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits", "-i", "0", "-lms", "250")

    def __init__(self, device: str) -> None:
        self._device, self._seen, self.share = device, list[int](), 0.0

    def __enter__(self) -> Busy:
        if self._device == "cuda":
            self._process = subprocess.Popen(self.ASK, stdout=subprocess.PIPE, text=True)
            self._reader = threading.Thread(target=self._read)
            self._reader.start()
        return self

    def _read(self) -> None:
        assert self._process.stdout
        self._seen += (int(line) for line in self._process.stdout if line.strip().isdigit())

    def __exit__(self, *_: object) -> None:
        if self._device == "cuda":
            self._process.terminate()
            self._reader.join()
            self.share = statistics.mean(self._seen) / 100 if self._seen else 0.0


def _cards() -> int:
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())


if __name__ == "__main__":
    main()
