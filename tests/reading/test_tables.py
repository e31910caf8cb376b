"""Tables and JSON: a row is a document; which column has the text is known, named, or guessed and said."""

from __future__ import annotations

import io
import json
import logging
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from duizhao import reading
from duizhao.document import Document
from duizhao.errors import InputError, UsageError
from duizhao.settings import Reading

LONG = "今天下雨，路上很滑，大家出门要小心一些才好。"


def _read(data: str | bytes, name: str, **field: str) -> tuple[list[Document], list[str]]:
    content = data.encode() if isinstance(data, str) else data
    found = list(reading.read(content, Reading(field=field), name=name))
    return [d for d in found if isinstance(d, Document)], [str(e) for e in found if isinstance(e, InputError)]


TABLE = '标题,日期,来源,作者,网址,正文\n春天,2023年5月6日,晚报,张三、李四,http://x,"花开了。\n鸟""来""了。"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_known_columns_in_any_encoding_and_with_any_separator(encoding: str, separator: str) -> None:
    (document,), errors = _read(TABLE.replace(",", separator).encode(encoding), "a.csv")
    assert not errors
    assert document.raw == '春天\n花开了。\n鸟"来"了。'
    assert document.title == (0, 2)
    meta = document.meta
    assert (meta.title, meta.date, meta.source, meta.authors, meta.url) == (
        "春天",
        "2023-05-06",
        "晚报",
        ("张三", "李四"),
        "http://x",
    )
    assert meta.evidence["date"] == "日期"
    assert "text" not in meta.evidence


def test_traditional_names_in_big5_and_line_ends_of_all_kinds() -> None:
    for end in ("\n", "\r\n", "\r"):
        rows = f"標題,內容{end}春天,{'今天下雨，路上很滑，大家出門要小心。' * 3}{end}夏天,天氣很熱。{end}"
        documents, errors = _read(rows.encode("big5"), "a.csv")
        assert [d.meta.title for d in documents] == ["春天", "夏天"]
        assert not errors


def test_the_line_that_excel_writes() -> None:
    documents, _ = _read("\ufeffsep=;\n题目;正文\n春;花开了，一朵。\n", "a.csv")
    assert [d.raw for d in documents] == ["春\n花开了，一朵。"]


def test_a_table_from_standard_input_is_told_by_its_heading() -> None:
    for encoding in ("utf-8", "gb18030"):
        (found,) = reading.read(io.BytesIO(TABLE.encode(encoding)), Reading())
        assert isinstance(found, Document)
        assert (found.id, found.origin.format) == ("stdin-2", "csv")


@pytest.mark.parametrize(
    ("table", "name", "column", "ids"),
    [
        (f"bt,nr\n天,{LONG}\n晴,{LONG}\n", "a.csv", "nr", ["a-2", "a-3"]),
        (f"1\t天气\t{LONG}\n2\t天气\t{LONG}\n", "a.tsv", "3", ["a-1", "a-2"]),
        (f"{LONG}\n{LONG}\n", "a.csv", "1", ["a-1", "a-2"]),
        (f"标题,x,y\n{LONG},b,花开了。\n", "a.csv", "y", ["a-2"]),
    ],
)
def test_the_column_of_the_text_is_guessed_and_said(
    table: str, name: str, column: str, ids: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "duizhao"):
        documents, errors = _read(table, name)
    assert [d.id for d in documents] == ids
    assert not errors
    assert {d.meta.evidence["text"] for d in documents} == {f"{column} (guessed)"}
    assert caplog.messages == [
        f"{name}: the text is taken from column '{column}', a guess; --field text=NAME names another"
    ]


def test_named_columns() -> None:
    documents, _ = _read(f"a,b\n花开了。,{LONG}\n", "a.csv", text="a", title="b")
    assert documents[0].raw == f"{LONG}\n花开了。"
    documents, _ = _read(f"{LONG}\t花开了。\n", "a.tsv", text="2")
    assert documents[0].raw == "花开了。"
    with pytest.raises(InputError, match=r"has no column 'c' \(its columns: a, b\)"):
        _read("a,b\n花,开\n", "a.csv", text="c")
    with pytest.raises(UsageError, match="text"):
        _read("a,b\n花,开\n", "a.csv", texte="a")


