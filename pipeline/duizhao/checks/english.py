"""Quantities in English text: digits, number words, fractions, dates, times of the clock, multiples.

Patterns that need to see signs (9:30 p.m., 2023-11-02, 1992-98, 2/3) are read first and blanked out; the rest is read
word by word, by a small grammar: twenty-three, one hundred and five, 1.2 million, half a million, two and a half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Literal

from duizhao.checks.quantities import Quantity, Reading, minutes, number, plain, share, share_units
from duizhao.record import Span

_TOKEN = re.compile(r"(?P<digits>\d+(?:,\d{3})*(?!,?\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)|[A-Za-z]+|[%‰½¼¾⅓⅔]")
_JOINT = re.compile(
    r"(?:\s?(?:percent|per cent|%|yuan|or so))?"
    r"(?:\s?[-–—~/]\s?|\s(?:to|or|and|through|than|by|versus|vs)\s|,\s(?:and\s|or\s)?)(?:(?:to|about|around|nearly|over|some|almost|as many as|up to)\s)?\$?"
)
_PER_CENT = re.compile(
    r"\s?-?(?:%|‰|per\s?cents?\b|pct\b|percentage[\s-]points?\b|p\.?p\.?\b|basis points?\b|percentage\b)", re.I
)
_GAP = re.compile(r"[\s\u00a0]*-?[\s\u00a0]*")
_NAME = re.compile(r"[A-Za-z]-?$")  # COVID-19, C919
_SOME = re.compile(r"\b(?:several|few|many|some|couple(?: of)?)[\s-]$")
_LETTERS = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "b": 10**9, "bn": 10**9, "t": 10**12, "tn": 10**12}
_SIGNS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_MINUS = re.compile(r"(?:(?:^|[\s(])[-−–]|\b(?:minus|negative|sub)[\s-])\s?$")
_BELOW = re.compile(r"\s?(?:degrees?|°\s?C?|℃)?\s?(?:(?:Celsius|centigrade|C)\s)?below(?:\s(?:zero|freezing)|\b)")


def quantities_en(text: str) -> list[Quantity]:
    """All quantities of `text`, in its order."""
    found: list[Quantity] = []
    for pattern, rule in _PATTERNS:
        text = _read_out(text, pattern, rule, found)
    found += _Reader(text).read()
    found.sort(key=lambda q: q.span)
    return share_units(found, text, _JOINT)


@cache
def _lexicon() -> dict[str, tuple[str, Fraction]]:
    table = {}
    for line in (files("duizhao.checks") / "english.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, kind, value = line.split("\t")
            table[word] = kind, Fraction(value)
    return table


Rule = Callable[[re.Match[str]], Iterator[Quantity]]


def _read_out(text: str, pattern: re.Pattern[str], rule: Rule, found: list[Quantity]) -> str:
    parts: list[str] = []
    at = 0
    for match in pattern.finditer(text):
        if new := list(rule(match)):
            found += (q for q in new if q.readings)
            parts += text[at : match.start()], "\x00" * (match.end() - match.start())
            at = match.end()
    return "".join(parts) + text[at:]


def _address(m: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Fraction(0), "code", m.span(), ())


def _clock(m: re.Match[str]) -> Iterator[Quantity]:
    hour, minute = int(m[1]), int(m[2] or 0)
    if hour <= 24 and minute <= 59:
        half: Literal["am", "pm"] | None = {"a": "am", "p": "pm"}.get((m[3] or "").lower())  # type: ignore[assignment]
        yield minutes(hour, minute, m.span(), half=half)


def _date(m: re.Match[str]) -> Iterator[Quantity]:
    parts = [int(p) for p in re.findall(r"\d+", m[0])]
    months: tuple[Reading, ...] = tuple(("month", Fraction(p)) for p in parts if p <= 12)
    year = parts[0] if parts[0] > 31 else parts[-1]
    long = number(2000 + year) if year < 100 else number(year)
    yield Quantity(Fraction(year), "year", m.span(), (long, *map(number, parts), *months))


def _years(m: re.Match[str]) -> Iterator[Quantity]:
    yield plain(int(m[1]), "year", m.span(1))
    yield plain(int(m[1]) // 100 * 100 + int(m[2]), "year", m.span(2), number(int(m[2])))


def _decade(m: re.Match[str]) -> Iterator[Quantity]:
    value = int(m[1])
    more = (number(1900 + value), number(2000 + value)) if value < 100 else (number(value % 100),)
    yield plain(value, "decade", m.span(), *more)


def _slash(m: re.Match[str]) -> Iterator[Quantity]:
    above, below = Fraction(m[1]), Fraction(m[2])
    months: tuple[Reading, ...] = tuple(("month", v) for v in (above, below) if 1 <= v <= 12)
    if below:
        yield Quantity(
            above / below, "fraction", m.span(), (("share", above / below), number(above), number(below), *months)
        )


_PATTERNS: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _address),
    (re.compile(r"(?<![\d.,])(\d{1,2})(?:[:.]([0-5]\d))?(?:[:.]\d\d)?\s?([ap])\.?\s?m\b\.?", re.I), _clock),
    (re.compile(r"(?<![\d.,:])(\d{1,2}):([0-5]\d)(?::\d\d)?(?![\d:])()"), _clock),
    (re.compile(r"(?<![\d/-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}/\d{1,2}/\d{2,4})(?![\d/-])"), _date),
    (re.compile(r"(?<![\d,.])([12]\d{3})\s?[-–/]\s?(\d\d)(?!\d)"), _years),
    (re.compile(r"(?<![\d,.])['’]?(\d{4}|\d0)['’]?s\b"), _decade),
    (re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,3})(?![\d/])"), _slash),
)


@dataclass(slots=True)
class _Token:
    span: Span
    text: str
    kind: str
    value: Fraction


class _Reader:
    """The word grammar, over the tokens that count."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.at = 0

    def _tokens(self) -> Iterator[_Token]:
        lexicon = _lexicon()
        for m in _TOKEN.finditer(self.text):
            if m["digits"]:
                yield _Token(m.span(), m[0], "digits", Fraction(m[0].replace(",", "")))
            elif m[0] in _SIGNS:
                yield _Token(m.span(), m[0], "part", _SIGNS[m[0]])
            else:
                kind, value = lexicon.get(m[0].lower(), ("", Fraction(0)))
                yield _Token(m.span(), m[0], kind, value)

    def read(self) -> Iterator[Quantity]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind in ("digits", "unit", "teen", "tens", "scale"):
                yield self._number()
            elif token.kind:
                self.at += 1
                yield self._single(token)
            elif token.text.lower() in ("a", "an", "half") and (q := self._article()):
                yield q
            else:
                self.at += 1

    def _peek(self, ahead: int = 0) -> _Token | None:
        i = self.at + ahead
        return self.tokens[i] if i < len(self.tokens) else None

    def _adjacent(self, one: _Token, two: _Token | None) -> bool:
        return two is not None and bool(_GAP.fullmatch(self.text, one.span[1], two.span[0]))

    def _number(self) -> Quantity:
        first = last = self.tokens[self.at]
        total, section = Fraction(0), first.value
        state = first.kind  # what the last word was decides what may follow
        scale = 1
        if state == "scale":
            scale, state = int(first.value), "scaled"
            if first.value >= 1000:
                total, section = section, total
        self.at += 1
        ordinal = False
        while self._adjacent(last, token := self._peek()):
            assert token is not None
            if token.text.lower() == "and" and state == "scaled":
                following = self._peek(1)
                if (
                    following is None
                    or following.kind not in ("unit", "teen", "tens", "ordinal")
                    or first.kind == "digits"
                ):
                    break
                self.at += 1
                last = token
                continue
            if token.kind == "scale":
                if state == "scaled" and token.value <= scale and token.value != 12:
                    break
                if token.value < 1000:
                    section = (section or 1) * token.value
                elif section:
                    total, section = total + section * token.value, Fraction(0)
                else:
                    total *= token.value
                scale, state = int(token.value), "scaled"
            elif token.kind == "unit" and state in ("tens", "scaled") and first.kind != "digits":
                section += token.value
                state = "unit"
            elif token.kind in ("teen", "tens") and state == "scaled" and first.kind != "digits":
                section += token.value
                state = token.kind
            elif token.kind == "ordinal" and first.kind != "digits" and self._ordinal_fits(state, token):
                section = section + token.value if token.value < 100 else (section or 1) * token.value
                ordinal, last = True, token
                self.at += 1
                break
            else:
                break
            self.at += 1
            last = token
        return self._finish(first, last, total + section, scale if state == "scaled" else 1, ordinal)

    @staticmethod
    def _ordinal_fits(state: str, token: _Token) -> bool:
        return (
            state == "scaled"
            or (state == "tens" and token.value < 10)
            or (state in ("unit", "teen", "tens") and token.value >= 100)
        )

    def _finish(self, first: _Token, last: _Token, value: Fraction, scale: int, ordinal: bool) -> Quantity:
        start, end = first.span[0], last.span[1]
        kind: Literal["count", "ordinal"] = "count"
        readings: list[Reading] = [number(value)]
        free = value <= 10 if first.kind != "digits" else bool(_NAME.search(self.text, max(0, start - 4), start))
        after = self._peek()
        if ordinal:
            kind = "ordinal"
        elif after is not None and self._adjacent(last, after):
            word = after.text.lower()
            touching = after.span[0] == end
            if (
                after.kind in ("part", "ordinal")
                and value < 100
                and first.kind != "digits"
                and after.value not in (1, 2)
            ):
                self.at += 1
                part = after.value if after.kind == "part" else 1 / after.value
                q = Quantity(
                    value * part,
                    "fraction",
                    (start, after.span[1]),
                    (("share", value * part), number(value * part), number(value)),
                )
                return q
            if after.kind == "span":
                readings.append(number(value * after.value))
            elif after.kind == "size":
                self.at += 1
                return Quantity(
                    value * after.value,
                    "count",
                    (start, after.span[1]),
                    (("size", value * after.value),),
                    vague=True,
                    free=True,
                )
            elif touching and first.kind == "digits" and word in ("st", "nd", "rd", "th"):
                kind, end = "ordinal", after.span[1]
                self.at += 1
            elif (
                first is last
                and first.kind == "digits"
                and word in _LETTERS
                and (touching or word in ("bn", "mn", "tn"))
            ):
                self.at += 1
                end = after.span[1]
                readings.insert(0, number(value * _LETTERS[word])) if word != "k" else readings.append(
                    number(value * 1000)
                )
            elif after.kind == "part" and touching and after.text in _SIGNS:
                self.at += 1
                value += after.value
                readings = [number(value)]
            elif word == "and" and value < 100 and (half := self._and_a_half(value)):
                return replace(half, span=(start, half.span[1]))
        if percent := _PER_CENT.match(self.text, end):
            per = 10000 if "basis" in percent[0] else 1000 if "‰" in percent[0] else 100
            return share(value / per, (start, percent.end()), number(value))
        if of := re.match(r"\s(?:in|out of)(?:\severy)?\s(\d+|ten|five|four|three|two)\b", self.text[end : end + 24]):
            below = Fraction(of[1]) if of[1].isdigit() else _lexicon()[of[1]][1]
            if value < below:
                readings.append(("share", value / below))
        if first.kind == "scale" and _SOME.search(self.text, max(0, start - 16), start):
            return Quantity(value, "count", (start, end), (("size", value), number(value)), vague=True, free=True)
        if self._negative(start, end):
            readings.insert(0, number(-value))
        return Quantity(readings[0][1], kind, (start, end), tuple(readings), free=free, scale=scale)

    def _negative(self, start: int, end: int) -> bool:
        return bool(_MINUS.search(self.text, max(0, start - 10), start) or _BELOW.match(self.text, end))

    def _and_a_half(self, value: Fraction) -> Quantity | None:
        """two and a half, one and a half million; stands at "and"."""
        words = [t.text.lower() if (t := self._peek(i)) else "" for i in range(3)]
        token = self._peek(2)
        if words[1] != "a" or token is None or token.kind != "part":
            return None
        self.at += 3
        value += token.value
        scale = self._peek()
        if scale is not None and scale.kind in ("scale", "span") and self._adjacent(token, scale):
            self.at += 1
            token, value = scale, value * scale.value
        return plain(value, "count", token.span)

    def _article(self) -> Quantity | None:
        """a hundred, a third, a dozen; half is a `part` and comes by `_single`."""
        article, word = self._peek(), self._peek(1)
        assert article is not None
        if word is None or not self._adjacent(article, word):
            return None
        if word.kind == "scale":
            self.at += 1
            q = self._number()
            return replace(q, span=(article.span[0], q.span[1]), vague=True)
        if word.kind in ("part", "ordinal") and word.value not in (1, 2):
            self.at += 2
            part = word.value if word.kind == "part" else 1 / word.value
            span = article.span[0], word.span[1]
            if scale := self._of_a_scale(word):
                return plain(part * scale, "count", span)
            ordinals = (number(word.value),) if word.kind == "ordinal" else ()
            return Quantity(part, "fraction", span, (("share", part), number(part), *ordinals), free=True)
        if word.kind == "span":
            self.at += 2
            return plain(word.value, "count", (article.span[0], word.span[1]), free=True)
        if word.text.lower() in ("percentage", "percent") and (percent := _PER_CENT.match(self.text, article.span[1])):
            self.at += 2
            return share(Fraction(1, 100), (article.span[0], percent.end()), number(1))
        return None

    def _of_a_scale(self, word: _Token) -> Fraction | None:
        """The million of "half a million", "a quarter of a million"."""
        m = re.match(
            r"[\s-](?:of\s)?(?:a\s)?(hundred|thousand|million|billion|trillion|dozen|century|decade)\b",
            self.text[word.span[1] :],
        )
        if not m:
            return None
        while (token := self._peek()) and token.span[0] < word.span[1] + m.end():
            self.at += 1
        return _lexicon()[m[1]][1]

    def _single(self, token: _Token) -> Quantity:
        """A word that is a quantity by itself."""
        value, kind = token.value, token.kind
        if kind == "part":
            scale = self._of_a_scale(token)
            if scale:
                return plain(value * scale, "count", token.span)
            return Quantity(value, "fraction", token.span, (("share", value), number(value)), free=True)
        if kind == "ordinal":
            return plain(value, "ordinal", token.span, free=value <= 10)
        if kind == "month":
            return Quantity(value, "month", token.span, (("month", value), number(value)), free=True)
        if kind == "multiple":
            readings: tuple[Reading, ...] = (number(value), ("share", value), ("share", value - 1))
            return Quantity(value, "times", token.span, readings, free=True)
        if kind == "size":
            return self._size(token)
        if kind == "decade":
            return plain(1900 + value, "decade", token.span, number(value), number(2000 + value), free=True)
        if kind == "clock":
            return Quantity(
                value * 60, "clock", token.span, (("clock", value * 60), number(value), number(24)), free=True
            )
        return plain(value, "count", token.span, free=True)

    def _size(self, token: _Token) -> Quantity:
        """hundreds, tens of thousands, dozens."""
        value, end = token.value, token.span[1]
        while m := re.match(
            r"\s(?:of\s)?(?:and\s)?(hundreds?|thousands?|millions?|billions?|trillions?)\b", self.text[end : end + 24]
        ):
            word = m[1] if m[1].endswith("s") else m[1] + "s"
            value, end = value * _lexicon()[word][1], end + m.end()
        while (following := self._peek()) and following.span[0] < end:
            self.at += 1
        return Quantity(value, "count", (token.span[0], end), (("size", value),), vague=True, free=True)


def numbers_in(text: str) -> Sequence[str]:
    """The strings of digits of `text`, separators left out."""
    return re.findall(r"\d+", text.replace(",", ""))
