"""What a translation copies letter by letter: addresses, telephone numbers, numbers of orders and papers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from duizhao.checks.url import addresses, widened
from duizhao.record import Span
from duizhao.terms import Found, Term

_MOST = 50
"""Of one sentence."""
_DIGITS = 7
"""Of a telephone number without letters, at least."""
_CODE = re.compile(
    r"(?<![A-Za-z0-9.,/+-])(?:"
    r"(?P<phone>\+?\d{2,20}(?:[ -]\d{2,20}){1,8})"
    r"|(?P<number>[A-Z]{1,6}/[A-Z] \d{2,8}(?:[.-]\d{1,8}){0,3})"
    r"|(?P<mixed>(?=[A-Z0-9-]{0,60}\d)[A-Z][A-Z0-9]{0,20}(?:-[A-Z0-9]{1,20}){1,8})"
    r"|(?P<parcel>[A-Z]{1,6}\d{6,20})"
    r"|(?P<digits>0\d{6,19}|\d{11,20}[Xx]?)"
    r")(?![A-Za-z0-9]|[-,.:/]\d)"
)
_AMOUNTS = re.compile(r"[1-9]\d*(?: \d+)+|[1-9]\d{1,3}-[1-9]\d{1,3}|(?:1\d|20)\d\d-\d\d-\d\d")
"""Figures beside one another, ranges of years and other figures, and dates."""
_COUNTED = re.compile(r"\s?[人元万亿美个吨千百公户家次年月日%％多余]")
"""What follows a figure that is an amount, and so is written as English writes amounts."""


def verbatim(source: str) -> list[Found]:
    """What a sentence has to be copied, as terms that are not to be translated, in the order of their places.

    Addresses, handles, paths and identifiers are those of the check `url`. Figures of full width count as of half.
    """
    text = widened(source)
    found: list[Found] = []
    taken = 0
    for start, end in sorted(islice((*addresses(text), *_codes(text)), _MOST)):
        if start >= taken:
            found.append(Found(Term(text[start:end], text[start:end]), (start, end)))
            taken = end
    return found


def missing_verbatim(found: Sequence[Found], target: str) -> list[Found]:
    """Those that a target does not have letter by letter."""
    return [f for f in found if not _stands(f.term.target, target)]


def _codes(text: str) -> Iterator[Span]:
    for m in _CODE.finditer(text):
        digits = sum(c.isdigit() for c in m[0])
        if m.lastgroup == "phone" and (digits < _DIGITS or _AMOUNTS.fullmatch(m[0])):
            continue
        if m.lastgroup == "mixed" and digits < 3:
            continue
        if m.lastgroup in ("phone", "digits") and _COUNTED.match(text, m.end()):
            continue
        yield m.span()


def _stands(code: str, target: str) -> bool:
    if code not in target:
        return False
    return re.search(rf"(?<![A-Za-z0-9_@]){re.escape(code)}(?!/?[A-Za-z0-9_@%]|[-.?=&#]\w)", target) is not None
