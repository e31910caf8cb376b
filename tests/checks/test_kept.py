"""Numbers and names that a translation keeps, out of those it should."""

from __future__ import annotations

import pytest

from duizhao.checks.kept import Kept, names_kept, numbers_kept


@pytest.mark.parametrize(
    ("source", "target", "expect"),
    [
        ("基金共有90亿元，涉及35人。", "The fund has 9 billion yuan and concerns 35 people.", Kept(2, 2)),
        ("基金共有90亿元，涉及35人。", "The fund has 90 billion yuan and concerns 35 people.", Kept(1, 2)),
        ("基金共有90亿元，涉及35人。", "", Kept(0, 2)),
        ("图书馆明天开门。", "The library opens tomorrow.", Kept(0, 0)),
        ("两国关系良好。", "Both countries get on well.", Kept(1, 1)),
    ],
)
def test_numbers(source: str, target: str, expect: Kept) -> None:
    assert numbers_kept(source, target) == expect


@pytest.mark.parametrize(
    ("source", "target", "expect"),
    [
        ("他从北京飞往巴黎。", "He flew from Beijing to Paris.", Kept(2, 2)),
        ("他从北京飞往巴黎，再回北京。", "He flew from Shanghai to Paris.", Kept(1, 2)),
        ("他從北京飛往巴黎。", "", Kept(0, 2)),
        ("图书馆馆长李明华说，雨停了。", "Library director Li Minghua said the rain had stopped.", Kept(1, 1)),
        ("图书馆馆长李明华说，雨停了。", "The library director said the rain had stopped.", Kept(0, 1)),
        ("雨停了。", "It stopped raining in London.", Kept(0, 0)),
    ],
)
def test_names(source: str, target: str, expect: Kept) -> None:
    assert names_kept(source, target) == expect
