"""The rows of glossaries become terms: what contradicts what, and which row counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from duizhao.recall.glossary import LONGEST
from duizhao.record import Severity
from duizhao.terms import Term

HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


LONGEST_TARGET = 200
"""Characters of a term's target; what is longer is a text."""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_UNSEEN = "there are control characters in it; taken out"


@dataclass(frozen=True, slots=True)
class Row:
    """A term as a file has it: its target may be empty. `doubt`: what the file says that could not be read."""

    term: Term
    file: str
    line: int
    doubt: str = ""


def cleaned(row: Row) -> Row:
    """The row without control characters, of which those in its source and target are a doubt."""
    term = row.term
    source, target, note = map(_seen, (term.source, term.target, term.note))
    forbidden, also = (tuple(map(_seen, several)) for several in (term.forbidden, term.also))
    clean = replace(term, source=source, target=target, note=note, forbidden=forbidden, also=also)
    if clean == term:
        return row
    said = "" if (source, target) == (term.source, term.target) else _UNSEEN
    return replace(row, term=clean, doubt="; ".join(filter(None, (row.doubt, said))))


def _seen(text: str) -> str:
    return _CONTROLS.sub("", text)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row. `other`: file and line of the row that it does not agree with.

    `kind`: conflict, duplicate, forbidden, empty, long, chain, latin, short, kept, doubt.
    """

    kind: str
    severity: Severity
    message: str
    file: str
    line: int
    other: tuple[str, int] | None = None


@dataclass(slots=True)
class Settled:
    """The terms that count, and what was wrong with the rows, in their order."""

    terms: list[Term] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def settled(rows: Iterable[Row], key: Callable[[str], str]) -> Settled:
    """The terms of all rows: of rows with one key the first counts, and the others may add to it what they forbid or
    allow where their target is the same.

    A row without a target is not to be translated. Nothing is left out unsaid.
    """
    out = Settled()
    rows = list(rows)
    first: dict[str, int] = {}
    kept: list[Row] = []
    for row in rows:
        out.problems += _alone(row, key(row.term.source))
        if not 0 < len(key(row.term.source)) <= LONGEST or len(row.term.target) > LONGEST_TARGET:
            continue
        row = replace(row, term=_plain(row.term))
        at = first.setdefault(key(row.term.source), len(kept))
        if at == len(kept):
            kept.append(row)
        else:
            out.problems.append(_against(row, kept[at]))
            if _same(row.term.target, kept[at].term.target):
                kept[at] = replace(kept[at], term=_together(kept[at].term, row.term))
    out.problems += _chains(kept, key)
    for row in kept:
        out.problems += _forbidden(row)
        out.terms.append(replace(row.term, forbidden=_without(row.term.forbidden, row.term.target)))
    order = {(row.file, row.line): n for n, row in reversed(list(enumerate(rows)))}
    out.problems.sort(key=lambda p: order[p.file, p.line])
    return out


def _plain(term: Term) -> Term:
    term = replace(term, source=unicodedata.normalize("NFC", term.source))
    return term if term.target else replace(term, target=term.source)


def _alone(row: Row, key: str) -> Iterator[Problem]:
    """What is wrong with a row by itself."""

    def problem(kind: str, severity: Severity, message: str) -> Problem:
        return Problem(kind, severity, message, row.file, row.line)

    term = row.term
    if row.doubt:
        yield problem("doubt", "warning", row.doubt)
    if not key:
        yield problem("empty", "error", f"no source for “{term.target}”; left out")
    elif len(key) > LONGEST:
        yield problem("long", "error", f"“{term.source[:20]}…” has more than {LONGEST} characters; left out")
    elif len(term.target) > LONGEST_TARGET:
        what = f"“{term.target[:20]}…” for “{term.source}” has more than {LONGEST_TARGET} characters; left out"
        yield problem("long", "error", what)
    elif not HAN.search(term.source):
        if term.target not in ("", term.source):
            yield problem("latin", "warning", f"“{term.source}” has no Chinese in it")
    elif not term.target:
        yield problem("kept", "warning", f"“{term.source}” has no target; it is left as it is")
    elif len(key) == 1:
        yield problem("short", "warning", f"“{term.source}” is one character; it is found inside other words too")


def _against(row: Row, before: Row) -> Problem:
    source, other = row.term.source, (before.file, before.line)
    if _same(row.term.target, before.term.target):
        return Problem("duplicate", "warning", f"“{source}” stands there already", row.file, row.line, other)
    message = f"“{source}” is “{row.term.target}” here and “{before.term.target}” before; the first counts"
    return Problem("conflict", "error", message, row.file, row.line, other)


def _chains(rows: Iterable[Row], key: Callable[[str], str]) -> Iterator[Problem]:
    """Sources that another row has for a target: what is put in would be a term again."""
    targets: dict[str, Row] = {}
    for row in rows:
        if not row.term.kept:
            targets.setdefault(key(row.term.target), row)
    for row in rows:
        other = targets.get(key(row.term.source))
        if other is not None and other is not row:
            message = f"“{row.term.source}” is the target of “{other.term.source}”"
            yield Problem("chain", "warning", message, row.file, row.line, (other.file, other.line))


def _forbidden(row: Row) -> Iterator[Problem]:
    for name, wanted in (("target", (row.term.target,)), ("also", row.term.also)):
        for expression in wanted:
            if any(_same(expression, bad) for bad in row.term.forbidden):
                which = "asked for" if name == "target" else "allowed"
                message = f"“{expression}” is both {which} and forbidden for “{row.term.source}”"
                yield Problem("forbidden", "error", message, row.file, row.line)


def _together(term: Term, more: Term) -> Term:
    forbidden = tuple(dict.fromkeys((*term.forbidden, *more.forbidden)))
    return replace(term, forbidden=forbidden, also=tuple(dict.fromkeys((*term.also, *more.also))))


def _without(expressions: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(e for e in expressions if not _same(e, one))


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
