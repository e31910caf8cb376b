"""Jobs of CAT tools filled: the targets of XLIFF and TMX, and nothing else of the file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from duizhao import tmx
from duizhao.originals.inline import pieces, placed
from duizhao.originals.splice import Element, Markup, escaped
from duizhao.record import Draft, Flag, Paragraph
from duizhao.rendering.exchange import PRIORITY, TARGET, TOOL, about
from duizhao.xliff import SDL, Segment, is_two, parse, segments
from duizhao.xml import local, value

REVIEW = "inline tags were placed by position: check them"
_STATE = {"state": "needs-review-translation", "state-qualifier": "mt-suggestion"}
_STATE_TWO = {"state": "initial", "subState": "duizhao:model"}
_STATE_SDL = {"conf": "Draft", "origin": "mt", "origin-system": TOOL}

Filled = tuple[Segment, Paragraph, bytes, bool]
"""A segment, what it is filled from and with, and whether tags were placed inside."""


def fill_xliff(draft: Draft, original: bytes) -> bytes:
    """The job with the targets of the draft. A segment of which a sentence has no target stays as it is."""
    root = parse(original, draft.origin.path or draft.id)
    markup = Markup(original, root)
    waiting = _paragraphs(draft)
    for _, group in groupby(enumerate(segments(root)), key=lambda item: item[1].unit):
        numbered = list(group)
        filled: list[Filled] = []
        for number, segment in numbered:
            if (paragraph := waiting.get(number)) is not None:
                content, inside = placed(pieces(markup, segment.source), paragraph)
                filled.append((segment, paragraph, content, inside))
        if filled:
            (_fill_two if is_two(root) else _fill_one)(markup, [s for _, s in numbered], filled)
    return markup.result()


def fill_tmx(draft: Draft, original: bytes) -> bytes:
    """The memory with an English variant for each unit of the draft."""
    root = tmx.parse(original, draft.origin.path or draft.id, kind="tmx")
    markup = Markup(original, root)
    waiting = _paragraphs(draft)
    for number, entry in enumerate(tmx.entries(root)):
        paragraph = waiting.get(number)
        if paragraph is None:
            continue
        content, _ = placed(pieces(markup, entry.source), paragraph)
        if entry.target is not None:
            markup.fill(entry.target, content)
        else:
            last = list(entry.unit.iterfind("{*}tuv"))[-1]
            name, seg = markup.name(entry.chinese), markup.name(entry.source)
            variant = b'<%b xml:lang="%b"><%b>%b</%b></%b>' % (name, TARGET.encode(), seg, content, seg, name)
            markup.after(last, variant)
    return markup.result()


def _paragraphs(draft: Draft) -> dict[int, Paragraph]:
    """The paragraphs that are translated whole, by the number of their segment."""
    return {
        p.place["segment"]: p
        for p in draft.blocks
        if p.place and isinstance(p.place.get("segment"), int)
        if p.target and all(s.target.strip() for s in p.sentences if s.source.strip())
    }


def _fill_one(markup: Markup, whole: Sequence[Segment], filled: Sequence[Filled]) -> None:
    """Fill segments of one unit of XLIFF 1.2."""
    unit, file = whole[0].unit, whole[0].file
    holder = unit.find("{*}target")
    if value(file, "target-language") is None:
        markup.set(file, {"target-language": TARGET})
    contents = {id(segment): content for segment, _, content, _ in filled}
    is_sdl = _is_sdl(unit)
    state = {} if is_sdl or len(filled) < len(whole) else _STATE
    content = filled[0][2] if whole[0].mid is None else _marks(markup, unit, whole, contents, spaced=not is_sdl)
    if holder is None:
        source = unit.find("{*}seg-source")
        source = unit.find("{*}source") if source is None else source
        name = markup.sibling(source, "target")
        said = b"".join(b' %b="%b"' % (k.encode(), v.encode()) for k, v in state.items())
        markup.after(source, b"<%b%b>%b</%b>" % (name, said, content, name))
    else:
        markup.set(holder, state)
        _fill_holder(markup, holder, whole, contents, content)
    for segment, paragraph, _, inside in filled:
        if is_sdl:
            for said in unit.iter(f"{{{SDL}}}seg"):
                if value(said, "id") == segment.mid:
                    markup.set(said, _STATE_SDL)
        else:
            _note_one(markup, unit, holder, paragraph, inside)


def _fill_holder(
    markup: Markup, holder: Element, whole: Sequence[Segment], contents: dict[int, bytes], content: bytes
) -> None:
    """Fill a target that is there: its marks, those that it lacks, or all of it."""
    present = [s for s in whole if s.mid is not None and s.target is not None]
    if not present:
        markup.fill(holder, content)
        return
    for segment in whole:
        new = contents.get(id(segment))
        if new is not None and segment.target is not None:
            markup.fill(segment.target, new)
        elif new is not None:
            markup.append(holder, _mark(markup, segment, new))


def _marks(
    markup: Markup, unit: Element, whole: Sequence[Segment], contents: dict[int, bytes], *, spaced: bool
) -> bytes:
    """A target made like the seg-source: its marks, and what stands around them; English needs a space between two."""
    holder = unit.find("{*}seg-source")
    start, out, at = markup.extent(holder).inside, b"", markup.extent(holder).inside
    for segment in whole:
        here = markup.extent(segment.source)
        between = markup.data[at : here.start]
        if spaced and at > start and not between and out.endswith(b">"):
            between = b" "
        out += between + _mark(markup, segment, contents.get(id(segment), b""))
        at = here.end
    return out + markup.data[at : markup.extent(holder).after]


def _mark(markup: Markup, segment: Segment, content: bytes) -> bytes:
    at = markup.extent(segment.source)
    opened = markup.data[at.start : at.inside]
    if at.is_one_tag:
        opened = opened.rstrip(b">").rstrip(b"/").rstrip() + b">"
    return opened + content + b"</" + markup.name(segment.source) + b">"


def _note_one(markup: Markup, unit: Element, holder: Element | None, paragraph: Paragraph, inside: bool) -> None:
    notes = _notes(paragraph, inside)
    last = holder
    if last is None:
        last = unit.find("{*}seg-source")
        last = unit.find("{*}source") if last is None else last
    name = markup.sibling(last, "note")
    for text, priority in notes:
        said = b' from="%b" annotates="target" priority="%b"' % (TOOL.encode(), priority.encode())
        markup.after(last, b"<%b%b>%b</%b>" % (name, said, escaped(text), name))


def _fill_two(markup: Markup, whole: Sequence[Segment], filled: Sequence[Filled]) -> None:
    """Fill segments of one unit of XLIFF 2."""
    unit, root = whole[0].unit, whole[0].file.getparent()
    if value(root, "trgLang") is None:
        markup.set(root, {"trgLang": TARGET})
    notes: list[tuple[str, str]] = []
    for segment, paragraph, content, inside in filled:
        markup.set(segment.source.getparent(), _STATE_TWO)
        if segment.target is not None:
            markup.fill(segment.target, content)
        else:
            name = markup.sibling(segment.source, "target")
            markup.after(segment.source, b"<%b>%b</%b>" % (name, content, name))
        notes += _notes(paragraph, inside)
    if not notes:
        return
    holder = unit.find("{*}notes")
    anchor = whole[0].source.getparent()
    name = markup.sibling(anchor, "note")
    said = b"".join(
        b'<%b category="%b" appliesTo="target" priority="%b">%b</%b>'
        % (name, TOOL.encode(), priority.encode(), escaped(text), name)
        for text, priority in notes
    )
    if holder is not None:
        markup.append(holder, said)
    else:
        first = next(e for e in unit if local(e) in ("originalData", "segment", "ignorable"))
        group = markup.sibling(anchor, "notes")
        markup.before(first, b"<%b>%b</%b>" % (group, said, group))


def _notes(paragraph: Paragraph, inside: bool) -> list[tuple[str, str]]:
    """Text and priority of what is to be said of a segment."""
    flags: list[Flag] = [f for s in paragraph.sentences for f in s.flags]
    return [(about(f), PRIORITY[f.severity]) for f in flags] + ([(f"tags: {REVIEW}", "2")] if inside else [])


def _is_sdl(unit: Element) -> bool:
    return next(unit.iter(f"{{{SDL}}}seg"), None) is not None