@pytest.mark.parametrize("table", ["a,b\nc,d\n", "text\n", "\n\n \n"])
def test_nothing_to_read(table: str) -> None:
    with pytest.raises(InputError, match=r"no column with Chinese|no rows|is empty"):
        _read(table, "a.csv")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('坏,"没有关上', "a quote is not closed"),
        ('坏,"他说"你好"。"', "a quote is not closed, or stands in the text"),
        ("坏,今天,明天", "has 3 cells, and the table 2 columns"),
        ("坏", "has nothing in '正文'"),
        ("坏,\0", "has nothing in '正文'"),
    ],
)
def test_a_bad_row_does_not_stop_the_next(row: str, says: str) -> None:
    documents, errors = _read(f"标题,正文\n春,花开了。\n{row}\n夏,天热了。\n秋,叶落了。\n", "a.csv")
    assert [d.meta.title for d in documents] == ["春", "夏", "秋"]
    assert len(errors) == 1
    assert errors[0].startswith("a.csv:3: ")
    assert says in errors[0]


def test_bytes_that_are_lost_later_are_an_error_of_their_row() -> None:
    data = b"text\n" + f"{LONG}\n".encode() * 3000 + "花开了。\n".encode("gbk") + f"{LONG}\n".encode()
    documents, errors = _read(data, "a.csv")
    assert len(documents) == 3001
    assert errors[0].startswith("a.csv:3002: is not utf-8")


ITEMS = [{"标题": "春", "正文": "花开了。"}, {"正文": 3}, {"正文": "鸟来了。"}]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_json_array(indent: int | None, encoding: str) -> None:
    data = json.dumps(ITEMS, ensure_ascii=False, indent=indent).encode(encoding)
    documents, errors = _read(data, "a.json")
    assert [(d.id, d.raw, d.origin.format) for d in documents] == [
        ("a-1", "春\n花开了。", "json"),
        ("a-3", "鸟来了。", "json"),
    ]
    assert errors == ["a.json, item 2: has no text in '正文' but int. Name another with --field text=NAME."]


def test_one_object_over_several_lines() -> None:
    for data in ('{\n "text": "花开了。"\n}\n', '{"id": "x",\n "text": "花开了。"}', '\ufeff\n{\n"text": "花开了。"}'):
        (document,), errors = _read(data, "a.json")
        assert document.raw == "花开了。"
        assert document.id in ("a", "x")
        assert not errors


@pytest.mark.parametrize("data", ['[{"text": "花"},\n{"text": \n', "[\n" * 50_000, "{\n" + '"a": ' * 50_000, "[]"])
def test_broken_json_is_one_error(data: str) -> None:
    with pytest.raises(InputError, match=r"not JSON|beyond reading|empty array"):
        _read(data, "a.json")


def test_a_broken_first_line_costs_no_other() -> None:
    documents, errors = _read('{"text": "花",\n{"text": "鸟来了。"}\n', "a.jsonl")
    assert [d.id for d in documents] == ["a-2"]
    assert len(errors) == 1


def _parquet(**columns: Any) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out, row_group_size=2)
    return out.getvalue()


def test_parquet() -> None:
    rows = _parquet(标题=["春", "夏", "秋"], 内容=["花开了。", None, "叶落了。"], v=[[1], [2], [3]])
    documents, errors = _read(rows, "a.parquet")
    assert [(d.id, d.raw) for d in documents] == [("a-1", "春\n花开了。"), ("a-3", "秋\n叶落了。")]
    assert len(errors) == 1
    assert errors[0].startswith("a.parquet, row 2: ")
    with pytest.raises(InputError, match="has no text in 'v' but list"):
        _read(rows, "a.parquet", text="v")
    (document, _), _ = _read(_parquet(nr=[LONG, LONG], n=[1, 2]), "a.parquet")
    assert document.meta.evidence["text"] == "nr (guessed)"


def test_without_pyarrow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"pip install 'duizhao\[parquet\]'") as e:
        _read(b"PAR1" + bytes(50), "a.parquet")
    assert e.value.exit_code == 3
