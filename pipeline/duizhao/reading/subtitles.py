"""Subtitles: srt, vtt, and ass or ssa. Every cue is kept; the sentences that go over several are put together.

`raw` has a line for each line of text that a viewer reads; after the lines of a run those of its cues that are not
translated. The place of a paragraph holds its cues with all that is needed to write them back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from duizhao.document import Block, Document, edit
from duizhao.edits import Edit
from duizhao.errors import InputError
from duizhao.reading.content import Content
from duizhao.reading.cuelines import Line, apart, spoken
from duizhao.reading.cueruns import Speech, joiner, punctuated, runs, speech
from duizhao.reading.cues import Cues, events, timed
from duizhao.record import Dropped, Json
from duizhao.settings import Reading

STEP = "cue-join"
LIMIT = 32 << 20
"""Bytes of a file."""
MOST = 200_000
"""Cues of a file: a film has 2,000, and songs set letter by letter a hundred times as many."""
_CONTROL = re.compile("[\0-\x08\x0b-\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_PAUSE = re.compile("(?<=[\u3400-\u9fff])[ \u3000]{1,8}(?=[\u3400-\u9fff])")


def read(content: Content, settings: Reading, *, format: str) -> Iterator[Document | InputError]:
    """One document, a paragraph of kind "cue" for each run of cues. Raises InputError where the file holds none."""
    data = content.whole()
    if len(data) > LIMIT:
        raise InputError(f"has subtitles of more than {LIMIT >> 20} MB", where=content.name, remedy="Split it.")
    decoded = content.decoded(data)
    text = _CONTROL.sub("", decoded.text).lstrip("\ufeff")
    found = events(text) if format == "ass" else timed(text, blocks=format == "vtt")
    if not found.cues:
        what = f"holds no cue, whatever its name says ({format})"
        raise InputError(what, where=content.name, remedy="Save it again as srt, vtt or ass.")
    if len(found.cues) > MOST:
        raise InputError(f"has more than {MOST:,} cues", where=content.name, remedy="Split it.")
    seen = apart([spoken(c.body, format) for c in found.cues], [(c.start, c.end) for c in found.cues])
    speeches = [speech(c, s) for c, s in zip(found.cues, seen, strict=True)]
    layout = _Layout(format, punctuated(speeches))
    for run in runs(speeches, layout.marked):
        layout.add(run)
    layout.close(found)
    raw = "\n".join(layout.lines)
    origin = content.origin(data, decoded, format)
    document = Document(content.id, raw, raw, origin, blocks=tuple(layout.blocks), dropped=tuple(layout.dropped))
    yield edit(document, STEP, layout.edits)


@dataclass(slots=True)
class _Layout:
    """The raw text as it grows, `at` its length; `edits` make sentences of its lines."""

    format: str
    marked: bool
    lines: list[str] = field(default_factory=list)
    at: int = 0
    blocks: list[Block] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def add(self, run: Sequence[Speech]) -> None:
        """The lines of a run as a block; then what its cues hold besides."""
        start = self.at
        place: Json = {"format": self.format, "cues": [self._place(s) for s in run]}
        before: Line | None = None
        for one in run:
            for n, unit in enumerate(one.units):
                for i, line in enumerate(unit):
                    if before is not None and (i or not n):  # the border of two speakers stays
                        new = joiner(before, line, marked=self.marked, same_cue=i > 0)
                        self.edits.append(Edit(self.at - 1, self.at, "\n", new))
                    self._line(line)
                    before = line
        if self.at > start:
            self.blocks.append(Block(start, self.at - 1, "cue", place))
        elif self.blocks:
            # blocks of cues always have a place
            self.blocks[-1].place["cues"] += place["cues"]  # type: ignore[index]
        for one in run:
            self._drop(one.cue.comments, "comment")
            self._drop([line.seen for line in one.spoken.others], "other-language")
            self._drop([one.spoken.drawn], "drawing")

    def close(self, found: Cues) -> None:
        """What follows the last cue."""
        self._drop(found.comments, "comment")
        if found.after and self.blocks:
            # as above
            self.blocks[-1].place["after"] = found.after  # type: ignore[index]

    def _line(self, line: Line) -> None:
        start = self.at
        self._put(line.seen)
        inside = start + len(line.lead)
        if line.lead:
            self.edits.append(Edit(start, inside, line.lead, ""))
        if not self.marked:
            self.edits += (Edit(inside + m.start(), inside + m.end(), m[0], "，") for m in _PAUSE.finditer(line.text))
        if line.trail:
            self.edits.append(Edit(self.at - 1 - len(line.trail), self.at - 1, line.trail, ""))

    def _put(self, text: str) -> None:
        self.lines.append(text)
        self.at += len(text) + 1

    def _drop(self, texts: Sequence[str], reason: str) -> None:
        for text in filter(None, texts):
            start = self.at
            self._put(text)
            self.dropped.append(Dropped(text, reason, (start, self.at - 1)))

    def _place(self, one: Speech) -> Json:
        """A cue in the record: what is not said is as it follows from `body`, which is as it was found."""
        cue, said = one.cue, one.spoken
        body = ("\\N" if self.format == "ass" else "\n").join(line.shown for line in said.lines)
        seen = "\n".join(line.seen for line in said.lines if line.text)
        units = [self._unit(unit) for unit in one.units]
        marks = [[unit[0].lead, unit[-1].trail] for unit in one.units]
        place: Json = {"start": cue.start, "end": cue.end, "head": cue.head, "body": body}
        more = {
            "seen": seen if seen != body else None,
            "text": units if units != ([seen] if seen else []) else None,
            "marks": marks if any(map(any, marks)) else None,
            "around": [said.open, said.close] if said.open or said.close else None,
            "before": cue.before or None,
        }
        return place | {k: v for k, v in more.items() if v is not None}

    def _unit(self, unit: Sequence[Line]) -> str:
        """The text of a speaker as it stands in the source."""
        out = ""
        for i, line in enumerate(unit):
            out += joiner(unit[i - 1], line, marked=self.marked, same_cue=True) if i else ""
            out += line.text if self.marked else _PAUSE.sub("，", line.text)
        return out
