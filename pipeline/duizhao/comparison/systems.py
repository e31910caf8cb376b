"""Summaries of other systems: from a file of their own, or from a field of the articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from duizhao import reading
from duizhao.comparison.articles import LONGEST, Corpus, counted, long, told_apart
from duizhao.comparison.outputs import Output, of_text
from duizhao.errors import InputError, UsageError
from duizhao.settings import Settings

SUMMARIES = ("summary", "output", "prediction", "text")
"""Names of the field that has the summary, in a jsonl of a system's own."""


def parsed(given: Sequence[str], form: str, taken: Sequence[str] = ()) -> dict[str, str]:
    """NAME → what stands after the sign of equality, of each --system.

    Raises UsageError where one is not of the `form` that a user is told of, or a name comes twice or is `taken`.
    """
    out: dict[str, str] = {}
    for pair in given:
        name, _, where = pair.partition("=")
        name = name.strip()
        if not name or not where.strip():
            raise UsageError(f"--system {pair!r} is no NAME=FILE", remedy=f"Give {form}.")
        if name in out or name in taken:
            raise UsageError(f"two systems are called {name!r}", remedy="Give one of them another name.")
        out[name] = where
    return out


def fields(given: dict[str, str]) -> list[str]:
    """Those of the systems that are no file: names of fields of the articles."""
    return [where for where in given.values() if not Path(where).is_file()]


def read_system(
    name: str, where: str, corpus: Corpus, english: Mapping[str, Sequence[str]], settings: Settings
) -> tuple[dict[str, Output], list[str]]:
    """What a system says of each article, and what a user is told of it. Raises InputError.

    `english[id]`: the sentences of articles that were translated, which tell what an English summary rests on.
    """
    path = Path(where)
    if path.is_file():
        texts, notes = _of_file(path, corpus, settings)
    else:
        texts, notes = {a.id: t for a in corpus.articles if (t := _text(a.row.get(where)))}, []
        if not any(where in a.row for a in corpus.articles):
            what = f"--system {name}={where}: there is no such file, and no such field in the articles"
            raise InputError(what, remedy="Check the name.")
    fit = {id: text for id, text in texts.items() if len(text) <= LONGEST}
    notes += [long(len(texts) - len(fit))] * (len(fit) < len(texts))
    out = {a.id: of_text(fit[a.id], a, english.get(a.id, ()), settings) for a in corpus.articles if fit.get(a.id)}
    return out, [f"{name}: {note}" for note in notes]


def _of_file(path: Path, corpus: Corpus, settings: Settings) -> tuple[dict[str, str], list[str]]:
    format = reading.named(path.name)
    if format == "jsonl":
        return _of_rows(path, reading.rows(path, settings.reading), corpus)
    return _of_lines(path, corpus, settings)


def _of_rows(path: Path, rows: Iterator[reading.Row | InputError], corpus: Corpus) -> tuple[dict[str, str], list[str]]:
    """By the ids of the articles; the second of two with one id is that of the second article with it."""
    known = {a.id for a in corpus.articles}
    seen: Counter[str] = Counter()
    texts: dict[str, str] = {}
    notes, strange, fields = [], 0, None
    for row in rows:
        if isinstance(row, InputError):
            notes.append(str(row))
            continue
        data = row.data
        if "id" not in data:
            raise InputError("has no id", where=row.where, remedy="Each line needs the id of its article.")
        named = [n for n in SUMMARIES if n in data]
        fields = () if named else tuple(data) if fields is None else fields
        text = next((t for n in named if (t := _text(data[n])) is not None), "")
        id = told_apart(str(data["id"]), seen)
        strange += id not in known
        texts[id] = text
    if fields:
        what = f"has no field {SUMMARIES[0]!r} (its fields: {', '.join(map(str, fields))[:120]})"
        raise InputError(what, where=path, remedy=f"Call the field of the summaries {' or '.join(SUMMARIES)}.")
    if strange and not corpus.cut:
        notes.append(f"{counted(strange, 'summary is', 'summaries are')} of no article here")
    return texts, notes


def _of_lines(path: Path, corpus: Corpus, settings: Settings) -> tuple[dict[str, str], list[str]]:
    """A line an article, in their order; an empty one where there is no summary. A line ends with a line feed."""
    text = "".join(reading.text_stream(path, settings.reading))
    found = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    total = 1 + max(a.place for a in corpus.articles)
    total = max(total, len(corpus.articles) + len(corpus.failures))
    over = len(found) > total and not corpus.cut and any(line.strip() for line in found[total:])
    if over or len(found) < total:
        what = f"has {counted(len(found), 'line')}, and there are {counted(total, 'article')}"
        raise InputError(what, where=path, remedy="Give a line an article, or a jsonl with ids.")
    return {a.id: found[a.place] for a in corpus.articles}, []


def _text(value: object) -> str | None:
    """A summary as one text, be it given whole or by sentence; None where it is no text."""
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "\n".join(value)
    return value if isinstance(value, str) else None
