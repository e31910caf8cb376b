"""The characters of a PDF page with their places: the one module that talks to PDFium.

PDFium is a C++ library: it is called under one lock (it is not thread-safe), a page at a time, and nothing of it
outlives a call. A crash in it ends the process; no handler can catch that.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal, NamedTuple

from duizhao.errors import InputError

MOST_PAGES = 20_000
MOST_ON_A_PAGE = 200_000
MOST_GLYPHS = 20_000_000
FARTHEST = 1e6
"""Points from the origin: damaged files place characters anywhere, and nowhere (NaN)."""
PATIENCE = 60.0
"""Seconds that pages may take in all beyond one second each: a page of text takes some milliseconds."""

_LOCK = threading.Lock()
_BOLD = re.compile(r"bold|black|heavy|semibold|simhei|heiti|\bhei\b|-hei", re.I)


class Glyph(NamedTuple):
    """A character. Points from the top left of the page as it is shown.

    `x`, `y`: where its base line begins; `box`: left, top, right, bottom of its advance; `angle`: of its base line, in
    whole degrees, clockwise.
    """

    char: str
    x: float
    y: float
    box: tuple[float, float, float, float]
    size: float
    angle: int
    bold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is shown: `number` from 1, size in points.

    `state`: scanned where it has pictures and no text, damaged where it cannot be loaded.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    state: Literal["read", "scanned", "damaged"] = "read"


class _Look(NamedTuple):
    """What all characters of a text object share."""

    size: float
    angle: int
    bold: bool


def pages(data: bytes, name: str, info: dict[str, str]) -> Generator[Page, None, None]:
    """The pages of a PDF; `info` is filled with its document information before the first one.

    Raises InputError where it cannot be opened, needs a password, has no pages or too many of anything.
    """
    import pypdfium2 as pdfium

    with _LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as e:
            raise _not_opened(str(e), name) from e
        with closing(document):
            count = len(document)
            if not 0 < count <= MOST_PAGES:
                what = "has no pages" if count < 1 else f"has more than {MOST_PAGES} pages"
                raise InputError(what, where=name, remedy="Fetch it again, or split it.")
            info.update(document.get_metadata_dict(skip_empty=True))
            if document.get_formtype():
                document.init_forms()
            total, patience = 0, PATIENCE
            for i in range(count):
                start = monotonic()
                page = _page(document, i, name)
                total += len(page.glyphs)
                patience -= max(0.0, monotonic() - start - 1)
                if patience < 0:
                    raise InputError("takes too long to read", where=f"{name}, page {i + 1}", remedy="Split it.")
                if total > MOST_GLYPHS:
                    raise InputError(f"has more than {MOST_GLYPHS} characters", where=name, remedy="Split it.")
                yield page


def _not_opened(message: str, name: str) -> InputError:
    if "password" in message.lower():
        return InputError("is locked with a password", where=name, remedy="Save a copy without one, and name that.")
    if "security" in message.lower():
        return InputError("is encrypted in a way that is not known", where=name, remedy="Save a copy without it.")
    return InputError("is damaged: it cannot be read as PDF", where=name, remedy="Fetch or save it again.")


def _page(document: Any, i: int, name: str) -> Page:
    """Page `i`."""
    import pypdfium2 as pdfium

    try:
        page = document[i]
    except pdfium.PdfiumError:
        return Page(i + 1, 0, 0, [], "damaged")
    try:
        if _has_fields(page):
            page.flatten()
            page.close()
            page = document[i]
        left, bottom, right, top = page.get_bbox()
        width, height = right - left, top - bottom
        if page.get_rotation() % 180:
            width, height = height, width
        with closing(page.get_textpage()) as text:
            glyphs = _glyphs(text, page, f"{name}, page {i + 1}")
        scanned = not glyphs and any(True for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))
    except pdfium.PdfiumError:
        return Page(i + 1, 0, 0, [], "damaged")
    finally:
        page.close()
    return Page(i + 1, width, height, glyphs, "scanned" if scanned else "read")


def _has_fields(page: Any) -> bool:
    """Whether something is written on a page that is no part of its content: form fields, free text."""
    import pypdfium2.raw as raw

    for i in range(min(raw.FPDFPage_GetAnnotCount(page), 10_000)):
        annotation = raw.FPDFPage_GetAnnot(page, i)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT):
            return True
    return False


def _glyphs(text: Any, page: Any, where: str) -> list[Glyph]:
    """The characters in the order of the content; those that PDFium made up (spaces, line ends) are left out."""
    import pypdfium2.raw as raw

    text = text.raw
    count = raw.FPDFText_CountChars(text)
    if count > MOST_ON_A_PAGE:
        raise InputError(f"has more than {MOST_ON_A_PAGE} characters", where=where, remedy="Split the page.")
    quarter = page.get_rotation() // 90
    left, bottom, right, top = page.get_bbox()
    wide, high = right - left, top - bottom
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    looks: dict[int, _Look] = {}
    out: list[Glyph] = []
    half = 0
    for i in range(count):
        code = raw.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:  # a character beyond U+FFFF comes in two halves
            half = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((half - 0xD800) << 10) + code - 0xDC00 if half else 0xFFFD
        half = 0
        handle = raw.FPDFText_GetTextObject(text, i)
        if not handle:  # made up by PDFium: a space, a line end
            continue
        key = ctypes.addressof(handle.contents)
        if raw.FPDFText_HasUnicodeMapError(text, i) == 1:
            code = 0xFFFD
        if key not in looks:
            looks[key] = _look(handle)
        size, angle, bold = looks[key]
        raw.FPDFText_GetLooseCharBox(text, i, box)
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        turned = (angle + 90 * quarter) % 360
        ax, ay = _shown(box.left - left, box.bottom - bottom, wide, high, quarter)
        bx, by = _shown(box.right - left, box.top - bottom, wide, high, quarter)
        at = _shown(x.value - left, y.value - bottom, wide, high, quarter)
        shape = min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
        out.append(Glyph(_char(code), *at, shape, size, turned, bold))
    return out


def _char(code: int) -> str:
    if code == 2:  # PDFium's mark for a hyphen at the end of a line
        return "-"
    if code in (9, 10, 13, 0x2028, 0x2029):
        return " "
    return "\ufffd" if code < 32 or 0x7F <= code < 0xA0 or code in (0xFFFE, 0xFFFF) else chr(code)


def _shown(x: float, y: float, width: float, height: float, quarter: int) -> tuple[float, float]:
    """A point of the page's own coordinates (up from the bottom left) as shown: down from the top left, turned."""
    x, y = max(-FARTHEST, min(FARTHEST, x)), max(-FARTHEST, min(FARTHEST, y))
    if quarter == 1:
        return y, x
    if quarter == 2:
        return width - x, y
    if quarter == 3:
        return height - y, width - x
    return x, height - y


def _look(handle: Any) -> _Look:
    import pypdfium2.raw as raw

    matrix, size = raw.FS_MATRIX(), ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(handle, size)
    raw.FPDFPageObj_GetMatrix(handle, matrix)
    font = raw.FPDFTextObj_GetFont(handle)
    name = ctypes.create_string_buffer(128)
    raw.FPDFFont_GetBaseFontName(font, name, 128)
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    angle = round(-math.degrees(math.atan2(matrix.b, matrix.a))) % 360
    angle = min((0, 90, 180, 270, 360), key=lambda right: abs(right - angle)) % 360 if _near_right(angle) else angle
    bold = raw.FPDFFont_GetWeight(font) >= 600 or bool(_BOLD.search(name.value.decode("latin-1")))
    return _Look(max(0.1, min(abs(size.value) * scale, 10_000.0)), angle, bold)


def _near_right(angle: int) -> bool:
    return min(angle % 90, 90 - angle % 90) <= 2
