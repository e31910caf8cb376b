"""Make a model say the terms of a glossary: asked in four ways, and verified each time.

Neither engine takes a prompt or a list of words. Where it is plain which words of the target stand for a term, the term
takes their place. Else: a model copies English and numbers that stand in its source, and it goes on with a target that
is begun. So what lacks a term is decoded again with the English in the place of the Chinese; where that does not help,
with a number there, for which the English is put back; and then the target is begun anew: what stands before the
likeliest place for the term, then the term, then whatever the model goes on with. All this needs of a model is its
probabilities, and where no term is missed it costs nothing.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count, takewhile

from duizhao.terms import Found
from duizhao.translation.batches import batches, worked
from duizhao.translation.engine import Decoding, Engine, Hypothesis
from duizhao.translation.guard import generate_all
from duizhao.translation.mending import put_back, replaced, tidied, with_article
from duizhao.translation.retry import Judge

log = logging.getLogger("duizhao")

Missed = Callable[[int, Hypothesis], Sequence[Found]]
"""The terms of the text at an index that the hypothesis does not say, each at every place where the text has it."""

Loses = Callable[[int, Hypothesis], bool]
"""Whether the hypothesis for the text at an index lacks something of it, or is far too long."""

PLACES = 3
"""Places of a term at which the target is begun anew; see docs/glossary.md for what others give."""

ROUNDS = 6
"""How often a target is begun anew at most: once for each term that it misses."""

STAND_IN = 7301
"""The first of the numbers that stand for terms in a source: neither round nor a year."""

TERM = 50
"""What a missed term counts beside the judge's badness: more than a wrong number, less than a cut or looping target."""

LOST = 25
"""What it counts that a target loses content: less than a missed term; 60 cost 0.2 chrF2."""

ROWS = 4
"""A pair to be scored takes as much room as one of beam 4 that is decoded."""

SHORTEST = 0.7
"""Of the letters of the plain output, what one that says its terms has at least; a loop may be cut by more."""
BROKEN = 200
"""The judge's badness from which an output is no translation: it loops, or is not in English."""

Words = Callable[[str, Sequence[Found]], dict[str, str]]
"""What is put in the place of terms of a text, by their English."""


def themselves(text: str, terms: Sequence[Found]) -> dict[str, str]:
    """The English itself."""
    return {found.term.target: found.term.target for found in terms}


def numbers(text: str, terms: Sequence[Found]) -> dict[str, str]:
    """A number that `text` does not have for each term: what a model is surest to copy."""
    free = (str(n) for n in count(STAND_IN) if str(n) not in text)
    return dict(zip(themselves(text, terms), free, strict=False))


IN_SOURCE: tuple[Words, ...] = (themselves, numbers)
"""What is put into the source, in this order: the first gives better English, the second is copied more often."""

_FIGURE = re.compile(r"\d{3,}")
_WORD = re.compile(r"(?<![\w'’-])\w")
_DOUBLED = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
_SMALL = re.compile(r"[a-z'’-]+")
_ARTICLE = re.compile(r"\b(a|an|the) $", re.IGNORECASE)


_Step = Callable[["_Run", Sequence[Hypothesis], Mapping[int, Sequence[Found]]], dict[int, list[Hypothesis]]]
"""What makes hypotheses that may say the terms of some texts, from the best so far."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What every step needs."""

    texts: Sequence[str]
    engine: Engine
    decoding: Decoding
    budget: int
    missed: Missed
    judge: Judge
    loses: Loses
    done: Callable[[list[int]], None]
    scored: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def rank(self, i: int, hypothesis: Hypothesis) -> tuple[int, int, float]:
        """The lower the better: what is wrong with it, missed terms counted; words said twice; the score."""
        terms = {found.term for found in self.missed(i, hypothesis)}
        score = float("-inf") if hypothesis.score is None else hypothesis.score
        badness = self.judge(i, hypothesis) + TERM * len(terms) + LOST * self.loses(i, hypothesis)
        return badness, len(_DOUBLED.findall(hypothesis.text)), -score

    def long_enough(self, i: int, hypothesis: Hypothesis, plain: Hypothesis) -> bool:
        """Whether a target is not much shorter than the plain output, where that is a translation at all."""
        letters = (sum(map(str.isalpha, h.text)) for h in (hypothesis, plain))
        return next(letters) >= SHORTEST * next(letters) or self.judge(i, plain) >= BROKEN


