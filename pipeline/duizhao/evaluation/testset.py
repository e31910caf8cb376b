"""Test sets: Chinese segments, each with one reference or several; and what systems made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao import flow
from duizhao.errors import InputError, UsageError
from duizhao.evaluation import files

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
LONGEST = 20_000
"""Characters of a segment: more is a document, or no text."""
_SHOWN = 5
"""Lines that a warning names."""


@dataclass(frozen=True, slots=True)
class Segments:
    """`sources`: every segment of the file; `references[i]`: those of segment i, none where it is not scored.

    `documents`: the document of each segment, where the file says. `notes`: what is odd about it, for a user.
    """

    name: str
    sources: tuple[str, ...]
    references: tuple[tuple[str, ...], ...]
    documents: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def scored(self) -> list[int]:
        """The places of the segments that count: with a source, and a reference."""
        pairs = zip(self.sources, self.references, strict=True)
        return [i for i, (source, references) in enumerate(pairs) if source and references]

    def counted(self) -> str:
        """How many references there are, as sacrebleu writes it."""
        numbers = {len(self.references[i]) for i in self.scored}
        return str(numbers.pop()) if len(numbers) == 1 else "var"


def read(source: Path, references: Sequence[Path] = ()) -> Segments:
    """The test set of a file: lines of Chinese, with `references` line by line; or a file that has both.

    Raises InputError where files do not have as many lines, or are not in the language that they are taken for, and
    where nothing can be scored; UsageError where there is no reference.
    """
    rows = files.rows(source)
    if not references and not any(row.references for row in rows):
        raise UsageError("has no references", where=source, remedy="Give --reference FILE, the English of each line.")
    columns = [[row.references for row in rows]]
    for path in references:
        lines = aligned(path, len(rows), source)
        _refuse_chinese(lines, path)
        columns.append([(line,) for line in lines])
    joined = [tuple(r for column in columns for r in column[i] if r) for i in range(len(rows))]
    sources = tuple(row.source for row in rows)
    _refuse_long(sources, source)
    if what := flow.not_chinese("\n".join(sources)):
        raise InputError(what, where=source, remedy="SOURCE is the Chinese; the English goes to --reference.")
    _refuse_chinese([r for row in rows for r in row.references], source)
    documents = tuple(row.document for row in rows) if any(row.document for row in rows) else ()
    found = Segments(str(source), sources, tuple(joined), documents)
    if not found.scored:
        raise InputError("has no segment with a reference", where=source, remedy="All references are empty.")
    return Segments(found.name, found.sources, found.references, documents, tuple(_notes(found)))


def aligned(path: Path, count: int, source: Path) -> list[str]:
    """The English of a file, a line for each of `count` segments. Raises InputError."""
    lines = files.targets(path)
    if len(lines) != count:
        what = f"has {len(lines):,} segments where {source} has {count:,}"
        raise InputError(what, where=path, remedy="Line N of each file must belong together.")
    _refuse_long(lines, path)
    return lines


def output_of(name: str, path: Path, test: Segments) -> list[str]:
    """What a system made of a test set. Raises InputError where it is empty, or not as long."""
    lines = aligned(path, len(test.sources), Path(test.name))
    if not any(lines):
        raise InputError(f"has nothing in it (--system {name})", where=path, remedy="Name the system's translation.")
    _refuse_chinese(lines, path)
    return lines


def _refuse_long(lines: Sequence[str], path: Path) -> None:
    for n, line in enumerate(lines, 1):
        if len(line) > LONGEST:
            what = f"line {n:,} has more than {LONGEST:,} characters"
            raise InputError(what, where=path, remedy="A line is a segment: a sentence, or a paragraph.")


def _refuse_chinese(lines: Sequence[str], path: Path) -> None:
    text = "\n".join(lines)
    if len(_HAN.findall(text)) > len(_LATIN.findall(text)):
        raise InputError("is Chinese, not English", where=path, remedy="Are the files in the wrong order?")


def _notes(test: Segments) -> list[str]:
    scored = set(test.scored)
    blank = [i for i in range(len(test.sources)) if i not in scored]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    repeated = []
    for i in test.scored:
        pair = test.sources[i], test.references[i]
        if pair in seen:
            repeated.append(i)
        seen.add(pair)
    out = []
    if blank:
        out.append(f"{test.name}: {_said(blank)} without source or reference, not scored")
    if repeated:
        out.append(f"{test.name}: {_said(repeated)} said before, scored again")
    return out


def _said(places: Sequence[int]) -> str:
    shown = ", ".join(f"{i + 1:,}" for i in places[:_SHOWN])
    more = ", …" if len(places) > _SHOWN else ""
    return f"{len(places):,} segment{'s' if len(places) > 1 else ''} (line {shown}{more})"
