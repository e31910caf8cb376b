"""The draft as one HTML file: two columns, flags, sources of the summary; with its script, a desk to correct it at.

It reads well without the script and on paper. Nothing comes from elsewhere, and nothing that the document says runs or
styles: autoescape, and a content security policy that allows the one script and the one style sheet of this page by
their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.record import Draft, Flag, Kind, Paragraph, Sentence, Span
from duizhao.rendering import parts
from duizhao.rendering.safe import visible

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

STYLES = ("page.css", "desk.css", "narrow.css", "print.css")
STACKED = "stacked.css"
SCRIPTS = (
    "page.js",
    "units.js",
    "editing.js",
    "earlier.js",
    "moving.js",
    "keeping.js",
    "corrections.js",
    "keys.js",
)
"""In the order in which they stand in the page, in one scope."""

FOLDER = Path(__file__).parent / "draft"
"""The templates, styles and scripts of drafts."""

MINOR = frozenset({"split"})
"""Checks whose flags are frequent and seldom matter: they are shown small, and come last from flag to flag."""

KEYS = (
    (("Enter",), "edit the sentence; again, or Esc, to leave it"),
    (("Ctrl+Enter",), "accept, and on to the next sentence that is not accepted"),
    (("n", "Alt+↓"), "next flag"),
    (("p", "Alt+↑"), "previous flag"),
    (("j", "↓"), "next sentence"),
    (("k", "↑"), "previous sentence"),
    (("a",), "accept, or take that back"),
    (("d",), "the sentence's flags are dealt with, or not yet"),
    (("e",), "what was changed"),
    (("r",), "back to the draft's text"),
    (("u", "Ctrl+Z"), "undo: while editing, in the sentence; else on the page"),
    (("Shift+U", "Ctrl+Shift+Z"), "redo"),
    (("/",), "find; Esc to stop"),
    (("Ctrl+S",), "save corrections"),
    (("?",), "these keys"),
)
"""The keys of the desk (`draft/keys.js`), and what they do."""

Note = tuple[Flag, str, int]
"""A flag, the number of its sentence, and which sentence of its row that is."""

Piece = tuple[str, str]
"""A stretch of text, and the severity of the flag that points at it, or nothing."""


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence as the page shows it."""

    id: str
    number: str
    source: Markup
    target: Markup
    origin: str
    came_from: str
    confidence: str
    score: str
    cited: tuple[int, ...]
    data: dict[str, str]
    """What the desk needs: the hash of the source, and as JSON the id and the source where the page shows others."""


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side: one sentence, or a whole heading. `marks` are the class names that filters look for."""

    cells: list[Item]
    flags: list[Note]
    marks: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as the page shows it."""

    id: str
    kind: Kind
    rows: list[Row]
    gist: str
    gist_lang: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A button that leaves only the rows with the class `mark`."""

    mark: str
    label: str
    count: int


def desk(draft: Draft, layout: str = "side-by-side") -> str:
    """The draft with both languages as a self-contained HTML page, side by side or top-bottom."""
    view = _View(draft)
    blocks = [view.block(p) for p in draft.paragraphs]
    title = view.block(draft.title) if draft.title else None
    style = styles(STYLES if layout == "side-by-side" else (*STYLES, STACKED))
    script = scripts(SCRIPTS)
    return template("page.html").render(
        draft=draft,
        heading=parts.name(draft),
        title=title,
        blocks=blocks,
        summary=view.summary(),
        filters=view.filters(),
        policy=policy(style, script),
        style=style,
        script=script,
        lang=parts.language(draft),
        facts=parts.facts(draft.meta),
        link=linked(draft.meta.url),
        tally=parts.tally(draft),
        repaired=parts.repaired(draft),
        dropped=parts.dropped(draft),
        engine=parts.engine(draft),
        marks=parts.MARKS,
        minor=MINOR,
        keys=KEYS,
        data=_data(draft),
    )


class _View:
    """The parts of one draft, with the number of each check and the summary sentences that cite each sentence."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._checks = {c: f"check-{i}" for i, c in enumerate(dict.fromkeys(f.check for _, f in draft.flags))}
        self._cited: dict[str, tuple[int, ...]] = {}
        for i, s in enumerate(draft.summary.sentences if draft.summary else (), 1):
            for identity in s.supports:
                self._cited[identity] = (*self._cited.get(identity, ()), i)

    def block(self, p: Paragraph) -> Block:
        """A paragraph: a row for each sentence, but one row for a whole heading."""
        whole = p.kind == "heading" or p.id == "title"
        groups = [p.sentences] if whole and p.sentences else [(s,) for s in p.sentences]
        gist = p.gist or ""
        return Block(p.id, p.kind, [self._row(g) for g in groups], gist, "zh" if parts.has_han(gist) else "en")

    def summary(self) -> list[tuple[str, str, list[tuple[str, str]], list[Note]]]:
        """Source, target, supports (id and number) and flags of each sentence of the summary."""
        found = self._draft.summary.sentences if self._draft.summary else ()
        return [
            (s.source, s.target, [(x, parts.number(x)) for x in s.supports], [(f, "", 0) for f in s.flags])
            for s in found
        ]

    def filters(self) -> list[Filter]:
        """All, flagged, each severity, each check, low confidence: with how many sentences each would leave."""
        count = Counter(mark for s in self._draft.sentences for mark in ("row", *self._marks(s.flags)))
        count["low"] = sum(s.confidence == "low" for s in self._draft.sentences)
        named = {"error": "errors", "warning": "warnings", **{mark: check for check, mark in self._checks.items()}}
        named["low"] = "low confidence"
        found = [Filter(mark, label, count[mark]) for mark, label in named.items() if count[mark]]
        return [Filter("row", "all", count["row"]), Filter("flagged", "flagged", count["flagged"]), *found]

    def _marks(self, flags: Iterable[Flag]) -> dict[str, None]:
        """The class names that filters look for."""
        pairs = [("flagged", f.severity, self._checks[f.check]) for f in flags]
        return dict.fromkeys(mark for three in pairs for mark in three)

    def _row(self, sentences: Sequence[Sentence]) -> Row:
        notes = [(f, parts.number(s.id), cell) for cell, s in enumerate(sentences) for f in s.flags]
        marks = [*self._marks(f for f, *_ in notes)]
        marks += ["minor"] if notes and all(f.check in MINOR for f, *_ in notes) else []
        marks += ["low"] if any(s.confidence == "low" for s in sentences) else []
        return Row([self._item(s) for s in sentences], notes, " ".join(marks))

    def _item(self, s: Sentence) -> Item:
        return Item(
            s.id,
            parts.number(s.id),
            _marked(s.source, [(f.source_span, f.severity) for f in s.flags]),
            _marked(s.target.strip(), [(f.target_span, f.severity) for f in s.flags]),
            parts.origin(s),
            s.came_from,
            s.confidence or "",
            "" if s.score is None else f"{s.score:.2f}".replace("-", "−"),
            self._cited.get(s.id, ()),
            {"data-hash": s.source_hash, **_exact(s)},
        )


