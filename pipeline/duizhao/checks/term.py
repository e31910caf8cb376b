"""The terms of the glossary: does the target say what the project wants it to say, and not what it forbids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from duizhao.checks.pair import Pair
from duizhao.checks.wording import Wording, wording
from duizhao.record import Flag, Span, TermUse
from duizhao.settings import Checking
from duizhao.terms import Found, Term


def term(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Terms that the target does not say, and forbidden words for them that it does.

    A forbidden word is an error; a term that is missing is a warning, for English may say it in another way.
    """
    for use in uses(pair):
        if use.state == "conflicting" and use.target_span is not None:
            said = pair.target[slice(*use.target_span)]
            message = f"“{said}” is forbidden for “{use.source}”: the glossary has “{use.target}”"
            yield Flag("term", "error", message, use.source_span, use.target_span)
        elif use.state == "missed" and any(c.isalnum() for c in pair.target):
            what = "is not to be translated" if use.target == use.source else f"is “{use.target}” in the glossary"
            what += " (capitals count)" if _differs_in_capitals(use, pair.target) else ""
            yield Flag("term", "warning", f"“{use.source}” {what}", use.source_span)


def uses(pair: Pair) -> tuple[TermUse, ...]:
    """What became of each term of the source, in the order of their first places.

    Of a term that the source has several times, one is enough in the target: a pronoun may stand for the others.
    """
    if not pair.terms:
        return ()
    target = wording(pair.target, heading=pair.kind == "heading")
    first = {f.term: f for f in reversed(pair.terms)}
    found = sorted(first.values(), key=lambda f: f.span)
    said = {f.term: _said(f, pair, target) for f in found}
    taken = [span for spans in said.values() for span in spans]
    return tuple(_use(f, said[f.term], _forbidden(f.term, target, taken)) for f in found)


def _use(found: Found, said: Sequence[Span], forbidden: Sequence[Span]) -> TermUse:
    term = found.term
    if forbidden:
        return TermUse(term.source, term.target, "conflicting", found.span, forbidden[0])
    if said:
        return TermUse(term.source, term.target, "used", found.span, said[0])
    return TermUse(term.source, term.target, "missed", found.span)


def _said(found: Found, pair: Pair, target: Wording) -> list[Span]:
    """Where the target says a term."""
    term = found.term
    if term.kept:  # in the script of the author or of the glossary
        written = dict.fromkeys((pair.source[slice(*found.span)], term.source))
        return [span for text in written for span in target.holds(text)]
    return [span for text in (term.target, *term.also) for span in target.find(text, case=term.case)]


def _differs_in_capitals(use: TermUse, target: str) -> bool:
    """Whether the target says a term that is missed, but for its capitals."""
    if use.target == use.source:
        return use.target.lower() in target.lower()
    return bool(wording(target.lower()).find(use.target.lower()))


def _forbidden(term: Term, target: Wording, taken: Iterable[Span]) -> list[Span]:
    """Where the target says what is forbidden, and not as a part of what some term asks for."""
    spans = [span for text in term.forbidden for span in target.find(text, case=term.case)]
    return sorted(span for span in spans if not any(_within(span, other) for other in taken))


def _within(span: Span, other: Span) -> bool:
    """Whether a span is a part of another; one that is as long is the word of another term, and no fault either."""
    return other[0] <= span[0] and span[1] <= other[1]
