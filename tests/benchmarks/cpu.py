"""How to use a CPU: threads or processes, compute types and beams with their chrF2, and what a second worker costs.

    python tests/benchmarks/cpu.py [--quick] [--rounds 5] [--lines 200]

CTranslate2 alone, on the articles of tests/benchmarks/speed.py, all ways in turn in each round, medians. chrF2 is of
the development sets beside the checkout, and is left out where they are not there.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import ctranslate2
import sacrebleu
from contest import articles as made
from contest.field import LARGE, alone, bare, best, engine, ours
from contest.process import Process

from duizhao import segmentation, store, translation
from duizhao.settings import Translation
from duizhao.translation import ct2

DEV = Path(__file__).resolve().parents[3] / "shared" / "data" / "dev"
SETS = ("flores-dev", "wmt20")
Article = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="little of everything: to see that it works")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=20, help="made-up articles. [20]")
    parser.add_argument("--lines", type=int, default=200, help="of each development set. [200]")
    parser.add_argument("--model", default="zh-en-small")
    wanted = parser.parse_args()
    rounds, lines = (1, 3) if wanted.quick else (wanted.rounds, wanted.lines)
    with tempfile.TemporaryDirectory() as name:
        os.environ |= alone(Path(name))
        model = store.find(wanted.model)
        texts = made.texts(4, 2, examples=False) if wanted.quick else made.texts(wanted.count)
        found = made.prepared(texts, model)
        characters = sum(a.characters for a in found)
        sent = [a.sent() for a in found]
        sharing(model, sent, characters, rounds)
        searching(model, sent, characters, rounds, lines)
        second(Path(name), model, sent[:2])


def sharing(model: store.Model, sent: list[Article], characters: int, rounds: int) -> None:
    """The cores as threads of one, as workers that share the weights, or as processes that do not; sizes of batches."""
    cores = len(os.sched_getaffinity(0))
    room = ct2.ROOM["cpu"] // 4
    ways = {
        f"1 process, 1 thread, {LARGE:,} tokens": (1, 1, 1, LARGE),
        f"1 process, {cores} threads, {LARGE:,} tokens": (1, 1, cores, LARGE),
        f"1 process, {cores} threads, {room} tokens": (1, 1, cores, room),
        **{
            f"1 process, {cores} workers of 1 thread, {size:,} tokens": (1, cores, 1, size)
            for size in (LARGE, 512, 2 * room, room, room // 2, room // 4)
        },
        f"{cores} processes of 1 thread, {room} tokens": (cores, 1, 1, room),
    }
    working = {
        name: [Process(bare(model, threads, 4, workers=workers, batch_tokens=size), threads) for _ in range(processes)]
        for name, (processes, workers, threads, size) in ways.items()
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):  # the first is no measure
        for name, processes in working.items():
            for i, process in enumerate(processes):
                process.begin(sent[i :: len(processes)])
            slowest = max(process.end()["seconds"] for process in processes)
            seconds[name] += [slowest] if number else []
    print("| beam 4, int8 | characters/s | peak of all processes, MB |\n| --- | --: | --: |")
    for name, processes in working.items():
        peak = sum(p.peak for p in processes)
        print(f"| {name} | {characters / statistics.median(seconds[name]):,.0f} | {peak:,.0f} |", flush=True)
        for process in processes:
            process.close()


def searching(model: store.Model, sent: list[Article], characters: int, rounds: int, lines: int) -> None:
    """Compute types and beams: speed on the articles, chrF2 on the development sets."""
    there = ctranslate2.get_supported_compute_types("cpu")
    types = [c for c in ("int8", "int16", "bfloat16", "float16", "float32") if c in there]
    missing = [c for c in ("int8", "bfloat16", "float16") if c not in there]
    ways = [*(("int8", beam) for beam in (1, 2, 4, 8)), *((c, 4) for c in types if c != "int8"), ("float32", 1)]
    cores = len(os.sched_getaffinity(0))
    working = {way: Process(best(model, cores, way[1], compute=way[0], show=True), 1) for way in ways}
    working |= {
        (f"{c}, engine torch", 4): Process(engine("torch", c, model, cores, show=True), cores)
        for c in ("float32", "bfloat16")
    }
    seconds: dict[tuple[str, int], list[float]] = {way: [] for way in working}
    tokens = {}
    for number in range(rounds + 1):
        for way, process in working.items():
            answer = process.ask(sent)
            seconds[way] += [answer["seconds"]] if number else []
            tokens[way] = answer["tokens"]
    tests = [(name, *_lines(name, lines), model) for name in SETS] if DEV.is_dir() else []
    if not tests:
        print(f"no chrF2: the development sets are not beside the checkout ({DEV})", file=sys.stderr)
    heads = "".join(f" chrF2, {name} |" for name, *_ in tests)
    print(f"\n| compute type | beam | characters/s | output tokens | peak, MB |{heads}")
    print("| --- | --: | --: | --: | --: |" + " --: |" * len(tests))
    for way, process in working.items():
        scores = "".join(f" {_chrf(process, *test[1:]):.1f} |" for test in tests)
        speed = characters / statistics.median(seconds[way])
        print(f"| {way[0]} | {way[1]} | {speed:,.0f} | {tokens[way]:,} | {process.peak:,.0f} |{scores}", flush=True)
        process.close()
    if missing:
        print(f"\nCTranslate2 {ctranslate2.__version__} has no {' and no '.join(missing)} on this CPU.")


def second(folder: Path, model: store.Model, sent: list[Article]) -> None:
    """What two workers hold, as `duizhao batch run` has them, and what of it they share."""
    print("\n| | held, MB | of that its own, MB |\n| --- | --: | --: |")
    contestants = {
        "duizhao": ours("duizhao", folder, sys.executable, model=model.name, threads=1),
        "CTranslate2 alone": best(model, 1, 4),
    }
    for name, contestant in contestants.items():
        first = Process(contestant, 1)
        alone_ = first.ask(sent)
        other = Process(contestant, 1)
        beside = other.ask(sent)
        for label, answer in (("the only worker", alone_), ("a second worker", beside)):
            print(f"| {name}, {label} | {answer.get('held', 0):,.0f} | {answer.get('private', 0):,.0f} |", flush=True)
        for process in (first, other):
            process.close()


def _lines(name: str, count: int) -> tuple[list[str], list[str]]:
    source, reference = ((DEV / f"{name}.{side}").read_text(encoding="utf-8").splitlines() for side in ("zh", "en"))
    return source[:count], reference[:count]


def _chrf(process: Process, source: list[str], reference: list[str], model: store.Model) -> float:
    """chrF2 of lines that are cut into sentences, and long ones into pieces, as duizhao does it."""
    loaded = translation.load(model.folder, Translation(), store.convert(model))
    pieces = [
        [
            p
            for s in segmentation.sentences(line)
            for p in segmentation.pieces(s.strip(), loaded.count, model.input_tokens)
        ]
        for line in source
    ]
    loaded.close()
    english = iter(process.ask([{"pieces": pieces}])["english"])
    output = [translation.join([next(english) for _ in line]) for line in pieces]
    return float(sacrebleu.metrics.CHRF().corpus_score(output, [reference]).score)


if __name__ == "__main__":
    main()
