"""Character ROUGE of the methods that choose: `python tests/benchmarks/summaries.py SHARED [SET...]`.

ROUGE-1, -2 and -L F1 over characters, numbers and Latin words (the tokens `char` of scoring). `news` has no summaries:
its headlines stand in, scored by the recall of three sentences.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from duizhao.scoring import TOKENISERS, Prf, rouge_l, rouge_n
from duizhao.summaries import METHODS, eligible, oracle

TOKENS = TOKENISERS["char"]
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


def score(name: str, shared: Path, method: str) -> tuple[list[float], int]:
    """Mean ROUGE-1, -2, -L of a method on a set, in per cent, and the number of documents."""
    file, k, most = SETS[name]
    totals, count = [0.0, 0.0, 0.0], 0
    for sentences, paragraphs, references in cases(shared / "data" / file, most):
        wanted = [TOKENS(r) for r in references]
        places = best(sentences, k, wanted) if method == "oracle" else METHODS[method](sentences, paragraphs, k)
        found = max((rouges(TOKENS("".join(sentences[i] for i in places)), r) for r in wanted), key=lambda s: s[0].f1)
        totals = [t + (s.recall if name == "news" else s.f1) for t, s in zip(totals, found, strict=True)]
        count += 1
    return [100 * t / count for t in totals], count


def rouges(hypothesis: list[str], reference: list[str]) -> list[Prf]:
    """ROUGE-1, -2, -L."""
    return [rouge_n(hypothesis, reference, 1), rouge_n(hypothesis, reference, 2), rouge_l(hypothesis, reference)]


def best(sentences: list[str], k: int, references: list[list[str]]) -> list[int]:
    """What the oracle takes, by ROUGE-1 + ROUGE-2 F1."""
    tokens = [TOKENS(s) for s in sentences]

    def good(places: list[int]) -> float:
        mine = [t for i in places for t in tokens[i]]
        return max(rouge_n(mine, r, 1).f1 + rouge_n(mine, r, 2).f1 for r in references)

    return oracle(sentences, k, good)


def main() -> None:
    """Print the table, a line a set and a method."""
    shared = Path(sys.argv[1])
    for name in sys.argv[2:] or SETS:
        for method in ("lead", "random", "centroid", "mmr", "lexrank", "textrank", "lsa", "oracle"):
            figures, count = score(name, shared, method)
            print(f"{name:9} {method:9} " + " / ".join(f"{f:5.2f}" for f in figures) + f"  n={count}", flush=True)


if __name__ == "__main__":
    main()
