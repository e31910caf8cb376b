"""How often pre-editing changes news, and whether a model then names the countries that are called by one character.

    python tests/benchmarks/preediting.py [--model NAME] [--articles FILE.jsonl.gz] [--each 8]

Counts the edits of each kind in the articles beside the checkout, and the datelines. Then sentences with one country
by its character, up to EACH for each character and form, are decoded as they stand and pre-edited; a country is named
where the target has one of the English names that the tables know.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from duizhao import checks, preediting, store, translation
from duizhao.checks.gazetteer import English, entry_of
from duizhao.dateline import dateline
from duizhao.edits import apply
from duizhao.preediting.days import days
from duizhao.preediting.forms import forms
from duizhao.preediting.states import states, written_out
from duizhao.settings import Translation
from duizhao.translation import Decoding
from duizhao.translation.guard import generate_all

ARTICLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "news" / "articles_more.jsonl.gz"
SENTENCE = re.compile("[^。\n]+")
LENGTHS = range(12, 60)
LEAST = 8  # sentences of a character and a form

Case = tuple[str, str, str]
"""A sentence as it stands, pre-edited, and the country."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="zh-en-small")
    parser.add_argument("--articles", type=Path, default=ARTICLES)
    parser.add_argument("--each", type=int, default=8)
    wanted = parser.parse_args()
    with gzip.open(wanted.articles, "rt", encoding="utf-8") as file:
        articles = [json.loads(line)["text"] for line in file]
    random.Random(1).shuffle(articles)
    model = store.find(wanted.model)
    table = preediting.read(model.folder)
    counts: Counter[str] = Counter()
    cases: dict[tuple[str, bool], list[Case]] = defaultdict(list)
    for article in articles:
        counts["dateline"] += bool(dateline(article, checks.known_name, checks.by_pinyin)[0])
        known = states(article, checks.countries())
        for sentence in SENTENCE.findall(article):
            counts.update(e.step for e in (*days(sentence), *forms(sentence), *table.edits(sentence)))
            counts["state"] += sum(1 for _ in written_out(sentence, known))
            for key, case in _cases(sentence, known):
                cases[key].append(case)
    print(f"{len(articles):,} articles: " + ", ".join(f"{k} {n:,}" for k, n in sorted(counts.items())))
    chosen = [case for found in cases.values() if len(found) >= LEAST for case in found[: wanted.each]]
    plain, edited = (_named(model, chosen, which) for which in (0, 1))
    print(f"of {len(chosen)} countries by one character {plain} are named, pre-edited {edited}")


def _cases(sentence: str, known: dict[str, str]) -> Iterator[tuple[tuple[str, bool], Case]]:
    edits = list(written_out(sentence, known))
    heads = [c for c in edits[0].before if c in known] if len(edits) == 1 and len(sentence) in LENGTHS else []
    if len(heads) == 1 and known[heads[0]] in checks.countries() and known[heads[0]] not in sentence:
        yield (heads[0], "中" in edits[0].before), (f"{sentence}。", f"{apply(sentence, edits)}。", known[heads[0]])


def _named(model: store.Model, cases: Sequence[Case], which: int) -> int:
    settings = Translation(device="cpu", compute="int8")
    engine = translation.load(model.folder, settings, store.convert(model))
    decoding = Decoding(settings.beam, model.length_penalty, model.patience)
    made = generate_all([case[which] for case in cases], engine, decoding, settings.batch_tokens)
    return sum(English(h.text).has_any(entry_of(case[2])) for h, case in zip(made, cases, strict=True))


if __name__ == "__main__":
    main()
