"""What is proposed as terms."""

from __future__ import annotations

import csv
from pathlib import Path

from click.testing import CliRunner

from duizhao.cli.main import main
from duizhao.recall import candidates

DOCUMENT = [
    "青石湾水库昨天开闸。",
    "市民都去看青石湾水库。",
    "他说青石湾水库修了十年。",
    "我们在青石湾水库边见面。",
    "昨天的雨很大。",
]


def test_a_string_that_comes_again_is_proposed_whole() -> None:
    (found,) = candidates([DOCUMENT], 3)
    assert (found.text, found.count, found.documents, found.example) == ("青石湾水库", 4, 1, DOCUMENT[0])


def test_what_comes_seldom_is_not_proposed() -> None:
    assert candidates([DOCUMENT[:2]], 3) == []
    assert candidates([], 3) == []


def test_the_table_is_one_that_a_glossary_is_read_from(tmp_path: Path) -> None:
    source, table = tmp_path / "a.txt", tmp_path / "terms.csv"
    source.write_text("\n".join(DOCUMENT), encoding="utf-8")
    result = CliRunner().invoke(main, ["glossary", "extract", str(source), "-o", str(table)])
    assert result.exit_code == 0, result.output
    with table.open(encoding="utf-8-sig", newline="") as f:
        (row,) = csv.DictReader(f)
    assert (row["source"], row["target"], row["note"], row["count"]) == ("青石湾水库", "", "place", "4")
