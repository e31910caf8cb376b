"""Bytes to text: a ladder from what is certain to what is likely, and an error below that.

Byte order mark; strict UTF-8; seven-bit escapes (HZ, ISO 2022); then the declared charset, GB 18030, Big5 and UTF-16
are all tried and judged by how Chinese the result looks; files whose lines are in two encodings; a detection library
for what is not Chinese at all.
"""

from __future__ import annotations

import codecs
import logging
import re
from dataclasses import dataclass, replace

from duizhao.errors import InputError, UsageError
from duizhao.reading import euctw
from duizhao.reading.detector import detector
from duizhao.reading.likeness import SAMPLE, likeness
from duizhao.record import Evidence

log = logging.getLogger(__name__)

_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5-hkscs", "big5hkscs": "big5-hkscs"}
"""Pages say gb2312 and big5 and mean the larger sets that browsers read for them."""

_ALIASES = {
    "x-gbk": "gb18030",
    "gb-2312": "gb18030",
    "gb_2312-80": "gb18030",
    "euc-cn": "gb18030",
    "utf8mb4": "utf-8",
    "x-x-big5": "big5-hkscs",
    "big5-eten": "big5-hkscs",
    "unicode": "utf-16",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CHINESE = ("gb18030", "big5-hkscs", "cp950", "euc-tw", "utf-16-le", "utf-16-be", "utf-8")
_BIG5 = {"big5-hkscs", "cp950"}  # one set for most characters: readings that differ are no rivals
_ASCII_LIKE = ("iso8859-1", "cp1252", "ascii", "latin-1")

BAR = 0.3
"""Likeness under which a reading is not believed; see `likeness` for the scale."""
CLEAR = 0.6
"""Likeness from which text that a declared codec reads without loss is not read in others: running Chinese has it."""
MANY = 200
"""Characters beyond ASCII from which likeness is that sure."""
SURE = 0.55
"""Likeness under which a detector that is sure of another language is believed: running Chinese is above it."""
MARGIN = 0.12
"""How much the best reading must be above the next one that reads differently."""
FEW = 20
"""Characters beyond ASCII under which a reading that was asked for is taken, whatever it looks like."""
DECLARED_BONUS = 0.15
LEAST_MIXED = 10
"""Ideographs in UTF-8 from which a file in another encoding may be in two."""
LOST_SHARE = 0.02
"""Share of bytes that may be undecodable in a file that is otherwise right."""
DETECTOR_BAR = 0.8

_DECLARATION = re.compile(
    rb"""<(?:\?xml[^>]{0,200}?encoding|meta[^>]{0,300}?charset)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_PIECE = re.compile(rb"[^\n>]*[\n>]|[^\n>]+")  # neither byte is ever the second half of a character
_UTF8_RUN = re.compile(
    rb"(?<![\x80-\xff])(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+(?![\x80-\xff])"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was read. `confidence` is between 0 and 1; `replaced` counts the U+FFFD put for lost bytes."""

    text: str
    encoding: str
    evidence: Evidence
    confidence: float
    replaced: int = 0


def declared_in(data: bytes) -> str | None:
    """The charset that a page says of itself, in its first 8 kB."""
    found = _DECLARATION.search(data[:8192])
    return found[1].decode("ascii") if found else None


def decode(data: bytes, declared: str | None = None, given: str | None = None) -> Decoded:
    """The text of `data`. `given` is the user's word and wins; `declared` is the file's own and is only tried first.

    A character cut off at either end is tolerated. Raises InputError where no reading is likely, UsageError for a
    `given` that is no encoding.
    """
    if given:
        return _as_given(data, given)
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], codec, "bom")
    return _seven_bit(data) or _utf8(data) or _judged(data, _codec(declared)) or _detected(data)


