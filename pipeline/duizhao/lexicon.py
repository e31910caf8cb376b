"""Which English words answer to which Chinese ones: a table learnt from sentence pairs, and what it says of a pair.

The table is `duizhao_models/lexicon/zh-en.tsv.gz`; the card beside it tells its sources and its form. It is read once,
when first asked for, without numpy.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
import zlib
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from duizhao.record import Span

LONGEST = 5
"""Characters of a Chinese word."""
NUMBER, LATIN, UNKNOWN = "#", "@", "?"
"""The rows of the table for what it does not list: figures, foreign words, and characters that it does not know."""
STEPS = (0.05, 0.3, 0.7)
"""English words that answer to a Chinese one: the limits between none, hardly any, part of one, and one."""
_SAME = 0.5  # the probability that a figure or a foreign word stays what it is
_ANY = 0.002  # of a stem that NULL does not list, to be put for nothing

_UNIT = re.compile(r"\d[\d.,:]*|[A-Za-z\u00c0-\u024f]+|[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+")
_ENGLISH = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’](?:t|re|ve|ll)\b)?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence: `key` is what the table knows it by, `span` where it stands."""

    key: str
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a Chinese word.

    `evidence`: in nats, that the word was left out, by how much of the target answers to it (see STEPS); `letters` of
    English that it becomes, on average; `likely`: English stems, with the probability that a word put for it is that.
    """

    evidence: tuple[float, ...]
    letters: float
    likely: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Covered:
    """A Chinese word and how many words of a target answer to it; `evidence` and `letters` as in its row."""

    word: Word
    answers: float
    evidence: float
    letters: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A stem that is `count` times in a target, and the source words that it may stand for, with their probabilities.

    IBM Model 1: the words of the source, and NULL (`nothing`), compete for the stem; `total` is the sum of all.
    """

    key: str
    count: int
    nothing: float
    total: float
    rivals: Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Link:
    """An English word that answers to a Chinese one, with the probability that it does."""

    source: Span
    target: Span
    probability: float


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What an English word shares with its other forms: a key, not a word. Irregular forms stay apart."""
    w = word.lower()
    if len(w) < 4:
        return w
    if w.endswith("s") and not w.endswith(("ss", "us", "is")):
        w = w[:-3] + "y" if w.endswith("ies") and len(w) > 4 else w[:-1]
    for suffix in ("ing", "ed"):
        if w.endswith(suffix) and len(w) > len(suffix) + 2:
            w = w[: -len(suffix)]
            if w[-1] == w[-2] and w[-1] not in "lsz":
                w = w[:-1]
            break
    if w.endswith("e") and len(w) > 3:
        w = w[:-1]
    return w[:-1] + "i" if w.endswith("y") and len(w) > 3 else w


def english(text: str) -> list[Word]:
    """The words and figures of an English text, by their stems."""
    return [Word(stem(m[0]), m.span()) for m in _ENGLISH.finditer(text)]


def cut(text: str, known: Collection[str], simple: Mapping[int, str]) -> Iterator[Word]:
    """The words of a Chinese text: the longest that is known, from the left; figures and foreign words whole.

    `simple` turns each character into its simplified form, as in `str.translate`, one into one.
    """
    for m in _UNIT.finditer(text):
        if m[0][0] < "\u3400" or m[0][0].isdecimal():
            yield Word(unicodedata.normalize("NFKC", m[0]).rstrip(".,:").lower(), m.span())
            continue
        at, run = m.start(), m[0].translate(simple)
        i, end = 0, len(run)
        while i < end:
            size = min(LONGEST, end - i)
            while size > 1 and run[i : i + size] not in known:
                size -= 1
            yield Word(run[i : i + size], (at + i, at + i + size))
            i += size


class Lexicon:
    """The table. `lines`: word → its row as it stands in the file, read when a text has the word."""

    def __init__(self, lines: Mapping[str, str], simple: Mapping[int, str], null: Mapping[str, float]) -> None:
        self._lines, self._simple, self._null = lines, simple, null
        self._rows: dict[str, Row] = {}

    @cached_property
    def _nothing(self) -> Row:
        return Row((0.0,) * (len(STEPS) + 1), 4.5, {})

    def row(self, key: str) -> Row:
        """The row of a word, or of its kind where the table does not list it."""
        listed = key if key in self._lines else kind(key)  # no row for every number of an archive
        found = self._rows.get(listed)
        if found is None:
            line = self._lines.get(listed)
            found = self._rows[listed] = parsed(line) if line else self._nothing
        return found

    def cut(self, source: str) -> list[Word]:
        """The words of a Chinese text, in either script."""
        return list(cut(source, self._lines, self._simple))

    def likely(self, source: str) -> dict[str, float]:
        """English words for a Chinese one, the likeliest first; empty for one that the table does not list.

        One word stands for all its forms.
        """
        line = self._lines.get(source.translate(self._simple))
        return dict(_likely(line.rpartition("\t")[2])) if line else {}

    def coverage(self, source: str, target: str) -> list[Covered]:
        """Each word of the source, and how much of the target answers to it."""
        words = self.cut(source)
        out = []
        for w, n in zip(words, self.answers(words, english(target)), strict=True):
            row = self.row(w.key)
            out.append(Covered(w, n, row.evidence[bisect(STEPS, n)], row.letters))
        return out

    def answers(self, source: Sequence[Word], target: Iterable[Word]) -> list[float]:
        """How many words of the target answer to each of the source, on average over what may answer to what."""
        out = [0.0] * len(source)
        for claim in self.claims(source, Counter(w.key for w in target)):
            for i, p in claim.rivals:
                out[i] += claim.count * p / claim.total
        return out

    def links(self, source: str, target: str, least: float = 0.3) -> list[Link]:
        """Which words of the target answer to which of the source, with at least that probability.

        Where a word comes more than once, each occurrence has its part: the table knows nothing of places.
        """
        places: dict[str, list[Span]] = defaultdict(list)
        for w in english(target):
            places[w.key].append(w.span)
        words = self.cut(source)
        claims = self.claims(words, {key: len(spans) for key, spans in places.items()})
        shares = ((c.key, i, p / c.total) for c in claims for i, p in c.rivals)
        return [Link(words[i].span, at, share) for key, i, share in shares if share >= least for at in places[key]]

    def claims(self, words: Iterable[Word], counts: Mapping[str, int]) -> list[Claim]:
        """The stems of a target that words of the source may be the reason for; `counts`: how often each is there."""
        rivals: dict[str, list[tuple[int, float]]] = {}
        totals: dict[str, float] = {}
        there = counts.keys()
        for i, w in enumerate(words):
            likely = self.row(w.key).likely
            said: Collection[str] = likely.keys() & there
            if len(said) > 1:
                said = [key for key in likely if key in said]  # sums of floats depend on their order, a set's is chance
            for key in said:
                p = likely[key]
                rivals.setdefault(key, []).append((i, p))
                totals[key] = totals.get(key, 0.0) + p
            if w.key in counts and w.key not in likely:
                rivals.setdefault(w.key, []).append((i, _SAME))
                totals[w.key] = totals.get(w.key, 0.0) + _SAME
        return [
            Claim(key, counts[key], nothing := self.nothing(key) + _ANY, nothing + totals[key], claimed)
            for key, claimed in rivals.items()
        ]

    def nothing(self, stem: str) -> float:
        """The probability that a word put for nothing is this one."""
        return self._null.get(stem, 0.0)


def kind(key: str) -> str:
    """The row that stands for words like this one."""
    return NUMBER if key[0].isdigit() else LATIN if key[0] < "\u3400" else UNKNOWN


def parsed(line: str) -> Row:
    """A row from its line: word, evidence in tenths of a nat, letters in tenths, then `word thousandths;…`."""
    _, evidence, letters, likely = line.split("\t")
    return Row(tuple(int(x) / 10 for x in evidence.split(" ")), int(letters) / 10, _stems(likely, 1000))


def read(path: Path) -> Lexicon:
    """The lexicon of a file: a line of traditional characters, one of their simplified forms, NULL, and the words."""
    return of(gzip.decompress(path.read_bytes()).decode().splitlines())


def of(lines: Sequence[str]) -> Lexicon:
    """The lexicon of a file's lines."""
    first, second, null, *rows = lines
    simple = {ord(a): b for a, b in zip(first.lstrip("\t"), second.lstrip("\t"), strict=True)}
    return Lexicon({row[: row.index("\t")]: row for row in rows}, simple, _stems(null.lstrip("\t"), 1_000_000))


def _likely(listed: str) -> Iterator[tuple[str, float]]:
    for item in filter(None, listed.split(";")):
        word, _, share = item.partition(" ")
        yield word, int(share) / 1000


def _stems(listed: str, parts: int) -> dict[str, float]:
    return {stem(word): share * 1000 / parts for word, share in _likely(listed)}


_lock = Lock()
_read: list[Lexicon | None] = []


def lexicon() -> Lexicon | None:
    """The table that is installed, the same object in every thread; None where there is none or it is damaged."""
    with _lock:
        if not _read:
            try:
                _read.append(read(path()))
            except (OSError, EOFError, ValueError, zlib.error):
                _read.append(None)
        return _read[0]


def path() -> Path:
    """Where the table is when it is installed."""
    spec = find_spec("duizhao_models")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0] if places else "duizhao_models") / "lexicon" / "zh-en.tsv.gz"