def pieces(text: str, spans: Iterable[tuple[Span | None, str]]) -> list[Piece]:
    """`text` cut at the borders of `spans`; where spans overlap, an error counts more than a warning."""
    found = [(max(0, s[0]), min(len(text), s[1]), severity) for s, severity in spans if s]
    if not found:
        return [(visible(text), "")] if text else []
    cuts = sorted({0, len(text), *(x for start, end, _ in found for x in (start, end) if 0 <= x <= len(text))})
    out = []
    for start, end in pairwise(cuts):
        here = {severity for a, b, severity in found if a <= start and end <= b}
        out.append((visible(text[start:end]), min(here, default="")))
    return out


def _marked(text: str, spans: Iterable[tuple[Span | None, str]]) -> Markup:
    from markupsafe import Markup, escape

    mark = Markup('<mark class="{}">{}</mark>')
    found = pieces(text, spans)
    return Markup("").join(mark.format(severity, words) if severity else escape(words) for words, severity in found)


def _exact(s: Sentence) -> dict[str, str]:
    """The id and the source of a sentence, where the page shows another text in their place."""
    shown = {"id": (s.id, _anchor(s.id)), "source": (s.source, visible(s.source))}
    return {f"data-{name}": json.dumps(text) for name, (text, seen) in shown.items() if text != seen}


def _data(draft: Draft) -> dict[str, str]:
    """What the desk needs of the draft: its id as JSON, what made it, and the name under which unsaved work is kept."""
    sentences = list(draft.sentences)
    sources = hashlib.sha256("".join(s.source_hash for s in sentences).encode())
    targets = hashlib.sha256(json.dumps([(s.id, s.target) for s in sentences]).encode())
    return {
        "data-document": json.dumps(draft.id),
        "data-duizhao": draft.engine.duizhao,
        "data-draft": f"{sources.hexdigest()[:16]} {targets.hexdigest()[:16]}",
    }


def _anchor(identity: str) -> str:
    return re.sub(r"\s", "_", visible(identity))


def linked(url: str | None) -> str:
    """The address where a link to it is harmless, else nothing."""
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else ""


def hashed(text: str) -> str:
    """What a content security policy calls a text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(style: str, script: str) -> str:
    """The content security policy of a page with one style sheet and one script, and nothing from elsewhere."""
    own = f"style-src {hashed(style)}; script-src {hashed(script)}"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


@cache
def _file(name: str, folder: Path = FOLDER) -> str:
    text = (folder / name).read_text(encoding="utf-8")
    return re.sub(r"^\s+|^// .*\n|^/\* .* \*/\n", "", text, flags=re.MULTILINE)  # comments and indents stay at home


def styles(names: Iterable[str], folder: Path = FOLDER) -> str:
    """The style sheet that files make."""
    return "".join(_file(name, folder) for name in names)


def scripts(names: Iterable[str], folder: Path = FOLDER) -> str:
    """The script that files make, in one scope."""
    return f'"use strict";\n{{\n{"".join(_file(name, folder) for name in names)}}}\n'


@cache
def template(name: str, folder: Path = FOLDER) -> Template:
    """A template of a page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.filters["anchor"] = _anchor
    return environment.get_template(name)