def enforce(
    texts: Sequence[str],
    hypotheses: Sequence[Hypothesis],
    engine: Engine,
    decoding: Decoding,
    budget: int,
    missed: Missed,
    judge: Judge,
    done: Callable[[list[int]], None] = lambda indices: None,
    loses: Loses = lambda i, hypothesis: False,
) -> list[Hypothesis]:
    """The hypotheses, those that miss terms replaced by ones that say them, where there are such that are no worse.

    A score is that of the target for the text itself, without the tokens of the terms, which the model would not have
    said. `done` hears of each batch.
    """
    run = _Run(texts, engine, decoding, budget, missed, judge, loses, done)
    best = list(hypotheses)
    lacking = {i: found for i, h in enumerate(best) if h.score is not None and (found := missed(i, h))}
    at_first = dict(lacking)
    given_up: dict[int, set[str]] = defaultdict(set)
    steps: list[_Step] = [_replaced, *(partial(_switched, words=words) for words in IN_SOURCE)]
    for n in range(len(steps) + ROUNDS):
        if not lacking:
            break
        log.debug("%d of %d sentences miss terms and are decoded again", len(lacking), len(texts))
        try:
            if n < len(steps):
                made = steps[n](run, best, {i: at_first[i] for i in lacking})
            else:
                wanted = {i: found[0].term.target for i, found in lacking.items()}
                made = _begun_anew(run, best, wanted)
                for i, term in wanted.items():
                    given_up[i].add(term)
        except Exception as e:  # whatever an engine raises; what the sentences had stays, and is flagged
            log.warning("terms could not be enforced in one way: %s", e)
            continue
        for i, tried in made.items():
            tried = [replace(h, text=tidied(h.text, at_first[i])) for h in tried]
            tried = [h for h in tried if run.long_enough(i, h, hypotheses[i])]
            ranks = [run.rank(i, h) for h in (best[i], *tried)]
            first = min(range(len(ranks)), key=ranks.__getitem__)
            if ranks[first][0] < ranks[0][0]:
                best[i] = tried[first - 1]
        left = {i: [f for f in missed(i, best[i]) if f.term.target not in given_up[i]] for i in lacking}
        if n + 1 >= len(steps):  # a number at a likely place would be believed
            left = {i: [f for f in found if not f.term.figure] for i, found in left.items()}
        lacking = {i: found for i, found in left.items() if found}
    changed = {i: found for i, found in at_first.items() if best[i] is not hypotheses[i]}
    return _rescored(run, best, changed)


def _replaced(
    run: _Run, hypotheses: Sequence[Hypothesis], terms: Mapping[int, Sequence[Found]]
) -> dict[int, list[Hypothesis]]:
    """The hypotheses with their terms in the places of the words that stand for them."""
    made = {i: replaced(run.texts[i], hypotheses[i].text, found) for i, found in terms.items()}
    made = {i: text for i, text in made.items() if text != hypotheses[i].text}
    rows = _log_probabilities(run, [run.texts[i] for i in made], list(made.values()))
    return {i: [_scored(hypotheses[i], text, row)] for (i, text), row in zip(made.items(), rows, strict=True)}


def _switched(
    run: _Run, hypotheses: Sequence[Hypothesis], terms: Mapping[int, Sequence[Found]], words: Words
) -> dict[int, list[Hypothesis]]:
    """For each text at the indices of `terms` a hypothesis whose source has `words` in the places of its terms."""
    given = [words(run.texts[i], found) for i, found in terms.items()]
    sources = [switched(run.texts[i], found, w) for (i, found), w in zip(terms.items(), given, strict=True)]
    made = generate_all(sources, run.engine, run.decoding, run.budget, run.done)
    targets = [put_back(h.text, w.items()) for h, w in zip(made, given, strict=True)]
    spoilt = [_spoilt(run.texts[i], target, w) for i, target, w in zip(terms, targets, given, strict=True)]
    rows = _log_probabilities(run, [run.texts[i] for i in terms], targets)
    return {
        i: [_scored(h, target, row)]
        for i, h, target, row, bad in zip(terms, made, targets, rows, spoilt, strict=True)
        if h.score is not None and not bad
    }


def switched(text: str, terms: Iterable[Found], words: Mapping[str, str]) -> str:
    """`text` with other words in the places of `terms`, blanks around them: what `words` has for their English."""
    for found in sorted(terms, key=lambda f: f.span, reverse=True):
        start, end = found.span
        text = f"{text[:start]} {words[found.term.target]} {text[end:]}"
    return text.strip()


def _spoilt(text: str, target: str, words: Mapping[str, str]) -> bool:
    """Whether a target has a figure that neither its source nor a term has, and that begins as the stand-ins do."""
    if all(said == word for said, word in words.items()):
        return False
    known = {*_FIGURE.findall(text), *_FIGURE.findall(" ".join(words))}
    return any(m.startswith(str(STAND_IN)[:2]) and m not in known for m in _FIGURE.findall(target))


def _scored(hypothesis: Hypothesis, target: str, row: Sequence[float]) -> Hypothesis:
    return replace(hypothesis, text=target, score=sum(row) / len(row), tokens=len(row))


