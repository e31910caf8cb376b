"""What LibreOffice makes of the Word files: pages that people can read, and files that still come back."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from test_original_word import ENGLISH, drafted, sample

from duizhao import originals
from duizhao.bilingual import FORMATS
from duizhao.record import Draft
from duizhao.rendering import flagged, render

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")

DRAFT = Path(__file__).parent.parent / "cases" / "rendering" / "draft.json"
SHAPES = {
    "beside": ("side-by-side", "dual"),
    "below": ("top-bottom", "dual"),
    "alone": ("side-by-side", "mono"),
}


def long_draft() -> Draft:
    """The draft of the cases four times over, so that it has pages."""
    draft = Draft.from_json(json.loads(DRAFT.read_text(encoding="utf-8")))
    blocks = []
    for copy in range(4):
        for p in draft.paragraphs:
            name = f"p{int(p.id[1:]) + 100 * copy}"
            sentences = tuple(replace(s, id=s.id.replace(p.id, name, 1)) for s in p.sentences)
            blocks.append(replace(p, id=name, sentences=sentences))
    return replace(draft, paragraphs=tuple(blocks))


def word(draft: Draft, layout: str = "side-by-side", version: str = "dual") -> bytes:
    data = render(draft, "docx", layout, version)
    assert isinstance(data, bytes)
    return data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of Word file, its PDF, and in `saved` the file as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("office")
    for name, (layout, version) in SHAPES.items():
        (folder / f"{name}.docx").write_bytes(word(long_draft(), layout, version))
    (folder / "weak.docx").write_bytes(word(flagged(long_draft())))
    data = sample()
    (folder / "original.docx").write_bytes(originals.fill(drafted(data, ENGLISH), data, dual=True))
    files = sorted(map(str, folder.glob("*.docx")))
    run = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to"]
    subprocess.run([*run, "pdf", "--outdir", str(folder), *files], check=True, capture_output=True, timeout=180)
    save = [*run, "docx:MS Word 2007 XML", "--outdir", str(folder / "saved"), *files]
    subprocess.run(save, check=True, capture_output=True, timeout=180)
    return folder


def pages(path: Path) -> list[str]:
    """The text of each page, without white space."""
    document = pypdfium2.PdfDocument(path)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return texts


@pytest.mark.parametrize("name", [*SHAPES, "weak"])
def test_every_sentence_is_on_a_page(name: str, folder: Path) -> None:
    found = pages(folder / f"{name}.pdf")
    whole = "".join(found)
    draft = flagged(long_draft()) if name == "weak" else long_draft()
    lost = [s.target for s in draft.sentences if s.target.isascii() and "".join(s.target.split())[:30] not in whole]
    assert len(found) > (1 if name == "weak" else 2)
    assert len(lost) <= len(list(draft.sentences)) // 20, lost  # a page ends in the midst of a sentence


def test_the_heading_is_on_every_page_of_the_table(folder: Path) -> None:
    found = pages(folder / "beside.pdf")
    table = [n for n, text in enumerate(found) if "English" in text[:20]]
    assert len(table) >= 2
    assert table == list(range(table[0], table[-1] + 1))


@pytest.mark.parametrize("name", ["beside", "below", "weak"])
def test_what_libreoffice_saved_comes_back(name: str, folder: Path) -> None:
    draft = flagged(long_draft()) if name == "weak" else long_draft()
    units = FORMATS["docx"]((folder / "saved" / f"{name}.docx").read_bytes(), name)
    assert [(u.id, u.source_hash) for u in units] == [(s.id, s.source_hash) for s in draft.sentences]
    assert all(u.intact for u in units)
    assert all(u.untouched for u in units if u.target)


def test_a_document_in_its_own_layout_opens(folder: Path) -> None:
    whole = "".join(pages(folder / "original.pdf"))
    for english in set(ENGLISH.values()) - {ENGLISH["框里的话。"]}:  # LibreOffice shows no box without a size
        assert "".join(english.split()) in whole
