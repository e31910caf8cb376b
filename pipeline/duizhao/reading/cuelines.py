"""The text of a cue as viewers see it, line by line, apart from tags, drawings, dashes and notes."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_SRT_TAG = re.compile(r"</?(?:i|b|u|s|font)(?:\s[^<>]{0,300})?>|\{\\[^{}\n]{0,300}\}", re.I)
_VTT_TAG = re.compile(r"<rt>[^<>]{0,200}</rt>|<[^<>\n]{0,300}>")
_ASS_TAG = re.compile(r"\{[^{}]*\}")
_ASS_PIECE = re.compile(r"\{[^{}]*\}|\\[Nnh]")
_DRAWS = re.compile(r"\\p(\d)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?\s+([^<>\n]{1,200})>")
_PLACE = re.compile(r"\\(?:an?\d{1,2}|(?:pos|move)\([^()]{0,100}\))")
_WRAPPED = re.compile(r"(<(i|b|u|v|c|font)\b[^<>]{0,300}>)[^<>]*(</\2>)")
_LEAD = re.compile(r"(?:(?:[-－‐–]|—(?!—))(?![-－‐–—\d])|>>|[♪♫♬]+)\s*")
_TRAIL = re.compile(r"\s*[♪♫♬]+$")
_HAN = re.compile("[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_OTHER = re.compile("[\u3041-\u30fa\uac00-\ud7a3]")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_BREAKS = re.compile("[\t\v\f\x1c-\x1e\x85\u2028\u2029]")

BILINGUAL = 1 / 3
"""Share of the Chinese cues that must have a line in another language, for those lines to be left out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cue: `shown` as found, `text` without tags and without the `lead` (a dash) and `trail` (a note)."""

    shown: str
    text: str
    lead: str = ""
    trail: str = ""
    open: str = ""
    close: str = ""

    @property
    def seen(self) -> str:
        return self.lead + self.text + self.trail


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is seen of a cue. `others` are its lines in another language, `drawn` is no text but strokes.

    `open` and `close` are the tags that its English stands between; `where` is its place on the screen and its voice.
    """

    lines: tuple[Line, ...]
    others: tuple[Line, ...] = ()
    drawn: str = ""
    open: str = ""
    close: str = ""
    where: str = ""


def spoken(body: str, format: str) -> Spoken:
    """What is seen of a cue's text."""
    if format == "ass":
        lines, drawn = _of_event(body)
        return Spoken(lines, drawn=drawn, where=" ".join(sorted(_PLACE.findall(body))))
    tag = _VTT_TAG if format == "vtt" else _SRT_TAG
    plain = html.unescape if format == "vtt" else str
    lines = tuple(_line(shown, plain(tag.sub("", shown)), tag) for shown in body.split("\n"))
    wrapped = _WRAPPED.fullmatch(body)
    where = [*_PLACE.findall(body), *_VOICE.findall(body)]
    return Spoken(
        lines,
        open=wrapped[1] if wrapped else "",
        close=wrapped[3] if wrapped else "",
        where=" ".join(where),
    )


def apart(cues: Sequence[Spoken], times: Sequence[tuple[int | None, int | None]]) -> list[Spoken]:
    """The cues with the lines in another language set apart, where a file has such lines throughout.

    They stand in the cue itself, or in a cue of the same times.
    """
    chinese = {t for cue, t in zip(cues, times, strict=True) if None not in t and any(map(_is_chinese, cue.lines))}
    mixed = [_mixed(cue, t in chinese) for cue, t in zip(cues, times, strict=True)]
    number = sum(any(map(_is_chinese, cue.lines)) for cue in cues)
    if not any(mixed) or sum(mixed) < BILINGUAL * number:
        return list(cues)
    return [_without_others(cue) if m else cue for cue, m in zip(cues, mixed, strict=True)]


def _mixed(cue: Spoken, beside_chinese: bool) -> bool:
    if not any(map(_is_other, cue.lines)):
        return False
    return beside_chinese or any(map(_is_chinese, cue.lines))


def _without_others(cue: Spoken) -> Spoken:
    others = tuple(line for line in cue.lines if _is_other(line))
    return replace(
        cue,
        lines=tuple(line for line in cue.lines if not _is_other(line)),
        others=others,
        open=others[0].open,
        close=others[-1].close,
    )


def _is_chinese(line: Line) -> bool:
    return bool(_HAN.search(line.text)) and not _OTHER.search(line.text)


def _is_other(line: Line) -> bool:
    """Whether a line is in Latin letters, Japanese or Korean."""
    return bool(_OTHER.search(line.text)) or (bool(_WORDS.search(line.text)) and not _HAN.search(line.text))


def _of_event(body: str) -> tuple[tuple[Line, ...], str]:
    """The lines of an ass event and what it draws; braces are tags or remarks, never text."""
    lines: list[Line] = []
    shown: list[str] = []
    text: list[str] = []
    drawn: list[str] = []
    draws, at = False, 0
    for piece in [*_ASS_PIECE.finditer(body), None]:
        words = body[at : piece.start() if piece else len(body)]
        shown.append(words)
        (drawn if draws else text).append(words)
        if piece is None or piece[0] in ("\\N", "\\n"):
            lines.append(_line("".join(shown), "".join(text), _ASS_TAG))
            shown, text = [], []
        else:
            shown.append(piece[0])
            text += [" "] if piece[0] == "\\h" else []
            if found := _DRAWS.findall(piece[0]):
                draws = found[-1] != "0"
        at = piece.end() if piece else at
    return tuple(lines), "".join(drawn).strip()


def _line(shown: str, text: str, tag: re.Pattern[str]) -> Line:
    text = _BREAKS.sub(" ", text).strip()
    if not any(c.isprintable() and not c.isspace() for c in text[:200]):
        text = ""
    lead = _LEAD.match(text)
    begin = lead[0] if lead and lead.end() < len(text) else ""
    trail = _TRAIL.search(text[len(begin) :][-20:])
    end = trail[0] if trail and len(begin) + len(trail[0]) < len(text) else ""
    bare = text[len(begin) : len(text) - len(end)]
    return Line(shown, bare, begin, end, *_around(shown, tag))


def _around(shown: str, tag: re.Pattern[str]) -> tuple[str, str]:
    """The tags before the first and after the last word of a line."""
    found = list(tag.finditer(shown))
    first, last = 0, len(shown)
    for m in found:
        if m.start() == first:
            first = m.end()
    for m in reversed(found):
        if m.end() == last and m.start() >= first:
            last = m.start()
    return shown[:first], shown[last:]
