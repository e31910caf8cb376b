"""What programs write for title and author is none; what people write is."""

from __future__ import annotations

import pytest

from duizhao.reading.junk import is_no_title, is_nobody


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - 文档1",
        "Microsoft Word 文档",
        "untitled",
        "文档1",
        "文件 2",
        "Document3",
        "未命名",
        "无标题1",
        "新建 Microsoft Word 文档",
        "幻灯片 1",
        "通知.doc",
        "会议纪要模板",
        "2021-03",
        "新建文本文档",
        "Unknown Title",
        "Unknown",
        "No Title",
        "python-docx",
    ],
)
def test_no_title(title: str) -> None:
    assert is_no_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "微软发布新系统",
        "我市新建三所学校",
        "新建小学下月开学",
        "文件管理办法",
        "幻灯片制作比赛开始报名",
        "文档怎样保存",
        "无题",
        "第3次会议",
        "Unknown Pleasures",
    ],
)
def test_title(title: str) -> None:
    assert not is_no_title(title)


@pytest.mark.parametrize(
    "name",
    [
        "微软用户",
        "Microsoft",
        "user",
        "User123",
        "Administrator",
        "admin",
        "雨林木风",
        "USER-PC",
        "python-docx",
        "Lenovo",
        "13800001111",
        "Windows 用户",
        "管理员",
        "Unknown Author",
        "Unknown",
        "未知作者",
    ],
)
def test_nobody(name: str) -> None:
    assert is_nobody(name)


@pytest.mark.parametrize("name", ["王小明", "Maximilian", "司马光", "管理学院", "Adminah Lee", "微言", "小城日报社"])
def test_somebody(name: str) -> None:
    assert not is_nobody(name)
