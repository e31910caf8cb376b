"""The record: what duizhao knows of a document, from which every output format is rendered.

Field names, nesting and meaning are those of the JSON (`schema/duizhao-1.json`). Spans are half-open, in characters:
`at` of paragraphs and of what was dropped, and the edits of repairs, in the raw text; spans of a flag in the sentence's
`source` and `target`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from duizhao.edits import Edit

SCHEMA = "duizhao/1"

Span = tuple[int, int]
Json = dict[str, Any]
Kind = Literal["paragraph", "heading", "item", "caption", "quote", "cell", "footnote", "header", "cue"]
Severity = Literal["error", "warning"]
Confidence = Literal["high", "medium", "low"]
CameFrom = Literal["model", "memory", "edited", "copied", "none"]
Evidence = Literal["bom", "declared", "strict", "detected", "given"]
TermState = Literal["used", "missed", "conflicting"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from, and how its bytes became text. `encoding_confidence` is between 0 and 1.

    `member`: its name inside the container (zip, WARC) that `path` is.
    """

    path: str | None = None
    member: str | None = None
    format: str = "txt"
    encoding: str = "utf-8"
    encoding_evidence: Evidence = "strict"
    encoding_confidence: float = 1.0
    sha256: str = ""
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Meta:
    """What the document says of itself. `evidence[field]`: the span in raw it was read from, or the name of the tag.

    `date` is ISO 8601, with the offset from UTC where it is known; `place` is where a report was written.
    """

    title: str | None = None
    subtitle: str | None = None
    date: str | None = None
    place: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    editor: str | None = None
    section: str | None = None
    url: str | None = None
    lang: str | None = None
    evidence: dict[str, Span | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """The OpenCC configuration that normalised the text, and the evidence it was chosen on."""

    config: str = "none"
    evidence: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flag:
    """A weak spot that a check found. It never deletes text."""

    check: str
    severity: Severity
    message: str
    source_span: Span | None = None
    target_span: Span | None = None


@dataclass(frozen=True, slots=True)
class TermUse:
    """What became of a term of the glossary: `source` and `target` as the glossary has them.

    used: the target says it; missed: it does not; conflicting: it says what is forbidden. `source_span` is the first
    place of the term in the sentence.
    """

    source: str
    target: str
    state: TermState
    source_span: Span
    target_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """`source` as the author wrote it, `normalised` in the simplified script, `target` the English.

    `score` is the sum of log-probabilities divided by the number of target tokens. `terms`: each term of the glossary
    that the source has, once.
    """

    id: str
    source: str
    normalised: str
    target: str = ""
    came_from: CameFrom = "none"
    score: float | None = None
    confidence: Confidence | None = None
    flags: tuple[Flag, ...] = ()
    terms: tuple[TermUse, ...] = ()

    @property
    def source_hash(self) -> str:
        """Names the source text: the first 16 hexadecimal digits of its SHA-256."""
        return _named(self.source)

    @property
    def target_hash(self) -> str:
        """Names the target, without white space around it, as `source_hash` does the source."""
        return _named(self.target.strip())

    @property
    def weak_spots(self) -> tuple[Flag, ...]:
        """The flags, without an earlier translation shown beside the model's words: that is help, and no fault."""
        return tuple(f for f in self.flags if f.check != "fuzzy" or self.came_from != "model")


def _named(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the document. The sources of its sentences, joined, are its source exactly."""

    id: str
    kind: Kind
    at: Span | None
    sentences: tuple[Sentence, ...]
    place: Json | None = None
    gist: str | None = None

    @property
    def source(self) -> str:
        return "".join(s.source for s in self.sentences)

    @property
    def target(self) -> str:
        return " ".join(t for s in self.sentences if (t := s.target.strip()))


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of a summary; `supports` are the ids of the sentences it rests on.

    `support_scores`: for each of them how much of the sentence it says, from 0 to 1, which is the sentence itself.
    `source` is empty where a model wrote the English from the article.
    """

    source: str
    target: str
    supports: tuple[str, ...]
    flags: tuple[Flag, ...] = ()
    support_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary; `signature` names every choice that it depends on beside the text, as `key:value` joined by `|`."""

    method: str
    asked: str
    sentences: tuple[SummarySentence, ...]
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text of the document that is not translated, and why."""

    text: str
    reason: str
    at: Span


@dataclass(frozen=True, slots=True)
class Repair:
    """What one cleaning step did: how many places it mended, and its edits in raw."""

    step: str
    count: int
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What made the targets. `note`: how good the model is; `signature`: every choice that changes the output."""

    model: str = ""
    model_sha256: str = ""
    engine: str = ""
    device: str = ""
    compute: str = ""
    beam: int = 0
    duizhao: str = ""
    note: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One document, as far as duizhao has got with it. `title` is a paragraph whose id is "title"."""

    id: str
    origin: Origin
    meta: Meta = Meta()
    script: Script = Script()
    title: Paragraph | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    summary: Summary | None = None
    dropped: tuple[Dropped, ...] = ()
    repairs: tuple[Repair, ...] = ()
    engine: EngineInfo = EngineInfo()

    @property
    def blocks(self) -> tuple[Paragraph, ...]:
        """The title, where there is one, and the paragraphs."""
        return ((self.title,) if self.title else ()) + self.paragraphs

    @property
    def sentences(self) -> Iterator[Sentence]:
        """Every sentence in reading order, the title's first."""
        return (s for p in self.blocks for s in p.sentences)

    @property
    def flags(self) -> list[tuple[str, Flag]]:
        """Every flag, with the id of its sentence."""
        return [(s.id, f) for s in self.sentences for f in s.flags]

    def to_json(self) -> Json:
        """The record as plain JSON types."""
        from duizhao.jsonform import to_json

        return to_json(self)

    @staticmethod
    def from_json(data: Json) -> Draft:
        """A draft from the JSON of its record; unknown keys are ignored. Raises InputError where it is none."""
        from duizhao.jsonform import from_json

        return from_json(data)
