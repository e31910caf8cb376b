"""Numbers that a target has wrong: what English calls them, and put in the place of what was taken for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.checks import Pair, grouped
from duizhao.checks.figures import missing_numbers
from duizhao.checks.numbers import number
from duizhao.record import Flag
from duizhao.settings import Checking
from duizhao.terms import Found
from duizhao.translation.mending import replaced

CASES = Path(__file__).resolve().parents[1] / "cases" / "checks" / "numbers.tsv"
ROWS = [line.split("\t") for line in CASES.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def flags(source: str, target: str) -> list[Flag]:
    return list(number(Pair(source, target), Checking()))


def missing(source: str, target: str) -> list[Found]:
    found = missing_numbers(Pair(source, target), flags(source, target))
    assert all(source[slice(*f.span)] == f.term.source for f in found)
    return found


def test_what_was_taken_for_a_number_gives_way_to_it() -> None:
    """Whatever wrong target of the table has a like number in the place of a right one has no error afterwards."""
    mended = 0
    for source, _, wrong, _ in ROWS:
        found = missing(source, wrong)
        if any(f.term.forbidden for f in found):
            left = [flag.message for flag in flags(source, replaced(source, wrong, found)) if flag.severity == "error"]
            assert not left, (source, wrong)
            mended += 1
    assert mended >= 95


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_right_target_misses_none(row: list[str]) -> None:
    assert not missing(row[0], row[1])


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("总投资31.8亿元。", "The investment is large.", ["3.18 billion"]),
        ("共116523.0万剂次。", "There were many doses.", ["1,165.23 million"]),
        ("确诊1174866例。", "There were many cases.", ["1,174,866"]),
        ("增长百分之八点四。", "It grew.", ["8.4%"]),
        ("截至16时。", "So far.", ["4 p.m."]),
        ("夜里十二点响起钟声。", "The bells rang.", ["midnight"]),
        ("中午12点吃饭。", "Lunch is late.", ["12:00"]),
        ("會議於2024年舉行。", "The meeting was held.", ["2024"]),
        ("有3千多人。", "There were people.", []),  # what is more than 3,000 is no figure
        ("他身高一米八五。", "He is tall.", []),  # the unit is inside
        ("住了30年。", "He lived there.", []),
        ("3月28日举行。", "It was held.", []),  # a date is said in many ways
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_english_calls_a_number(source: str, target: str, said: list[str]) -> None:
    assert [f.term.target for f in missing(source, target)] == said


@pytest.mark.parametrize(
    ("source", "target", "mended"),
    [
        ("死亡64541例。", "Killing 6,4541.", "Killing 64,541."),
        ("请致电12345热线。", "Please call 12354.", "Please call 12345."),
        ("出口增长7.4%。", "Exports rose 4.7 percent.", "Exports rose 7.4 percent."),
        ("队伍廿八日出发。", "The team set out on the 18th.", "The team set out on the 28th."),
        ("来了50人。", "The 15th came.", "The 15th came."),  # an ordinal counts nothing
        ("日期是2024-15-03。", "The date is May 3.", "The date is May 3."),  # no month
        ("需要3万元。", "It needs an 80,000 yuan loan.", "It needs an 80,000 yuan loan."),  # another number altogether
    ],
)
def test_it_is_written_as_what_it_replaces(source: str, target: str, mended: str) -> None:
    assert replaced(source, target, missing(source, target)) == mended


@pytest.mark.parametrize(
    ("source", "target", "written"),
    [
        ("登记志愿者达1174866人", "There are 1174866 volunteers.", "There are 1,174,866 volunteers."),
        ("登记志愿者达1174866人", "There are 1,174,866 volunteers.", "There are 1,174,866 volunteers."),
        ("藏书23.7万册", "It has 237000 books.", "It has 237,000 books."),
        ("今年2024人", "2024 people this year", "2024 people this year"),
        ("志愿者1174866人", "See /v/1174866 or id=1174866.", "See /v/1174866 or id=1174866."),
    ],
)
def test_amounts_have_the_commas_of_english(source: str, target: str, written: str) -> None:
    assert grouped(source, target) == written
