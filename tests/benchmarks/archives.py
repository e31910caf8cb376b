"""What a batch run costs as the archive and the number of workers grow: a table, and a picture.

    python tests/benchmarks/archives.py [--quick] [--png docs/archives.png] [--counts 1000 10000 100000]

Three parts, each in processes of its own, a quarter of an hour in all on two quiet cores. With the embedded model, one
worker against two on the same articles. With an engine that answers at once, time and memory against the size of the
archive: what is not the model's; a straight line has the same time a document at each size. And what it takes to list
an archive of single files.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "batch"))

import archive  # noqa: E402

RUN = """
import json, os, sys, time, threading
sys.path.insert(0, sys.argv[1])
from functools import partial
from pathlib import Path
from duizhao import batch, settings
from duizhao.batch import executors
from duizhao.batch.executors.local import Local
from poison import poisoned
if __name__ == "__main__":
    _, _, source, output, workers, fake = sys.argv
    if fake == "fake":
        executors.EXECUTORS["local"] = partial(Local, serve=poisoned)
    page = os.sysconf("SC_PAGESIZE")
    peak, middle, samples = {}, {}, []
    def held(pid):
        try:
            return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page
        except (OSError, IndexError):
            return 0
    def children():
        try:
            return [int(p) for p in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]
        except OSError:
            return []
    def watch():
        while True:
            samples.append((held(os.getpid()), max([held(c) for c in children()] or [0])))
            time.sleep(0.2)
    threading.Thread(target=watch, daemon=True).start()
    start = time.perf_counter()
    options = batch.Options(workers=int(workers), choice=batch.Choice(duplicates=True))
    out = batch.run(batch.find([source]), Path(output), settings.load({"beam": 1, "retries": 0}, environ={}), options)
    seconds = time.perf_counter() - start
    half = len(samples) // 2
    top = lambda rows, i: max(r[i] for r in rows)
    print(json.dumps({"seconds": seconds, "documents": out["documents"]["done"],
        "characters": out["counts"]["characters"],
        "driver": top(samples, 0), "child": top(samples, 1),
        "growth": [top(samples, i) - top(samples[:half + 1], i) for i in (0, 1)]}))
"""


def run(source: Path, output: Path, workers: int, fake: bool) -> dict[str, float]:
    """One run in a process of its own: seconds, characters, peak memory of the driver and of its largest child."""
    arguments = [str(HERE.parent / "batch"), str(source), str(output), str(workers), "fake" if fake else "model"]
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(RUN)
        script.flush()
        done = subprocess.run([sys.executable, script.name, *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


LIST = """
import json, sys, time
from pathlib import Path
from duizhao import batch
page = __import__("os").sysconf("SC_PAGESIZE")
held = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * page
before, start = held(), time.perf_counter()
files = batch.find([sys.argv[1]])
print(json.dumps({"files": len(files), "seconds": time.perf_counter() - start, "bytes": held() - before}))
"""


def listed(folder: Path, count: int) -> dict[str, float]:
    """What it takes to list that many files, a thousand to a folder."""
    for n in range(count):
        path = folder / f"{n // 1000:03}" / f"{n % 1000:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    done = subprocess.run([sys.executable, "-c", LIST, str(folder)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def workers(folder: Path, articles: int) -> None:
    """One worker against two, with the model."""
    source = archive.write(folder / "model.jsonl", articles, sentences=8)
    print("| workers | seconds | characters a second | largest process, MB |\n| --- | --- | --- | --- |")
    for count in (1, 2):
        r = run(source, folder / f"m{count}", count, False)
        speed = r["characters"] / r["seconds"]
        print(f"| {count} | {r['seconds']:.1f} | {speed:.0f} | {r['child'] / 1e6:.0f} |", flush=True)


def sizes(folder: Path, counts: list[int]) -> list[tuple[int, float, float, float]]:
    """Time and memory against size, with an engine that answers at once."""
    print("\n| documents | seconds | ms a document | driver, MB | worker, MB | growth in the second half, MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    rows = []
    for count in counts:
        r = run(archive.write(folder / "fake.jsonl", count), folder / f"f{count}", 1, True)
        rows.append((count, r["seconds"], r["driver"] / 1e6, r["child"] / 1e6))
        # run() gives numbers, and here a list of them
        growth = " / ".join(f"{g / 1e6:.0f}" for g in r["growth"])  # type: ignore[attr-defined]
        each = 1000 * r["seconds"] / count
        print(
            f"| {count:,} | {r['seconds']:.1f} | {each:.2f} | {r['driver'] / 1e6:.0f} | {r['child'] / 1e6:.0f} |"
            f" {growth} |",
            flush=True,
        )
    (_, first, *less), (_, last, *more) = rows[0], rows[-1]
    times = counts[-1] / counts[0]
    print(
        f"\nFrom {counts[0]:,} to {counts[-1]:,} documents ({times:g} times): time {last / first:.1f} times, memory of"
    )
    print(f"the driver {more[0] - less[0]:+.0f} MB, of the worker {more[1] - less[1]:+.0f} MB.")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small archives, no picture: to see that it works")
    parser.add_argument("--png", type=Path, default=HERE.parents[1] / "docs" / "archives.png")
    parser.add_argument("--counts", type=int, nargs="*", help="documents. [1000 10000 100000]")
    parser.add_argument("--articles", type=int, help="of the runs with the model. [400]")
    wanted = parser.parse_args()
    counts = wanted.counts or ([200, 1000] if wanted.quick else [1000, 10_000, 100_000])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workers(folder, wanted.articles or (8 if wanted.quick else 400))
        rows = sizes(folder, counts)
        r = listed(folder / "files", counts[-1])
        print(f"\nListing {r['files']:,} files: {r['seconds']:.1f} seconds, {r['bytes'] / 1e6:.0f} MB.")
        if not wanted.quick:
            draw(rows, wanted.png)


def draw(rows: list[tuple[int, float, float, float]], path: Path) -> None:
    """Time and memory against documents."""
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    counts = [r[0] for r in rows]
    left.plot(counts, [r[1] for r in rows], "o-")
    left.set(xlabel="documents", ylabel="seconds", xscale="log", yscale="log", title="time, engine left aside")
    right.plot(counts, [r[2] for r in rows], "o-", label="driver")
    right.plot(counts, [r[3] for r in rows], "s-", label="worker")
    right.set(xlabel="documents", ylabel="MB", xscale="log", ylim=(0, None), title="peak memory")
    right.legend()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
