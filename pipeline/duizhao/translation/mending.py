"""A term in an English sentence: put in the place of the word that is there, and written as English writes it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from duizhao.lexicon import Lexicon, Word, english, lexicon, stem
from duizhao.nouns import begins_with_a_vowel, plural, pluralised
from duizhao.record import Span
from duizhao.terms import Found, Term

LINKED = 0.3
"""The probability from which an English word answers to a term, or to another word of the source."""
_GAP = 3
"""Words at most between those that answer to a term: Bureau of Rural Affairs."""
_FUNCTION = re.compile(
    "s|t|an?|the|of|and|or|to|in|on|at|for|with|by|from|as|is|are|was|were|be|been|its?|that|this|these|those|all|any|he|she|"
    "they|his|her|their|said|also|has|have|had|will|would|not"
)
_ARTICLE = re.compile(r"\b(an?|the) $", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|dozens of|hundreds of|thousands of|"
    r"(?!1 |(?:19|20)\d\d )\d[\d,]*) $",
    re.IGNORECASE,
)
_NOUN_ENDS = re.compile(
    r"(?:[,.;:!?)\"”]|$| (?:and|or|in|on|at|of|to|from|for|by|with|as|are|were|have|had|will|that|which|who|while)\b)"
)
"""What stands before a noun that is more than one, and behind it: ten koalas, not two bullet train services."""
_ARTICLE_NEXT = re.compile(r" (?:an?|the|its|their|his|her) ")
_OWN_ARTICLE = re.compile(r"(?:an?|the) ", re.IGNORECASE)
_SHORTENED = re.compile(r"\b[A-Za-z]{1,3}\.\s*\w")
"""U.S., Ms. Du: where such a word ends is not plain."""
_NAME = re.compile(r"[A-Z][a-z]\w*")
_SMALL = re.compile(r"[a-z][a-z'’-]*(?![A-Za-z])")
_OPENERS = ' "“‘(['
_OPENED = re.compile(r"(?:[a-z)][a-z0-9)]\.|[!?])[\"”’)]?\s[\"“‘(\[]{0,2}$")
"""What stands before the first word of a sentence that is not the first of all; no Mr. or U.S."""


def replaced(source: str, target: str, terms: Sequence[Found]) -> str:
    """`target` with each term in the place of the words that stand for its Chinese, where it is plain which these are.

    They are what the glossary forbids; or the words that, by the lexicon, answer to the term rather than to anything
    else in the source, each only once in the target. Number, article and the capital of a sentence follow.
    """
    first = {f.term: f for f in reversed(terms) if not f.term.kept or f.term.forbidden}
    answers = {term: _forbidden(target, term) for term in first}
    table = lexicon()
    if table is not None and not all(answers.values()):
        claimed = _claimed(table, source, target, terms)
        # the words of a target do not tell where a number should stand
        unsaid = [term for term, span in answers.items() if span is None and not term.figure]
        answers |= {term: _run(target, claimed, term) for term in unsaid}
    end = len(target) + 1
    for span, term in sorted(((s, t) for t, s in answers.items() if s), key=lambda pair: pair[0], reverse=True):
        if span[1] <= end:
            target = _put(target, span, term)
            end = span[0]
    return target


def _forbidden(target: str, term: Term) -> Span | None:
    """Where a target says what the glossary forbids, if only once."""
    words = "|".join(re.escape(w) for w in sorted((*term.forbidden, *term.also), key=len, reverse=True))
    places = [m.span() for m in re.finditer(rf"(?<!\w)(?:{words})s?(?!\w)", target, re.IGNORECASE)] if words else []
    return places[0] if len(places) == 1 else None


def _claimed(table: Lexicon, source: str, target: str, terms: Sequence[Found]) -> list[tuple[Span, Term | str | None]]:
    """The words of a target, each with the term or the Chinese word that it answers to best, if to any."""
    words, units = _cut(table, source, terms)
    said = [w for w in english(target) if not _FUNCTION.fullmatch(target[slice(*w.span)].lower())]
    owners: dict[str, Term | str] = {}
    for claim in table.claims(words, Counter(w.key for w in said)):
        shares: dict[Term | str, float] = defaultdict(float)
        for i, p in claim.rivals:
            shares[units[i]] += p / claim.total
        best = max(shares, key=shares.__getitem__)
        if shares[best] >= LINKED:
            owners[claim.key] = best
    return [(w.span, owners.get(w.key)) for w in said]


def _cut(table: Lexicon, source: str, terms: Sequence[Found]) -> tuple[list[Word], list[Term | str]]:
    """The words of a source, none of which crosses the border of a term, and what each is of: a term, or itself."""
    words: list[Word] = []
    units: list[Term | str] = []
    at = 0
    for found in (*sorted(terms, key=lambda f: f.span), None):
        start, end = found.span if found else (len(source), len(source))
        between = table.cut(source[at:start])
        inside = table.cut(source[start:end])
        words += between + inside
        units += [w.key for w in between] + [found.term for _ in inside if found]
        at = end
    return words, units


def _run(target: str, claimed: Sequence[tuple[Span, Term | str | None]], term: Term) -> Span | None:
    """Where the words of a term are, if it is one place, and no word in or beside it may belong there or not."""
    own = [n for n, (_, owner) in enumerate(claimed) if owner == term]
    stems = {stem(target[slice(*claimed[n][0])]) for n in own}
    if not own or len(stems) != len(own) or any(claimed[n][1] not in (None, term) for n in range(own[0], own[-1])):
        return None
    run = claimed[own[0]][0][0], claimed[own[-1]][0][1]
    inside = re.split(r"[ -]|['’]s ", target[slice(*run)])
    if len(inside) > len(own) + _GAP or re.search(r"[^\w '’&,-]", target[slice(*run)]) or _in_a_name(target, run):
        return None
    if _SHORTENED.search(target[: run[1] + 4], run[0]):
        return None
    beside = [claimed[n] for n in (own[0] - 1, own[-1] + 1) if 0 <= n < len(claimed)]
    # what may belong to it, or is another term's, with which it would make one noun; no noun has an article behind it
    loose = [span for span, owner in beside if owner is None or isinstance(owner, Term)]
    if any(_joins(target, run, span) for span in loose) or _ARTICLE_NEXT.match(target, run[1]):
        return None
    return run


def _joins(target: str, run: Span, word: Span) -> bool:
    """Whether a word that answers to nothing may belong to the run beside it: zone and road, for 一带一路."""
    gap = target[word[1] : run[0]] if word < run else target[run[1] : word[0]]
    return gap in (" ", "-") or (gap == " and " and target[slice(*word)].islower())


def _in_a_name(target: str, run: Span) -> bool:
    """Whether words with capitals have others with capitals beside them: a name of which they are only a part."""
    start, end = run
    after = re.match(r"[ -][A-Z]", target[end : end + 2])
    before = re.search(r"[A-Z][\w.'’]*[ -]$", target[max(0, start - 40) : start])
    opens = before is not None and _opens(target[: max(0, start - 40) + before.start()])
    return target[start].isupper() and bool(after or (before and not opens))


def _put(target: str, span: Span, term: Term) -> str:
    """`target` with a term in the place of what stands at `span`."""
    old = target[slice(*span)]
    before, said = target[: span[0]], term.target
    if plural(old) and not any(map(str.isupper, said)) and " " not in old.strip():
        said = pluralised(said)
    if article := _ARTICLE.search(before):
        named = _NAME.fullmatch(said) is not None and old.islower()
        before = before[: article.start()] if named or _OWN_ARTICLE.match(said) else with_article(before, said)
    return before + _opening(before, said) + target[span[1] :]


def with_article(before: str, term: str) -> str:
    """`before`, whose last word "a" is "an" where `term` asks for it, and the other way round."""
    article = _ARTICLE.search(before)
    if article is None or article[1].lower() == "the":
        return before
    return f"{before[: article.start()]}{article[1][0]}{'n' if begins_with_a_vowel(term) else ''} "


def _opening(before: str, term: str) -> str:
    """`term` with a capital where it opens a sentence."""
    return term[0].upper() + term[1:] if _SMALL.match(term) and _opens(before) else term


def _opens(before: str) -> bool:
    """Whether a sentence opens behind what stands before a word."""
    return not before.strip(_OPENERS) if len(before) < 8 else _OPENED.search(before[-12:]) is not None


def tidied(target: str, terms: Sequence[Found]) -> str:
    """`target` with its terms as English writes them.

    A capital where one opens a sentence, and where the glossary has capitals within; no blank between it and a bracket
    or quotation mark around it; its last word not once more behind it.
    """
    for term in dict.fromkeys(f.term for f in terms):
        target = _after_article(_closed_up(target, term.target), term.target)
        if not term.kept:
            target = _written(_once(target, term.target), term)
    return target


def _after_article(target: str, said: str) -> str:
    """A or an before what is said, as it asks for; and one blank."""
    if not said[:1].isalnum():
        return target
    return re.sub(
        rf"\b(?:An?|an?)? +(?={re.escape(said)}(?![\w-]))", lambda m: with_article(f"{m[0].rstrip()} ", said), target
    )


def _closed_up(target: str, said: str) -> str:
    """No blanks where a bracket or a quotation mark opens before what is said, or closes behind it."""
    out, at = "", 0
    for m in re.finditer(
        rf"(?P<before>[(\[“‘\"]? {{1,3}})?{re.escape(said)}(?P<after> {{1,3}}(?=[)\]”,;.!?\"]))?", target
    ):
        out += target[at : m.start()]
        before, after = m["before"] or "", m["after"] or ""
        mark = before[:1].strip()
        if mark and (mark != '"' or out.count('"') % 2 == 0):
            before = mark
        closes = target[m.end() : m.end() + 1]
        if after and (closes != '"' or (out + before).count('"') % 2):
            after = ""
        out += before + target[m.start() + len(m["before"] or "") : m.end() - len(m["after"] or "")] + after
        at = m.end()
    return out + target[at:]


def _once(target: str, said: str) -> str:
    """Not "Bureau Bureau", nor "Bureau's bureau", nor "nuclear nuclear proliferation"."""
    target = re.sub(rf"\b({re.escape(said)})(?: {re.escape(said)})+(?![\w-])", r"\1", target)
    for head in accumulate(re.findall(r"[\w.'’]+[ -]", said)):
        if len(head) > 3:
            target = re.sub(rf"\b{re.escape(head[:-1])} (?={re.escape(said)}\b)", "", target, flags=re.IGNORECASE)
    last = re.search(r"[A-Za-z]{3,}$", said)
    if last is None:
        return target
    return re.sub(rf"(\b{re.escape(said)})(?:['’]s)? {last[0]}\b(?!-)", r"\1", target, flags=re.IGNORECASE)


def _written(target: str, term: Term) -> str:
    """The capitals of a term of several words, that of a sentence's first word, and the plural behind a number."""
    said = term.target
    capitals = " " in said and any(map(str.isupper, said))

    def right(m: re.Match[str]) -> str:
        if (
            said.islower()
            and not plural(said)
            and _COUNTED.search(target[max(0, m.start() - 16) : m.start()])
            and _NOUN_ENDS.match(target, m.end())
        ):
            return pluralised(m[0])
        if capitals and m[0] != said:
            kept = m[0][0] if not said[0].isupper() else said[0]
            return m[0] if m[0].isupper() else kept + said[1:]
        return _opening(target[: m.start()], m[0])

    spelled = re.sub("(?<=[iy])[sz](?=[ei]|ation)", "[sz]", re.escape(said))  # revitalise, revitalize
    return re.sub(rf"(?<![\w-]){spelled}(?![\w-])", right, target, flags=re.IGNORECASE)


def put_back(target: str, words: Iterable[tuple[str, str]]) -> str:
    """`target` with the English where the number that stood for it is, a blank between it and a word before it."""
    for said, word in words:
        if word != said:
            target = "".join(_pieces(target, said, word))
    return target


def _pieces(target: str, said: str, word: str) -> Iterator[str]:
    at = 0
    for m in re.finditer(rf"(?<![\d.,]){word[:1]},?{word[1:]}(?![\d]|[.,]\d)", target):
        yield target[at : m.start()]
        if m.start() and target[m.start() - 1].isalpha():
            yield " "
        yield said
        at = m.end()
    yield target[at:]
