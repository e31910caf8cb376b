"""JSON lines are read one by one; a bad line is an error of its own."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import Any

import pytest

from duizhao import jsonform, reading
from duizhao.document import Document
from duizhao.errors import InputError, UsageError
from duizhao.settings import Reading


def _read(*rows: Any, **field: str) -> list[Document | InputError]:
    lines = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
    return list(reading.read(b"\n".join(lines), Reading(field=field), name="a.jsonl"))


def test_fields() -> None:
    (found,) = _read(
        {"title": "春天", "article": "花开了。\n鸟来了。", "date": "2023-05-06", "url": "http://x", "id": 7}
    )
    assert isinstance(found, Document)
    assert found.id == "7"
    assert found.raw == "春天\n花开了。\n鸟来了。"
    assert found.title == (0, 2)
    assert [found.text_of(b) for b in found.blocks] == ["花开了。", "鸟来了。"]
    assert (found.meta.title, found.meta.date, found.meta.url) == ("春天", "2023-05-06", "http://x")
    assert found.meta.evidence["date"] == "date"


def test_other_names() -> None:
    (found,) = _read({"TEXT": "花开了。", "headline": "春天"}, text="TEXT", title="headline")
    assert isinstance(found, Document)
    assert found.raw == "春天\n花开了。"
    assert found.id == "a-1"
    with pytest.raises(UsageError, match="'title'"):
        _read({"text": "花"}, titel="headline")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (b"{bad", "is not JSON"),
        (b"[" * 100_000, "is JSON beyond reading"),
        ([1], "no object"),
        ({"texte": "花"}, "has no text"),
        ({"text": 3}, "int"),
        ({"text": None}, "NoneType"),
        ({"text": " \n"}, "nothing in 'text'"),
        ({"schema": "duizhao/1", "id": "x"}, "damaged duizhao/1 record"),
        (b'{"text": "\xff\xfe\x81\xff"}', "encoding"),
    ],
)
def test_a_bad_line_does_not_stop_the_next(row: Any, what: str) -> None:
    before, bad, after = _read({"text": "花开了。"}, row, {"text": "鸟来了。"})
    assert isinstance(before, Document)
    assert isinstance(after, Document)
    assert after.id == "a-3"
    assert isinstance(bad, InputError)
    assert what in str(bad)
    assert str(bad).startswith("a.jsonl:2: ")
    assert bad.remedy


def test_a_record_is_read_back() -> None:
    paragraphs = [
        {"id": "p1", "kind": "heading", "at": [3, 5], "source": "花", "sentences": [], "place": {"n": 1}},
        {"id": "p2", "kind": "paragraph", "at": [6, 12], "source": "鸟来了。天晴了。", "sentences": []},
    ]
    record = {"schema": "duizhao/1", "id": "r1", "origin": {}, "title": {"source": "春天", "target": ""}}
    (found,) = _read({**record, "paragraphs": paragraphs, "meta": {"title": "春天", "evidence": {"title": [0, 2]}}})
    assert isinstance(found, Document)
    assert found.id == "r1"
    assert found.text[slice(*found.title or ())] == "春天"
    assert [(b.kind, found.text_of(b), b.place) for b in found.blocks] == [
        ("heading", "花", {"n": 1}),
        ("paragraph", "鸟来了。天晴了。", None),
    ]
    assert found.origin.format == jsonform.SCHEMA


def test_surrogates() -> None:
    (found,) = _read(b'{"text": "\\ud842\\udfb7\\u91ce\\u5bb6 \\ud842 \\u5e97"}')
    assert isinstance(found, Document)
    assert found.raw == "𠮷野家 \ufffd 店"


def test_memory_stays_flat() -> None:
    class Endless(io.RawIOBase):
        """Many lines, made as they are read."""

        left = 40_000
        line = json.dumps({"text": "花开了，鸟来了。" * 40}, ensure_ascii=False).encode() + b"\n"

        def read(self, size: int = -1) -> bytes:  # type: ignore[override]
            return b"".join(iter(self.readline, b"")) if size < 0 else self._some(size)

        def _some(self, size: int) -> bytes:
            n = min(self.left, max(1, size // len(self.line)))
            self.left -= n
            return self.line * n

        def readline(self, size: int | None = -1) -> bytes:
            return self._some(1)

    tracemalloc.start()
    count = 0
    for found in reading.read(Endless(), Reading(), format="jsonl"):  # type: ignore[arg-type]
        assert isinstance(found, Document)
        count += 1
        if count == 2000:
            break
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2000
    assert peak < 4_000_000


def test_an_empty_file_says_so() -> None:
    with pytest.raises(InputError, match="is empty"):
        _read(b"\n \n")