def _as_given(data: bytes, given: str) -> Decoded:
    codec = _codec(given)
    if codec is None:
        raise UsageError(
            f"unknown encoding {given!r}", remedy="Known are utf-8, gb18030, big5, utf-16 and Python's others."
        )
    for mark, of in _BOMS:
        if data.startswith(mark) and of.startswith(codec):
            return replace(_lenient(data[len(mark) :], of, "given"), encoding=codec)
    try:
        out = _lenient(data, codec, "given")
    except UnicodeError as e:  # idna and the like take no bytes at random
        raise InputError(f"is not {given} ({e})", remedy="Leave --encoding out, or name another.") from e
    if out.replaced > max(2, LOST_SHARE * len(data)):
        raise InputError(
            f"is not {given}: {out.replaced} places cannot be decoded", remedy="Leave --encoding out, or name another."
        )
    _refuse_garbage(data, out, given)
    lost = out.replaced - out.text.endswith("\ufffd")  # the first part of a file may end within a character
    if lost > 0:
        log.info("%d %s could not be decoded as %s", lost, "place" if lost == 1 else "places", given)
    return out


def _refuse_garbage(data: bytes, out: Decoded, given: str) -> None:
    """Raise InputError where a reading that was asked for is no Chinese, and the one that would be found is."""
    score = likeness(out.text)
    if score >= BAR or len(re.findall("[^\x00-\x7f]", out.text[:SAMPLE])) < FEW:
        return
    try:
        other = decode(data)
    except InputError:
        return
    if other.encoding != out.encoding and likeness(other.text) >= max(BAR, score + MARGIN):
        what = f"is not {given}: it reads as Chinese only in {other.encoding}"
        raise InputError(what, remedy="Leave --encoding out, or name another.")


def _lenient(data: bytes, codec: str, evidence: Evidence) -> Decoded:
    """Decoded whatever happens: confidence falls with the share of bytes that were lost."""
    text = _text(data, codec)
    lost = text.count("\ufffd")
    if codec == "utf-8" and lost:  # those that stand in the file are no loss of ours
        lost -= data.count("\ufffd".encode())
    return Decoded(text, codec, evidence, max(0.0, 1.0 - 10 * lost / max(len(text), 1)), lost)


def _codec(name: str | None) -> str | None:
    """A charset's name as it is written in the record, or None where nothing here reads it."""
    if not name:
        return None
    name = name.strip().lower()
    name = _ALIASES.get(name, name)
    if name in ("euc-tw", "euc_tw"):
        return "euc-tw"
    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not known._is_text_encoding:  # base64, rot13 and the like
        return None
    return _WIDER.get(known.name, known.name)


def _text(data: bytes, codec: str) -> str:
    """Decoded, with U+FFFD for what is lost."""
    return euctw.decode(data) if codec == "euc-tw" else data.decode(codec, "replace")


def _seven_bit(data: bytes) -> Decoded | None:
    """Text of seven-bit bytes: HZ and GB 2312 by ISO 2022 escapes, else ASCII."""
    if not data.isascii() or b"\0" in data.rstrip(b"\0"):
        return None
    for mark, codec in ((b"~{", "hz"), (b"\x1b$", "iso2022_jp_2")):
        if mark in data:
            try:
                text = data.decode(codec)
            except UnicodeDecodeError:
                continue
            if likeness(text) > BAR:
                return Decoded(text, codec, "detected", 0.95)
    text = data.decode("ascii")
    return Decoded(text, "utf-8", "strict", 1.0) if likeness(text) >= 0 else None


def _utf8(data: bytes) -> Decoded | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if _accident(data, text):
        return None
    return Decoded(text, "utf-8", "strict", 1.0)


def _accident(data: bytes, text: str) -> bool:
    """Whether a few characters in GBK happen to be valid UTF-8: two-byte sequences only, no letter beside them."""
    if re.search("[A-Za-z\u0800-\U0010ffff]", text) or text.isascii():
        return False
    return likeness(data.decode("gb18030", "replace")) > 0.4


