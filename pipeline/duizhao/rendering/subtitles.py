"""Subtitles with both lines, for documents that came from subtitles: the Chinese as it was found, the English below;
or in English alone.

In the format of the original every cue has its number, name, times, settings and tags as they were, and what stands
between the cues is there. In another one the text alone goes over, with its times.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from duizhao.errors import UsageError
from duizhao.record import Draft, Json, Paragraph
from duizhao.rendering.layback import lay_back, wrap
from duizhao.rendering.parts import has_han

_ASS_HEAD = """[Script Info]
ScriptType: v4.00+
WrapStyle: 0
PlayResX: 1920
PlayResY: 1080

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,56,&H00FFFFFF,&H000000FF,&H00000000,&H64000000,0,0,0,0,100,100,0,0,1,2,1,2,60,60,48,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"""

_LEAD = re.compile(r"^(?:\{[^{}]*\}|<[^<>/]*>)+")
_TRAIL = re.compile(r"(?:</[^<>]*>)+$")
_ELEMENT = re.compile(r"<(?!v\b)")
_PLACING = re.compile(r"\{[^{}]*\}|<v\b[^<>]*>")
"""Tags that need no other at the end: those of ass, and the speaker of vtt."""
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Form:
    """How a format is written: `head` of a number and the times, `between` lines and cues, and what must be escaped."""

    head: Callable[[int, int, int], str]
    escape: Callable[[str], str]
    after_head: str
    line: str
    gap: str
    top: str


_FORMS = {
    "srt": _Form(
        lambda number, start, end: f"{number}\n{_clock(start)} --> {_clock(end)}", str, "\n", "\n", "\n\n", ""
    ),
    "vtt": _Form(
        lambda _, start, end: f"{_clock(start, '.')} --> {_clock(end, '.')}",
        lambda text: html.escape(text, quote=False),
        "\n",
        "\n",
        "\n\n",
        "WEBVTT",
    ),
    "ass": _Form(
        lambda _, start, end: f"Dialogue: 0,{_centiseconds(start)},{_centiseconds(end)},Default,,0,0,0,,",
        lambda text: text.translate({ord("{"): "(", ord("}"): ")", ord("\\"): "＼"}),
        "",
        "\\N",
        "\n",
        _ASS_HEAD,
    ),
}


def srt(draft: Draft, layout: str, mono: bool) -> str:
    """The draft as SubRip. Raises UsageError where it came from no subtitles."""
    return _written(draft, "srt", mono)


def vtt(draft: Draft, layout: str, mono: bool) -> str:
    """The draft as WebVTT. Raises UsageError where it came from no subtitles."""
    return _written(draft, "vtt", mono)


def ass(draft: Draft, layout: str, mono: bool) -> str:
    """The draft as Advanced SubStation Alpha. Raises UsageError where it came from no subtitles."""
    return _written(draft, "ass", mono)


def _written(draft: Draft, format: str, mono: bool) -> str:
    form = _FORMS[format]
    blocks: list[str] = []
    now = 0
    own = True
    for number, (cue, english, origin, done) in enumerate(_cues(draft, format), 1):
        own = origin == format
        now = max(cue["start"] if isinstance(cue.get("start"), int) else now, 0)
        until = max(cue["end"] if isinstance(cue.get("end"), int) else now, 0)
        head = cue["head"] if own else form.head(number, now, until)
        if own and cue.get("before"):
            blocks.append(cue["before"])
        lines = _source(cue, form, own) if not mono or _is_bare(cue, english, done) else []
        lines += _tagged(english, cue, form) if mono and own else _framed(english, cue, form, own)
        if mono and not lines:  # the sentence has fewer words than cues
            continue
        blocks.append(form.after_head.join(filter(None, [head, form.line.join(lines)])))
        now = until
    if not blocks:
        raise _none(draft, format)
    if not own or (format == "vtt" and not blocks[0].startswith("WEBVTT")):
        blocks = [form.top, *blocks] if form.top else blocks
    after = (draft.paragraphs[-1].place or {}).get("after")
    blocks += [after] if own and isinstance(after, str) else []
    return _CONTROL.sub("", form.gap.join(blocks)) + "\n"


def _cues(draft: Draft, format: str) -> Iterator[tuple[Json, list[str], str, bool]]:
    """Every cue with the lines of its English, the format that it came from, and whether its run is translated."""
    for paragraph in draft.paragraphs:
        origin, cues = _place(paragraph, draft, format)
        units = [list(cue.get("text", [_seen(cue)] if _seen(cue) else [])) for cue in cues]
        english = iter(lay_back(paragraph.sentences, [text for texts in units for text in texts]))
        done = all(s.target.strip() for s in paragraph.sentences if s.source.strip())
        for cue, texts in zip(cues, units, strict=True):
            lines: list[str] = []
            marks = cue.get("marks") or [["", ""]] * len(texts)
            for text, (lead, trail) in zip(texts, marks, strict=False):
                target = next(english)
                if target and target != text:
                    lines += wrap(f"{lead}{target}{trail}")
            yield cue, lines, origin, done


def _place(paragraph: Paragraph, draft: Draft, format: str) -> tuple[str, list[Json]]:
    place = paragraph.place or {}
    cues = place.get("cues")
    if place.get("format") not in _FORMS or not isinstance(cues, list) or not all(map(_is_cue, cues)):
        raise _none(draft, format)
    return str(place["format"]), cues


def _none(draft: Draft, format: str) -> UsageError:
    what = f"holds no cues to write as {format}"
    return UsageError(what, where=draft.origin.path or draft.id, remedy="Only subtitles become subtitles; try html.")


def _is_cue(cue: object) -> bool:
    return isinstance(cue, dict) and isinstance(cue.get("head"), str) and isinstance(cue.get("body"), str)


def _seen(cue: Json) -> str:
    """The text of a cue as a viewer reads it."""
    return str(cue.get("seen", cue["body"]))


def _source(cue: Json, form: _Form, own: bool) -> list[str]:
    """The Chinese of a cue: as it was found, or in another format what is seen of it."""
    if own:
        return [cue["body"]] if cue["body"] else []
    return [form.escape(line) for line in _seen(cue).split("\n") if line]


def _is_bare(cue: Json, english: list[str], done: bool) -> bool:
    """Whether nothing but the text as it was found can be shown of a cue, in English alone too."""
    return not english and not (done and has_han(_seen(cue)))


def _tagged(english: list[str], cue: Json, form: _Form) -> list[str]:
    """The English of a cue between the tags that stand around all of its text."""
    body = cue["body"]
    lead, trail = (match[0] if (match := tags.search(body)) else "" for tags in (_LEAD, _TRAIL))
    if len(_ELEMENT.findall(lead)) != trail.count("</"):
        lead, trail = "".join(_PLACING.findall(lead)), ""
    lines = [form.escape(line) for line in english]
    if lines:
        lines[0] = lead + lines[0]
        lines[-1] += trail
    return lines


def _framed(english: list[str], cue: Json, form: _Form, own: bool) -> list[str]:
    """The English between the tags of the line that it replaces or explains."""
    lines = [form.escape(line) for line in english]
    if lines and own and (around := cue.get("around")):
        lines[0] = around[0] + lines[0]
        lines[-1] += around[1]
    return lines


def _clock(time: int, point: str = ",") -> str:
    seconds, rest = divmod(time, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}{point}{rest:03}"


def _centiseconds(time: int) -> str:
    return _clock(time, ".").removeprefix("0")[:-1]
