"""False alarms and misses of the checks, on human translations: `python tests/benchmarks/checks.py [SET CHECK]`.

Every flag on a human translation counts as a false alarm, true ones included (references drop numbers too). Recall is
measured by planting one error in each pair that the checks pass. With SET and CHECK, the flagged pairs are shown.
"""

from __future__ import annotations

import lzma
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from duizhao.checks import CHECKS, Pair, check
from duizhao.settings import Checking

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SETTINGS = Checking()

Pairs = list[tuple[str, str]]
Plant = Callable[[str, random.Random], str | None]

_PLAIN = re.compile(r"(?<![\d.,A-Za-z:/-])\d+(?:,\d{3})*(?:\.\d+)?(?![\d:/-]|[.,]\d|\s?[ap]\.?m)")
_CLAUSE = re.compile(r"(?<=[,;:.])\s+")


def load(name: str) -> Pairs:
    """The pairs of a set by its name in this report."""
    if name == "own_news":
        with lzma.open(DATA / "zh-en" / "own_news.tsv.xz", "rt", encoding="utf-8") as f:
            pairs = [(line.split("\t")[0], line.rstrip("\n").split("\t")[1]) for line in f]
        return random.Random(1).sample(pairs, 2000)
    base, _, reference = name.partition("-ref")
    source = (DATA / "dev" / f"{base}.zh").read_text(encoding="utf-8").split("\n")[:-1]
    target = (
        (DATA / "dev" / f"{base}{'.ref' + reference if reference else ''}.en")
        .read_text(encoding="utf-8")
        .split("\n")[:-1]
    )
    return list(zip(source, target, strict=True))


def drop_digit(target: str, rng: random.Random) -> str | None:
    """244,890 → 24,890: one digit of a number of two or more is lost."""
    found = [m for m in _PLAIN.finditer(target) if len(re.sub(r"\D", "", m[0])) > 1]
    if not found:
        return None
    m = rng.choice(found)
    at = rng.choice([i for i in range(m.start(), m.end()) if target[i].isdigit()])
    new = target[m.start() : at] + target[at + 1 : m.end()]
    if re.sub(r"^0+(?=\d)", "", new) == m[0]:
        return None
    return target[: m.start()] + new + target[m.end() :]


def magnitude(target: str, rng: random.Random) -> str | None:
    """90亿 as 90 billion: million, billion and thousand mistaken for one another."""
    found = list(re.finditer(r"\b(thousand|million|billion|trillion)\b", target))
    if not found:
        return None
    m = rng.choice(found)
    new = rng.choice([w for w in ("thousand", "million", "billion", "trillion") if w != m[0]])
    return target[: m.start()] + new + target[m.end() :]


def swap(target: str, rng: random.Random) -> str | None:
    """Two numbers of the target change places."""
    found = list(_PLAIN.finditer(target))
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :] if a[0] != b[0]]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return target[: a.start()] + b[0] + target[a.end() : b.start()] + a[0] + target[b.end() :]


def remove(target: str, rng: random.Random) -> str | None:
    """A number is left out."""
    found = list(_PLAIN.finditer(target))
    if not found:
        return None
    m = rng.choice(found)
    return target[: m.start()] + target[m.end() :].lstrip()


def clause(target: str, rng: random.Random) -> str | None:
    """The longest clause is left out, where it is at least two fifths of the target."""
    parts = _CLAUSE.split(target)
    longest = max(parts, key=len)
    if len(parts) < 2 or len(longest) < 0.4 * len(target):
        return None
    parts.remove(longest)
    return " ".join(parts)


def half(target: str, rng: random.Random) -> str | None:
    """The second half is left out."""
    words = target.split()
    return " ".join(words[: len(words) // 2]) if len(words) > 7 else None


def loop(target: str, rng: random.Random) -> str | None:
    """The last three words come five times."""
    words = target.rstrip(".").split()
    return " ".join(words + words[-3:] * 4) if len(words) > 3 else None


PLANTS: dict[str, Plant] = {
    "drop a digit": drop_digit,
    "wrong magnitude": magnitude,
    "swap two numbers": swap,
    "leave out a number": remove,
    "leave out a clause": clause,
    "leave out a half": half,
    "loop": loop,
}


def alarms(name: str, pairs: Pairs) -> None:
    counts: Counter[str] = Counter()
    start = time.process_time()
    for source, target in pairs:
        flags = check(Pair(source, target), SETTINGS)
        counts.update({f"{f.check} {f.severity}" for f in flags})
    rate = len(pairs) / (time.process_time() - start)
    shares = ", ".join(f"{k} {100 * n / len(pairs):.2f}%" for k, n in counts.most_common())
    print(f"{name:12} {len(pairs)} pairs, {rate:.0f} a second of CPU: {shares}")


def recall(name: str, pairs: Pairs) -> None:
    rng = random.Random(2)
    clean = [p for p in pairs if not check(Pair(*p), SETTINGS)]
    for plant, make in PLANTS.items():
        planted = [(s, new) for s, t in clean if (new := make(t, rng)) is not None]
        caught: Counter[str] = Counter()
        for source, target in planted:
            severities = {f.severity for f in check(Pair(source, target), SETTINGS)}
            caught.update(["any"] if severities else [])
            caught.update(["error"] if "error" in severities else [])
        any_, error = (100 * caught[k] / max(1, len(planted)) for k in ("any", "error"))
        print(f"{name:12} {plant:20} {len(planted):5}  caught {any_:5.1f}%  as error {error:5.1f}%")


def display(pairs: Pairs, name: str) -> None:
    for source, target in pairs:
        flags = list(CHECKS[name](Pair(source, target), SETTINGS))
        if flags:
            print(f"\n{source}\n{target}")
            print("\n".join(f"  {f.severity}: {f.message}" for f in flags))


def main(arguments: list[str]) -> None:
    if not DATA.is_dir():
        print(f"no data at {DATA}")
    elif arguments:
        display(load(arguments[0]), arguments[1])
    else:
        sets = {name: load(name) for name in ("flores-dev", "wmt20", "wmt20-refB", "own_news")}
        for name, pairs in sets.items():
            alarms(name, pairs)
        for name, pairs in sets.items():
            recall(name, pairs)


if __name__ == "__main__":
    main(sys.argv[1:])
