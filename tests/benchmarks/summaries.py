"""Character ROUGE of the extractive methods on the shared summary data: `python tests/benchmarks/summaries.py SHARED`.

ROUGE-1, -2 and -L F1 over characters, numbers and Latin words, as the data's README counts. `news` has no summaries:
its headlines stand in, scored by the recall of three sentences.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from duizhao.summaries import METHODS, eligible
from duizhao.summaries.tokens import HAN

Case = tuple[list[str], list[int], list[str]]

SETS: dict[str, tuple[str, int, int]] = {
    "lcsts725": ("summaries/lcsts_part3.jsonl", 1, 600),
    "lcsts10k": ("summaries/lcsts_10k.jsonl.gz", 1, 1500),
    "csl": ("summaries/csl_title.jsonl", 1, 1000),
    "vcsum": ("summaries/vcsum_segments.jsonl", 3, 300),
    "clts": ("summaries/clts_samples.jsonl", 3, 20),
    "news": ("news/articles_more.jsonl.gz", 3, 1000),
}
"""Name: file, sentences asked for, documents at most."""


def words(text: str) -> list[str]:
    """Characters; numbers and Latin words whole."""
    return re.findall(rf"[{HAN}]|[a-z]+|\d+(?:\.\d+)?", text.lower())


def split(text: str) -> list[str]:
    """Sentences, by their final marks alone."""
    return [s.strip() for s in re.findall(r"[^。！？!?;；]+[。！？!?;；]*[”』」]*", text) if s.strip()]


def cases(path: Path, most: int) -> Iterator[Case]:
    """Sentences, numbers of their paragraphs, references."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:  # type: ignore[operator]
        for line in islice(lines, most):
            data = json.loads(line)
            if data.get("human_score", 5) < 3:
                continue
            reference = data.get("summary") or data.get("title")
            text = data.get("article") or data["text"]
            found = [(s, i) for i, block in enumerate(text.split("\n")) for s in split(block)]
            fit = [(s, i) for s, i in found if eligible("paragraph", s)] or found
            if reference and len(fit) > 1:
                yield [s for s, _ in fit], [i for _, i in fit], [reference] if isinstance(reference, str) else reference


def rouge(hypothesis: list[str], reference: list[str]) -> dict[str, tuple[float, float]]:
    """ROUGE-1, -2, -L: recall and F1."""
    out = {}
    for n in (1, 2):
        ours, theirs = (Counter(zip(*(x[i:] for i in range(n)), strict=False)) for x in (hypothesis, reference))
        out[str(n)] = _scores((ours & theirs).total(), ours.total(), theirs.total())
    out["L"] = _scores(_common(hypothesis, reference), len(hypothesis), len(reference))
    return out


def _common(a: list[str], b: list[str]) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        before = 0
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], before + 1 if x == y else max(row[j], row[j - 1])
    return row[-1]


def _scores(common: int, ours: int, theirs: int) -> tuple[float, float]:
    recall = common / theirs if theirs else 0.0
    return recall, 2 * common / (ours + theirs) if ours + theirs else 0.0


def score(name: str, shared: Path, method: str) -> tuple[list[float], int]:
    """Mean ROUGE-1, -2, -L of a method on a set, in per cent, and the number of documents."""
    file, k, most = SETS[name]
    totals, count = [0.0, 0.0, 0.0], 0
    for sentences, paragraphs, references in cases(shared / "data" / file, most):
        text = words("".join(sentences[i] for i in METHODS[method](sentences, paragraphs, k)))
        best = max((rouge(text, words(r)) for r in references), key=lambda s: s["1"][1])
        kind = 0 if name == "news" else 1
        totals = [t + best[n][kind] for t, n in zip(totals, ("1", "2", "L"), strict=True)]
        count += 1
    return [100 * t / count for t in totals], count


def main() -> None:
    """Print the table."""
    shared = Path(sys.argv[1])
    for name in SETS:
        for method in ("lead", "textrank", "lexrank", "centroid"):
            figures, count = score(name, shared, method)
            print(f"{name:9} {method:9} " + " / ".join(f"{f:5.2f}" for f in figures) + f"  n={count}", flush=True)


if __name__ == "__main__":
    main()
