"""What cannot be translated is named: the file, and which of its documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao import reading
from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.flow.prepare import prepare
from duizhao.settings import Settings


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jsonl", '{"id": "x1", "text": "hello"}\n', "a.jsonl (x1)"),
        ("a.jsonl", '{"text": "今天晴。"}\n{"text": "hello"}\n', "a.jsonl (a-2)"),
        ("a.csv", "id,text\n7,今天天晴\n8,hello\n", "a.csv (8)"),
        ("a.txt", "hello\n", "a.txt"),
    ],
)
def test_which_document_has_no_chinese(tmp_path: Path, name: str, content: str, said: str) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    settings = Settings()
    *_, last = reading.read(file, settings.reading)
    assert isinstance(last, Document)
    with pytest.raises(InputError, match="has no Chinese in it") as caught:
        prepare(last, settings)
    assert str(caught.value.where) == str(tmp_path / said)
