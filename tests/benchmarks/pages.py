"""Saved pages: what is read of them beside trafilatura alone, and the time of both.

    python tests/benchmarks/pages.py ../shared/data/news/html

Prints the share of titles, dates, sources and authors that are exact, F1 by characters of the main text, and the time
of reading a page in relation to trafilatura.extract on the same decoded text, the two taken in turn.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duizhao import reading
from duizhao.cleaning import BLOCK_STEPS, STEPS, clean
from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.reading.encoding import declared_in, decode
from duizhao.settings import Cleaning, Reading

CORRECTIONS = Path(__file__).parent.parent / "cases" / "reading" / "expected_corrections.tsv"
ONLY_BLOCKS = Cleaning(skip=tuple(s for s in STEPS if s not in BLOCK_STEPS))
ROUNDS = 3


@dataclass(slots=True)
class Scores:
    """Counts of exact fields, [exact, known]; F1 of main texts, ours and trafilatura's, and those made by people."""

    exact: dict[str, list[int]] = field(default_factory=lambda: {f: [0, 0] for f in FIELDS})
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    gold: list[tuple[float, float]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


FIELDS = ("title", "date", "source", "author")


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    """The expected values of the pages in `folder`, corrected."""
    lines = [x for x in CORRECTIONS.read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
    right = {(file, name): value for file, name, value, _ in csv.reader(lines, "excel-tab", quoting=csv.QUOTE_NONE)}
    for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row | {name: right[row["file"], name] or None for name in FIELDS if (row["file"], name) in right}


def score(folder: Path) -> Scores:
    """The scores of all pages in `folder`."""
    from trafilatura import extract

    out = Scores()
    for row in rows(folder):
        data = gzip.decompress((folder / row["file"]).read_bytes())
        document = read(data, row["file"][:-3])
        article = not row["kind"].startswith("index")
        if document is None or not article:
            (out.refused if document is None else out.passed).append(row["file"] if article else "index")
            continue
        for name in FIELDS:
            if row[name] and (row["checked"] or name in ("source", "author")):
                out.exact[name][1] += 1
                out.exact[name][0] += _same(_got(document, name), row[name], name)
        if row["text"]:
            body = "".join(document.text_of(b) for b in document.blocks)
            out.ours.append(f1(body, row["text"]))
            alone = extract(decode(data, declared_in(data)).text, include_comments=False) or ""
            out.theirs.append(f1(alone, row["text"]))
            if row["expected_kind"].startswith("gold"):
                out.gold.append((out.ours[-1], out.theirs[-1]))
    return out


def read(data: bytes, name: str) -> Document | None:
    """The document of a page after the steps that look at lines; None where it is refused."""
    try:
        found = next(reading.read(data, Reading(), name=name))
    except InputError:
        return None
    assert isinstance(found, Document)
    return clean(found, ONLY_BLOCKS)


def f1(a: str, b: str) -> float:
    """F1 of the characters of two texts, white space aside."""
    one, two = (Counter(re.sub(r"\s", "", text)) for text in (a, b))
    return 2 * sum((one & two).values()) / max(1, sum(one.values()) + sum(two.values()))


def _got(document: Document, name: str) -> str:
    if name == "author":
        return "".join(document.meta.authors)
    return str(getattr(document.meta, name) or "")


def _same(got: str, wanted: str, name: str) -> bool:
    if name == "date":
        return got[:10] == wanted[:10]
    return re.sub(r"\s", "", got) == re.sub(r"\s", "", wanted)


def times(folder: Path) -> tuple[float, float]:
    """Processor seconds of a reading of all pages: ours from the bytes, trafilatura's from the decoded text."""
    from trafilatura import extract

    pages = [gzip.decompress((folder / row["file"]).read_bytes()) for row in rows(folder)]
    texts = [decode(data, declared_in(data)).text for data in pages]
    ours = theirs = 0.0
    for _ in range(ROUNDS):
        for data, text in zip(pages, texts, strict=True):
            began = time.process_time()
            extract(text, include_comments=False)
            theirs += time.process_time() - began
            began = time.process_time()
            with contextlib.suppress(InputError):
                next(reading.read(data, Reading(), name="a.html"))
            ours += time.process_time() - began
    return ours / ROUNDS, theirs / ROUNDS


def main() -> None:
    folder = Path(sys.argv[1])
    found = score(folder)
    for name, (exact, known) in found.exact.items():
        print(f"{name}\t{exact} of {known}")
    print(f"F1\t{mean(found.ours):.4f}\ttrafilatura alone {mean(found.theirs):.4f}")
    ours, theirs = (mean([pair[i] for pair in found.gold]) for i in (0, 1))
    print(f"F1, made by people\t{ours:.4f}\ttrafilatura alone {theirs:.4f}")
    print(f"refused\t{len(found.refused)}\twrongly {[f for f in found.refused if f != 'index']}, passed {found.passed}")
    mine, other = times(folder)
    print(f"seconds\t{mine:.2f}\ttrafilatura alone {other:.2f}\tratio {mine / other:.2f}")


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    main()
