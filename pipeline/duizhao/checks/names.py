"""The name check: who and what the source names must be in the target, and the target must not name another.

It knows countries, places, organisations and persons of its tables, and Chinese persons by what stands beside their
names. A name may be left out for a pronoun or for "the country", so that what is missing alone is at most a warning;
where the target has another name of its kind that the source has not, one was taken for the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from duizhao.checks.abreast import abreast
from duizhao.checks.folding import fold
from duizhao.checks.gazetteer import English, Named, hinted, known_name, named, signs
from duizhao.checks.pair import Pair
from duizhao.checks.respelling import strangers
from duizhao.checks.romanised import Heard, Latin, by_pinyin, given_spellings, surname_spellings
from duizhao.people import Person, lists, people
from duizhao.record import Flag, Span
from duizhao.settings import Checking
from duizhao.terms import Found, Term

_LATIN = re.compile(r"\s?[（(]\s?[A-Za-z]")
"""A name that comes from another language, and is spelled there."""
_REGION = re.compile("[省州市]?")
_ENDS = re.compile(r"[，。、；：！？,.;:!?）)”」和与及跟同的]|\s*$|举行|召开|举办|开幕|闭幕")
_MONEY = re.compile(r"[.A-Z]{0,3}[ -]?(?:\$|dollars?\b)")
"""What follows a country of whose money the target speaks; the number check looks at that."""
_ACTS = re.compile(
    r"出席|会见|主持|宣布|发表|访问|率|报道|致辞|讲话|参加|介绍|接受|当选|担任|抵达|前往|[说称，。、；：！？）”]|表示|认为|指出|$"
)
"""What begins after a person's name, so that the name ends nowhere before."""
_FALSE = re.compile("([小老阿][\u3400-\u9fff])[（(](?:均为|均系)?化名[）)]")
"""Who is called otherwise in truth: 小花（化名） is no flower."""
_BEFORE = frozenset("从到向赴往抵离飞")


def name(pair: Pair, settings: Checking) -> Iterator[Flag]:
    """Names of the source that the target lacks, and those that it has instead."""
    if any(c.isalpha() for c in pair.target):
        source = fold(pair.source)
        found = named(source)
        yield from _known(pair, source, found)
        yield from _persons(pair, source, found)


def missing_names(pair: Pair, flags: Iterable[Flag]) -> list[Found]:
    """The names that `flags` of the check miss, as terms, at each place: what the tables call them, or pinyin.

    Of places only what is no more than the name: 俄罗斯, not 俄外长.
    """
    spans = {flag.source_span for flag in flags}
    if not spans - {None}:
        return []
    source = fold(pair.source)
    found = named(source)
    entries = {n.entry for n in found if (n.start, n.end) in spans}
    wanted = [
        (n.start, n.end, n.entry.shown)
        for n in found
        if n.entry in entries
        and not _by_glossary(pair, n.start, n.end)
        and (n.entry.kind != "place" or known_name(source[n.start : n.end]))
    ]
    for p in persons(source, found, pair.persons):
        if (p.start, p.ends[0]) in spans:
            wanted.append((p.start, p.ends[0], by_pinyin(source[p.start : p.given], source[p.given : p.ends[0]])))
    return [Found(Term(pair.source[start:end], shown), (start, end)) for start, end, shown in wanted]


def _known(pair: Pair, source: str, found: Sequence[Named]) -> Iterator[Flag]:
    """What the tables know."""
    english = English(pair.target)
    first = {n.entry: n for n in reversed(found) if not _by_glossary(pair, n.start, n.end)}
    rows = list(abreast(source, found))
    in_source = {n.entry for n in found} | {n.entry for row in rows for n in row}
    others = [
        (form, meant, span)
        for form, meant, span in signs(english)
        if in_source.isdisjoint(meant) and not _MONEY.match(pair.target, span[1]) and not _in_terms(form, pair.terms)
    ]
    missing = [n for entry, n in first.items() if not english.has_any(entry)]
    wanted = [(n, _by_itself(source, n)) for n in reversed(missing)]
    for row in rows:
        absent = [n for n in row if n.entry not in first and not english.has_any(n.entry)]
        wanted += [(n, len(absent) < len(row)) for n in absent]
    for n, needed in wanted:
        said = f"{pair.source[n.start : n.end]} ({n.entry.shown}) is not in the translation"
        if other := next((o for o in others if o[1][0].kind == n.entry.kind), None):
            others.remove(other)
            yield Flag("name", "error", f"{said}, which has {other[0]}", (n.start, n.end), other[2])
        elif like := english.like(n.entry):
            yield Flag("name", "error", f"{said}, which has {pair.target[slice(*like)]}", (n.start, n.end), like)
        elif needed:
            yield Flag("name", "warning", said, (n.start, n.end))
    for form, meant, span in others:
        known = any(hinted(entry, source) for entry in meant)
        if meant[0].kind == "place" and not known and not Heard(source).spells(form):
            yield Flag("name", "warning", f"{form} is not in the source", None, span)


