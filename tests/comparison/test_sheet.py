"""The sheet that people rate in, and what comes back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from duizhao import comparison
from duizhao.comparison import Comparison, Request, compare
from duizhao.comparison.sheet import HEAD, QUESTIONS
from duizhao.errors import InputError
from duizhao.settings import Settings


@pytest.fixture
def found(articles: Path, settings: Settings, tmp_path: Path) -> Comparison:
    path = tmp_path / "chinese.jsonl"
    lines = articles.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"bus"' not in line), encoding="utf-8")
    return compare(Request(path, ("lead", "random", "lsa"), reference="summary"), settings)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def filled(text: str, rate: Callable[[int, str], object], rater: str = "") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEAD)
    writer.writeheader()
    for n, row in enumerate(rows(text)):
        writer.writerow(row | {q: rate(n, q) for q in QUESTIONS} | {"rater": rater})
    return "\ufeff" + out.getvalue()


def test_the_sheet_is_blind(found: Comparison) -> None:
    text, key = comparison.sheet(found, 3)
    assert not any(name in text for name in ("lead", "random", "lsa"))
    assert {row["item"] for row in rows(text)} == key["items"].keys()
    systems = [name for item in key["items"].values() for name in item["systems"]]
    assert sorted(set(systems)) == ["lead", "lsa", "random"]
    assert len(systems) == sum(map(len, found.outputs.values()))
    assert comparison.sheet(found, 3) == (text, key)
    assert comparison.sheet(found, 4)[1]["items"].keys() != key["items"].keys()


def test_ratings_come_back(found: Comparison, tmp_path: Path) -> None:
    text, key = comparison.sheet(found, 3)
    by_lead = {code for code, item in key["items"].items() if "lead" in item["systems"]}
    order = [row["item"] for row in rows(text)]
    files = [tmp_path / "anna.csv", tmp_path / "ben.csv"]
    files[0].write_text(filled(text, lambda n, q: 5 if order[n] in by_lead else 2), encoding="utf-8")
    files[1].write_text(filled(text, lambda n, q: 5 if order[n] in by_lead else 2, "B."), encoding="utf-8")
    ratings = comparison.read_ratings(files, found, 3)
    assert ratings.raters == ("anna", "B.")
    assert ratings.means["lead"] == dict.fromkeys(QUESTIONS, 5.0)
    assert ratings.means["random"]["fluency"] < 5
    assert ratings.alpha == dict.fromkeys(QUESTIONS, 1.0)
    assert -1 <= ratings.tau["relevance"]["rougeL"] <= 1
    assert ratings.notes == []


def test_what_is_no_rating_is_told(found: Comparison, tmp_path: Path) -> None:
    text, _ = comparison.sheet(found, 3)
    path = tmp_path / "anna.csv"
    path.write_text(filled(text, lambda n, q: ["7", "good", "3", ""][n] if n < 4 else "4"), encoding="utf-8")
    ratings = comparison.read_ratings([path], found, 3)
    assert ratings.notes == [f"{path}: 6 ratings are not from 1 to 5: left out"]
    with pytest.raises(InputError, match=r"rates nothing here.*--seed"):
        comparison.read_ratings([path], found, 99)
    path.write_text(filled(text, lambda n, q: ""), encoding="utf-8")
    with pytest.raises(InputError, match="no rating"):
        comparison.read_ratings([path], found, 3)


def test_nobody_speaks_for_another(found: Comparison, tmp_path: Path) -> None:
    text, _ = comparison.sheet(found, 3)
    files = [tmp_path / name / "sheet.csv" for name in ("anna", "ben")]
    for path, sheet in zip(files, (filled(text, lambda n, q: 1), filled(text, lambda n, q: 5)), strict=True):
        path.parent.mkdir()
        path.write_text(sheet, encoding="utf-8")
    ratings = comparison.read_ratings(files, found, 3)
    assert ratings.raters == tuple(map(str, files))
    assert ratings.means["lead"]["fluency"] == 3
    twice = tmp_path / "twice.csv"
    twice.write_text(filled(text, lambda n, q: 1) + filled(text, lambda n, q: 5).split("\n", 1)[1], encoding="utf-8")
    ratings = comparison.read_ratings([twice], found, 3)
    count = len(rows(text)) * len(QUESTIONS)
    assert ratings.notes == [f"{twice}: {count} ratings are of what the same person rated before: the last counts"]
    assert ratings.means["lead"]["fluency"] == 5
    assert ratings.alpha == dict.fromkeys(QUESTIONS)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "item,relevance\n"])
def test_what_is_no_sheet(found: Comparison, tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        comparison.read_ratings([path], found, 3)