def _judged(data: bytes, declared: str | None) -> Decoded | None:
    """The reading that looks most Chinese, if it does, and more so than any other; or the mixture of two."""
    if clear := _clear(data, declared):
        return clear
    sample = data[:200_000]
    readings: list[tuple[float, str, str]] = []
    for codec in dict.fromkeys(filter(None, (declared, *_CHINESE))):
        text = _text(sample, codec).rstrip("\0")
        if _hopeless(text, codec):
            continue
        readings.append((likeness(text) + DECLARED_BONUS * (codec == declared), codec, text))
    readings.sort(key=lambda r: -r[0])
    if not readings:
        return None
    if mixed := _mixed(data):
        return mixed
    score, codec, text = readings[0]
    rival = max((s for s, c, t in readings[1:] if t != text and {c, codec} != _BIG5), default=-3.0)
    if score < BAR or score - rival < MARGIN or (score < SURE and _foreign(sample)):
        return None
    out = _lenient(data, codec, "declared" if codec == declared else "detected")
    if out.replaced > max(2, LOST_SHARE * len(data)):
        return None
    return replace(out, confidence=round(min(1.0, out.confidence, 0.5 + score / 2, 0.5 + (score - rival)), 3))


def _clear(data: bytes, declared: str | None) -> Decoded | None:
    """The declared reading, where it loses nothing and is running Chinese: no other reading can look more so."""
    if declared not in ("gb18030", "big5-hkscs"):
        return None
    try:
        text = data.decode(declared)
    except UnicodeDecodeError:
        return None
    score = likeness(text)
    few = len(re.findall("[^\x00-\x7f]", text[:SAMPLE])) < MANY
    if few or score < CLEAR or _may_be_mixed(data):
        return None
    return Decoded(text, declared, "declared", round(min(1.0, 0.5 + (score + DECLARED_BONUS) / 2), 3))


def _foreign(data: bytes) -> bool:
    """Whether the detection library is sure of an encoding of another language: Korean reads as common Chinese."""
    name, sure = detector(data)
    return sure >= DETECTOR_BAR and _codec(name) not in (*_CHINESE, None)


def _hopeless(text: str, codec: str) -> bool:
    return codec in _ASCII_LIKE or not text


def _mixed(data: bytes) -> Decoded | None:
    """A file that is UTF-8 in some lines and a Chinese double-byte encoding in the others."""
    if not _may_be_mixed(data):
        return None
    lines = _PIECE.findall(data)
    strict = [_strict_utf8(line) for line in lines]
    whole = "".join(text for text in strict if text)
    if sum(c > "\u2fff" for c in whole) < LEAST_MIXED or likeness(whole) < BAR:
        return None
    rest = b"".join(line for line, text in zip(lines, strict, strict=True) if text is None)
    other = max(("gb18030", "big5-hkscs", "utf-8"), key=lambda c: likeness(_text(rest, c)))
    if other == "utf-8":
        return replace(_lenient(data, "utf-8", "detected"), confidence=0.8)
    text = "".join(t if t is not None else _text(line, other) for line, t in zip(lines, strict, strict=True))
    return Decoded(text, f"utf-8+{other}", "detected", 0.7, text.count("\ufffd"))


def _may_be_mixed(data: bytes) -> bool:
    """Whether enough of the data could be lines of UTF-8: all that is beyond ASCII in such a line is."""
    return sum(len(run) for run in _UTF8_RUN.findall(data)) >= 3 * LEAST_MIXED


def _strict_utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _detected(data: bytes) -> Decoded:
    """What the detection library says, where it is sure and the text is whole."""
    name, sure = detector(data)
    codec = _codec(name)
    if codec and codec not in _CHINESE and sure >= DETECTOR_BAR:  # Chinese has been tried, and was none
        out = _lenient(data, codec, "detected")
        if out.replaced <= 2 and likeness(out.text) > -2:
            return replace(out, confidence=round(min(sure, out.confidence), 3))
    guess = f" (perhaps {name})" if name else ""
    raise InputError(
        f"is in an encoding that cannot be told{guess}", remedy="Name it with --encoding, or save it as UTF-8."
    )
