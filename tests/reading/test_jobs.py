"""Jobs of CAT tools in: what waits for a translation is read, everything else is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao import reading
from duizhao.cleaning import clean
from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.settings import Cleaning, Reading

CASES = Path(__file__).parent.parent / "cases" / "jobs"


def read(source: Path | bytes, name: str | None = None) -> tuple[Document, list[InputError]]:
    document, *errors = reading.read(source, Reading(), name=name)
    assert isinstance(document, Document)
    return document, [e for e in errors if isinstance(e, InputError)]


def texts(document: Document) -> list[str]:
    return [document.text_of(b) for b in document.blocks]


@pytest.mark.parametrize(
    ("name", "waiting", "left"),
    [
        (
            "notice-1.2.xlf",
            ["会议将于2024年3月5日在上海举行。", "欢迎参加。", "第一句话。", "第二句话 & 第三句话。"],
            {"已经批准。": "approved", "代码": "not-for-translation"},
        ),
        ("tea-2.0.xlf", ["感謝您購買茶葉。"], {"完成。": "approved"}),
        ("studio.sdlxliff", ["你好，世界。"], {"x": "not-for-translation", "再见。": "translated", "好的。": "locked"}),
        ("memoq.mqxliff", ["今日特餐"], {"牛肉麵": "translated", "鹽": "locked"}),
        ("memory.tmx", ["你好。", "茶叶很好。"], {"完成": "translated"}),
        ("copied-source.xlf", ["打开", "关闭"], {"保存": "translated"}),
    ],
)
def test_segments_that_wait(name: str, waiting: list[str], left: dict[str, str]) -> None:
    document, _ = read(CASES / name)
    assert texts(document) == waiting
    assert {d.text: d.reason for d in document.dropped} == left
    assert document.origin.format == ("tmx" if name.endswith("tmx") else "xliff")
    cleaned = clean(document, Cleaning())
    assert [b.place for b in cleaned.blocks] == [b.place for b in document.blocks]
    assert cleaned.title is None


def test_the_place_names_the_segment() -> None:
    document, _ = read(CASES / "notice-1.2.xlf")
    assert [b.place for b in document.blocks] == [
        {"segment": 1, "unit": "2"},
        {"segment": 2, "unit": "3"},
        {"segment": 4, "unit": "5", "mid": "0"},
        {"segment": 5, "unit": "5", "mid": "1"},
    ]


def test_ids_given_twice_are_said_and_all_is_read() -> None:
    document, errors = read(CASES / "copied-source.xlf")
    assert len(document.blocks) == 2
    assert ["1 ids to several units (1)" in str(e) for e in errors] == [True]


def test_a_job_is_told_by_what_stands_in_it() -> None:
    data = (CASES / "notice-1.2.xlf").read_bytes()
    for name in ("job", "job.xml", "job.txt", "job.html"):
        assert read(data, name)[0].origin.format == "xliff"
    utf16 = data.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert texts(read(utf16, "job.xlf")[0]) == texts(read(data, "job.xlf")[0])


HEAD = '<xliff version="1.2"><file source-language="{}" target-language="{}"><body>{}</body></file></xliff>'
UNIT = '<trans-unit id="1"><source>茶</source></trans-unit>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (HEAD.format("en", "zh-CN", UNIT), "is from en into zh-CN"),
        (HEAD.format("zh-CN", "fr", UNIT), "is from zh-CN into fr"),
        (HEAD.format("zh-CN", "en", ""), "holds no text"),
        (
            HEAD.format("zh", "en", '<trans-unit id="1"><source>茶</source><target>tea</target></trans-unit>'),
            "nothing left to translate (1 ",
        ),
        ("<xliff version='1.2'><file>", "no well-formed XML"),
        ('<!DOCTYPE xliff [<!ENTITY a "b">]>' + HEAD.format("zh", "en", UNIT), "entities of its own"),
        ("<xliff>" + "<a>" * 10_000, "no well-formed XML"),
        ('<tmx><body><tu><tuv xml:lang="de"><seg>Tee</seg></tuv></tu></body></tmx>', "(only de)"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(data: str, message: str) -> None:
    with pytest.raises(InputError) as e:
        read(data.encode(), "job.tmx" if "<tmx" in data else "job.xlf")
    assert message in str(e.value)
