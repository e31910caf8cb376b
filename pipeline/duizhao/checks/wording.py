"""Whether an English text says an expression: word by word, whatever the inflection, the spelling or the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from duizhao.checks.tables import rows
from duizhao.record import Span

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?(?![^\W_])|[^\W_]+(?:['’][^\W_]+)*|&")
_SYMBOLS = re.compile(r"[+#/<>@=*^~|\\_]")
"""What stands in a name (C++, C#, a/b) and is no punctuation of a sentence; & is a word."""
_ARTICLES = frozenset(("a", "an", "the"))
_BREAK = re.compile(r"[.!?;:]\s")
_GAP = 3
"""Characters between two words of one expression at most: a hyphen, a comma and a blank, a quotation mark."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands, its place, and the forms that it may be of."""

    text: str
    span: Span
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """An English text, ready to be asked. `heading`: any of its words may have a capital."""

    text: str
    words: tuple[Word, ...]
    heading: bool = False

    def find(self, expression: str, *, case: bool = False) -> list[Span]:
        """The places at which the text says `expression`.

        Each word may be inflected (plural, possessive, -ed, -ing) and in British or American spelling; a hyphen, a
        blank and nothing between words are one; articles are passed over. Capitals count where `case` says so, but for
        the first letter of a sentence, and of any word of a heading; what is all in capitals (WHO) is never who.
        Symbols (C++, C#) have to be there, punctuation of sentences (the mark of Yahoo!) does not.
        """
        wanted = _without_articles(words(expression))
        if not wanted:
            return _literal(self.text, expression)
        matcher = _Matcher(self, wanted, case, bool(_BREAK.search(expression)))
        symbols = _symbols(expression, (wanted[0].span[0], wanted[-1].span[1]))
        found: list[Span] = []
        for start in range(len(self.words)):
            if found and self.words[start].span[0] < found[-1][1]:
                continue
            end = matcher.match(0, start)
            if end is not None:
                span = self.words[start].span[0], self.words[end - 1].span[1]
                if (whole := self._with_symbols(span, symbols)) is not None:
                    found.append(whole)
        return found

    def _with_symbols(self, span: Span, wanted: tuple[str, str, str]) -> Span | None:
        """The span with the symbols `wanted` before, in and after it; None where they are not there."""
        before, inside, after = wanted
        if not any(wanted):
            return span
        start, end = span[0] - len(before), span[1] + len(after)
        there = start >= 0 and self.text[start : span[0]] == before and self.text[span[1] : end] == after
        return (start, end) if there and inside in ("", _within(self.text, span)) else None

    def holds(self, text: str) -> list[Span]:
        """The places at which the text has `text` letter by letter, with or without the -s of a plural."""
        return _literal(self.text, text)


def wording(text: str, *, heading: bool = False) -> Wording:
    """`text`, ready to be asked."""
    return Wording(text, tuple(words(text)), heading)


def words(text: str) -> list[Word]:
    """The words of an English text, a dotted abbreviation (U.S.) as one."""
    return [_word(m[0], m.span()) for m in _WORD.finditer(text)]


def _word(text: str, span: Span) -> Word:
    bare = text.replace(".", "") if "." in text else text
    return Word(bare, span, forms("and" if bare == "&" else bare.lower().replace("’", "'")))


def _symbols(text: str, span: Span) -> tuple[str, str, str]:
    """The symbols that touch a span before it, those that are in it, and those that touch it after it."""
    first, last = span
    while first and _SYMBOLS.match(text[first - 1]):
        first -= 1
    while last < len(text) and _SYMBOLS.match(text[last]):
        last += 1
    return text[first : span[0]], _within(text, span), text[span[1] : last]


def _within(text: str, span: Span) -> str:
    return "".join(_SYMBOLS.findall(text, *span))


class _Matcher:
    """The words `wanted`, to be found in `where`; `broken`: they may stand on both sides of a full stop."""

    def __init__(self, where: Wording, wanted: Sequence[Word], case: bool, broken: bool) -> None:
        self._where, self._wanted, self._case, self._broken = where, wanted, case, broken

    def match(self, i: int, j: int) -> int | None:
        """Where the words from the j-th on that say the wanted ones from the i-th on end; None where they do not."""
        if i == len(self._wanted):
            return j
        if j == len(self._where.words) or (i and not self._close(j)):
            return None
        for taken, used in self._steps(i, j):
            if (end := self.match(i + taken, j + used)) is not None:
                return end
        return None

    def _steps(self, i: int, j: int) -> Iterator[tuple[int, int]]:
        """How many wanted words, and how many of the text, are the same from here on."""
        here, there = self._wanted, self._where.words
        if self._same(here[i : i + 1], there[j : j + 1]):
            yield 1, 1
        if i + 1 < len(here) and self._same(here[i : i + 2], there[j : j + 1]):
            yield 2, 1
        if j + 1 < len(there) and self._close(j + 1) and self._same(here[i : i + 1], there[j : j + 2]):
            yield 1, 2
        if i and there[j].text.lower() in _ARTICLES:
            yield 0, 1

    def _close(self, j: int) -> bool:
        """Whether the j-th word goes on with what the one before it began."""
        before, after = self._where.words[j - 1], self._where.words[j]
        gap = self._where.text[before.span[1] : after.span[0]]
        return len(gap) <= _GAP and (self._broken or not _BREAK.search(gap))

    def _same(self, wanted: Sequence[Word], found: Sequence[Word]) -> bool:
        one, other = _joined(wanted), _joined(found)
        if not one.forms & other.forms:
            return False
        if one.text.isupper() and len(one.text) > 1 and other.text.islower():
            return False
        return not self._case or self._same_case(one.text, other.text, found[0])

    def _same_case(self, wanted: str, found: str, first: Word) -> bool:
        shared = zip(wanted.lower(), found.lower(), strict=False)
        size = next((n for n, (a, b) in enumerate(shared) if a != b), min(len(wanted), len(found)))
        free = self._where.heading or self._begins(first)
        return wanted[free:size] == found[free:size]

    def _begins(self, word: Word) -> bool:
        """Whether a sentence begins with `word`."""
        start = word.span[0]
        before = self._where.text[max(0, start - 8) : start].rstrip(" \"'“‘([")
        return not before or before[-1] in ".!?:\n"


def _joined(parts: Sequence[Word]) -> Word:
    if len(parts) == 1:
        return parts[0]
    text = "".join(p.text for p in parts)
    return Word(text, (parts[0].span[0], parts[-1].span[1]), forms(text.lower().replace("’", "'")))


def _without_articles(found: Sequence[Word]) -> list[Word]:
    """The words but for articles; a capital A (A shares) is none, and neither is what stands alone."""
    rest = [w for w in found[:-1] if w.text.lower() not in _ARTICLES or w.text == "A"]
    return [*rest, *found[-1:]]


def _literal(text: str, part: str) -> list[Span]:
    if not part:
        return []
    latin = r"[0-9A-Za-z\u00c0-\u024f]"
    before, after = (rf"(?<!{latin})" if re.match(latin, part) else "", "")
    if re.match(latin, part[-1]):
        after = rf"(?:e?s)?(?!{latin})"
    return [m.span() for m in re.finditer(f"{before}{re.escape(part)}{after}", text)]


# forms

_LONGEST = 40  # letters of a word; a longer one is none
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1$")
_SPELLINGS = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"is(?=ations?$|e$|ed$|ing$|es$|ers?$)", "iz"),
        (r"ys(?=e$|ed$|ing$|es$|ers?$)", "yz"),
        (r"(?<=[a-z]{2})our(?!$)(?=[aefhis])|(?<=[a-z]{2})our$", "or"),
        (r"([tv])re(?=$|s$|d$)", r"\1er"),
        (r"ence(?=s?$)", "ense"),
        (r"ogue(?=s?$)", "og"),
        (r"(?<=gram)me(?=s?$)", ""),
        (r"ll(?=ers?$|ed$|ing$)", "l"),
        (r"(?<=[a-z])[ao]e(?=[a-z]{3})", "e"),
    )
)


