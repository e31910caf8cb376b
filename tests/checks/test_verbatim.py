"""What must be copied letter by letter is found, and amounts, dates and ranges are not."""

from __future__ import annotations

import time

import pytest

from duizhao.checks import missing_verbatim, verbatim


@pytest.mark.parametrize(
    ("source", "expect"),
    [
        ("电话：0571-8888-1234。", ["0571-8888-1234"]),
        ("电话：０５７１－８８８８－１２３４。", ["0571-8888-1234"]),
        ("请拨打+86 571 8765 4321与我们联系", ["+86 571 8765 4321"]),
        ("致电010-6512 3456或发邮件至wang@tea.cn。", ["010-6512 3456", "wang@tea.cn"]),
        ("https://a.cn/x1和https://a.cn/x2都可以", ["https://a.cn/x1", "https://a.cn/x2"]),
        ("https://a.cn/2024/03-15/0571-8888-1234.html", ["https://a.cn/2024/03-15/0571-8888-1234.html"]),
        ("订单DD-20240315-0087和单号SF1029384756123", ["DD-20240315-0087", "SF1029384756123"]),
        ("标准GB/T 19001-2016已经实施", ["GB/T 19001-2016"]),
        ("DOI为10.1038/s41586-020-2649-2", ["10.1038/s41586-020-2649-2"]),
        ("手机13800138000停用", ["13800138000"]),
        ("2019-2024年，1500-3000元，2024-03-15", []),
        ("共有13800138000元，比分3-2，COVID-19", []),
        ("今天下雨。", []),
    ],
)
def test_what_is_copied(source: str, expect: list[str]) -> None:
    found = verbatim(source)
    assert [f.term.target for f in found] == expect
    assert all(f.term.kept for f in found)
    assert all(f.span[1] - f.span[0] == len(f.term.target) for f in found)


@pytest.mark.parametrize(
    ("target", "missing"),
    [
        ("mail to wang@tea.cn.", False),
        ("(wang@tea.cn)", False),
        ("mail to wang @tea.cn", True),
        ("mail to wang@tea.cnn", True),
        ("mailwang@tea.cn", True),
    ],
)
def test_letter_by_letter(target: str, missing: bool) -> None:
    found = verbatim("发邮件至wang@tea.cn。")
    assert bool(missing_verbatim(found, target)) is missing


@pytest.mark.parametrize("part", ["1", "11 ", "1-", "11-", "A-", "A1-", "a", "中", "+", "0571-", "GB/T "])
def test_long_lines_take_no_time(part: str) -> None:
    started = time.process_time()
    verbatim(part * (1_000_000 // len(part)))
    assert time.process_time() - started < 5
