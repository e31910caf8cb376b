"""Reads clean news in wrong encodings, repairs it, and prints for each kind of damage what came back.

python tests/benchmarks/mojibake.py ../shared/data/news/articles_xinwenlianbo.jsonl.gz --sentences 2000 --articles 200
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent / "cleaning"))

from honesty import differences, unmarked

from duizhao.cleaning import TEXT_STEPS
from duizhao.edits import Edit, apply, compose
from duizhao.hanzi import convert


def _windows(data: bytes) -> str:
    """Windows-1252 as browsers read it: what it lacks is a control character."""
    return "".join(bytes((n,)).decode("cp1252", "ignore") or chr(n) for n in data)


def _some_lines(damage: Callable[[str], str]) -> Callable[[str], str]:
    """Every third line damaged; of a text of one line, its second half."""

    def damaged(text: str) -> str:
        if "\n" not in text:
            return text[: len(text) // 2] + damage(text[len(text) // 2 :])
        return "\n".join(line if i % 3 else damage(line) for i, line in enumerate(text.split("\n")))

    return damaged


def _gbk(errors: str, codec: str = "gbk") -> Callable[[str], str]:
    return lambda text: text.encode().decode(codec, errors)


DAMAGES: dict[str, tuple[str, Callable[[str], str]]] = {
    "UTF-8 as GBK, lost bytes U+FFFD": ("utf-8", _gbk("replace")),
    "UTF-8 as GBK, lost bytes ?": ("utf-8", lambda text: _gbk("replace")(text).replace("\ufffd", "?")),
    "UTF-8 as GBK, lost bytes gone": ("utf-8", _gbk("ignore")),
    "UTF-8 as GB18030, lost bytes U+FFFD": ("utf-8", _gbk("replace", "gb18030")),
    "UTF-8 as GB18030, lost bytes gone": ("utf-8", _gbk("ignore", "gb18030")),
    "UTF-8 as GBK, some lines": ("utf-8", _some_lines(_gbk("replace"))),
    "UTF-8 as GBK, twice": ("utf-8", lambda text: _gbk("replace")(_gbk("replace")(text))),
    "UTF-8 as Latin-1": ("utf-8", lambda text: text.encode().decode("latin-1")),
    "UTF-8 as Windows-1252": ("utf-8", lambda text: _windows(text.encode())),
    "UTF-8 as Windows-1252, lost bytes U+FFFD": ("utf-8", lambda text: text.encode().decode("cp1252", "replace")),
    "UTF-8 as Windows-1252, lost bytes gone": ("utf-8", lambda text: text.encode().decode("cp1252", "ignore")),
    "UTF-8 as Windows-1252, some lines": ("utf-8", _some_lines(lambda text: _windows(text.encode()))),
    "UTF-8 as Windows-1252, twice": ("utf-8", lambda text: _windows(_windows(text.encode()).encode())),
    "GBK as Latin-1": ("gbk", lambda text: text.encode("gbk").decode("latin-1")),
    "GBK as Windows-1252": ("gbk", lambda text: _windows(text.encode("gbk"))),
    "Big5 as GBK, lost bytes U+FFFD": ("big5", lambda text: text.encode("big5").decode("gbk", "replace")),
    "Big5 as Latin-1": ("big5", lambda text: text.encode("big5").decode("latin-1")),
}
"""The encoding that holds the text, and the damage."""


@dataclass(slots=True)
class Tally:
    """Texts by what became of them, and characters."""

    exact: int = 0
    marked: int = 0
    wrong: int = 0
    characters: int = 0
    right: int = 0
    seconds: float = 0.0

    def add(self, clean: str, repaired: str, edits: list[Edit], show: bool) -> None:
        self.characters += len(clean)
        if clean == repaired:
            self.exact += 1
            self.right += len(clean)
            return
        missed = sum(end - start for start, end, _, _ in differences(clean, repaired))
        wrong = unmarked(clean, repaired, edits)
        self.right += len(clean) - missed
        self.marked += not wrong
        self.wrong += bool(wrong)
        if wrong and show:
            print("   ", wrong[0], repaired[:200])

    def __str__(self) -> str:
        total = max(1, self.exact + self.marked + self.wrong)
        return (
            f"{self.exact / total:6.1%} {self.marked / total:6.1%} {self.wrong / total:6.1%}  "
            f"{self.right / max(1, self.characters):7.2%}  {self.seconds * 1e6 / max(1, self.characters):5.0f}"
        )


def repair(text: str) -> tuple[str, list[Edit]]:
    """The text after all steps that change characters, and their edits as one list."""
    now, edits = text, list[Edit]()
    for step in TEXT_STEPS.values():
        found = step(now)
        edits, now = compose(text, edits, found), apply(now, found)
    return now, edits


def measure(texts: list[str], kind: str, show: int) -> Tally:
    encoding, damage = DAMAGES[kind]
    tally = Tally()
    for text in texts:
        clean = text.encode(encoding, "ignore").decode(encoding)
        damaged = damage(clean)
        begin = process_time()
        repaired, edits = repair(damaged)
        tally.seconds += process_time() - begin
        tally.add(clean, repaired, edits, tally.wrong < show)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--sentences", type=int, default=2000)
    parser.add_argument("--articles", dest="count", type=int, default=200)
    parser.add_argument("--kind", default="", help="kinds with this in their name only")
    parser.add_argument("--script", choices=["s", "t"])
    parser.add_argument("--show", type=int, default=0, help="print so many texts that are wrong and not marked")
    options = parser.parse_args()
    with gzip.open(options.articles, "rt", encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for line in f]
    random.Random(1).shuffle(texts)
    pool = [s for text in texts for s in re.findall("[^。！？\n]{6,150}[。！？]", text)]
    sets = {
        "sentences": random.Random(2).sample(pool, options.sentences),
        "articles": texts[: options.count],
    }
    print("what came back: texts exact, marked, wrong and unmarked; characters; microseconds a character")
    for script in options.script or "st":
        for name, plain in sets.items():
            found = [convert(text, "s2t").text for text in plain] if script == "t" else plain
            kept = [text for text in found if not repair(text)[1]]
            print(f"{script} {name}: {len(found) - len(kept)} of {len(found)} clean ones changed", flush=True)
            for kind in DAMAGES:
                if options.kind in kind and (DAMAGES[kind][0] != "big5" or script == "t"):
                    print(f"{script} {name:9} {kind:42} {measure(kept, kind, options.show)}", flush=True)


if __name__ == "__main__":
    main()
