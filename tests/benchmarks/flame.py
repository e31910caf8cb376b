"""Where the time goes, as flame graphs: one article with the start of the process, and a hundred.

    python tests/benchmarks/flame.py [--articles 1 100] [--folder docs]

py-spy is needed, and on some systems the right to look into other processes. Width is time by the clock, so that a call
of the engine is as wide as the decoder makes it wait; all is done by one thread. The articles are those of speed.py.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from contest import articles
from contest.field import alone

from duizhao import Translator, store

ROOT = Path(__file__).resolve().parents[2]
NARROW = 0.5
"""Per cent of the whole width."""
RATES = {1: 500, 100: 20}
"""Looks a second: so many that each graph has about as many of them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[1, 100])
    parser.add_argument("--folder", type=Path, default=ROOT / "docs", help="where the graphs go. [docs]")
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.work:
        work(wanted.work)
        return
    spy = Path(sys.executable).with_name("py-spy")
    if not spy.is_file():
        print("There is no py-spy in this environment: nothing was recorded. `pip install py-spy` gets it.")
        return
    with tempfile.TemporaryDirectory() as name:
        os.environ |= alone(Path(name))
        store.convert(store.find("zh-en-small"))  # done once, and no part of an article
        for count in wanted.articles:
            graph = wanted.folder / f"flame-{count}.svg"
            record = [spy, "record", "--idle", "--function", "--rate", str(RATES.get(count, 100)), "--output", graph]
            subprocess.run([*record, "--", sys.executable, __file__, "--work", str(count)], check=True)
            slim(graph, "an article" if count == 1 else f"{count} articles")
            print(f"{graph}: {graph.stat().st_size:,} bytes")


def slim(graph: Path, title: str) -> None:
    """Leave out of an SVG what is narrower than NARROW per cent, the command and the script, so that it can be kept."""
    frame = re.compile(r"<g><title>[^<]*</title><rect [^>]*?width=\"([\d.]+)%\".*?</g>\n?", re.DOTALL)
    text = graph.read_text(encoding="utf-8")
    text = re.sub(r'<script.*?</script>| onload="[^"]*"', "", text, flags=re.DOTALL)
    text = re.sub(r'(<text id="title"[^>]*>)[^<]*', rf"\g<1>{title}", text)
    graph.write_text(frame.sub(lambda m: m[0] if float(m[1]) >= NARROW else "", text), encoding="utf-8")


def work(count: int) -> None:
    with Translator(model="zh-en-small", memory="none", threads=1) as translator:
        for _ in translator.translate_all(articles.texts(count, examples=False)):
            pass


if __name__ == "__main__":
    main()
