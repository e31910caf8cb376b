"""The lexicon of duizhao_models: Chinese words found in the pairs, and the English words that answer to them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from duizhao.files import WholeFile, write_whole
from duizhao.hanzi import fold
from duizhao.lexicon import LONGEST, STEPS, Word, cut, english, of
from recipe import association, evidence, prepare
from recipe.folders import HERE

SHARES = HERE / "lexicon.json"
FILE, SUMS = "zh-en.tsv.gz", "SHA256SUMS"
_SENTENCES = 90_000  # that words are looked for in
_SELDOM = 4
OTHERS, _OTHERS = "jiyu_examples", 20_000
"""Sentences that the evidence is learnt from, beside those of more than a single weight."""
_LIKELY, _LEAST = 8, 0.015  # stems of a row, and the least probability of one
_EDGES = frozenset("的了是在和与将等着过也都而就不有为我你他她它们这那一")
"""Characters that words rarely begin or end with."""
_OFTEN, _WITHIN = 10, 0.8
_TOGETHER = (4, 20, 20)
"""How many times oftener than by chance two, three and four characters stand together that are a word."""
_HAN = re.compile("[\u3400-\u9fff]+")


@dataclass(frozen=True)
class Example:
    """A pair of the data, its source simplified character by character; `weight`: what it counts."""

    zh: str
    en: str
    weight: float
    origin: str


def make(
    data: Path,
    out: Path,
    *,
    shares: Path = SHARES,
    excluded: frozenset[bytes] = frozenset(),
    tell: Callable[[str], None] = lambda line: None,
) -> str:
    """Write the table and its pin into a folder; what else is there (the card) stays."""
    examples = list(read(data, json.loads(shares.read_text(encoding="utf-8")), excluded))
    tell(f"{len(examples):,} pairs")
    known = words(examples)
    tell(f"{len(known):,} words of more than one character")
    text = learn(examples, known, tell)
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(text.encode())
    with WholeFile(out / FILE, force=True) as whole:
        whole.write(raw.getvalue())
        whole.commit()
    write_whole(out / SUMS, f"{hashlib.sha256(raw.getvalue()).hexdigest()}  {FILE}\n", force=True)
    return f"{out / FILE}: {text.count(chr(10)) - 3:,} words, {len(raw.getvalue()):,} bytes"


def read(data: Path, shares: Mapping[str, tuple[int, float]], excluded: frozenset[bytes]) -> Iterator[Example]:
    """The pairs of each source, spread over its file, as many as its share allows; no test sentence."""
    for path in prepare.files(data):
        name = prepare.name_of(path)
        if name not in shares:
            continue
        most, weight = shares[name]
        rows = list(dict.fromkeys(prepare.read(path)))
        step = max(1.0, len(rows) / most)
        for zh, en in (rows[int(i * step)] for i in range(min(most, len(rows)))):
            if len(zh) <= 300 and not {prepare.key_of(fold(zh)), prepare.key_of(en)} & excluded:
                yield Example(fold(zh), en, weight, name)


def words(examples: Iterable[Example], sentences: int = _SENTENCES) -> set[str]:
    """Chinese words of several characters: headings of the dictionaries, and what holds together in the sentences."""
    listed, texts = set(), []
    for e in sorted(examples, key=lambda e: -e.weight):
        if not e.origin.startswith(("dict_", "names_")):
            texts.append(e.zh)
        elif 2 <= len(e.zh) <= LONGEST:
            listed.add(e.zh)
    known = listed | set(_collocations(texts[:sentences]))
    seen = Counter(w.key for text in texts[:sentences] for w in cut(text, known, {}))
    return {word for word in known if seen[word] >= _SELDOM}


def _collocations(texts: Sequence[str]) -> Iterator[str]:
    """Two to four characters that stand together far oftener than by chance, and not mostly within a longer one."""
    runs = [run for text in texts for run in _HAN.findall(text)]
    counts: list[Counter[str]] = [Counter()]
    for n in range(1, 6):
        new = (run[i : i + n] for run in runs for i in range(len(run) - n + 1))
        counts.append(Counter(g for g in new if n < 3 or counts[n - 1][g[:-1]] >= _OFTEN <= counts[n - 1][g[1:]]))
    total = counts[1].total()
    for n, least in enumerate(_TOGETHER, 2):
        inside: dict[str, int] = defaultdict(int)
        for longer, seen in counts[n + 1].items():
            for part in (longer[1:], longer[:-1]):
                inside[part] = max(inside[part], seen)
        for g, seen in counts[n].items():
            if seen < _OFTEN or {g[0], g[-1]} & _EDGES or inside[g] > _WITHIN * seen:
                continue
            if all(seen * total >= least * counts[i][g[:i]] * counts[n - i][g[i:]] for i in range(1, n)):
                yield g


def learn(examples: list[Example], known: set[str], tell: Callable[[str], None]) -> str:
    """The text of the table: each word's likely stems, and how far to trust that they are missing."""
    source, zh = _numbered(cut(e.zh, known, {}) for e in examples)
    target, en = _numbered(english(e.en) for e in examples)
    triples = zip(zh, en, (e.weight for e in examples), strict=True)
    rows = [row for row in triples if 0 < len(row[1]) <= 90 and len(row[0]) <= 70]
    sides = association.Sides(
        [np.append(np.int32(association.NULL), zh + 1) for zh, _, _ in rows],
        [en for _, en, _ in rows],
        np.array([weight for _, _, weight in rows], np.float32),
    )
    tell(f"{len(rows):,} pairs, {len(source):,} Chinese and {len(target):,} English words")
    likely = _likely(association.learn(sides, len(target)), source, target)
    forms = _forms(examples)
    plain = written(likely, forms, evidence.Evidence({}, {}))
    sentences = [e for e in examples if e.weight > 1] + [e for e in examples if e.origin == OTHERS][:_OTHERS]
    pairs = [(list(cut(e.zh, known, {})), english(e.en)) for e in sentences]
    return written(likely, forms, evidence.weigh(of(plain.splitlines()), pairs, likely))


