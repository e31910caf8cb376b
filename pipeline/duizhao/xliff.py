"""Where the segments of an XLIFF file are: 1.0 to 1.2, with the marks of SDL and memoQ, and 2.x."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duizhao.errors import InputError
from duizhao.langs import side
from duizhao.xml import Element, local, parse_xml, value
from duizhao.xmlparts import countable

MARK = "duizhao:"
"""Stands before the hash of the source in the files that duizhao writes."""
SDL = "http://sdl.com/FileTypes/SdlXliff/1.0"
CODES = {"bpt", "ept", "ph", "it", "ut", "x", "bx", "ex", "sc", "ec", "sm", "em", "cp", "sub"}
"""Inline elements that stand for mark-up of the original: what is in them is no text."""
CLOSED = {"ApprovedTranslation", "ApprovedSignOff"}
"""What Trados Studio calls a segment that a second person has passed."""
_UNWANTED = {"new", "initial", "needs-translation"}
_LINE_BREAKS = {"lb", "x-lb", "x-br", "linebreak", "fmt:lb"}


@dataclass(frozen=True, slots=True)
class Segment:
    """`source` and `target` hold the text, `unit` the id; `mid` names the segment in its unit.

    `state` is the file's own word for the target, `closed` why no translation is wanted, None where one is; `changed`
    when the target was changed, as the file writes it (Trados and memoQ do).
    """

    file: Element
    unit: Element
    mid: str | None
    source: Element
    target: Element | None
    state: str | None
    closed: str | None
    changed: str | None = None

    @property
    def id(self) -> str:
        """The id of the unit; empty where it has none."""
        return value(self.unit, "id") or ""


def parse(data: bytes, name: str, *, kind: str = "xliff") -> Element:
    """The root of an XLIFF or TMX file. Raises InputError where it is none, too large, or defines entities."""
    countable(data, kind, name)
    root = parse_xml(data, name)
    if local(root) != kind:
        what = f"is XML, but no {kind.upper()} (it begins with <{local(root)}>)"
        raise InputError(what, where=name, remedy="Export it again.")
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(iter(declared.iterentities()), None) is not None:
        raise InputError("defines entities of its own", where=name, remedy="Export it again without a document type.")
    return root


def is_two(root: Element) -> bool:
    """Whether a file is XLIFF 2.x."""
    return (value(root, "version") or "").startswith("2") or root.tag.startswith("{urn:oasis:names:tc:xliff:document:2")


def languages(segment: Segment) -> tuple[str | None, str | None]:
    """The tags of source and target of the file that a segment stands in."""
    root = segment.file.getparent()
    if root is not None and is_two(root):
        return value(root, "srcLang"), value(root, "trgLang")
    return value(segment.file, "source-language"), value(segment.file, "target-language")


def refuse_other_languages(tags: tuple[str | None, str | None], name: str) -> None:
    """Raise InputError where a job is not from Chinese into English; what is not said is taken for right."""
    for tag, wanted in zip(tags, ("zh", "en"), strict=True):
        if tag and side(tag) != wanted:
            what = f"is from {tags[0] or 'nothing named'} into {tags[1] or 'nothing named'}"
            raise InputError(what, where=name, remedy="duizhao translates Chinese into English.")


def segments(root: Element) -> Iterator[Segment]:
    """Every segment in the order of the file."""
    find = _of_two if is_two(root) else _of_one
    for file in root.iter("{*}file"):
        yield from find(file)


def text_of(element: Element | None) -> str:
    """The text of a source or target; inline codes give none, but a line break."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        name = local(child)
        if name in CODES:
            kind = value(child, "ctype") or value(child, "type") or value(child, "subType") or ""
            parts.append("\n" if kind.lower() in _LINE_BREAKS else "")
        elif name:
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return "".join(parts)


def is_translated(source: str, target: str, state: str | None) -> bool:
    """Whether a target is one: a copy of the source, which some tools put there, is not."""
    target = target.strip()
    return bool(target) and not (target == source.strip() and (state or "new").lower() in _UNWANTED)


def _of_one(file: Element) -> Iterator[Segment]:
    for unit in file.iter("{*}trans-unit"):
        source, target = unit.find("{*}source"), unit.find("{*}target")
        if source is None:
            continue
        said = {value(s, "id"): s for s in unit.iter(f"{{{SDL}}}seg")}
        marks = _marks(unit.find("{*}seg-source"))
        if not marks:
            yield _segment(file, unit, None, source, target, said.get(None))
            continue
        targets: dict[str | None, Element] = {}
        for mark in _marks(target):
            targets.setdefault(value(mark, "mid"), mark)
        for mark in marks:
            mid = value(mark, "mid")
            yield _segment(file, unit, mid, mark, targets.get(mid), said.get(mid))


def _marks(element: Element | None) -> list[Element]:
    return [] if element is None else [m for m in element.iter("{*}mrk") if value(m, "mtype") == "seg"]


def _segment(
    file: Element, unit: Element, mid: str | None, source: Element, target: Element | None, said: Element | None
) -> Segment:
    holder = unit.find("{*}target")
    state = value(said, "conf") if said is not None else value(unit, "status")
    if state is None and holder is not None:
        state = value(holder, "state")
    closed = _closed(unit)
    if said is not None and (value(said, "locked") == "true" or state in CLOSED):
        closed = closed or "locked"
    return Segment(file, unit, mid, source, target, state, closed, _changed(unit, said))


def _changed(unit: Element, said: Element | None) -> str | None:
    values = () if said is None else said.iterfind("{*}value")
    found = next((v.text for v in values if value(v, "key") == "modified_on"), None)
    return found or value(unit, "lastchangedtimestamp")


def _closed(unit: Element) -> str | None:
    for element in (unit, *unit.iterancestors()):
        if (translate := value(element, "translate")) is not None:
            if translate == "no":
                return "not-for-translation"
            break
    if value(unit, "locked") in ("locked", "true", "yes"):
        return "locked"
    return "approved" if value(unit, "approved") == "yes" else None


def _of_two(file: Element) -> Iterator[Segment]:
    for unit in file.iter("{*}unit"):
        closed = _closed(unit)
        for n, one in enumerate(unit.iterfind("{*}segment"), 1):
            source, state = one.find("{*}source"), value(one, "state")
            if source is not None:
                why = closed or ("approved" if state == "final" else None)
                mid = value(one, "id") or str(n)
                yield Segment(file, unit, mid, source, one.find("{*}target"), state, why)
