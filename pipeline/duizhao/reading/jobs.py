"""Jobs of CAT tools: XLIFF (Trados Studio and memoQ too) and TMX. What has no English yet is read, a block a segment.

The place of a block is `{"segment": n, "unit": id, "mid": ...}`: the n-th segment of the file, from 0, as
`duizhao.xliff.segments` or `duizhao.tmx.entries` counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from duizhao import tmx
from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.langs import side
from duizhao.reading.content import Content
from duizhao.reading.gather import Gathering
from duizhao.record import Json, Meta
from duizhao.settings import Reading
from duizhao.xliff import is_translated, languages, parse, refuse_other_languages, segments, text_of
from duizhao.xml import value

SHOWN = 5
"""Ids that a report names."""


def xliff(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """One document of the segments that wait for a translation; after it an error where ids are given twice.

    The others are dropped: `translated`, `approved`, `locked`, `not-for-translation`. Raises InputError where the file
    is no XLIFF, is not from Chinese into English, or nothing in it waits.
    """
    data = content.whole()
    gathering, ids = Gathering(content.name), Counter[str]()
    file = unit = None
    for number, segment in enumerate(segments(parse(data, content.name))):
        if segment.file is not file:
            file = segment.file
            refuse_other_languages(languages(segment), content.name)
        if segment.unit is not unit:
            unit = segment.unit
            ids[f"{file.getparent().index(file)} {segment.id}"] += 1
        source, target = text_of(segment.source), text_of(segment.target)
        why = segment.closed or ("translated" if is_translated(source, target, segment.state) else None)
        if why is not None:
            gathering.drop(source, why)
            continue
        place: Json = {"segment": number, "unit": segment.id}
        if segment.mid is not None:
            place["mid"] = segment.mid
        gathering.paragraph([(source, None)], "paragraph", place, one_line=True)
    return iter([_document(gathering, content, data, "xliff"), *_twice(ids, content.name)])


def tmx_units(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """One document of the units that have Chinese and no English. Raises InputError as `xliff` does."""
    data = content.whole()
    gathering = Gathering(content.name)
    root = tmx.parse(data, content.name, kind="tmx")
    for number, entry in enumerate(tmx.entries(root)):
        source, target = text_of(entry.source), text_of(entry.target)
        if is_translated(source, target, None):
            gathering.drop(source, "translated")
        else:
            place: Json = {"segment": number, "unit": value(entry.unit, "tuid") or ""}
            gathering.paragraph([(source, None)], "paragraph", place, one_line=True)
    others = {value(v, "lang") or "?" for v in root.iter("{*}tuv")} if not gathering.dropped else set()
    if not gathering.blocks and others and "zh" not in map(side, others):
        what = f"has no unit in Chinese (only {', '.join(sorted(others)[:SHOWN])})"
        raise InputError(what, where=content.name, remedy="duizhao translates Chinese into English.")
    return iter([_document(gathering, content, data, "tmx")])


def _document(gathering: Gathering, content: Content, data: bytes, format: str) -> Document:
    if not gathering.blocks and gathering.dropped:
        what = f"has nothing left to translate ({len(gathering.dropped):,} segments are done or closed)"
        raise InputError(what, where=content.name, remedy="Clear the targets that are to be made anew.")
    return gathering.document(content, data, format, Meta())


def _twice(ids: Counter[str], name: str) -> list[InputError]:
    twice = [key.partition(" ")[2] for key, count in ids.items() if count > 1]
    if not twice:
        return []
    shown = ", ".join(twice[:SHOWN]) + (" …" if len(twice) > SHOWN else "")
    what = f"gives {len(twice):,} ids to several units ({shown}); each was filled where it stands"
    return [InputError(what, where=name, remedy="Export it again, or mind them when it is imported.")]