def written(likely: Mapping[str, Mapping[str, float]], forms: Mapping[str, str], learnt: evidence.Evidence) -> str:
    """The file's text, as `duizhao.lexicon` reads it; a stem is written as the commonest word that has it."""
    alphabet = [chr(c) for c in range(0x3400, 0xA000) if len(fold(chr(c))) == 1 and fold(chr(c)) != chr(c)]
    null = ";".join(f"{forms[e]} {round(p * 1e6)}" for e, p in likely[""].items() if p > 1e-4)
    lines = ["\t" + "".join(alphabet), "\t" + "".join(map(fold, alphabet)), "\t" + null]
    for key in sorted({*likely, *learnt.weights} - {""}):
        stems = ";".join(f"{forms[e]} {round(p * 1000)}" for e, p in likely.get(key, {}).items())
        numbers = " ".join(str(round(10 * x)) for x in learnt.weights.get(key, (0.0,) * (len(STEPS) + 1)))
        lines.append(f"{key}\t{numbers}\t{round(10 * learnt.letters.get(key, evidence.LETTERS))}\t{stems}")
    return "\n".join(lines) + "\n"


def _forms(examples: Iterable[Example]) -> dict[str, str]:
    """Stem → the commonest word that has it."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for e in examples:
        for w in english(e.en):
            seen[w.key][e.en[slice(*w.span)].lower()] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in seen.items()}


def _numbered(sentences: Iterable[Iterable[Word]]) -> tuple[list[str], list[association.Ints]]:
    """The words that come three times or more, sorted, and each sentence as their numbers, sorted."""
    numbers: dict[str, int] = {}
    rows = [
        np.unique(np.fromiter((numbers.setdefault(w.key, len(numbers)) for w in words), np.int32))
        for words in sentences
    ]
    seen = np.bincount(np.concatenate(rows))
    names = sorted(key for key, number in numbers.items() if seen[number] >= 3)
    new = np.full(len(numbers), -1, np.int32)
    new[[numbers[name] for name in names]] = np.arange(len(names), dtype=np.int32)
    return names, [np.sort(row[row >= 0]) for row in (new[row] for row in rows)]


def _likely(found: association.Association, source: list[str], target: list[str]) -> dict[str, dict[str, float]]:
    """Word → stem → probability, the likeliest first; NULL is the empty word."""
    out: dict[str, dict[str, float]] = defaultdict(dict)
    order = np.lexsort((found.target, -found.probability, found.source))
    columns = (found.source, found.target, found.probability)
    for s, t, p in zip(*(column[order].tolist() for column in columns), strict=True):
        if s == association.NULL or (p >= _LEAST and len(out[source[s - 1]]) < _LIKELY):
            out[source[s - 1] if s else ""][target[t]] = p
    return dict(out)