@lru_cache(maxsize=65536)
def forms(word: str) -> frozenset[str]:
    """What a word in small letters may be a form of, itself included, in American spelling."""
    if len(word) > _LONGEST:
        return frozenset((word,))
    bare = word.removesuffix("'s").rstrip("'").replace("'", "")
    table = _irregular()
    found = {bare, *_stems(bare)}
    found |= {table[form] for form in found if form in table}
    return frozenset(_american(form) for form in found)


def _stems(word: str) -> Iterator[str]:
    """What is left of a word without a regular ending."""
    if word.endswith("s") and len(word) > 2 and not word.endswith(("ss", "us", "is")):
        yield word[:-1]
        if word.endswith("ies"):
            yield word[:-3] + "y"
        if word.endswith("ves"):
            yield from (word[:-3] + "f", word[:-3] + "fe")
        if word.endswith("es"):
            yield word[:-2]
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            yield from (stem, stem + "e")
            if _DOUBLED.search(stem):
                yield stem[:-1]
            if ending == "ed" and stem.endswith("i"):
                yield stem[:-1] + "y"


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    return {form: base for base, *others in rows("forms.tsv") for form in others}


def _american(word: str) -> str:
    if len(word) > 4:
        for pattern, american in _SPELLINGS:
            word = pattern.sub(american, word)
    return word
