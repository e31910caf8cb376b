"""English numbers word by word: twenty-three, one hundred and five, 1.2 million, half a million, two and a half."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache

from duizhao.checks.numerals import LONGEST
from duizhao.checks.quantities import Quantity, QuantityKind, Reading, multiples, number, plain, share
from duizhao.checks.tables import rows
from duizhao.record import Span

_TOKEN = re.compile(r"(\d+(?:,\d{3})*(?!,?\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)|[A-Za-z]+|[½¼¾⅓⅔]")
_GAP = re.compile(r"[\s\u00a0]*-?[\s\u00a0]*")
_PER_CENT = re.compile(
    r"\s?-?(?:[%％‰]|per[\s-]?cents?\b|pct\b|percentage(?:[\s-]points?)?\b|per\s(?:thousand|mille?|1,?000)\b|p\.?p\.?\b|basis[\s-]points?\b)",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"(?:(k|K|[mM]|[bB]|[tT])|\s?(bn|mn|mln|tn))\b")
_LETTERS = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "b": 10**9, "bn": 10**9, "t": 10**12, "tn": 10**12}
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_MINUS = re.compile(r"(?:(?:^|[\s(])[-−–]|\b(?:minus|negative|sub)[\s-])\s?$")
_BELOW = re.compile(r"\s?(?:degrees?|°\s?C?|℃)?\s?(?:(?:Celsius|centigrade|C)\s)?below(?:\s(?:zero|freezing)|\b)")
_SOME = re.compile(r"\b(?:several|few|many|some|couple(?: of)?)[\s-]$")
_NAME = re.compile(r"[A-Za-z]-?$")  # COVID-19, C919
_ONE_IN = re.compile(
    r"\s(?:in|out of|per)(?:\severy)?\s"
    r"(\d{1,3}(?:,\d{3})+|\d{1,9}|(?:two|three|four|five|six|seven|eight|nine|ten|a|one)(?:\s(?:hundred|thousand|million))?)\b"
)
_HALF_MORE = re.compile(
    r"[\s-]?(?:[a-z]+[\s-])?and[\s-]a[\s-](half|quarter)\b(?:[\s-](million|billion|trillion|thousand|decades|centuries)\b)?"
)
_OF_A = re.compile(r"[\s-](?:of\s)?(?:an?\s)?(hundred|thousand|million|billion|trillion|dozen|century|decade)\b")
_SIZES = re.compile(r"\s(?:of\s)?(?:and\s)?(hundreds?|thousands?|millions?|billions?|trillions?)\b")
_ROMAN = re.compile(r"(?:X{0,3})(?:IX|IV|V?I{0,3})")


_LONG = 24
"""Characters from which a word is not kept."""


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    kind: str
    value: Fraction


def read(text: str) -> Iterator[Quantity]:
    """The quantities of `text` that words and plain digits make."""
    reader = _Reader(text)
    while reader.at < len(reader.tokens):
        q = reader.next()
        if q is not None:
            yield q


@cache
def _lexicon() -> dict[str, tuple[str, Fraction]]:
    signs = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
    return {word: (kind, Fraction(value)) for word, kind, value in rows("english.tsv")} | {
        sign: ("sign", value) for sign, value in signs.items()
    }


def _roman(word: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[c] for c in word]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _tokens(text: str) -> Iterator[_Token]:
    for m in _TOKEN.finditer(text):
        word = m[0]
        if known := _remembered(word) if len(word) < _LONG else _known(word):
            yield _Token(m.start(), m.end(), *known)


def _known(word: str) -> tuple[str, Fraction] | None:
    """The kind and the value of a word, of a sign or of digits; None for a word that counts nothing."""
    if word[0].isdecimal() or word[0] == ".":
        if len(word) > LONGEST:
            return None
        digits = word.replace(",", "")
        return "digits", Fraction(digits if "." in digits else int(digits))
    if known := _lexicon().get(word) or _lexicon().get(word.lower()):
        return known if known[0] != "month" or word[0].isupper() else None  # it may close, they march
    return ("word", Fraction(_roman(word))) if len(word) > 1 and _ROMAN.fullmatch(word) else None


_remembered = lru_cache(8192)(_known)


class _Reader:
    """Walks over the tokens that count; the words between them matter only as gaps."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0

    def next(self) -> Quantity | None:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind in ("digits", "unit", "teen", "tens", "scale"):
            return self._number(token)
        if token.kind == "article":
            return self._article(token)
        return None if token.kind == "and" else self._word(token)

    def _follows(self, end: int, kinds: str = "") -> _Token | None:
        """The next token, where only a space or a hyphen parts it from what ends at `end`."""
        if self.at >= len(self.tokens):
            return None
        token = self.tokens[self.at]
        if (kinds and token.kind not in kinds.split()) or not _GAP.fullmatch(self.text, end, token.start):
            return None
        return token

    def _skip_to(self, end: int) -> None:
        while self.at < len(self.tokens) and self.tokens[self.at].start < end:
            self.at += 1

    def _number(self, first: _Token) -> Quantity:
        """A number of several words, by what may follow what: twenty three, three hundred, thousand and five."""
        total, section, scale, state = Fraction(0), first.value, 1, first.kind
        if state == "scale":
            scale, state = int(first.value), "scaled"
            total, section = (section, total) if scale >= 1000 else (total, section)
        end = first.end
        digits = first.kind == "digits"
        while token := self._follows(end):
            if token.kind == "and" and state == "scaled" and not digits:
                after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
                if (
                    after is None
                    or after.kind not in ("unit", "teen", "tens", "ordinal")
                    or not _GAP.fullmatch(self.text, token.end, after.start)
                ):
                    break
                self.at, end = self.at + 1, token.end
                continue
            if token.kind == "scale" and not (state == "scaled" and token.value <= scale and token.value != 12):
                if token.value < 1000:
                    section = (section or 1) * token.value
                elif section:
                    total, section = total + section * token.value, Fraction(0)
                else:
                    total *= token.value
                scale, state = int(token.value), "scaled"
            elif not digits and (
                (token.kind == "unit" and state in ("tens", "scaled"))
                or (token.kind in ("teen", "tens") and state == "scaled")
            ):
                section, state = section + token.value, token.kind
            elif not digits and token.kind == "ordinal" and self._may_end(state, token):
                self.at += 1
                section = section + token.value if token.value < 100 else (section or 1) * token.value
                value = total + section
                return plain(value, "ordinal", (first.start, token.end), ("share", 1 / value))
            else:
                break
            self.at, end = self.at + 1, token.end
        return self._finish(first, end, total + section, scale if state == "scaled" else 1)

    @staticmethod
    def _may_end(state: str, token: _Token) -> bool:
        return state == "scaled" or (state == "tens" and token.value < 10) or token.value >= 100

    def _finish(self, first: _Token, end: int, value: Fraction, scale: int) -> Quantity:
        """The number from `first` to `end`, with what is said right after it."""
        start, digits = first.start, first.kind == "digits"
        if digits and (m := _ORDINAL_END.match(self.text, end)):
            return plain(value, "ordinal", (start, m.end()), *((("share", 1 / value),) if value > 2 else ()))
        if m := _PER_CENT.match(self.text, end):
            per = 10000 if "basis" in m[0].lower() else 1000 if re.search("‰|mil|thou|000", m[0]) else 100
            return share(value / per, (start, m.end()), number(value), unit=_share_unit(m[0], per))
        if m := _HALF_MORE.match(self.text, end):
            self._skip_to(m.end())
            value = (value + _lexicon()[m[1]][1]) * (_lexicon()[m[2]][1] if m[2] else 1)
            return plain(value, "count", (start, m.end()), number(12 * value))
        if sign := self._follows(end, "sign"):
            self.at += 1
            return plain(value + sign.value, "count", (start, sign.end))
        part = self._follows(end, "part ordinal") if not digits and value < 100 else None
        if part and part.value not in (1, 2) and not self.text.startswith("-", part.end):  # ten third-prize winners
            self.at += 1
            below = part.value if part.value < 1 else 1 / part.value
            more = (number(value),) if below == Fraction(1, 4) else ()  # the first three quarters
            return share(value * below, (start, part.end), number(value * below), *more, kind="fraction")
        if (size := self._follows(end, "size")) and value < 1000:  # in 1789 thousands marched
            self.at += 1
            return self._vague(value * size.value, (start, size.end))
        if first.kind == "scale" and _SOME.search(self.text, max(0, start - 16), start):
            return self._vague(Fraction(10) if value == 12 else value, (start, end), number(value))
        return self._plain(first, end, value, scale)

    def _plain(self, first: _Token, end: int, value: Fraction, scale: int) -> Quantity:
        start, digits = first.start, first.kind == "digits"
        readings: list[Reading] = [number(value)]
        if digits and scale == 1 and (m := _ABBREVIATED.match(self.text, end)):
            letter = (m[1] or m[2]).lower()
            end = m.end()
            # 5k is a race, 5m a length as often as a number
            readings.insert(1 if letter in ("k", "t") else 0, number(value * _LETTERS[letter]))
        span = self._follows(end, "span")
        if span:
            readings.append(number(value * span.value))
        if (m := _ONE_IN.match(self.text, end)) and value < (below := _small(m[1])):
            readings.append(("share", value / below))
            if not m[1][0].isdigit() or m[0].startswith((" out of", " per")):  # two in 2019 may be a year
                self._skip_to(m.end())
        if _MINUS.search(self.text, max(0, start - 10), start) or _BELOW.match(self.text, end):
            readings.insert(0, number(-value))
        if digits:  # neither the 19 of COVID-19 nor the 2 of an item "2)" count
            item = self.text.startswith(")", end) and value < 20 and "(" not in self.text[max(0, start - 20) : start]
            free = item or bool(_NAME.search(self.text, max(0, start - 4), start))
        else:
            free = value <= 10 or (first.kind == "scale" and end == first.end)
        unit = "year" if span else ""
        return Quantity(readings[0][1], "count", (start, end), tuple(readings), free=free, scale=scale, unit=unit)

    def _vague(self, size: Fraction, span: Span, *more: Reading) -> Quantity:
        return Quantity(size, "count", span, (("size", size), *more), vague=True, free=True)

    def _article(self, article: _Token) -> Quantity | None:
        """a hundred, a third, a decade, a percentage point, a year and a half."""
        start = article.start
        if m := _PER_CENT.match(self.text, article.end):
            return share(Fraction(1, 100), (start, m.end()), number(1), unit=_share_unit(m[0], 100))
        counted = self._follows(article.end, "unit teen tens")  # a three-and-a-half-year spell
        if not counted and (m := _HALF_MORE.match(self.text, article.end)) and len(re.findall(r"[\s-]", m[0])) > 3:
            self._skip_to(m.end())
            value = 1 + _lexicon()[m[1]][1]
            return plain(value, "count", (start, m.end()), number(12 * value))
        word = self._follows(article.end)
        if word is None:
            return None
        if word.kind == "scale":
            self.at += 1
            q = self._number(word)
            return replace(q, span=(start, q.span[1]), vague=True)
        if word.kind in ("part", "ordinal") and word.value not in (1, 2):
            self.at += 1
            q = self._word(word)
            tenth = (number(1 / word.value),) if word.kind == "ordinal" else ()
            return replace(q, span=(start, word.end), readings=(*q.readings, *tenth))
        if word.kind == "span":
            self.at += 1
            return replace(plain(word.value, "count", (start, word.end), free=True), unit="year")
        return None

    def _word(self, token: _Token) -> Quantity:
        """A word that is a quantity by itself."""
        value, span = token.value, (token.start, token.end)
        if token.kind in ("part", "sign"):
            if m := _OF_A.match(self.text, token.end):
                self._skip_to(m.end())
                return plain(value * _lexicon()[m[1]][1], "count", (token.start, m.end()))
            return Quantity(value, "fraction", span, (("share", value), number(value)), free=True)
        if token.kind == "size":
            return self._sizes(token)
        readings: dict[str, tuple[QuantityKind, tuple[Reading, ...]]] = {
            "ordinal": ("ordinal", (number(value), *((("share", 1 / value),) if value > 2 else ()))),
            "month": ("month", (("month", value),)),
            "multiple": ("times", multiples(value)),
            "decade": ("decade", (number(1900 + value), number(value), number(2000 + value))),
            "clock": ("clock", (("clock", value * 60), number(value), number(24))),
        }
        kind, values = readings.get(token.kind, ("count", (number(value),)))
        free = token.kind != "ordinal" or value <= 10
        unit = "year" if token.kind == "span" else ""
        return Quantity(values[0][1], kind, span, values, vague=token.kind == "word", free=free, unit=unit)

    def _sizes(self, token: _Token) -> Quantity:
        """hundreds, tens of thousands, dozens."""
        size, end = token.value, token.end
        while m := _SIZES.match(self.text, end):
            size, end = size * (1 if " and " in m[0] else _lexicon()[m[1].removesuffix("s")][1]), m.end()
        self._skip_to(end)
        return self._vague(size, (token.start, end))


def _share_unit(text: str, per: int) -> str:
    """What a share is counted in; "" where it may be either."""
    if per == 100:
        return "point" if re.search(r"points?|p\.?p", text) else "percent"
    return "basis point" if per == 10000 else ""


def _small(text: str) -> Fraction:
    """10,000; seven; ten thousand."""
    first, _, scale = text.replace(",", "").partition(" ")
    count = Fraction(first) if first.isdigit() else Fraction(1) if first == "a" else _lexicon()[first][1]
    return count * (_lexicon()[scale][1] if scale else 1)
