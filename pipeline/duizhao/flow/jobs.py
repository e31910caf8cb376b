"""The sentences of documents as work for the model, and what comes back, checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from duizhao import checks, segmentation, translation
from duizhao.flow.asking import Ask
from duizhao.flow.prepare import Prepared
from duizhao.flow.recalling import Job
from duizhao.record import Kind, Sentence, Summary
from duizhao.settings import Checking
from duizhao.terms import Found

Output = tuple[str, translation.Hypothesis]
"""A piece that the model was given, and its target."""

_CLAUSE_ENDS = re.compile("[，；。：！？…,;:!?][”’）)]*\\s*$")


def jobs_of(
    prepared: Prepared, summary: Summary | None, written: Sequence[Sentence], everything: bool, ask: Ask
) -> list[Job]:
    """What is to be translated of a document: everything, or the title and the summary."""
    chosen = {i for s in summary.sentences for i in s.supports} if summary and not written else set()
    wanted: list[tuple[Sentence, Kind]] = [
        (s, p.kind)
        for p in prepared.draft.blocks
        for s in p.sentences
        if everything or p.id == "title" or s.id in chosen
    ]
    wanted += [(s, "paragraph") for s in written]
    persons = checks.document_persons(s.normalised for s in prepared.draft.sentences)
    return [
        Job(s, kind, prepared.damaged.get(s.id, ()), ask(s.normalised, kind), persons=persons) for s, kind in wanted
    ]


def pieces_of(texts: Sequence[str], engine: translation.Engine, budget: int) -> tuple[list[str], list[int]]:
    """What the model gets: the texts with Chinese in them, long ones cut; and the index of the text each is from."""
    budget = min(budget, engine.input_limit)
    wanted = [i for i, text in enumerate(texts) if translation.needs_translation(text)]
    bare = [texts[i].strip() for i in wanted]
    pieces: list[str] = []
    owners: list[int] = []
    for i, text, tokens in zip(wanted, bare, engine.count(bare), strict=True):
        cut = [text] if tokens <= budget else segmentation.pieces(text, engine.count, budget)
        pieces += cut
        owners += [i] * len(cut)
    return pieces, owners


def missed(
    pieces: Sequence[str], terms: Sequence[tuple[Found, ...]], jobs: Sequence[Job], checker: checks.Checker
) -> translation.Missed:
    """What tells what the target of a piece lacks: addresses and codes, terms of the glossary, names."""
    copied = [checks.verbatim(piece) for piece in pieces]

    def lacks(i: int, hypothesis: translation.Hypothesis) -> list[Found]:
        pair = checks.Pair(pieces[i], hypothesis.text, kind=jobs[i].kind, terms=terms[i], persons=jobs[i].persons)
        used = {use.source for use in checks.uses(pair) if use.state == "used"}
        named = [*checker.missing_names(pair), *checker.missing_numbers(pair)]
        asked = [
            *copied[i],
            *_elsewhere((found for found in terms[i] if found.term.source not in used), copied[i]),
            *_elsewhere(named, (*copied[i], *terms[i])),
        ]
        there = set(copied[i]).difference(checks.missing_verbatim(copied[i], hypothesis.text))
        return [found for found in asked if found not in there]

    return lacks


def _elsewhere(found: Iterable[Found], others: Iterable[Found]) -> list[Found]:
    """What has no character with others in common."""
    taken = {at for other in others for at in range(*other.span)}
    return [f for f in found if taken.isdisjoint(range(*f.span))]


def checked(job: Job, outputs: Sequence[Sequence[Output]], checker: checks.Checker, wanted: Checking) -> Sentence:
    """The sentence of `job` with the target that its parts' `outputs` make, and what the checks say of it."""
    sentence, opening = job.sentence, job.asked.opening
    pieces = [output for part in outputs for _, output in part]
    if not pieces and not opening:  # nothing in it for the model: numbers, addresses, symbols
        return replace(sentence, target=sentence.source.strip(), came_from="copied")
    parts = [
        translation.join([o.text for _, o in part]) if part else text.strip()
        for part, text in zip(outputs, job.asked.parts, strict=True)
    ]
    rest = parts[0]
    for part in parts[1:]:
        rest = f"{rest.rstrip('.')}; {translation.going_on(part)}"
    rest = translation.worded(sentence.normalised, rest, heading=job.kind == "heading")
    target = checks.grouped(sentence.source, f"{opening} {rest}".strip())
    complete = all(o.complete for o in pieces)
    cut = sum(_roughly_cut([piece for piece, _ in part]) for part in outputs)
    pair = checks.Pair(
        sentence.source, target, complete, max(cut, 1), job.damaged, "model", job.kind, job.terms, job.persons
    )
    flags = checker.check(pair)
    scored = [(o.score, o.tokens) for o in pieces if o.score is not None and o.tokens]
    score = sum(s * n for s, n in scored) / sum(n for _, n in scored) if scored else None
    return replace(
        sentence,
        target=target,
        came_from="model" if target else "none",
        score=None if score is None else round(score, 4),
        confidence=checks.confidence(score, flags, wanted),
        flags=flags,
        terms=checks.uses(pair),
    )


def _roughly_cut(pieces: Sequence[str]) -> int:
    """How many pieces a text was cut into, if they may not join well; 0 where it is whole, or in two clauses."""
    clauses = len(pieces) < 3 and all(_CLAUSE_ENDS.search(piece) for piece in pieces[:-1])
    return 0 if clauses else len(pieces)
