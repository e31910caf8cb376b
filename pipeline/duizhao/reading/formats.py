"""What kind of file an input is: by its suffix, and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from duizhao.errors import InputError
from duizhao.reading.columns import begins_table
from duizhao.reading.content import Content
from duizhao.reading.likeness import likeness

_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP container"),
    (b"PK\x05\x06", "an empty ZIP container"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a sound, picture or film (RIFF)"),
    (b"BM", "a BMP image"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ", "a program (EXE)"),
    (b"\xca\xfe\xba\xbe", "a program (class or Mach-O)"),
    (b"\xcf\xfa\xed\xfe", "a program (Mach-O)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (doc, xls, ppt) or an encrypted one"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"ID3", "a sound (MP3)"),
    (b"OggS", "a sound or film (Ogg)"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x80\x04\x95", "a Python pickle"),
)
_CONTAINERS = (
    ("epub", re.compile(rb"mimetypeapplication/epub\+zip")),
    ("odt", re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.text")),
    ("an OpenDocument file (ods, odp)", re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument")),
    ("docx", re.compile(rb"PK\x03\x04.{26}word/", re.S)),
    ("a spreadsheet (xlsx)", re.compile(rb"PK\x03\x04.{26}xl/", re.S)),
    ("slides (pptx)", re.compile(rb"PK\x03\x04.{26}ppt/", re.S)),
)
"""What a ZIP container is, by the first members of it."""
_MARKS = (
    ("pdf", re.compile(rb"\s*%PDF-\d")),
    ("parquet", re.compile(rb"PAR1")),
    ("warc", re.compile(rb"WARC/\d")),
)


def _begins(names: bytes) -> re.Pattern[bytes]:
    """What XML with one of `names` as its root begins with."""
    before = rb"\s*(?:(?><!--.{0,4000}?-->|<\?[^>]*>|<!(?!--)(?:[^>\[]*+\[[^\]]*+\])?[^>]*>)\s*)*+"
    return re.compile(before + b"<(?:" + names + rb")\b", re.S)


_TEXTS = (
    ("vtt", re.compile(rb"WEBVTT(?:[ \t].*)?\r?\n")),
    ("ass", re.compile(rb"\s*(?:[;!].*\s+)*\[Script Info\]", re.I)),
    ("srt", re.compile(rb"\s*\d+[ \t]*\r?\n\s*\d+:\d\d:\d\d[,.]\d+[ \t]*-->")),
    ("feed", _begins(b"rss|feed|rdf:RDF")),
    ("xliff", _begins(rb"(?:\w{1,40}:)?xliff")),
    ("tmx", _begins(b"tmx")),
)
"""Formats that are text, by how they begin (without byte order mark and NULs)."""
_BINARY_FORMATS = ("docx", "odt", "epub", "zip", "pdf", "parquet", "warc")
_WITH_BINARY_AFTER = (b"BM", b"MZ", b"ID3", b"RIFF")  # letters that a text may begin with

_OTHER_KINDS = {
    "doc", "rtf", "mobi", "azw3", "xlsx", "xls", "pptx", "xml", "mht", "mhtml", "eml",
    "7z", "rar", "tar", "png", "jpg", "jpeg", "gif", "webp", "exe", "dll", "so", "py", "js", "css",
}  # fmt: skip

_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.{0,4000}?-->)\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_FRAGMENT = re.compile(rb"\s*<(?:div|p|article|section|table|meta|title|link|h1|span|center|font)\b[^>]*>", re.I)
UTF16_SAMPLE = 4096
"""Bytes that are tried as UTF-16."""
_PRINTED = bytes((*b"\t\r\n", *range(32, 127)))
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\r\f\x0b\x0e\x0f\x1b\x1a")


def decide(content: Content, suffixes: Mapping[str, str]) -> str:
    """The name of the format of `content`, `suffixes` being those that have a reader.

    What stands in the file counts before its suffix, where it can be told. Raises InputError for what is binary, empty,
    or of a kind not read.
    """
    head, suffix = content.head, content.suffix.lstrip(".")
    if not head:
        raise InputError("is empty", where=content.name, remedy="Name a file with text in it.")
    known = set(suffixes.values())
    bare = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    named = suffixes.get(suffix)
    found = _container(head, named) or next((f for f, mark in _MARKS if mark.match(head)), None)
    found = found or next((f for f, mark in _TEXTS if mark.match(bare)), None)
    if found in known:
        return found
    if kind := found or binary_kind(head):
        raise InputError(f"is {kind}, which is not read", where=content.name, remedy=_read_are(suffixes))
    if named in (None, "txt", *_BINARY_FORMATS) and _is_page(bare):
        return "html"
    if named in _BINARY_FORMATS:
        raise InputError(f"is no {named}, whatever its name says", where=content.name, remedy="Fetch or save it again.")
    if named == "feed":
        raise InputError("is XML, but no feed", where=content.name, remedy="RSS, Atom and XHTML are read.")
    if named:
        return named
    if suffix in _OTHER_KINDS or re.match(rb"\s*<\?xml", bare):
        what = f"is of a kind that is not read ({suffix or 'xml'})"
        raise InputError(what, where=content.name, remedy=_read_are(suffixes))
    if re.match(rb'\s*(?:\[\s*)?\{\s*"', bare):
        return "jsonl"
    return "csv" if "csv" in known and begins_table(bare) else "txt"


def _container(head: bytes, named: str | None) -> str | None:
    """What a ZIP container holds; the suffix counts where its first members do not tell."""
    if not head.startswith(b"PK\x03\x04"):
        return None
    told = next((f for f, mark in _CONTAINERS if mark.search(head)), None)
    return told or (named if named in ("docx", "odt", "epub") else "zip")


def _read_are(suffixes: Mapping[str, str]) -> str:
    return f"Read are: {', '.join(sorted({*suffixes.values()}))}."


def _is_page(head: bytes) -> bool:
    if _PAGE.match(head):
        return True
    return bool(_FRAGMENT.match(head)) and len(re.findall(rb"</(?:p|div|td|h\d|span|a|title)>", head, re.I)) >= 2


def binary_kind(head: bytes) -> str | None:
    """What a file that is no text is, or None for text. UTF-16 without ASCII in it is text."""
    controls = len(head) - len(head.translate(None, _CONTROL))
    for magic, kind in _SIGNATURES:
        if head.startswith(magic) and (magic not in _WITH_BINARY_AFTER or controls):
            return kind
    if head[257:262] == b"ustar":
        return "a tar archive"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_utf16(head):
        return None
    others = controls - (len(head) - len(head.rstrip(b"\0")))  # padding at the end is harmless
    return "binary" if others > max(4, len(head) // 50) else None


def _looks_utf16(head: bytes) -> bool:
    """Whether every line end and space takes two bytes, on the same side."""
    even, odd = head[::2], head[1::2]
    for high, low in ((even, odd), (odd, even)):
        if not high.count(0):
            continue
        ascii = bytes(a for a, zero in zip(low, high, strict=False) if zero == 0)
        if ascii and not low.count(0) and not ascii.translate(None, _PRINTED):
            return True
    sample = head[: min(len(head) & ~1, UTF16_SAMPLE)]
    return any(likeness(sample.decode(c, "ignore")) > 0.4 for c in ("utf-16-le", "utf-16-be"))
