"""What is proposed as terms."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner

from duizhao.cli.main import main
from duizhao.errors import InputError
from duizhao.lexicon import lexicon
from duizhao.recall import candidates, dictionary

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


def test_fragments_and_phrases_are_left_out() -> None:
    if lexicon() is None:
        pytest.skip("the table of word associations is not installed")
    sentences = [
        "优化营商环境。",
        "持续优化营商环境。",
        "优化营商环境很重要。",
        "营商环境好。",
        "看营商环境。",
        "说营商环境。",
    ]
    texts = {c.text for c in candidates([sentences], 3)}
    assert "营商环境" in texts
    assert not {"化营商环境", "优化营商", "商环境"} & texts


def extracted(tmp_path: Path, source: Path, *options: str) -> dict[str, dict[str, str]]:
    table = tmp_path / "terms.csv"
    result = CliRunner().invoke(main, ["glossary", "extract", str(source), "-o", str(table), *options])
    assert result.exit_code == 0, result.output
    with table.open(encoding="utf-8-sig", newline="") as f:
        return {row["source"]: row for row in csv.DictReader(f)}


def test_bilingual_files_say_what_english_calls_a_term(tmp_path: Path) -> None:
    english = [
        "Green Stone Reservoir opened.",
        "Many went to Green Stone Reservoir.",
        "",
        "We met at it.",
        "Rain fell.",
    ]
    source = tmp_path / "a.csv"
    source.write_text(
        "source,target\n" + "".join(f"{s},{t}\n" for s, t in zip(DOCUMENT, english, strict=True)), "utf-8"
    )
    assert extracted(tmp_path, source)["青石湾水库"]["target"] == "Green Stone Reservoir"


@pytest.mark.parametrize("suffix", ["u8", "u8.gz"])
def test_a_dictionary_says_it_too(tmp_path: Path, suffix: str) -> None:
    english = "/variant of X/Qingshi Bay Reservoir, in no county/a lake/"
    entry = f"# a comment\n青石灣水庫 青石湾水库 [Qing1 shi2 wan1 Shui3 ku4] {english}\n"
    file, source = tmp_path / f"d.{suffix}", tmp_path / "a.txt"
    file.write_bytes(gzip.compress(entry.encode()) if suffix.endswith("gz") else entry.encode())
    source.write_text("\n".join(DOCUMENT), encoding="utf-8")
    assert extracted(tmp_path, source, "--dictionary", str(file))["青石湾水库"]["target"] == "Qingshi Bay Reservoir"


@pytest.mark.parametrize("data", [b"", b"no entry\n", b"\x1f\x8b\x08broken", b"\xff\xfe"])
def test_what_is_no_dictionary_is_an_error(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "d.u8"
    file.write_bytes(data)
    with pytest.raises(InputError):
        dictionary(file)
    with pytest.raises(InputError):
        dictionary(tmp_path / "none.u8")
