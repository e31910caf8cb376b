"""The url check: addresses, handles, paths and identifiers of the source stand in the target letter by letter."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from duizhao.checks.pair import Pair
from duizhao.record import Flag, Severity, Span
from duizhao.settings import Checking

_HAN = "\u3400-\u9fff\U00020000-\U000323af"
_LETTER = r"A-Za-z0-9._~:/?#@!$&'*+,;=%()\[\]\\-"  # of an address (RFC 3986), and \ of a path
_DOMAINS = "com|cn|org|net|gov|edu|int|info|io|tv|hk|tw|mo|sg|jp|kr|uk|ru|eu|de|fr|ch|au|ca|nz"
_SHAPES = {
    "url": "(?<![A-Za-z])(?:https?|ftp):(?://|/(?=[A-Za-z0-9]))[{letter}]{{0,2000}}",
    "email": r"(?<![A-Za-z0-9.%+-])[A-Za-z0-9._%+-]{{1,64}}@[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{1,8}}",
    "doi": r"(?<![\d.])10\.\d{{4,9}}/[{letter}]{{1,200}}",
    "site": r"(?<![A-Za-z0-9@._-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}(?:{domains})(?!\.?[A-Za-z0-9_-])"
    "(?:[:/][{letter}]{{0,2000}})?",
    "handle": "(?<![A-Za-z0-9@._/])@[A-Za-z0-9_-]{{2,40}}",
    "path": r"(?<![A-Za-z0-9.~/\\<>])(?:(?:~|\.{{1,2}})?(?:/[A-Za-z0-9_.+-]{{1,255}}){{2,64}}/?"
    r"|[A-Z]:\\[A-Za-z0-9_.\\-]{{1,255}})",
    "name": "(?<![A-Za-z0-9_.-])(?:[A-Za-z0-9]{{1,64}}(?:_[A-Za-z0-9]{{1,64}}){{1,16}}|--[a-z][a-z0-9-]{{1,64}})"
    "(?![A-Za-z0-9_])",
}
_GRAVE = frozenset(("url", "email", "doi", "site", "handle"))
_INVENTED = frozenset(("url", "email", "doi"))
"""Kinds that no translation adds: a site may be what a paper or a firm is called in English (中新网, 京东)."""
_FULL = {0xFEE0 + ord(c): c for c in map(chr, range(0x30, 0x7B)) if c.isalnum()} | {
    0xFEE0 + ord(c): c for c in "./@:-_"
}
_CLOSERS = {")": "(", "]": "["}
_LIKE = 0.6
"""Likeness (difflib's ratio) from which an address of the target counts as the one of the source, changed."""

_MOST = 50
"""Addresses of a target that one is compared with."""
_ALL = 200
"""Addresses of one sentence that are looked at; the work grows with their number times its length."""


def _shapes(letter: str) -> re.Pattern[str]:
    parts = (f"(?P<{kind}>{shape.format(letter=letter, domains=_DOMAINS)})" for kind, shape in _SHAPES.items())
    return re.compile("|".join(parts))


_IN_SOURCE = _shapes(_LETTER)
_IN_TARGET = _shapes(_HAN + _LETTER)
_ENDS = rf"(?!/?[A-Za-z0-9_@%{_HAN}]|[.?=&#-][A-Za-z0-9])"
_GOES_ON = re.compile(rf"[{_HAN}][{_HAN}{_LETTER}]{{0,500}}")
_MARKS = re.compile(r"[@/\\_＠／＿]|[.．][A-Za-zａ-ｚＡ-Ｚ]|[-－][-－]")
"""What every shape has one of."""


@dataclass(frozen=True, slots=True)
class _Address:
    """`more`: the Chinese that follows in the source without a gap, which may be part of it or not."""

    kind: str
    text: str
    start: int
    more: str = ""

    @property
    def span(self) -> Span:
        return self.start, self.start + len(self.shown)

    @property
    def shown(self) -> str:
        return self.text + self.more if self.text.endswith("://") else self.text

    @property
    def key(self) -> str:
        """Equal for addresses of one place: without differences of case, of encoding, of a slash at the end."""
        return _key(self.text + self.more, self.kind)


def url(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Addresses of the source that the target lacks or has otherwise, and those that it adds."""
    if not _MARKS.search(pair.source) and not _MARKS.search(pair.target):
        return
    source, target = pair.source.translate(_FULL), pair.target.translate(_FULL)
    wanted = {a.text + a.more: a for a in islice(_addresses(source, _IN_SOURCE), _ALL)}
    found = {a.key: a for a in islice(_addresses(target, _IN_TARGET), _ALL)}
    if not (wanted or found) or not any(c.isalnum() for c in target):
        return
    missing = [a for a in wanted.values() if not _stands(a, target) and not _is_there(a, found)]
    known = {key for a in wanted.values() for key in (a.key, _key(a.text, a.kind))}
    spare = [a for key, a in found.items() if key not in known and unquote(a.text).rstrip("/") not in source]
    for address in missing:
        rival = max(spare[:_MOST], key=lambda a: _likeness(address, a), default=None)
        severity: Severity = "error" if address.kind in _GRAVE else "warning"
        if rival is None or _likeness(address, rival) < _LIKE:
            yield Flag("url", severity, f"{address.shown} not found", address.span)
        else:
            spare.remove(rival)
            message = f"{address.shown} not found; the target has {rival.text}"
            yield Flag("url", severity, message, address.span, rival.span)
    for address in spare:
        if address.kind in _INVENTED:
            yield Flag("url", "warning", f"{address.text} is not in the source", None, address.span)


def widened(text: str) -> str:
    """`text` with letters and digits of half width for those of full width, one for one."""
    return text.translate(_FULL)


def addresses(text: str) -> Iterator[Span]:
    """Where a source has addresses, handles, paths and identifiers, without the Chinese behind them."""
    return (a.span for a in _addresses(text, _IN_SOURCE))


def _addresses(text: str, shapes: re.Pattern[str]) -> Iterator[_Address]:
    if not _MARKS.search(text):
        return
    for m in shapes.finditer(text):
        kind = m.lastgroup or ""
        bare = _trimmed(m[0])
        if kind == "path" and not any(c.isalpha() for c in bare):
            continue  # 1/2/3
        follows = _GOES_ON.match(text, m.end()) if kind == "url" and bare == m[0] else None
        if follows or not bare.endswith("://"):
            yield _Address(kind, bare, m.start(), _trimmed(follows[0]) if follows else "")


def _trimmed(text: str) -> str:
    """An address without the punctuation of the sentence behind it, or the bracket around it."""
    while text and (
        text[-1] in ".,;:!?'*" or (text[-1] in _CLOSERS and text.count(text[-1]) > text.count(_CLOSERS[text[-1]]))
    ):
        text = text[:-1]
    return text


def _stands(address: _Address, target: str) -> bool:
    """Whether an address is in the target as it is, and no longer one that begins with it."""
    ends = "s?(?![A-Za-z0-9_])" if address.kind in ("name", "handle") else _ENDS
    forms = (form for form in _forms(address) if form in target)
    return any(re.search(rf"(?<![A-Za-z0-9_@]){re.escape(form)}{ends}", target) for form in forms)


def _forms(address: _Address) -> Iterator[str]:
    """What an address may be: with the Chinese behind it, or without, or without the last Chinese word."""
    if not address.text.endswith("://"):
        yield address.text
    if address.more:
        whole = address.text + address.more
        yield whole
        yield from re.findall(f"^.*[^{_HAN}](?=[{_HAN}]+$)", whole)


def _is_there(address: _Address, found: dict[str, _Address]) -> bool:
    """Whether one of the addresses of the target names the same place; how far Chinese belongs to it is not known."""
    whole, least = address.key, _key(address.text, address.kind)
    if whole in found or least in found:
        return True
    if not address.more or address.text.endswith("://"):
        return False
    return any(whole.startswith(k) and k.startswith(least) for k in found)


def _key(text: str, kind: str) -> str:
    text = unquote(text).rstrip("/")
    scheme, mark, rest = text.rpartition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{_decoded(host)}".lower() + slash + (path.lower() if kind == "doi" else path)


def _decoded(host: str) -> str:
    if "xn--" not in host.lower():
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _likeness(source: _Address, target: _Address) -> float:
    one, two = source.shown[:300], target.text[:300]
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()
