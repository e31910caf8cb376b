"""How well the check of terms knows what a target says, how fast, and how fast terms are found.

    python tests/benchmarks/terms.py [FOLDER]

FOLDER holds wmt20 and flores-dev, a sentence a line (.zh, .en). The glossary is planted_terms.tsv: words of the news.
Human references need not use them, so what is missed there is mostly another word; a sample is printed, to be judged.
Where a reference says a term once, it is taken out: the check has to miss it.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

from duizhao import hanzi
from duizhao.checks import Pair, uses
from duizhao.checks.wording import wording
from duizhao.recall import Glossary
from duizhao.terms import Term

HERE = Path(__file__).parent
SETS = ("wmt20", "flores-dev")


def glossary() -> Glossary:
    lines = (HERE / "planted_terms.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return Glossary([Term(source, target) for source, target, *_ in rows], hanzi.fold)


def verify(folder: Path) -> None:
    terms = glossary()
    missed: list[tuple[str, str, str, str]] = []
    for name in SETS:
        counts: Counter[str] = Counter()
        texts = [(folder / f"{name}.{side}").read_text(encoding="utf-8").split("\n") for side in ("zh", "en")]
        pairs = [Pair(zh, en, terms=terms.find(zh)) for zh, en in zip(*texts, strict=True) if zh]
        started = time.process_time()
        found = [uses(pair) for pair in pairs]
        seconds = time.process_time() - started
        for pair, these in zip(pairs, found, strict=True):
            counts["sentences"] += 1
            counts["with a miss"] += any(u.state == "missed" for u in these)
            for use in these:
                counts[use.state] += 1
                if use.target_span is None:
                    missed.append((name, use.source, use.target, pair.target))
                elif len(wording(pair.target).find(use.target)) == 1:
                    start, end = use.target_span
                    without = Pair(pair.source, pair.target[:start] + pair.target[end:], terms=pair.terms)
                    counts["taken out"] += 1
                    counts["caught"] += next(u.state for u in uses(without) if u.source == use.source) == "missed"
        print(name, dict(counts), f"{seconds:.2f} s")
    for row in random.Random(0).sample(missed, 30):
        print(*row, sep="\t")


def find() -> None:
    draw = random.Random(0)
    characters = [chr(c) for c in range(0x4E00, 0x5E00)]
    sources = ["".join(draw.choices(characters, k=draw.randint(2, 6))) for _ in range(20_000)]
    started = time.process_time()
    terms = Glossary([Term(s, "x") for s in sources], hanzi.fold)
    print(f"20,000 terms made ready in {time.process_time() - started:.2f} s")
    parts = ["".join(draw.choices(characters, k=60)) + draw.choice(sources) for _ in range(5_300)]
    text = "".join(parts)
    for what, texts in (("one line", [text]), ("sentences", parts)):
        started = time.process_time()
        n = sum(len(terms.find(t)) for t in texts)
        print(f"{len(text.encode()):,} bytes, {what}: {n:,} found in {time.process_time() - started:.2f} s")


if __name__ == "__main__":
    find()
    if sys.argv[1:]:
        verify(Path(sys.argv[1]))
