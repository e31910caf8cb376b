"""Counts OpenCC's own test cases and the word pairs by configuration, writes the failures, and times conversion.

python tests/benchmarks/script.py ../shared/data --failures docs/script-failures.md
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any

from duizhao import hanzi

HEAD = """# Script: the cases that fail

Test cases of OpenCC (github.com/BYVoid/OpenCC, Apache-2.0) that come out otherwise, and word pairs (`pairs`: from tests
of chinese-conv, opencc4j and HanLP, Apache-2.0, of zhconv and opencc-js, MIT, and our own) that do not become the
simplified text. Each as some 24 characters around the first difference. Most are words that came into OpenCC's
dictionaries after 2023, the year of opencc-python-reimplemented 0.1.7; 爲/為 and the like are spellings on which the
versions differ. Written by `python tests/benchmarks/script.py DATA --failures FILE`.
"""
PAIRS = {"t": "t2s+zhe", "tw": "tw2sp", "hk": "hk2s"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--failures", type=Path)
    parser.add_argument("--articles", type=int, default=4750)
    options = parser.parse_args()
    lines = [HEAD]
    passed: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    known = hanzi.configurations()
    for config, source, expected in (*_cases(options.data), *_pairs(options.data)):
        cases[config] += 1
        if config.split(" ")[-1] not in known:
            continue
        found = hanzi.convert(source, config.split(" ")[-1]).text
        passed[config] += found == expected
        if found != expected:
            lines.append("| " + " | ".join((config, *_excerpts(source, expected, found))) + " |")
    for config in sorted(cases):
        done = f"{passed[config]:3} of" if config in passed else "unsupported,"
        print(f"{config:16} {done} {cases[config]:3}")
    unsupported = ", ".join(f"{c} {n}" for c, n in sorted(cases.items()) if c not in passed)
    lines.insert(1, f"Cases of configurations that the package lacks, not run: {unsupported}.\n")
    lines[2:2] = ["| configuration | text | expected | found |", "| --- | --- | --- | --- |"]
    if options.failures:
        options.failures.write_text("\n".join(lines) + "\n", encoding="utf-8")
    texts = _articles(options.data, options.articles)
    _round_trip(texts)
    _speed("\n".join(texts[:800]))


def _cases(data: Path) -> list[tuple[str, str, str]]:
    return [(c["config"], c["input"], c["expected"]) for c in _rows(data / "script" / "opencc_testcases.jsonl")]


def _pairs(data: Path) -> list[tuple[str, str, str]]:
    rows = _rows(data / "script" / "pairs.jsonl")
    return [(f"pairs {PAIRS[p['variant']]}", p["trad"], p["simp"]) for p in rows if p["variant"] in PAIRS]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _articles(data: Path, count: int) -> list[str]:
    with gzip.open(data / "news" / "articles_more.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, 0, 4 * count, 4)]


def _round_trip(texts: list[str]) -> None:
    """Mainland articles by s2t and back: characters that differ."""
    differ = 0
    for text in texts:
        there = "".join(hanzi.convert_stream([text], "s2t"))
        back = "".join(hanzi.convert_stream([there], "t2s+zhe"))
        differ += sum(a != b for a, b in zip(text, back, strict=False)) + abs(len(text) - len(back))
    print(f"there and back: {differ} of {sum(map(len, texts)):,} characters of {len(texts):,} articles differ")


def _speed(text: str) -> None:
    sources = {"s2t": text, "s2twp": text, "t2s": text}
    sources["t2s+zhe"] = "".join(hanzi.convert_stream([text], "s2t"))
    sources["tw2sp"] = "".join(hanzi.convert_stream([text], "s2twp"))
    for config, source in sources.items():
        began = process_time()
        for _ in hanzi.convert_stream([source], config):
            pass
        streamed = process_time() - began
        began = process_time()
        hanzi.convert(source, config)
        listed = process_time() - began
        million = len(source) / 1e6
        print(f"{config:8} {million / streamed:.2f} M characters/s streamed, {million / listed:.2f} with its edits")


def _excerpts(source: str, expected: str, found: str) -> tuple[str, ...]:
    """What surrounds the first difference, some 24 characters of each text."""
    pairs = enumerate(zip(expected, found, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(expected), len(found)))
    begin = max(0, at - 10)
    return tuple(text[begin : begin + 24].replace("|", "/").replace("\n", "⏎") for text in (source, expected, found))


if __name__ == "__main__":
    main()
