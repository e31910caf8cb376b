"""Containers made to do harm, or far too large, end in one line or are read, in bounded time."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
from collections.abc import Callable

import pytest
from containers import WORD, book, odt, read, relationships, word, zipped

from duizhao import xmlparts
from duizhao.errors import InputError
from duizhao.reading import gather

SECONDS = 15
"""Each takes a fifth of it on an idle machine."""
BOMB = '<!DOCTYPE x [<!ENTITY a "橋橋橋橋橋橋橋橋橋橋">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


def document_part(xml: str) -> bytes:
    return zipped({"_rels/.rels": relationships({"word/document.xml": "officeDocument"}), "word/document.xml": xml})


def chapter(xml: str) -> bytes:
    item = '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
    return book(f'<manifest>{item}</manifest><spine><itemref idref="a"/></spine>', {"OEBPS/a.xhtml": xml})


RUN = "<w:r><w:t>橋</w:t></w:r>"
CELL = f"<w:tc><w:p>{RUN}</w:p></w:tc>"
ODT_CELL = "<table:table-cell><text:p>橋</text:p></table:table-cell>"
RUBY = "<ruby>橋<rt>qiao</rt></ruby>"
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": ("a.docx", lambda: word(" " * (130 << 20)), "larger than 128 MB"),
    "too many elements": ("a.docx", lambda: word("<w:p/>" * 6_100_000), "more than 6 million elements"),
    "types": ("a.epub", lambda: chapter(f"<p>橋</p>{'<!DOCTYPE' * 20_000}"), "cannot be parsed"),
    "deep": ("a.docx", lambda: word("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000), "no well-formed XML"),
    "deep odt": ("a.odt", lambda: odt("<text:p>" * 100_000 + "</text:p>" * 100_000), "no well-formed XML"),
    "entities": ("a.docx", lambda: document_part(f"{BOMB}<w:document {WORD}><w:body>&i;</w:body></w:document>"), "XML"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_a_line(case: str) -> None:
    name, data, what = REFUSED[case]
    made = data()
    start = time.monotonic()
    with pytest.raises(InputError, match=what) as e:
        read(made, name)
    assert time.monotonic() - start < SECONDS
    assert "\n" not in str(e.value)


READ: dict[str, tuple[str, Callable[[], bytes], int]] = {
    "many paragraphs": ("a.docx", lambda: word(f"<w:p>{RUN}</w:p>" * 20_000), 20_000),
    "many runs": ("a.docx", lambda: word(f"<w:p>{RUN * 40_000}</w:p>"), 1),
    "wide row": ("a.docx", lambda: word(f"<w:tbl><w:tr>{CELL * 20_000}</w:tr></w:tbl>"), 20_000),
    "deep controls": ("a.docx", lambda: word("<w:sdt>" * 200 + f"<w:p>{RUN}</w:p>" * 5000 + "</w:sdt>" * 200), 5000),
    "open fields": ("a.docx", lambda: word('<w:p><w:fldChar w:fldCharType="begin"/>' + RUN + "</w:p>") , 1),
    "wide row odt": ("a.odt", lambda: odt(f"<table:table-row>{ODT_CELL * 20_000}</table:table-row>"), 20_000),
    "spaces odt": ("a.odt", lambda: odt("<text:p>橋" + '<text:s text:c="999999999"/>' * 100 + "路</text:p>"), 1),
    "deep page": ("a.epub", lambda: chapter("<html><body>" + "<div>" * 100_000 + "橋造好了。" + "</div>" * 100_000), 1),
    "many readings": ("a.epub", lambda: chapter(f"<html><body><p>{RUBY * 20_000}</p></body></html>"), 1),
    "wide row of a page": ("a.epub", lambda: chapter(f"<table><tr>{'<td>橋</td>' * 20_000}</tr></table>"), 20_000),
    "long item of a page": ("a.epub", lambda: chapter(f"<ul><li>{'橋<br/>' * 20_000}</li></ul>"), 20_000),
    "entities in a page": ("a.epub", lambda: chapter(BOMB + "<html><body><p>橋造好了。&i;</p></body></html>"), 1),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_read_in_bounded_time(case: str) -> None:
    name, data, blocks = READ[case]
    made = data()
    start = time.monotonic()
    document, problems = read(made, name)
    assert time.monotonic() - start < SECONDS
    assert (len(document.blocks), problems) == (blocks, [])


def test_many_large_parts_are_not_all_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmlparts, "TOTAL_LIMIT", 1 << 20)
    header = f"<w:hdr {WORD}>" + "<!--" + " " * 200_000 + "--></w:hdr>"
    data = word(f"<w:p>{RUN}</w:p>", {f"h{i}.xml": ("header", header) for i in range(40)})
    document, problems = read(data, "a.docx")
    assert len(document.blocks) == 1
    assert len(problems) == 21
    assert "more than 1 MB" in str(problems[0])
    assert "15 more parts" in str(problems[-1])


def test_too_many_paragraphs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "PARAGRAPHS", 100)
    page = "<html><body>" + "<p>橋</p>" * 101 + "</body></html>"
    for data, name in ((word(f"<w:p>{RUN}</w:p>" * 101), "a.docx"), (chapter(page), "a.epub")):
        with pytest.raises(InputError, match="more than 100 paragraphs"):
            read(data, name)


def test_a_page_named_many_times_is_read_once_and_many_missing_ones_are_counted() -> None:
    items = "".join(f'<item id="a{i}" href="a.xhtml" media-type="application/xhtml+xml"/>' for i in range(5000))
    lost = "".join(f'<item id="b{i}" href="b{i}.xhtml" media-type="application/xhtml+xml"/>' for i in range(5000))
    spine = "".join(f'<itemref idref="{c}{i}"/>' for c in "ab" for i in range(5000))
    page = "<html><body><p>橋造好了。</p></body></html>"
    package = f"<manifest>{items}{lost}</manifest><spine>{spine}</spine>"
    document, problems = read(book(package, {"OEBPS/a.xhtml": page}), "a.epub")
    assert len(document.blocks) == 1
    assert len(problems) == 21


def test_damage_at_random_ends_in_a_document_or_a_line() -> None:
    whole = {
        "a.docx": word(f"<w:tbl><w:tr>{CELL * 2}</w:tr></w:tbl><w:p><w:del>{RUN}</w:del>{RUN}</w:p>"),
        "a.odt": odt('<text:h text:outline-level="2">橋</text:h><text:p>造<text:s text:c="2"/>好</text:p>'),
        "a.epub": chapter(f"<html><body><ul><li>{RUBY}</li></ul><svg><text>橋</text></svg></body></html>"),
    }
    chance = random.Random(0)
    lines = []
    for _ in range(300):
        name = chance.choice(sorted(whole))
        data = _damaged(whole[name], chance)
        try:
            read(data, name)
        except InputError as e:
            lines.append(str(e))
    assert len(lines) > 30
    assert not any("\n" in line for line in lines)


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """The container with a byte changed, or with one of its parts cut off, without a tag, or with another value."""
    if chance.random() < 0.2:
        at = chance.randrange(len(data))
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        members = {name: container.read(name) for name in container.namelist()}
    name = chance.choice(sorted(members))
    tags = list(re.finditer(rb"<[^>]+>|[^<>]+", members[name]))
    tag, other = chance.choice(tags), chance.choice(tags)
    value = re.sub(rb'"[^"]*"', chance.choice([b'""', b'"-1"', b'"99999999999"']), tag[0])
    middle = chance.choice([b"", other[0], value])
    members[name] = members[name][: tag.start()] + middle + chance.choice([members[name][tag.end() :], b""])
    return zipped(members)