def _rescored(run: _Run, hypotheses: list[Hypothesis], changed: Mapping[int, Sequence[Found]]) -> list[Hypothesis]:
    """The hypotheses, those at the indices of `changed` with the score of what they say beside their terms."""
    texts, targets = [run.texts[i] for i in changed], [hypotheses[i].text for i in changed]
    try:
        rows = _log_probabilities(run, texts, targets)
        spelled = _beside(run, targets, list(changed.values()))
    except Exception as e:  # whatever an engine raises; the score of the whole target stays
        log.warning("terms could not be left out of the score: %s", e)
        return hypotheses
    out = list(hypotheses)
    for i, row, beside in zip(changed, rows, spelled, strict=True):
        if left := [row[n] for n in beside if n < len(row)]:
            out[i] = replace(out[i], score=sum(left) / len(left))
    return out


def _beside(run: _Run, targets: Sequence[str], terms: Sequence[Sequence[Found]]) -> list[list[int]]:
    """The tokens of each target that are not of its terms, by their numbers, the end token last."""
    places = [
        (n, m.span())
        for n, (target, found) in enumerate(zip(targets, terms, strict=True))
        for said in dict.fromkeys(f.term.target for f in found)
        for m in re.finditer(re.escape(said), target, re.IGNORECASE)
    ]
    whole = run.engine.spell(targets)
    starts = run.engine.spell([targets[n][:start].rstrip() for n, (start, _) in places])
    ends = run.engine.spell([targets[n][:end] for n, (_, end) in places])
    left = [set(range(len(row) + 1)) for row in whole]
    for (n, _), one, other in zip(places, starts, ends, strict=True):
        left[n] -= set(range(_same(one, whole[n]), len(other)))
    return [sorted(row) for row in left]


def _same(one: Sequence[int], other: Sequence[int]) -> int:
    """With how many tokens both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _begun_anew(run: _Run, hypotheses: Sequence[Hypothesis], wanted: Mapping[int, str]) -> dict[int, list[Hypothesis]]:
    """For the text at each index of `wanted`, hypotheses that are begun up to the term, at its likeliest places."""
    places = [(i, cut) for i, term in wanted.items() for cut in beginnings(hypotheses[i].text, term)]
    likely = _likelihoods(run, [run.texts[i] for i, _ in places], [cut for _, cut in places])
    ranked: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for n, (i, _) in enumerate(places):
        ranked[i].append((-likely[n], n))
    chosen = [n for found in ranked.values() for _, n in sorted(found)[:PLACES]]
    begun = ["".join(places[n][1]) for n in chosen]
    sources = [run.texts[places[n][0]] for n in chosen]
    made = generate_all(sources, run.engine, run.decoding, run.budget, run.done, begun)
    out: dict[int, list[Hypothesis]] = {i: [] for i in wanted}
    for n, hypothesis in zip(chosen, made, strict=True):
        out[places[n][0]].append(hypothesis)
    return out


def beginnings(target: str, term: str) -> list[tuple[str, str]]:
    """What can stand before `term` in a target, and the term as it then is written: one for each word of the target.

    "a" becomes "an" where the term asks for it, no article is put before one, and what opens a sentence gets a capital.
    """
    out = []
    own_article = _ARTICLE.match(f"{term.partition(' ')[0]} ") is not None
    for place in dict.fromkeys([0, *(m.start() for m in _WORD.finditer(target))]):
        before, said = target[:place], term
        article = _ARTICLE.search(before)
        if article and own_article:
            continue
        before = with_article(before, term)
        if not any(c.isalnum() for c in before) and _SMALL.fullmatch(term.partition(" ")[0]):
            said = term[0].upper() + term[1:]
        out.append((before, said))
    return out


def _likelihoods(run: _Run, texts: Sequence[str], cuts: Sequence[tuple[str, str]]) -> list[float]:
    """How likely a token of the term is, on average, after what stands before it, as a log-probability."""
    before = run.engine.spell([cut[0].rstrip() for cut in cuts])
    whole = run.engine.spell(["".join(cut) for cut in cuts])
    out = []
    for row, one, other in zip(
        _log_probabilities(run, texts, ["".join(cut) for cut in cuts]), before, whole, strict=True
    ):
        term = row[_same(one, other) : len(other)]
        out.append(sum(term) / max(len(term), 1))
    return out


def _log_probabilities(run: _Run, texts: Sequence[str], targets: Sequence[str]) -> list[list[float]]:
    """The log-probabilities of the tokens of each target, end token included; each pair is scored once in a run."""
    pairs = list(zip(texts, targets, strict=True))
    new = list(dict.fromkeys(pair for pair in pairs if pair not in run.scored))
    sizes = [
        a + len(b)
        for a, b in zip(run.engine.count([t for t, _ in new]), run.engine.spell([t for _, t in new]), strict=True)
    ]

    def work(batch: list[int]) -> list[list[float]]:
        return run.engine.score([new[n][0] for n in batch], [new[n][1] for n in batch])

    parts = batches(sizes, run.budget or run.engine.room // ROWS)
    for batch, rows in zip(parts, worked(parts, work, run.engine.workers), strict=True):
        run.scored.update(zip((new[n] for n in batch), rows, strict=True))
    return [run.scored[pair] for pair in pairs]
