"""Word, OpenDocument and EPUB files, made for a test from the XML that it is about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from duizhao import reading
from duizhao.document import Block, Document
from duizhao.errors import InputError
from duizhao.settings import Reading

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = (
    f'xmlns:w="{W}" xmlns:r="{REL}"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
        "svg": "svg-compatible", "meta": "meta",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip


def zipped(members: Mapping[str, str | bytes], first: tuple[str, str] | None = None) -> bytes:
    """A container of `members`; `first` is stored before them, as the media type of some containers is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        if first:
            container.writestr(zipfile.ZipInfo(first[0]), first[1])
        for path, data in members.items():
            container.writestr(path, data)
    return buffer.getvalue()


def relationships(targets: Mapping[str, str]) -> str:
    """The relationships of a part: target to kind."""
    rows = (
        f'<Relationship Id="r{i}" Type="{REL}/{kind}" Target="{target}"/>'
        for i, (target, kind) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(rows)}</Relationships>'


def word(body: str, parts: Mapping[str, tuple[str, str]] | None = None) -> bytes:
    """A Word file with this body; `parts`: name in word/ to kind and XML."""
    parts = parts or {}
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relationships({"word/document.xml": "officeDocument"}),
            "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relationships({name: kind for name, (kind, _) in parts.items()}),
            **{f"word/{name}": xml for name, (_, xml) in parts.items()},
        }
    )


def odt(body: str, automatic: str = "", styles: str | None = None, members: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument text with this body, these automatic styles, and `styles` as its `styles.xml`."""
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    others = (
        {} if styles is None else {"styles.xml": f"<office:document-styles {ODF}>{styles}</office:document-styles>"}
    )
    media = "application/vnd.oasis.opendocument.text"
    return zipped({"content.xml": content, **others, **(members or {})}, first=("mimetype", media))


def book(opf: str, members: Mapping[str, str | bytes], opf_path: str = "OEBPS/content.opf") -> bytes:
    """An EPUB: `opf` is what stands inside its package element, `members` its other files by their whole path."""
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        f'<rootfile full-path="{opf_path}" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:opf="http://www.idpf.org/2007/opf">{opf}</package>'
    )
    all_members = {"META-INF/container.xml": container, opf_path: package, **members}
    return zipped(all_members, first=("mimetype", "application/epub+zip"))


def read(data: bytes, name: str) -> tuple[Document, list[InputError]]:
    """The one document in a file, every character of it accounted for, and the errors after it."""
    document, *problems = reading.read(data, Reading(), name=name)
    assert isinstance(document, Document)
    spans = sorted(
        [(b.start, b.end) for b in document.blocks]
        + [d.at for d in document.dropped]
        + ([document.title] if document.title else [])
    )
    at = 0
    for start, end in spans:
        assert start >= at, "two things claim one place"
        assert not document.raw[at:start].strip(), "text that is nowhere"
        at = end
    assert not document.raw[at:].strip()
    for gone in document.dropped:
        assert document.raw[slice(*gone.at)] == gone.text
    return document, [p for p in problems if isinstance(p, InputError)]


def texts(document: Document) -> list[str]:
    """The text of each block, the title's first."""
    title = [document.text[slice(*document.title)]] if document.title else []
    return title + [document.text_of(b) for b in document.blocks]


def shown(document: Document) -> list[tuple[str, str]]:
    """Kind and text of each block without the title."""
    return [(b.kind, document.text_of(b)) for b in document.blocks]


def dropped(document: Document) -> list[tuple[str, str]]:
    """Reason and text of what was dropped."""
    return [(d.reason, d.text) for d in document.dropped]


def placed(document: Document) -> list[tuple[Block, str]]:
    """Each block with its text, the title as a block."""
    title = [Block(*document.title, place=document.title_place)] if document.title else []
    return [(b, document.text_of(b)) for b in (*title, *document.blocks)]
