"""Documents that are no plain text: cells, headers, notes, comments, what the file says of itself, books."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duizhao.cleaning import clean
from duizhao.document import Block, Document
from duizhao.record import Dropped, Kind, Meta, Origin
from duizhao.settings import Cleaning

HEADLINE = "老街的面馆重新开门"
NOTHING = Meta()
FIRST = "昨天下午，老街的面馆重新开门，排队的人一直站到了街角的邮局。"
LAST = "老板说，歇了一年，手还没有生，汤还是那个味道，请大家放心。"


def _document(*blocks: tuple[str, Kind], format: str = "docx", meta: Meta = NOTHING) -> Document:
    text = "\n".join(text for text, _ in blocks)
    made, at = [], 0
    for index, (line, kind) in enumerate(blocks):
        made.append(Block(at, at + len(line), kind, {"part": "document", "index": index}))
        at += len(line) + 1
    return Document("d", text, text, Origin(format=format), meta, tuple(made))


def _texts(document: Document) -> list[str]:
    return [document.text_of(b) for b in document.blocks]


@pytest.mark.parametrize("format", ["docx", "odt", "pdf", "txt"])
def test_the_first_line_is_the_title_where_no_style_says_so(format: str) -> None:
    found = clean(_document((HEADLINE, "paragraph"), (FIRST, "paragraph"), format=format), Cleaning())
    assert (found.meta.title, found.title_place) == (HEADLINE, {"part": "document", "index": 0})
    assert _texts(found) == [FIRST]


def test_a_title_that_is_known_stays() -> None:
    known = _document((HEADLINE, "paragraph"), (FIRST, "paragraph"), meta=Meta(title="面馆"))
    assert clean(known, Cleaning()).meta.title == "面馆"


@pytest.mark.parametrize("line", ["一、总体要求", "（一）基本原则", "问：老街的面馆在哪里"])
def test_numbered_headings_and_questions_are_no_titles(line: str) -> None:
    found = clean(_document((line, "heading"), (FIRST, "paragraph")), Cleaning())
    assert found.meta.title is None
    assert line in _texts(found)


@pytest.mark.parametrize("kind", ["cell", "header", "footnote"])
@pytest.mark.parametrize("line", ["分享到", "第1页 共3页", "来源：虚构日报", "责任编辑：李明", "版权所有 虚构日报"])
def test_what_stands_beside_the_text_is_left(kind: Kind, line: str) -> None:
    found = clean(_document((HEADLINE, "heading"), (FIRST, "paragraph"), (LAST, "paragraph"), (line, kind)), Cleaning())
    assert _texts(found) == [FIRST, LAST, line]
    assert [b.kind for b in found.blocks][-1] == kind
    assert not found.dropped


def test_notes_at_the_end_do_not_hide_the_tail() -> None:
    note = "这家面馆开业于一九八三年，停业一年以后，原来的师傅又都回来了。"
    lines: list[tuple[str, Kind]] = [(HEADLINE, "heading"), (FIRST, "paragraph"), (LAST, "paragraph")]
    found = clean(
        _document(*lines, ("相关阅读：", "paragraph"), ("旧邮局改成茶馆", "paragraph"), (note, "footnote")), Cleaning()
    )
    assert [d.reason for d in found.dropped] == ["related", "related"]
    assert _texts(found) == [FIRST, LAST, note]


def test_comments_are_no_bylines() -> None:
    base = _document((HEADLINE, "heading"), (FIRST, "paragraph"))
    text = base.text + "\n记者 王五"
    comment = Dropped("记者 王五", "comment", (len(base.text) + 1, len(text)))
    found = clean(replace(base, raw=text, text=text, dropped=(comment,)), Cleaning())
    assert found.dropped == (comment,)
    assert found.meta.authors == ()
    beside = replace(comment, reason="outside-article")
    found = clean(replace(base, raw=text, text=text, dropped=(beside,)), Cleaning())
    assert found.meta.authors == ("王五",)


@pytest.mark.parametrize("evidence", ["core-properties", "document-info"])
@pytest.mark.parametrize("line", ["2021年3月4日 来源：虚构日报", FIRST])
def test_the_date_in_the_text_beats_the_date_of_the_file(evidence: str, line: str) -> None:
    meta = Meta(date="2024-01-01T08:00:00Z", evidence={"date": evidence})
    dated = "新华社北京2021年3月4日电 " + FIRST if line == FIRST else FIRST
    found = clean(_document((HEADLINE, "heading"), (line, "paragraph"), (dated, "paragraph"), meta=meta), Cleaning())
    assert found.meta.date == "2021-03-04"


def test_a_date_that_the_page_says_stays() -> None:
    meta = Meta(date="2024-01-01", evidence={"date": "article:published_time"})
    found = clean(
        _document((HEADLINE, "heading"), ("2021年3月4日", "paragraph"), (FIRST, "paragraph"), meta=meta), Cleaning()
    )
    assert found.meta.date == "2024-01-01"


def test_a_book_keeps_the_lines_at_its_ends() -> None:
    lines: list[tuple[str, Kind]] = [("来源：虚构日报", "paragraph"), (FIRST, "paragraph"), ("相关阅读", "paragraph")]
    found = clean(_document(*lines, format="epub"), Cleaning())
    assert _texts(found) == [text for text, _ in lines]
    assert (found.meta.source, found.dropped) == (None, ())
