"""Lines of a megabyte, and a hundred thousand lines: no step of the blocks takes more than a few seconds."""

from __future__ import annotations

import time

import pytest

from duizhao import reading
from duizhao.cleaning import TEXT_STEPS, clean
from duizhao.document import Document
from duizhao.settings import Cleaning, Reading

SECONDS = 8.0
SIZE = 10**6
UNITS = [
    "a", "1", "中", "（", "(", "[", "【", ">", "/", "-", "—", "、", "·", "。", "“", "来源：",
    "记者", "记者王小明、", "（责任编辑：", "新华社北京5日电",
    "。返回首页", "（完）", "第一章", "http://", "电话：1", "版权",
    "相关阅读", "首页>", "未经授权", "《中》·", "关注", "二维码",
]  # fmt: skip
SPACED = ["中 ", "a ", "2023-05-06 ", "分享到 ", "摄 ", "00:00 ", "1 2 3 "]
ROWS = ["来源：虚构网", "中", "县城图书馆开门", "责任编辑：李明", "分享到", "相关阅读", "1. 中", "（责任编辑：李明）"]


def _cleaned(text: str) -> Document:
    found = next(reading.read(text, Reading(), format="txt"))
    assert isinstance(found, Document)
    began = time.process_time()
    document = clean(found, Cleaning(skip=tuple(TEXT_STEPS)))
    assert time.process_time() - began < SECONDS
    return document


@pytest.mark.parametrize("unit", UNITS + SPACED)
def test_one_line_of_a_megabyte(unit: str) -> None:
    _cleaned(unit * (SIZE // len(unit)))


@pytest.mark.parametrize("unit", UNITS + SPACED)
def test_lines_as_long_as_shapes_look_at(unit: str) -> None:
    _cleaned("\n".join([(unit * 800)[:length] for length in (199, 800)] * 20))


@pytest.mark.parametrize("row", ROWS)
def test_many_lines(row: str) -> None:
    sentence = "今天开门，大家都很高兴，馆长说欢迎。"
    _cleaned("\n".join([sentence, *[row] * 8_000, sentence]))
    _cleaned("\n".join([*[row] * 8_000, sentence]))
