"""duizhao beside what else translates with the same weights: one run, one table, one picture, and the goals.

    python tests/benchmarks/speed.py [--quick] [--argos PYTHON] [--against CHECKOUT] [--articles FILE]

Every contestant is a process that stays alive; each round asks all of them for the same articles, in another order, and
the median of the rounds counts, so that a machine that drifts is fair to all. Nothing is asserted. `--argos` names an
interpreter with argostranslate, `--against` a checkout of an earlier release (with a .venv of its own, or it runs in
this one's). matplotlib is needed for the picture. A full run takes about half an hour on two cores.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from contest import articles as made
from contest import report
from contest.field import OURS, contestants
from contest.process import Contestant, Process

from duizhao import store
from duizhao.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "市图书馆从本周起延长开放时间。"


def main() -> None:
    wanted = _arguments()
    with tempfile.TemporaryDirectory() as name:
        _isolate(Path(name))
        model = store.find(wanted.model)
        texts = (
            made.from_file(wanted.articles)
            if wanted.articles
            else made.texts(2 if wanted.quick else wanted.count, 3 if wanted.quick else 10, examples=not wanted.quick)
        )
        found = made.prepared(texts, model)
        sent = [article.sent() for article in found]
        threads = wanted.threads or _cores()
        one = made.prepared([SENTENCE], model)
        taking_part = contestants(
            model,
            [*sent, *(a.sent() for a in one)],
            Path(name),
            python=sys.executable,
            threads=threads,
            beam=wanted.beam,
            argos_python=wanted.argos,
            against=wanted.against,
        )
        if wanted.only:
            taking_part = [c for c in taking_part if c.name == OURS or any(word in c.name for word in wanted.only)]
        rounds = 1 if wanted.quick else wanted.rounds
        _say(wanted, model, found, threads, rounds)
        results = {c.name: report.Measured() for c in taking_part}
        again = 3 if wanted.quick else 10
        ladder, helped = starts(taking_part, results, one, sent[:1], rounds, threads, again)
        race(taking_part, results, sent, rounds, threads)
    print(report.table(results, found), end="\n\n")
    print(report.shown(report.goals(results, ladder, helped)))
    print("\n" + report.million(results, found, threads))
    if not wanted.quick:
        report.draw(results, found, wanted.png)


def starts(
    taking_part: list[Contestant],
    results: dict[str, report.Measured],
    sentence: list[made.Article],
    article: list[dict[str, object]],
    rounds: int,
    threads: int,
    again: int,
) -> tuple[list[list[float]], list[float]]:
    """Start all of them in turn, for one sentence; ours then gets the same article `again` times.

    Gives the seconds a token of each of these, for each start, and those of `duizhao --help`.
    """
    ladder, helped = [], []
    for number in range(rounds):
        for contestant in taking_part:
            process = Process(contestant, threads)
            process.ask([a.sent() for a in sentence])
            results[contestant.name].first.append(process.age())
            results[contestant.name].ready.append(process.ready)
            if contestant.name == OURS:
                answers = [process.ask(article) for _ in range(again)]
                ladder.append([a["seconds"] / a["decoded"] for a in answers])
            process.close()
            print(f"start {number + 1}: {contestant.name}: {process.ready:.1f} s", file=sys.stderr, flush=True)
        start = time.perf_counter()
        command = [str(Path(sys.executable).with_name("duizhao")), "--help"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        helped.append(time.perf_counter() - start)
    return ladder, helped


def race(
    taking_part: list[Contestant],
    results: dict[str, report.Measured],
    sent: list[dict[str, object]],
    rounds: int,
    threads: int,
) -> None:
    """The rounds, each in another order."""
    processes = [Process(contestant, threads) for contestant in taking_part]
    for process in processes:
        process.ask(sent[:1])  # what is done once is no part of a round
    for number in range(rounds):
        place = number * 3 % len(processes)
        for process in processes[place:] + processes[:place]:
            answer, measured = process.ask(sent), results[process.name]
            measured.seconds.append(answer["seconds"])
            measured.tokens, measured.decoded = answer["tokens"], answer.get("decoded", 0)
            measured.engine.append(answer.get("engine", 0.0))
            print(f"round {number + 1}: {process.name}: {answer['seconds']:.1f} s", file=sys.stderr, flush=True)
    for process in processes:
        results[process.name].peak = process.peak
        process.close()


def _isolate(folder: Path) -> None:
    """This process prepares the articles as the contestants do: with nothing of the user's but the converted model."""
    os.environ |= {"DUIZHAO_DATA": str(folder / "data"), "DUIZHAO_CONFIG_HOME": str(folder / "config")}


def _say(wanted: argparse.Namespace, model: store.Model, found: list[made.Article], threads: int, rounds: int) -> None:
    characters = sum(a.characters for a in found)
    print(
        f"{date.today():%d %B %Y}, duizhao {VERSION}, {model.name} ({model.sha256[:12]}), {len(found)} articles,"
        f" {characters:,} characters, {sum(a.sentences for a in found)} sentences; beam {wanted.beam},"
        f" {threads} threads, {rounds} rounds; {_processor()}, load {os.getloadavg()[0]:.1f} before.",
        end="\n\n",
    )
    if not wanted.argos:
        print("Without argos-translate: --argos names an interpreter that has it.", file=sys.stderr)
    sys.stdout.flush()


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return f"{name}, {_cores()} cores"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="two short articles, one round: to see that it works")
    parser.add_argument("--argos", metavar="PYTHON", help="an interpreter with argostranslate")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="a checkout to compare with")
    parser.add_argument(
        "--articles", type=Path, metavar="FILE", help="JSONL with `text`, or texts between lines of ---"
    )
    parser.add_argument("--count", type=int, default=6, help="made-up articles. [6]")
    parser.add_argument("--rounds", type=int, default=3, help="[3]")
    parser.add_argument("--only", nargs="+", metavar="WORD", help="ours, and who has one of the words in the name")
    parser.add_argument("--model", default="zh-en-small")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--threads", type=int, default=0, help="[as many as there are cores]")
    parser.add_argument("--png", type=Path, default=ROOT / "docs" / "speed.png", help="of a run that is not quick")
    return parser.parse_args()


if __name__ == "__main__":
    main()
