"""Word files and tables come back: edited, moved, split, saved by another program, or made by others."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree

from duizhao.bilingual import FORMATS, Unit
from duizhao.errors import InputError
from duizhao.record import Draft, Origin, Paragraph, Sentence
from duizhao.rendering import render
from duizhao.roundtrip import guarded, unguarded

DRAFT = Path(__file__).parent.parent / "cases" / "rendering" / "draft.json"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ODD = ["今天\u202e下雨\x1b。", "\u3000\u3000晴。\n", "雨\n雪 ", "=1", "'=1", "a\tb，", "⟨U+202E⟩中", "中\ufffe\ud800"]


@pytest.fixture(scope="module")
def draft() -> Draft:
    return Draft.from_json(json.loads(DRAFT.read_text(encoding="utf-8")))


def written(draft: Draft, format: str, layout: str = "side-by-side") -> bytes:
    data = render(draft, format, layout)
    return data.encode() if isinstance(data, str) else data


def plain(units: list[Unit]) -> list[tuple[str | None, str, str, str | None]]:
    return [(u.id, u.source, u.target, u.source_hash) for u in units]


def edited(data: bytes, edit: Callable[[Any], None]) -> bytes:
    """The Word file after `edit` of the last table in it."""
    document = docx.Document(io.BytesIO(data))
    edit(document.tables[-1]._tbl)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("format", "layout"), [("docx", "side-by-side"), ("docx", "top-bottom"), ("csv", ""), ("tsv", "")]
)
def test_what_is_written_comes_back(draft: Draft, format: str, layout: str) -> None:
    units = FORMATS[format](written(draft, format, layout or "side-by-side"), "x")
    assert plain(units) == [(s.id, s.source, s.target.strip(), s.source_hash) for s in draft.sentences]
    assert all(u.intact and u.untouched for u in units)


@pytest.mark.parametrize(
    ("format", "layout"), [("docx", "side-by-side"), ("docx", "top-bottom"), ("csv", ""), ("tsv", "")]
)
def test_odd_sources_are_known_again(format: str, layout: str) -> None:
    sentences = [Sentence(f"p1.s{i}", text, text, "A target.") for i, text in enumerate(ODD, 1)]
    draft = Draft("d", Origin(), paragraphs=tuple(Paragraph("p1", "item", None, (s,)) for s in sentences))
    units = FORMATS[format](written(draft, format, layout or "side-by-side"), "x")
    assert [u.source for u in units] == ODD


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("layout", ["side-by-side", "top-bottom"])
def test_saved_by_libreoffice_it_is_the_same(draft: Draft, layout: str, tmp_path: Path) -> None:
    (tmp_path / "draft.docx").write_bytes(written(draft, "docx", layout))
    run = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to"]
    for kind in ("docx:MS Word 2007 XML", "pdf"):
        call = [*run, kind, "--outdir", str(tmp_path / "out"), str(tmp_path / "draft.docx")]
        subprocess.run(call, check=True, capture_output=True, timeout=120)
    units = FORMATS["docx"]((tmp_path / "out/draft.docx").read_bytes(), "x")
    assert plain(units) == [(s.id, s.source, s.target.strip(), s.source_hash) for s in draft.sentences]
    assert all(u.untouched for u in units if u.target)
    assert (tmp_path / "out/draft.pdf").read_bytes().startswith(b"%PDF")


def test_an_edited_target_is_told(draft: Draft) -> None:
    def edit(table: Any) -> None:
        cell = table.xpath("./w:tr[5]/w:tc[2]")[0]
        run = etree.SubElement(cell.xpath("./w:p")[0], f"{W}r")
        etree.SubElement(run, f"{W}t").text = " And more."

    units = FORMATS["docx"](edited(written(draft, "docx"), edit), "x")
    changed = [u for u in units if not u.untouched]
    assert [u.target.endswith(" And more.") and u.intact for u in changed] == [True]


def test_moved_rows_keep_their_ids(draft: Draft) -> None:
    def edit(table: Any) -> None:
        rows = table.xpath("./w:tr")
        rows[2].addprevious(rows[-1])

    units = FORMATS["docx"](edited(written(draft, "docx"), edit), "x")
    ids = [s.id for s in draft.sentences]
    assert [u.id for u in units] == [*ids[:3], ids[-1], *ids[3:-1]]
    assert all(u.intact and u.untouched for u in units)


def test_a_split_row_is_put_together_where_the_source_proves_it(draft: Draft) -> None:
    number = next(i for i, s in enumerate(draft.paragraphs[1].sentences) if "," in s.source)
    source = draft.paragraphs[1].sentences[number]

    def edit(table: Any) -> None:
        (text,) = [t for t in table.iter(f"{W}t") if t.text == source.source]
        row = next(e for e in text.iterancestors(f"{W}tr"))
        other = deepcopy(row)
        for mark in [*other.iter(f"{W}bookmarkStart"), *other.iter(f"{W}bookmarkEnd")]:
            mark.getparent().remove(mark)
        row.addnext(other)
        for cells, at in ((row, slice(0, 5)), (other, slice(5, None))):
            for t in cells.iter(f"{W}t"):
                t.text = t.text[at]

    units = FORMATS["docx"](edited(written(draft, "docx"), edit), "x")
    (unit,) = [u for u in units if u.id == source.id]
    assert (unit.source, unit.note) == (source.source, "joined from 2 rows")
    assert unit.target.replace(" ", "") == source.target.replace(" ", "")
    assert len(units) == len(list(draft.sentences))


def test_a_changed_source_is_not_intact(draft: Draft) -> None:
    def edit(table: Any) -> None:
        next(t for t in table.iter(f"{W}t") if t.text and "清晨" in t.text).text = "別的話。"

    units = FORMATS["docx"](edited(written(draft, "docx"), edit), "x")
    assert [u.source for u in units if not u.intact] == ["別的話。"]


def test_tracked_changes_are_read_as_accepted(draft: Draft) -> None:
    def edit(table: Any) -> None:
        first, second = table.xpath("./w:tr")[1:3]
        run = first.xpath("./w:tc[2]//w:r[w:t]")[0]
        deleted = etree.Element(f"{W}del")
        run.addprevious(deleted)
        deleted.append(run)
        for t in run.iter(f"{W}t"):
            t.tag = f"{W}delText"
        new = etree.Element(f"{W}ins")
        etree.SubElement(etree.SubElement(new, f"{W}r"), f"{W}t").text = "The new words."
        deleted.addnext(new)
        etree.SubElement(second.xpath("./w:trPr")[0], f"{W}del")

    units = FORMATS["docx"](edited(written(draft, "docx"), edit), "x")
    ids = [s.id for s in draft.sentences]
    assert [u.id for u in units] == [*ids[:3], *ids[4:]]
    assert units[2].target == "The new words."


def test_a_table_that_others_made(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=4)
    rows = [
        ("No", "English", "中文", "Note"),
        ("1", "It rains.", "下雨。", "x"),
        ("2", "It is fine, at last.", "終於晴了。", ""),
    ]
    for values in rows:
        for cell, text in zip(table.add_row().cells, values, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    units = FORMATS["docx"]((tmp_path / "a.docx").read_bytes(), "x")
    assert units == [Unit("下雨。", "It rains."), Unit("終於晴了。", "It is fine, at last.")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("heading", ["译文{}原文{}备注\n", "target{}SOURCE{}Comment\n", ""])
def test_tables_that_others_made(encoding: str, separator: str, heading: str) -> None:
    text = heading.format(separator, separator) + separator.join(('"Rain, today."', "今天下雨。", "n")) + "\n"
    text += separator.join(("It is fine.", "天晴了。", "")) + "\n"
    units = FORMATS["csv"](text.encode(encoding), "x")
    assert [(u.source, u.target) for u in units] == [("今天下雨。", "Rain, today."), ("天晴了。", "It is fine.")]
    assert units[0].note == ("n" if heading else None)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("_rels/.rels", "<a/>")
        container.writestr("word/document.xml", b"<a>" + b"<b/>" * 7_000_000 + b"</a>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("docx", b"PK\x03\x04 not"),
        ("docx", bomb()),
        ("csv", b""),
        ("csv", b"a,b\n1,2\n"),
        ("csv", 'source,target\n"今天,x\n'.encode()),
        ("csv", b"\xff\xff\xff\x00"),
        ("csv", ("source,target\n" + "中" * (9 << 20) + ",x\n").encode()),
    ],
    ids=["no zip", "many elements", "empty", "not bilingual", "open quote", "no encoding", "long cell"],
)
def test_what_cannot_be_used_is_one_line(format: str, data: bytes) -> None:
    with pytest.raises(InputError) as error:
        FORMATS[format](data, "x")
    assert "\n" not in str(error.value)


def test_english_alone_has_nothing_to_bring_back(draft: Draft) -> None:
    alone = replace(draft, title=None)
    data = render(alone, "docx", version="mono")
    assert isinstance(data, bytes)
    with pytest.raises(InputError, match="no table"):
        FORMATS["docx"](data, "x")


@pytest.mark.parametrize("cell", ["=1", "'=1", "''=1", "'tis", "-5", "plain", "", "\t", "＝1"])
def test_guards_come_off(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
