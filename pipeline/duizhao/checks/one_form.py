"""The name check of a whole document: a name is spelled in one way throughout.

Nothing is known of the names beforehand. Two spellings are of one name where they resemble one another, come in no
sentence together, and the sources of their sentences share two Chinese characters that hardly another sentence has and
that sound like both. A word that answers to other characters of its sentence, by the table of word associations, is a
word of the language and no spelling.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise, product
from operator import eq

from duizhao.checks.folding import fold
from duizhao.checks.gazetteer import is_sign
from duizhao.checks.pair import Pair
from duizhao.checks.romanised import readings, romanised
from duizhao.lexicon import lexicon
from duizhao.record import Flag, Span
from duizhao.settings import Checking

_LEAST = 4
"""Letters of a spelling."""
_ALIKE = 0.7
"""How much of two spellings is the same, from 0 to 1 as difflib counts it."""
_ROOT = 4
"""Letters that words of one root share at least."""
_ENDINGS = re.compile("a|e|y|o|i|s|es|n|an|ian|ean|ese|ish|ic|ism|ists?|ers?|ors?|ing|ed|al|ion|ment|ia|")
"""What makes another word of the same root; then the two are no spellings of one name."""

_HAN = re.compile("[\u3400-\u9fff]{2,}")
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]+(?:[-'’][^\W\d_]{2,})*(?![\w-])")

_CONSONANTS = {
    **dict.fromkeys("bp", "[bpv]"),
    **dict.fromkeys("dt", "[dt]"),
    **dict.fromkeys("gk", "[gkcqjx]"),
    **dict.fromkeys("jqx", "[gkcqjxhsztdy]"),
    **dict.fromkeys("zcs", "[zcsjtx]"),
    **dict.fromkeys("lr", "[lrj]"),
    **dict.fromkeys("fw", "[fvwpuo]"),
    "h": "[hgkwjfx]",
    "m": "[mn]",
    "n": "[nm]",
}
"""The letter that pinyin begins with → letters that it may stand for in foreign names; vowels stand for anything."""

Grams = Mapping[str, Sequence[int]]
"""Two Chinese characters → the sentences that have them."""


@dataclass(slots=True)
class _Spelling:
    """A capitalised word, or two in a row, as it is first written, and where it stands, by sentence, in order."""

    written: str
    places: dict[int, Span]

    @property
    def rank(self) -> tuple[int, int]:
        """The commoner the lower, and of equals the first."""
        return -len(self.places), next(iter(self.places))


def one_form(pairs: Sequence[Pair], settings: Checking) -> Iterator[tuple[int, Flag]]:
    """Spellings of names that differ from the commoner one of the document, of equals the first.

    Gives the index of the pair with each flag.
    """
    spellings = _spellings([pair.target for pair in pairs])
    said: dict[int, list[str]] = defaultdict(list)
    for key, spelling in spellings.items():
        for i in spelling.places:
            said[i].append(key)
    sources = [fold(pair.source) for pair in pairs]
    grams = _grams(sources)
    known: set[tuple[int, str]] = set()
    for key in sorted(spellings, key=lambda k: spellings[k].rank):
        usual = spellings[key]
        for i, gram in _elsewhere(key, usual.places, sources, grams):
            place = _place(sources[i], gram)
            for other in said[i]:
                if (i, other) in known or not (alike(key, other) and (" " in other or sounds(gram, other))):
                    continue
                rare = spellings[other]
                if usual.rank < rare.rank and usual.places.keys().isdisjoint(rare.places):
                    first = next(iter(usual.places))
                    known.add((i, other))
                    if not (
                        _longer((key, sources[first]), (other, sources[i]), gram)
                        or _another_word(pairs[i], place, rare.places[i])
                        or _another_word(pairs[first], _place(sources[first], gram), usual.places[first])
                    ):
                        message = f"{pairs[i].target[slice(*rare.places[i])]} is {usual.written} elsewhere"
                        yield i, Flag("name", "warning", message, place, rare.places[i])


@lru_cache(maxsize=100_000)
def alike(one: str, other: str) -> bool:
    """Whether two spellings, in small letters, may be of one name: 'xiao-ming' and 'xiaoming', 'mueller' and 'muller'.

    Two words resemble others only where they have the same letters, or are a person's and change places.
    """
    if " " in one and " " in other:
        return sorted(one.split()) == sorted(other.split()) and any(any(romanised(n.title())) for n in (one, other))
    if "".join(filter(str.isalpha, one)) == "".join(filter(str.isalpha, other)):
        return True
    if " " in one or " " in other:
        return False
    parts, others = one.split("-"), other.split("-")
    if len(parts) == len(others) > 1 and any(map(eq, parts, others)):
        return all(a == b or alike(a, b) for a, b in zip(parts, others, strict=True))
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if shared >= _ROOT and _ENDINGS.fullmatch(one, shared) and _ENDINGS.fullmatch(other, shared):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _longer(one: tuple[str, str], other: tuple[str, str], gram: str) -> bool:
    """Whether one of two spellings, each with its source, goes on where the Chinese does: 旅顺 and 旅顺口."""
    short, long = sorted((one[0], other[0]), key=len)
    if len(long) - len(short) < 2:
        return False
    after, before = set(), set()
    for _, source in (one, other):
        start, end = _place(source, gram)
        after.add(source[end : end + 1])
        before.add(source[max(0, start - 1) : start])
    return (long.startswith(short) and len(after) > 1) or (long.endswith(short) and len(before) > 1)


def _another_word(pair: Pair, name: Span, word: Span) -> bool:
    """Whether a word of the target answers to others of the source than those at `name`."""
    table = lexicon()
    if table is None:
        return False
    links = (link for link in table.links(pair.source, pair.target) if link.target == word)
    return any(link.source[1] <= name[0] or name[1] <= link.source[0] for link in links)


def _spellings(targets: Sequence[str]) -> dict[str, _Spelling]:
    """The capitalised words of all targets, by their small letters; none that is in small letters too."""
    found: dict[str, _Spelling] = {}
    small: set[str] = set()
    for i, target in enumerate(targets):
        words = list(_WORD.finditer(target))
        spans = [m.span() for m in words if _named(m[0])]
        small.update(m[0] for m in words if m[0].islower())
        spans += [
            (a.start(), b.end())
            for a, b in pairwise(words)
            if _named(a[0]) and _named(b[0]) and target[a.end() : b.start()] == " "
        ]
        for span in spans:
            written = target[slice(*span)]
            if len(written) >= _LEAST:
                found.setdefault(written.lower().replace("’", "'"), _Spelling(written, {})).places.setdefault(i, span)
    return {key: s for key, s in found.items() if small.isdisjoint(re.split("[ -]", key)) and not is_sign(s.written)}


def _named(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _place(source: str, gram: str) -> Span:
    at = source.index(gram)
    return at, at + len(gram)


def _grams(sources: Sequence[str]) -> Grams:
    found: dict[str, list[int]] = defaultdict(list)
    for i, source in enumerate(sources):
        for gram in dict.fromkeys("".join(two) for run in _HAN.findall(source) for two in pairwise(run)):
            found[gram].append(i)
    return found


def _elsewhere(spelled: str, mine: Collection[int], sources: Sequence[str], grams: Grams) -> Iterator[tuple[int, str]]:
    """The sentences beside `mine` with two Chinese characters that all of those have and hardly others, and these."""
    first, *rest = mine
    for run in _HAN.findall(sources[first]):
        for gram in map("".join, pairwise(run)):
            others = grams[gram]
            if (
                len(mine) < len(others) <= 2 * len(mine)
                and all(gram in sources[i] for i in rest)
                and sounds(gram, spelled)
            ):
                yield from ((i, gram) for i in others if i not in mine)


def sounds(characters: str, spelled: str) -> bool:
    """Whether the consonants that the characters begin with come in this order in a spelling, loosely."""
    return any(re.search(pattern, spelled) for pattern in _patterns(characters))


@lru_cache(maxsize=10_000)
def _patterns(characters: str) -> tuple[str, ...]:
    """One for each way to read the characters; none where no consonant would be left to look for."""
    ways = product(*(sorted({_CONSONANTS.get(r[0], "") for r in readings(c)}) for c in characters))
    return tuple(".*".join(filter(None, way)) for way in ways if any(way))
