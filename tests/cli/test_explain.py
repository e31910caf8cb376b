"""`clean --explain`: for each repair before, after, how sure, why, and what stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from duizhao.cli.main import main

TEXT = (
    "當地業(yè)務發(fā)展很快，產(chǎn)品賣(mài)到國(guó)外。\n"
    "圖書館的&ldquo;新書&rdquo;到了，２０２４年還會再來。\n"
    "分享到：\n"
)


@pytest.fixture
def rows(tmp_path: Path) -> list[list[str]]:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(main, ["clean", "--explain", str(path)])
    assert done.exit_code == 0, done.output
    return [line.split("\t") for line in done.output.splitlines() if not line.startswith("#")]


def test_a_short_repair_is_shown_in_its_place(rows: list[list[str]]) -> None:
    [first, *_] = [row for row in rows if row[0] == "pinyin"]
    assert first[1:5] == ["3-7", "(yè)", "", "exact"]
    assert "reading" in first[5]
    assert first[6] == "當地業[(yè)→]務發展很快，"


def test_every_repair_has_a_reason_and_a_place(rows: list[list[str]]) -> None:
    repairs = [row for row in rows if row[0] not in ("dropped", "metadata")]
    assert {row[0] for row in repairs} == {"pinyin", "entities", "width"}
    for row in repairs:
        start, end = map(int, row[1].split("-"))
        assert TEXT[start:end] == row[2]
        assert row[5]
        assert f"[{row[2]}→{row[3]}]" in row[6]


def test_what_is_dropped_says_why(rows: list[list[str]]) -> None:
    assert [row[2:] for row in rows if row[0] == "dropped"] == [["分享到：", "", "share-bar"]]
