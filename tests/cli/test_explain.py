"""`clean --explain`: for each repair before, after, how sure, why, and what stands around it."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import duizhao
from duizhao.cleaning import REASONS, TEXT_STEPS, reason
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


SAID = ("昨天夜里 磨坊起了火", "大家提着水桶赶来", "凌晨才把火扑灭", "没有人受伤")
TIMES = "00:00:{0:02}{sep}000 --> 00:00:{1:02}{sep}500"
PROSE = "昨天夜里，磨坊起了火，大家提着水桶赶来，凌晨才把火扑灭。"
MADE = {
    "srt": "\n\n".join(f"{i + 1}\n{TIMES.format(2 * i, 2 * i + 1, sep=',')}\n{t}" for i, t in enumerate(SAID)),
    "vtt": "WEBVTT\n\n" + "\n\n".join(f"{TIMES.format(2 * i, 2 * i + 1, sep='.')}\n{t}" for i, t in enumerate(SAID)),
    "ass": "[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
    + "\n".join(f"Dialogue: 0,0:00:0{2 * i}.00,0:00:0{2 * i + 1}.50,Default,{t}" for i, t in enumerate(SAID)),
    "html": f"<!doctype html><meta charset=utf-8><title>磨坊</title><h1>磨坊</h1><p>{PROSE}</p><p>{PROSE[3:]}２０</p>",
    "csv": f"标题,正文\n磨坊,{PROSE}",
    "jsonl": json.dumps({"id": "a", "text": PROSE}),
    "xml": f"<rss version='2.0'><channel><title>报</title><item><title>磨坊</title><description>{PROSE}</description>"
    "</item></channel></rss>",
}
"""A file of each format that is text."""


def _explained(path: Path) -> str:
    done = CliRunner().invoke(main, ["clean", "--explain", str(path)])
    assert done.exit_code == 0, done.output
    assert "a defect" not in done.output
    return done.output


@pytest.mark.parametrize("suffix", MADE)
def test_every_format_that_is_text_is_explained(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text(MADE[suffix], encoding="utf-8")
    shown = _explained(path)
    assert ("cue-join" in shown) == (suffix in ("srt", "vtt", "ass"))


@pytest.mark.parametrize("suffix", ["ass", "docx", "epub", "odt", "pdf", "srt", "vtt", "warc.gz", "xml"])
def test_a_real_file_of_every_format_is_explained(suffix: str, shared: Path) -> None:
    path = min((shared / "data" / "news" / "formats").glob(f"*.{suffix}"), default=None)
    if path is None:
        pytest.skip(f"no {suffix} among the shared files")
    _explained(path)


def _steps() -> set[str]:
    """The names that the source gives to lists of edits: the second argument of every call of `edit`."""
    found = set(TEXT_STEPS)
    for path in Path(duizhao.__file__).parent.glob("*/**/*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            if isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "edit":
                step = node.args[1]
                known = step.value if isinstance(step, ast.Constant) else named.get(getattr(step, "id", ""))
                assert known or path.name == "plan.py", f"{path.name}: line {node.lineno}: what step is this?"
                found |= {known} if known else set()
    return found


def test_every_step_of_the_source_has_a_reason() -> None:
    assert {"cue-join", "line-join", "plain-forms", "wrapping", "gbk-bytes"} <= _steps() <= set(REASONS)


def test_a_step_that_nobody_knows_is_no_defect() -> None:
    assert reason("of-yesterday", "a", "b")
