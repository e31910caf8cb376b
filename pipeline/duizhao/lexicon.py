"""Which English words answer to which Chinese ones: a table learnt from sentence pairs, and what it says of a pair.

The table is `duizhao_models/lexicon/zh-en.tsv.gz`; the card beside it tells its sources and its form. It is read once,
when first asked for, without numpy.
"""

from __future__ import annotations

import gzip
import re
import zlib
from bisect import bisect
from collections import defaultdict
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
        if m[0][0] < "\u3400":
            yield Word(m[0].rstrip(".,:").lower(), m.span())
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
        found = self._rows.get(key)
        if found is None:
            line = self._lines.get(key) or self._lines.get(kind(key))
            found = self._rows[key] = parsed(line) if line else self._nothing
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
        counts: dict[str, int] = defaultdict(int)
        for w in target:
            counts[w.key] += 1
        out = [0.0] * len(source)
        for i, key, share in self._shares(source, counts):
            out[i] += share * counts[key]
        return out

    def links(self, source: str, target: str, least: float = 0.3) -> list[Link]:
        """Which words of the target answer to which of the source, with at least that probability.

        Where a word comes more than once, each occurrence has its part: the table knows nothing of places.
        """
        places: dict[str, list[Span]] = defaultdict(list)
        for w in english(target):
            places[w.key].append(w.span)
        words = self.cut(source)
        shares = ((i, key, share) for i, key, share in self._shares(words, places) if share >= least)
        return [Link(words[i].span, span, share) for i, key, share in shares for span in places[key]]

    def _shares(self, words: Iterable[Word], stems: Collection[str]) -> Iterator[tuple[int, str, float]]:
        """(number of a source word, target stem, probability that the stem is there for that word).

        IBM Model 1: the words of the source, and NULL, compete for each stem.
        """
        claims: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for i, w in enumerate(words):
            likely = self.row(w.key).likely
            for key, p in likely.items():
                if key in stems:
                    claims[key].append((i, p))
            if w.key in stems and w.key not in likely:
                claims[w.key].append((i, _SAME))
        for key, rivals in claims.items():
            total = self._null.get(key, 0.0) + _ANY + sum(p for _, p in rivals)
            for i, p in rivals:
                yield i, key, p / total


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
