"""Cleans clean news as plain text and prints the speed of each step and of all, in MB of UTF-8 a second of one core.

python tests/benchmarks/cleaning.py ../shared/data/news/articles_more.jsonl.gz --articles 2000
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import process_time

from duizhao import reading
from duizhao.cleaning import BLOCK_STEPS, TEXT_STEPS
from duizhao.document import Document, edit
from duizhao.settings import Reading

ROUNDS = 4
"""The best of so many counts: other work on the machine makes a step slower, never faster."""


def read(text: str) -> Document:
    [document] = (d for d in reading.read(text, Reading(), format="txt") if isinstance(d, Document))
    return document


def text_step(name: str) -> Callable[[Document], Document]:
    return lambda document: edit(document, name, TEXT_STEPS[name](document.text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--articles", dest="count", type=int, default=2000)
    options = parser.parse_args()
    with gzip.open(options.articles, "rt", encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for _, line in zip(range(options.count), f, strict=False)]
    documents = [read(text) for text in texts]
    size = sum(len(text.encode()) for text in texts) / 1e6
    steps = {**{name: text_step(name) for name in TEXT_STEPS}, **BLOCK_STEPS}
    best: dict[str, float] = defaultdict(lambda: float("inf"))
    for _ in range(ROUNDS):
        now = documents
        for name, step in steps.items():
            begin = process_time()
            now = [step(document) for document in now]
            best[name] = min(best[name], process_time() - begin)
    for name in steps:
        print(f"{name:12} {size / best[name]:8.1f} MB/s")
    print(f"{'text steps':12} {size / sum(best[name] for name in TEXT_STEPS):8.1f} MB/s")
    print(f"{'all':12} {size / sum(best.values()):8.1f} MB/s")


if __name__ == "__main__":
    main()
