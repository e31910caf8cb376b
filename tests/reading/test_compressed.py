"""A packed file is read as what is in it; where it is damaged, what stands before the damage is read."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from duizhao import reading
from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.settings import Reading

PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}
LINES = [json.dumps({"text": f"花开了{i * 7919}。", "n": hash(str(i))}, ensure_ascii=False) for i in range(5000)]
DATA = "".join(f"{line}\n" for line in LINES).encode()

each_kind = pytest.mark.parametrize("kind", PACK)


def _read(data: bytes, name: str) -> tuple[list[Document], list[str]]:
    documents, errors = [], []
    try:
        for found in reading.read(data, Reading(), name=name):
            if isinstance(found, Document):
                documents.append(found)
            else:
                errors.append(str(found))
    except InputError as e:
        errors.append(str(e))
    return documents, errors


@each_kind
def test_all_of_it_and_the_suffix_is_not_in_the_id(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"news.jsonl.{kind}"
    path.write_bytes(PACK[kind](DATA))
    documents = [d for d in reading.read(path, Reading()) if isinstance(d, Document)]
    assert len(documents) == len(LINES)
    assert (documents[0].id, documents[-1].raw) == ("news-1", f"花开了{4999 * 7919}。")
    assert documents[0].origin.path == path.as_posix()


@each_kind
def test_parts_in_a_row_and_zeros_behind(kind: str) -> None:
    middle = DATA.index(b"\n", len(DATA) // 2) + 1
    documents, errors = _read(PACK[kind](DATA[:middle]) + PACK[kind](DATA[middle:]) + bytes(512), f"a.jsonl.{kind}")
    assert (len(documents), errors) == (len(LINES), [])


@each_kind
def test_cut_off(kind: str) -> None:
    half = DATA.index(b"\n", len(DATA) // 2) + 1
    packed = PACK[kind](DATA[:half]) + PACK[kind](DATA[half:])
    documents, errors = _read(packed[:-50], f"a.jsonl.{kind}")
    assert len(documents) >= DATA[:half].count(b"\n")
    assert len(errors) == 1
    assert "ends in the middle" in errors[0]


@each_kind
def test_cut_off_within_the_first_bytes(kind: str) -> None:
    documents, errors = _read(PACK[kind](b'{"text": "%s"}\n' % "花".encode() * 3)[:-4], f"a.jsonl.{kind}")
    assert len(errors) == 1
    assert "ends in the middle" in errors[0]
    assert len(documents) <= 3


@each_kind
def test_damaged_and_followed_by_something_else(kind: str) -> None:
    packed = bytearray(PACK[kind](DATA))
    packed[len(packed) // 2 : len(packed) // 2 + 8] = b"\xff" * 8
    _, errors = _read(bytes(packed), f"a.jsonl.{kind}")
    assert any("damaged as a compressed file" in e for e in errors)
    documents, errors = _read(PACK[kind](DATA) + b"something else", f"a.jsonl.{kind}")
    assert len(documents) == len(LINES)
    assert len(errors) == 1
    assert "something else after" in errors[0]


def test_frames_to_skip() -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"
    packed = skipped + PACK["zst"](DATA) + skipped
    assert len(_read(packed, "a.jsonl.zst")[0]) == len(LINES)


def test_a_page_by_content_from_a_stream() -> None:
    page = "<html><body><p>花开了，鸟来了，天也晴了。</p></body></html>"
    (found,) = reading.read(io.BytesIO(gzip.compress(page.encode("gbk"))), Reading())
    assert isinstance(found, Document)
    assert (found.raw, found.origin.format) == ("花开了，鸟来了，天也晴了。", "html")


def test_a_text_that_begins_like_bzip2() -> None:
    documents, errors = _read("BZh 是一种压缩格式的开头，这里却是文章。".encode(), "a.txt")
    assert len(documents) == 1
    assert not errors


def test_packed_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("a.html.gz", "b.jsonl.zst", "c.txt.XZ", "d.tar.gz", "e.gz"):
        (tmp_path / name).write_bytes(b"")
    found = reading.expand([str(tmp_path)])
    assert [i.path.name for i in found if i.path] == ["a.html.gz", "b.jsonl.zst", "c.txt.XZ"]


def test_the_archive_is_read_whole(shared: Path) -> None:
    found = list(reading.read(shared / "data" / "news" / "articles_xinwenlianbo.jsonl.gz", Reading()))
    assert len(found) == 1000
    assert all(isinstance(d, Document) for d in found)