def _by_glossary(pair: Pair, start: int, end: int) -> bool:
    """Whether a glossary says what something of [start, end) in the source is called: `term` looks at that."""
    return any(t.span[0] < end and start < t.span[1] for t in pair.terms)


def _in_terms(name: str, terms: Sequence[Found]) -> bool:
    """Whether a name is in what one of the terms of the source is called."""
    return any(English(called).has(name) for t in terms for called in (t.term.target, *t.term.also))


def _by_itself(source: str, n: Named) -> bool:
    """Whether a name is a noun of its own. A place before a noun (北京某小区, 美国总统) may be left to the reader."""
    if n.entry.kind != "place":
        return True
    rest = _REGION.match(source, n.end)
    return bool(_ENDS.match(source, rest.end() if rest else n.end)) or source[max(0, n.start - 1) : n.start] in _BEFORE


def _persons(pair: Pair, source: str, found: Sequence[Named]) -> Iterator[Flag]:
    """What is read by pinyin."""
    others = [other for other in strangers(source, pair.target) if not _in_terms(other.name, pair.terms)]
    for p, amiss in missing_persons(persons(source, found, pair.persons), pair.target, source):
        span = p.start, p.ends[0]
        if _by_glossary(pair, *span):
            continue
        shown = by_pinyin(source[p.start : p.given], source[p.given : p.ends[0]])
        said = f"{pair.source[slice(*span)]} ({shown}) is not in the translation"
        if amiss:
            yield Flag("name", "error", f"{said}, which has {pair.target[slice(*amiss)]}", span, amiss)
        elif others:
            other = others.pop(0)
            yield Flag("name", "error", f"{said}, which has {other.name}", span, other.span)
        else:
            yield Flag("name", "warning", said, span)
    for other in others:
        yield Flag("name", "error", f"{other.name} is not in the source", None, other.span)


def persons(source: str, found: Sequence[Named], elsewhere: Iterable[str] = ()) -> list[Person]:
    """The persons of a folded source who are read by pinyin: those that the tables do not know.

    `elsewhere`: names that the rest of the document makes plain.
    """
    known = {at for n in found for at in range(n.start, n.end)}
    plain = _plain(source, known)
    known |= {at for p in plain for at in range(p.start, p.ends[0])}
    more = [
        Person(m.start(), m.start() + _surname(name), (m.end(),))
        for name in elsewhere
        if name in source
        for m in re.finditer(re.escape(name), source)
        if known.isdisjoint(range(*m.span()))
    ]
    return sorted((*plain, *more), key=lambda p: p.start) if more else plain


def document_persons(sentences: Iterable[str]) -> tuple[str, ...]:
    """The names of persons that the sentences of a document make plain, in the simplified script.

    One of two characters only where two sentences do: it is often something else.
    """
    found: Counter[str] = Counter()
    said: dict[str, None] = {}
    for sentence in map(fold, sentences):
        found.update({sentence[p.start : p.ends[0]] for p in persons(sentence, named(sentence))})
        said |= dict.fromkeys(m[1] for m in _FALSE.finditer(sentence))
    return tuple(said | {name: None for name, count in found.items() if len(name) > 2 or count > 1})


def _surname(name: str) -> int:
    return 2 if len(name) > 2 and name[:2] in lists()["compound"] else 1


def _plain(source: str, known: Set[int]) -> list[Person]:
    return [
        replace(p, ends=p.ends[:1])
        if _ACTS.match(source, p.ends[0]) and not any(_ACTS.match(source, end) for end in p.ends[1:])
        else p
        for p in people(source)
        if known.isdisjoint(range(p.start, p.ends[0])) and not _LATIN.match(source, p.ends[0])
    ]


def missing_persons(candidates: Sequence[Person], target: str, source: str) -> Iterator[tuple[Person, Span | None]]:
    """Those of whom the target has neither surname nor given name, and those whose given name it has wrong, with where:
    cut off, or with letters too many. A name counts only where it is whole.
    """
    if not candidates:
        return
    latin = Latin(target)
    surnames = [surname_spellings(source[p.start : p.given]) for p in candidates]
    given = [{s for end in p.ends for s in given_spellings(source[p.given : end])} for p in candidates]
    whole = [any(latin.has(s) for s in found) for found in given]
    kept = {source[p.start] for p, there in zip(candidates, whole, strict=True) if there}
    for p, called, there in zip(candidates, surnames, whole, strict=True):
        if not there:
            # of two of one surname, the other's given name may begin in the same way
            amiss = None if source[p.start] in kept else latin.amiss(called, tuple(given_spellings(source[p.given])))
            if amiss or not any(map(latin.has, called)):
                yield p, amiss
