"""Makes pipeline/duizhao/cleaning/neighbours.tsv from the word list of jieba (MIT).

pip download --no-deps jieba==0.42.1 && tar xzf jieba-0.42.1.tar.gz
python tests/benchmarks/neighbours.py jieba-0.42.1/jieba/dict.txt > pipeline/duizhao/cleaning/neighbours.tsv
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

ALONE, FIRST, INSIDE, LAST = range(4)

LEAST = 50
"""Neighbours met less often than this tell little and would double the file."""

HEADER = """\
# How often characters stand beside one another inside Chinese words. Columns: a character; how often it is a word,
# begins one, stands inside one, ends one; the characters that follow it inside words, each group after the power of two
# that says how often.
# Counted by tests/benchmarks/neighbours.py from dict.txt of jieba 0.42.1: MIT licence, Copyright (c) 2013 Sun Junyi.
"""


def main(path: Path) -> None:
    places: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    beside: Counter[tuple[str, str]] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if not all("\u4e00" <= c <= "\u9fff" for c in word):
            continue
        for i, c in enumerate(word):
            place = ALONE if len(word) == 1 else FIRST if i == 0 else LAST if i == len(word) - 1 else INSIDE
            places[c][place] += int(count)
        for pair in pairwise(word):
            beside[pair] += int(count)
    followers: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (first, second), count in sorted(beside.items()):
        if count >= LEAST:
            followers[first][count.bit_length() - 1].append(second)
    print(HEADER, end="")
    for c in sorted(places):
        groups = (f"{power}{''.join(chars)}" for power, chars in sorted(followers[c].items(), reverse=True))
        print(c, *places[c], " ".join(groups), sep="\t")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
