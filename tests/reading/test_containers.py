"""ZIP and WARC: each member by its own reader, with a name that is right and an id that is safe."""

from __future__ import annotations

import gzip
import io
import json
import logging
import zipfile
from pathlib import Path

import pytest

from duizhao import reading
from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.settings import Reading

SENTENCE = "山城市图书馆从本周起延长开放时间，读者晚上也能来看书。"
PAGE = f"<html><head><title>图书馆</title></head><body>{f'<p>{SENTENCE}</p>' * 3}</body></html>"


class _Named(zipfile.ZipInfo):
    """A member whose name is in another encoding, as older Chinese programs write it."""

    codec = "gbk"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(self.codec), self.flag_bits & ~0x800


def _zip(*members: tuple[str | zipfile.ZipInfo, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members:
            container.writestr(name, data)
    return out.getvalue()


def _read(data: bytes | Path, name: str | None = None) -> tuple[list[Document], list[str]]:
    found = list(reading.read(data, Reading(), name=name))
    return [d for d in found if isinstance(d, Document)], [str(e) for e in found if isinstance(e, InputError)]


def test_members_of_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    path.write_bytes(
        _zip(
            ("2023/a.html", PAGE),
            ("b.txt", SENTENCE),
            ("c.jsonl", '{"text": "花开了。"}\n{"text": "鸟来了。"}\n'),
            ("d.csv", "标题,正文\n春天,花开了。\n"),
            ("e.html.gz", gzip.compress(PAGE.encode("gbk"))),
        )
    )
    documents, errors = _read(path)
    assert not errors
    assert [(d.id, d.origin.member, d.origin.format) for d in documents] == [
        ("2023-a", "2023/a.html", "html"),
        ("b", "b.txt", "txt"),
        ("c-1", "c.jsonl", "jsonl"),
        ("c-2", "c.jsonl", "jsonl"),
        ("d-2", "d.csv", "csv"),
        ("e", "e.html.gz", "html"),
    ]
    assert {d.origin.path for d in documents} == {path.as_posix()}
    assert documents[5].raw.startswith(SENTENCE)


@pytest.mark.parametrize("codec", ["gbk", "big5", "utf-8"])
def test_names_that_are_not_marked_as_utf8(codec: str) -> None:
    names = ["新聞/北京市今日開會.txt", "新聞/圖書館延長開放時間.txt"]
    members = []
    for name in names:
        info = _Named(name)
        info.codec = codec
        members.append((info, SENTENCE))
    documents, _ = _read(_zip(*members), "a.zip")
    assert [d.origin.member for d in documents] == names


def test_ids_are_safe_and_each_is_there_once() -> None:
    names = ["../../etc/a.txt", "/etc/a.txt", "etc-a.txt", "C:\\x\\a.txt", ".txt", "a\nb.txt", "长" * 300 + ".txt"]
    documents, errors = _read(_zip(*((n, SENTENCE) for n in names)), "a.zip")
    assert not errors
    ids = [d.id for d in documents]
    assert len(set(map(str.casefold, ids))) == len(names)
    assert ids[:3] == ["etc-a", "etc-a-2", "etc-a-3"]
    assert all(i and not set(i) & set('/\\:\n*?"<>|') and not i.startswith(".") and len(i) <= 125 for i in ids)


def test_what_is_no_document_is_said_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    pictures = [(f"{i}.png", b"\x89PNG") for i in range(300)]
    junk = [("__MACOSX/._a.txt", b"\0"), (".DS_Store", b"\0"), ("folder/", b""), ("style.css", b"p {}")]
    with caplog.at_level(logging.INFO, "duizhao"):
        documents, errors = _read(_zip(("a.txt", SENTENCE), *pictures, *junk), "a.zip")
    assert (len(documents), errors) == (1, [])
    assert [r.getMessage() for r in caplog.records] == [
        "a.zip: 303 left out, which are no documents (300 png, 2 of the system, 1 css)"
    ]
    with pytest.raises(InputError, match="nothing to read: 300 left out"):
        _read(_zip(*pictures), "a.zip")


def test_what_looks_like_a_document_and_cannot_be_read_is_an_error() -> None:
    members = [("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600)), ("b.zip", _zip(("c.txt", SENTENCE))), ("d.txt", b"")]
    documents, errors = _read(_zip(*members, ("e.txt", SENTENCE)), "a.zip")
    assert [d.id for d in documents] == ["e"]
    for error, says in zip(
        errors, ("a.zip:a.doc: is an old Office", "a.zip:b.zip: is a container", "d.txt: is empty"), strict=True
    ):
        assert says in error


def _record(
    body: bytes,
    url: str = "http://a.example/1",
    type: str = "text/html",
    status: int = 200,
    more: str = "",
    cut: int = 0,
) -> bytes:
    block = f"HTTP/1.1 {status} OK\r\nContent-Type: {type}\r\n{more}\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
    return f"{head}Content-Length: {len(block) - cut}\r\n\r\n".encode() + block + b"\r\n\r\n"


def test_pages_of_a_web_archive() -> None:
    (document,), errors = _read(_record(PAGE.encode("gbk"), type="text/html; charset=gbk"), "a.warc")
    assert not errors
    assert (document.id, document.origin.member) == ("a-1", "http://a.example/1")
    assert (document.origin.encoding, document.origin.encoding_evidence) == ("gb18030", "declared")
    assert document.meta.url == "http://a.example/1"
    assert document.meta.date is None
    assert document.meta.evidence["retrieved"] == "2026-01-02T03:04:05Z"


def test_bodies_as_they_are_sent() -> None:
    packed = gzip.compress(PAGE.encode())
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (packed[:50], packed[50:])) + b"0\r\n\r\n"
    more = "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
    (document,), _ = _read(_record(chunked, more=more), "a.warc")
    assert document.raw.startswith(SENTENCE)


def test_what_is_no_page_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 6\r\n\r\na: bcd\r\n\r\n"
    request = _record(b"").replace(b"response", b"request")
    others = [_record(b"x", status=404), _record(b"\x89PNG", type="image/png"), _record(b"{}", type="application/json")]
    login = _record(b"<html><body><form><input></form></body></html>")
    with caplog.at_level(logging.INFO, "duizhao"):
        documents, errors = _read(b"".join([info, request, *others, login, _record(PAGE.encode())]), "a.warc")
    assert [d.id for d in documents] == ["a-7"]
    assert len(errors) == 1
    assert "http://a.example/1: " in errors[0]
    assert "3 left out" in caplog.messages[-1]


@pytest.mark.parametrize("cut", [5, 100, -5, -400, -10_000])
def test_a_wrong_length_costs_no_other_record(cut: int) -> None:
    good = _record(PAGE.encode())
    documents, errors = _read(good + _record(PAGE.encode(), cut=cut) + good + good, "a.warc")
    assert [d.raw[:5] for d in documents] == [SENTENCE[:5]] * 3
    assert len(errors) == 1
    assert "record 2" in errors[0]


def test_rubbish_between_records_and_an_end_too_early() -> None:
    good = _record(PAGE.encode())
    documents, errors = _read(good + b"rubbish\r\nand more\r\n" + good + good[:-200], "a.warc")
    assert len(documents) == 2
    assert ["something else" in errors[0], "cut off" in errors[1], len(errors)] == [True, True, 2]


def test_the_web_archive_beside_the_checkout(shared: Path) -> None:
    folder = shared / "data" / "news" / "formats"
    expected = [json.loads(x) for x in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    text = next(e["text"] for e in expected if e["file"] == "pages.warc.gz")
    documents, errors = _read(folder / "pages.warc.gz")
    assert not errors
    assert [d.origin.encoding for d in documents] == ["utf-8", "gb18030", "gb18030"]
    assert "\n".join(d.raw for d in documents) == text
