"""How many terms of a glossary a model says, asked in several ways, on the development sets beside the checkout.

    python tests/benchmarks/enforcing.py [--model NAME] [--lines 133] [--threads 2]

The glossary is made of CC-CEDICT and pinyin: what a line and its reference both have. Prints for each way the share of
terms said, BLEU (13a) and chrF2 of whole lines, then of lines that lack a term in the plain output, the sentences that
the checks flag, and processor seconds; sacrebleu is needed beside the development packages.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from duizhao import checks, segmentation, store, translation
from duizhao.settings import Checking, Translation
from duizhao.terms import Found, Term
from duizhao.translation import Decoding, Hypothesis, terms
from duizhao.translation.guard import generate_all

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LONGEST = 160
DECODING = Decoding(beam=4, length_penalty=1.3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="zh-en-small")
    parser.add_argument("--lines", type=int, default=133)
    parser.add_argument("--threads", type=int, default=2)
    wanted = parser.parse_args()
    model = store.find(wanted.model)
    engine = translation.load(model.folder, Translation(threads=wanted.threads), store.convert(model))
    bench = Bench(cases(wanted.lines), engine)
    bench.show("plain", lambda: bench.plain)
    for name, changes in WAYS.items():
        bench.show(name, partial(bench.enforced, changes))


WAYS: dict[str, dict[str, Any]] = {
    "English in the source": {"IN_SOURCE": (terms.themselves,), "ROUNDS": 0},
    "numbers in the source": {"IN_SOURCE": (terms.numbers,), "ROUNDS": 0},
    "English, then numbers": {"ROUNDS": 0},
    "begun anew": {"IN_SOURCE": ()},
    "all three, 1 place": {"PLACES": 1},
    "all three": {"PLACES": terms.PLACES},
}


class Bench:
    """The pieces of all lines, with the terms in them and what the model makes of them."""

    def __init__(self, lines: Sequence[tuple[str, str, dict[str, str]]], engine: translation.Engine) -> None:
        self.engine, self.references = engine, [english for _, english, _ in lines]
        self.pieces: list[str] = []
        self.owners: list[int] = []
        self.found: list[tuple[Found, ...]] = []
        for n, (chinese, _, glossary) in enumerate(lines):
            for sentence in segmentation.sentences(chinese):
                for piece in segmentation.pieces(sentence.strip(), engine.count, 50):
                    self.pieces.append(piece)
                    self.owners.append(n)
                    hits = ((t, piece.find(t.source)) for t in (Term(zh, en) for zh, en in glossary.items()))
                    self.found.append(tuple(Found(t, (at, at + len(t.source))) for t, at in hits if at >= 0))
        started = time.process_time()
        self.plain = generate_all(self.pieces, engine, DECODING, Translation().batch_tokens)
        self.seconds = time.process_time() - started
        self.hard = {self.owners[i] for i, h in enumerate(self.plain) if self.missed(i, h)}

    def missed(self, i: int, hypothesis: Hypothesis) -> list[Found]:
        uses = checks.uses(checks.Pair(self.pieces[i], hypothesis.text, terms=self.found[i]))
        said = {use.source for use in uses if use.state == "used"}
        return [found for found in self.found[i] if found.term.source not in said]

    def bad(self, i: int, hypothesis: Hypothesis) -> int:
        return checks.Checker(Checking()).badness(checks.Pair(self.pieces[i], hypothesis.text, hypothesis.complete))

    def loses(self, i: int, hypothesis: Hypothesis) -> bool:
        return checks.Checker(Checking()).loses(checks.Pair(self.pieces[i], hypothesis.text))

    def enforced(self, changes: dict[str, Any]) -> list[Hypothesis]:
        with patch.multiple(terms, **changes):
            budget = Translation().batch_tokens
            return terms.enforce(
                self.pieces, self.plain, self.engine, DECODING, budget, self.missed, self.bad, loses=self.loses
            )

    def show(self, name: str, run: Callable[[], Sequence[Hypothesis]]) -> None:
        started = time.process_time()
        made = run()
        seconds = self.seconds + time.process_time() - started
        total = sum(map(len, self.found))
        said = total - sum(len(self.missed(i, h)) for i, h in enumerate(made))
        flagged = sum(self.bad(i, h) > 0 for i, h in enumerate(made))
        of: dict[int, list[str]] = defaultdict(list)
        for owner, hypothesis in zip(self.owners, made, strict=True):
            of[owner].append(hypothesis.text)
        scores = [self._scores(of, lines) for lines in (range(len(self.references)), sorted(self.hard))]
        print(
            f"{name:34} {said}/{total} {said / total:.3f}  {'  '.join(scores)}  flagged {flagged}  {seconds:.0f} s",
            flush=True,
        )

    def _scores(self, of: dict[int, list[str]], lines: Sequence[int]) -> str:
        output = [translation.join(of[n]) for n in lines]
        reference = [self.references[n] for n in lines]
        bleu = BLEU().corpus_score(output, [reference]).score
        return f"{bleu:.1f} BLEU {CHRF().corpus_score(output, [reference]).score:.1f} chrF2"


def cases(count: int) -> list[tuple[str, str, dict[str, str]]]:
    """Lines with their references and the terms that both have; of a term two lines at most, of a common one one."""
    pairs = [
        pair
        for name in ("flores-dev", "wmt20")
        for pair in zip(
            *((DATA / "dev" / f"{name}.{side}").read_text("utf-8").splitlines() for side in ("zh", "en")), strict=True
        )
        if len(pair[0]) <= LONGEST
    ]
    random.Random(3).shuffle(pairs)
    dictionary, one, surnames = _dictionary(), _pinyin(), _surnames()
    seen: Counter[str] = Counter()
    out = []
    for chinese, english in pairs:
        glossary: dict[str, str] = {}
        for start in range(len(chinese)):
            for size in range(8, 1, -1):
                word = chinese[start : start + size]
                said = [e for e in dictionary.get(word, ()) if re.search(rf"\b{re.escape(e)}\b", english)]
                surname = surnames.get(word[0])
                if surname and size <= 3 and all(c in one for c in word):
                    said += [e for e in [f"{surname} {''.join(one[c] for c in word[1:]).capitalize()}"] if e in english]
                inside = any(word in longer for longer in glossary)
                if said and not inside and chinese.count(word) == 1 and seen[word] < (1 if size == 2 else 2):
                    glossary[word] = max(said, key=len)
        seen.update(list(glossary))
        if glossary:
            out.append((chinese, english, glossary))
    return out[:count]


def _dictionary() -> dict[str, set[str]]:
    """Names, and expressions of several words for four characters and more."""
    out = defaultdict(set)
    with gzip.open(DATA / "lexicon" / "cedict_ts.u8.gz", "rt", encoding="utf-8") as file:
        for line in file:
            entry = re.match(r"[^#]\S* (\S{2,}) \[[^]]*\] /(.*)/", line)
            if entry is None:
                continue
            for gloss in re.split("[/;]", entry[2]):
                english = re.sub(r"\([^)]*\)|\[.*|\|.*|, (?=[a-z0-9]).*", "", gloss).strip(" ,.")
                name = re.fullmatch(r"[A-Z][A-Za-z' -]{3,40}", english)
                if name or (len(entry[1]) >= 4 and re.fullmatch(r"(?!to )[a-z-]+( [a-z-]+){1,2}", english)):
                    out[entry[1]].add(english)
    return out


def _pinyin() -> dict[str, str]:
    with gzip.open(DATA / "lexicon" / "char_pinyin.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t")[:2] for line in file]
    first = {c: re.split("[ ,]", readings)[0] for c, readings in reversed(rows)}
    return {
        c: "".join(x for x in unicodedata.normalize("NFD", r) if not unicodedata.combining(x)) for c, r in first.items()
    }


def _surnames() -> dict[str, str]:
    rows = (DATA / "lexicon" / "surnames_cedict.tsv").read_text("utf-8").splitlines()
    return {row.split("\t")[0]: row.split("\t")[3].strip() for row in rows if len(row.split("\t")[0]) == 1}


if __name__ == "__main__":
    main()
