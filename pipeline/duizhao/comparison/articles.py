"""The articles that summaries are compared on, each with the summaries that people wrote of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Literal

from duizhao import hanzi, reading, segmentation
from duizhao.errors import InputError
from duizhao.flow import Prepared, prepare
from duizhao.record import Json, Sentence
from duizhao.settings import Settings

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")

LONGEST = 20_000
"""Characters of the longest text that is taken for a summary; what compares two texts takes the square of that."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile("[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True)
class Article:
    """`place`: of its row in the file, from 0. `references`: of each language, a sentence a line."""

    id: str
    place: int
    prepared: Prepared
    references: dict[Lang, tuple[str, ...]]
    row: Json

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Those of its paragraphs, in order."""
        return tuple(s for p in self.prepared.draft.paragraphs for s in p.sentences)

    @cached_property
    def places(self) -> dict[str, int]:
        """Id of a sentence → its place in `sentences`."""
        return {s.id: i for i, s in enumerate(self.sentences)}

    def at(self, ids: Iterable[str]) -> tuple[int, ...]:
        """The places of sentences; the title is none."""
        return tuple(self.places[id] for id in ids if id in self.places)

    @cached_property
    def normalised(self) -> list[str]:
        return [s.normalised for s in self.sentences]

    @cached_property
    def hash(self) -> str:
        """Names what a summary is made from, and quotes."""
        return _named([[(s.source, s.normalised) for s in p.sentences] for p in self.prepared.draft.paragraphs])

    @cached_property
    def hash_with_references(self) -> str:
        """Names what an oracle looks at."""
        return _named([self.hash, self.references])


@dataclass(slots=True)
class Corpus:
    """What a file of articles holds. `failures`: rows that are no article; `notes`: what a user is told of the rest."""

    articles: list[Article] = field(default_factory=list)
    failures: list[InputError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cut: bool = False
    """Whether there are more rows than were asked for."""


def read_articles(
    path: Path, settings: Settings, reference: str | None = None, others: Collection[str] = (), limit: int | None = None
) -> Corpus:
    """The first `limit` articles of a jsonl, `reference` being the field of their references.

    `others`: further fields that hold summaries; neither is ever part of the article. An id that comes twice gets a
    number. Raises InputError where there is no article, or none has that field.
    """
    corpus = Corpus()
    seen: Counter[str] = Counter()
    telling = _Telling(reference)
    rows = reading.rows(path, settings.reading)
    for place, row in enumerate(islice(rows, limit)):
        try:
            if isinstance(row, InputError):
                raise row
            prepared = prepare(row.document(settings.reading.field, (reference or "", *others)), settings)
        except InputError as error:
            corpus.failures.append(error)
            continue
        id = told_apart(prepared.draft.id, seen)
        references = telling.references(row.data, settings)
        corpus.articles.append(Article(id, place, prepared, references, row.data))
    corpus.cut = next(rows, None) is not None
    if not corpus.articles:
        raise corpus.failures[0] if corpus.failures else InputError("holds no article", where=path)
    if reference and not telling.present:
        fields = ", ".join(map(str, corpus.articles[0].row))[:120]
        what = f"has no field {reference!r} (its fields: {fields})"
        raise InputError(what, where=path, remedy="Name the field of the references with --reference.")
    twice = sum(n - 1 for n in seen.values())
    corpus.notes += [f"{counted(twice, 'id comes', 'ids come')} again: all are kept, with numbers"] * bool(twice)
    corpus.notes += telling.notes(len(corpus.articles))
    return corpus


def told_apart(id: str, seen: Counter[str]) -> str:
    """`id`, with a number where it was seen before: one that no other has."""
    seen[id] += 1
    while seen[id] > 1:
        id = f"{id}#{seen[id]}"
        seen[id] += 1
    return id


def counted(number: int, one: str, many: str = "") -> str:
    """A number with what it counts, `many` where that is not `one` with an s: "1 system", "2 ids come"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def long(number: int) -> str:
    """What is told of summaries that are too long to be any."""
    return f"{counted(number, 'summary', 'summaries')} left out as longer than {LONGEST:,} characters"


def language(text: str) -> Lang | None:
    """Which language a summary is in, by its script: a Chinese character counts as much as a word in Latin letters."""
    han, words = len(_HAN.findall(text)), len(_WORD.findall(text))
    if not han and not words:
        return None
    return "zh" if han >= words else "en"


def lines(text: str) -> list[str]:
    """The sentences of a summary."""
    return [s for line in text.splitlines() for part in segmentation.sentences(line) if (s := part.strip())]


def simplified(texts: Sequence[str], settings: Settings) -> list[str]:
    """Texts as the methods and the scores see them, each by its own script."""
    keep = hanzi.listed(settings.hanzi.protect)
    return [hanzi.normalise([text], settings.hanzi.script, keep)[1][0].text for text in texts]


def _named(data: object) -> str:
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()[:16]


class _Telling:
    """Reads references, and counts what is to be told of them."""

    def __init__(self, name: str | None) -> None:
        self._name = name
        self.present = False
        self._counts: Counter[str] = Counter()

    def references(self, row: Json, settings: Settings) -> dict[Lang, tuple[str, ...]]:
        if self._name is None:
            return {}
        self.present = self.present or self._name in row
        value = row.get(self._name)
        texts = [t for t in (value if isinstance(value, list) else [value]) if isinstance(t, str) and t.strip()]
        found: dict[Lang, tuple[str, ...]] = {}
        for text in texts:
            lang = language(text)
            if lang is None or len(text) > LONGEST:
                self._counts["neither" if lang is None else "long"] += 1
                continue
            split = lines(text)
            if lang == "zh":
                converted = simplified(split, settings)
                self._counts["converted"] += converted != split
                split = converted
            self._counts[lang] += lang not in found
            found[lang] = (*found.get(lang, ()), "\n".join(split))
        self._counts["without"] += not found
        return found

    def notes(self, total: int) -> list[str]:
        if self._name is None:
            return []
        count = self._counts
        said = {
            "without": "{} of {} articles have no reference: they count only where none is needed",
            "neither": "left out as neither Chinese nor English: references of {} of {} articles",
            "long": f"left out as longer than {LONGEST:,} characters: references of {{}} of {{}} articles",
            "converted": "normalised to the script of the articles: references of {} of {} articles",
        }
        out = [line.format(count[key], total) for key, line in said.items() if count[key]]
        if count["zh"] and count["en"]:
            out.append(f"{count['zh']} articles have Chinese references, {count['en']} English ones: each on its side")
        return out
