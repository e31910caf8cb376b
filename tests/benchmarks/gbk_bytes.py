"""Damages news articles as mirrors do, repairs them, and prints how many places of damage came back.

python tests/benchmarks/gbk_bytes.py ../shared/data/news/articles_xinwenlianbo.jsonl.gz --show 10
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "cleaning"))

from corruptor import SEED, Mirror, Tally, corrupt, table, traditional

from duizhao.cleaning.gbk_bytes import gbk_bytes
from duizhao.cleaning.pinyin import pinyin
from duizhao.cleaning.plausibility import is_converted
from duizhao.edits import apply, compose

MIRRORS = {
    "swallows, html": Mirror(),
    "swallows, marks folded before": Mirror(fold="before"),
    "swallows, marks folded after": Mirror(fold="after"),
    "swallows, pairs dropped, folded before": Mirror(fold="before", unmapped="dropped"),
    "keeps what follows": Mirror(swallows=False, html=False),
    "keeps, one by one, folded before": Mirror(swallows=False, html=False, unmapped="one by one", fold="before"),
    "keeps, one by one, folded after": Mirror(swallows=False, html=False, unmapped="one by one", fold="after"),
    "swallows, no marks": Mirror(html=False, marks=False),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--articles", dest="count", type=int, default=1000)
    parser.add_argument("--table", choices=["seed", "400"], help="readings of these characters only")
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    with gzip.open(options.articles, "rt", encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for line in f]
    random.Random(1).shuffle(texts)
    plain = texts[: options.count]
    texts = [traditional(text) for text in plain]
    common = [c for c, _ in Counter("".join(texts)).most_common() if is_converted(c)][:400]
    changed = sum(bool(gbk_bytes(text) or pinyin(text)) for text in plain + texts)
    print(f"{changed} of {len(plain) + len(texts)} clean texts changed")
    for size, readings in (("seed", table(SEED)), ("400", table("".join(common)))):
        for name, mirror in MIRRORS.items() if options.table in (None, size) else ():
            tally, begin = Tally(), perf_counter()
            for text in texts:
                damaged = corrupt(text, readings, mirror)
                first = gbk_bytes(damaged.text)
                middle = apply(damaged.text, first)
                edits = compose(damaged.text, first, pinyin(middle))
                repaired = apply(damaged.text, edits)
                tally.add(damaged, repaired, edits, options.show)
            seconds = perf_counter() - begin
            print(f"{size:5} {name:40} {tally}  {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
