"""Recall of the checks on planted errors, and their false alarms: `python tests/benchmarks/checks.py`.

Errors are planted one by one (`planted.py`) into human pairs that no check flags. A plant is caught where any check
flags it; "named" counts those that a check flags which a translator would expect it from. Every flag on a human
translation counts as a false alarm, true ones included (references drop numbers too).

    checks.py [--json]            the two tables
    checks.py KIND [N]            N plants of a kind that nothing caught, to read
    checks.py alarms SET CHECK    what a check flags on a set
"""

from __future__ import annotations

import json
import lzma
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from planted import KINDS, Pairs, Planted, Pool, pool_of

from duizhao.checks import CHECKS, Pair, check
from duizhao.record import Flag
from duizhao.settings import Checking

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SETTINGS = Checking()
SETS = ("wmt20", "wmt20-refB", "flores-dev", "own_news", "written")
HELD_OUT = Path(__file__).resolve().parents[1] / "cases" / "evaluation" / "written.tsv"
MOST = 300
"""Plants of a kind."""


def load(name: str) -> Pairs:
    """The pairs of a set by its name in this report."""
    if name == "own_news":
        with lzma.open(DATA / "zh-en" / "own_news.tsv.xz", "rt", encoding="utf-8") as f:
            pairs = [(line.split("\t")[0], line.rstrip("\n").split("\t")[1]) for line in f]
        return random.Random(1).sample(pairs, 2000)
    if name == "written":  # of our own; the checks were mended on what it was held out of
        rows = (line.split("\t") for line in HELD_OUT.read_text(encoding="utf-8").split("\n")[1:-1])
        return [(zh, en) for _, zh, en in rows]
    base, _, reference = name.partition("-ref")
    stem = f"{base}.ref{reference}" if reference else base
    sides = ((DATA / "dev" / f).read_text(encoding="utf-8").split("\n")[:-1] for f in (f"{base}.zh", f"{stem}.en"))
    return list(zip(*sides, strict=True))


@dataclass
class Caught:
    """How many were planted, and how many each check saw; "any" and "expected" count a plant once."""

    planted: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    def share(self, name: str) -> float:
        return self.seen[name] / max(1, self.planted)


def planted(kind: str, pool: Pool) -> Iterator[Planted]:
    """Up to `MOST` plants of a kind, in pairs that nothing flags without it."""
    rng = random.Random(kind)
    make, _ = KINDS[kind]
    order = list(pool.pairs)
    rng.shuffle(order)
    made = 0
    for source, target in order:
        if made == MOST:
            return
        found = make(source, target, rng, pool)
        if found is not None and not flags_of(found[1]):
            made += 1
            yield found


def flags_of(pair: Pair) -> tuple[Flag, ...]:
    return check(pair, SETTINGS)


def recall(pool: Pool) -> dict[str, Caught]:
    table: dict[str, Caught] = {}
    for kind, (_, expected) in KINDS.items():
        caught = table[kind] = Caught()
        for bad, _ in planted(kind, pool):
            names = {f.check for f in flags_of(bad)}
            caught.planted += 1
            caught.seen.update(names)
            caught.seen.update(any=bool(names), expected=bool(names & set(expected)))
    return table


def alarms(pairs: Pairs) -> tuple[dict[str, float], float]:
    """The share of pairs that each check flags, and pairs a second of CPU."""
    counts: Counter[str] = Counter()
    start = time.process_time()
    for source, target in pairs:
        counts.update({f.check for f in flags_of(Pair(source, target))})
    return {name: counts[name] / len(pairs) for name in CHECKS}, len(pairs) / (time.process_time() - start)


def show(kind: str, pool: Pool, most: int) -> None:
    missed = (bad for bad, _ in planted(kind, pool) if not flags_of(bad))
    for _, bad in zip(range(most), missed, strict=False):
        print(f"\n{bad.source}\n{bad.target}")


def show_alarms(name: str, wanted: str) -> None:
    for source, target in load(name):
        flags = list(CHECKS[wanted](Pair(source, target), SETTINGS))
        if flags:
            print(f"\n{source}\n{target}")
            print("\n".join(f"  {f.severity}: {f.message}" for f in flags))


def report(sets: dict[str, Pairs], pool: Pool, *, as_json: bool) -> None:
    false = {name: alarms(pairs) for name, pairs in sets.items()}
    table = recall(pool)
    if as_json:
        kinds = {k: {"planted": c.planted, **{n: round(c.share(n), 4) for n in c.seen}} for k, c in table.items()}
        print(json.dumps({"recall": kinds, "alarms": {k: shares for k, (shares, _) in false.items()}}, indent=1))
        return
    print(f"{'kind':20}{'planted':>8}{'any':>8}{'named':>8}  checks")
    for kind, caught in table.items():
        checks = ", ".join(f"{n} {100 * caught.share(n):.0f}" for n, _ in caught.seen.most_common() if n in CHECKS)
        any_, named = (f"{100 * caught.share(n):.1f}" for n in ("any", "expected"))
        print(f"{kind:20}{caught.planted:8}{any_:>8}{named:>8}  {checks}")
    print(f"\nfalse alarms, % of pairs\n{'check':16}" + "".join(f"{name:>14}" for name in false))
    for check_name in CHECKS:
        print(f"{check_name:16}" + "".join(f"{100 * shares[check_name]:14.2f}" for shares, _ in false.values()))
    print(f"{'pairs a second':16}" + "".join(f"{rate:14.0f}" for _, rate in false.values()))


def main(arguments: list[str]) -> None:
    if not DATA.is_dir():
        print(f"no data at {DATA}")
    elif arguments[:1] == ["alarms"]:
        show_alarms(*arguments[1:3])
    else:
        sets = {name: load(name) for name in SETS}
        pool = pool_of([sets[name] for name in SETS if name not in ("wmt20-refB", "written")])
        if arguments and arguments[0] != "--json":
            show(arguments[0], pool, int(arguments[1]) if len(arguments) > 1 else 10)
        else:
            report(sets, pool, as_json=bool(arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
