"""The number check on written cases: the right target passes, the wrong one is flagged at the right place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.checks import Pair, quantities_en, quantities_zh
from duizhao.checks.numbers import number
from duizhao.record import Flag
from duizhao.settings import Checking

CASES = Path(__file__).resolve().parents[1] / "cases" / "checks"


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def flags(source: str, target: str) -> list[Flag]:
    return list(number(Pair(source, target), Checking()))


QUARTETS = rows("numbers.tsv")


def test_the_table_is_large_and_whole() -> None:
    assert 2 * len(QUARTETS) + len(rows("not_numbers.tsv")) >= 300
    assert all(len(row) == 4 for row in QUARTETS)


@pytest.mark.parametrize(("source", "target"), [row[:2] for row in QUARTETS])
def test_a_right_target_passes(source: str, target: str) -> None:
    assert not flags(source, target)


@pytest.mark.parametrize(("source", "target", "expected"), [(row[0], *row[2:]) for row in QUARTETS])
def test_a_wrong_target_is_flagged(source: str, target: str, expected: str) -> None:
    severity = "warning" if expected.startswith("~") else "error"
    text = expected.removeprefix("~")
    found = {
        (f.severity, source[slice(*f.source_span)] if f.source_span else "+" + target[slice(*f.target_span or (0, 0))])
        for f in flags(source, target)
    }
    assert (severity, text) in {(s, t.strip()) for s, t in found}


@pytest.mark.parametrize(("source", "target"), rows("not_numbers.tsv"))
def test_words_with_numerals_ask_for_nothing(source: str, target: str) -> None:
    assert not flags(source, target)


def test_a_flag_says_what_it_wanted_and_what_stands_there() -> None:
    (flag,) = flags("基金共90亿元。", "The fund has 90 billion yuan.")
    assert flag.message == "90亿 (9,000,000,000) not found; the target has 90 billion"
    assert (flag.source_span, flag.target_span) == ((3, 6), (13, 23))


def test_values_are_exact() -> None:
    (q,) = quantities_zh("16.4亿")
    assert q.value == 1_640_000_000
    (q,) = quantities_zh("三分之一")
    assert q.value == Fraction(1, 3)


def test_a_range_of_neighbouring_digits_is_one_quantity() -> None:
    (q,) = quantities_zh("两三个")
    assert (q.value, q.high, q.vague) == (2, 3, True)


@given(st.integers(min_value=11, max_value=10**13))
def test_any_whole_number_survives_the_way_through_chinese(value: int) -> None:
    (q,) = quantities_zh(spelled_zh(value))
    assert q.value == value


@given(st.integers(min_value=11, max_value=10**12 - 1))
def test_any_whole_number_survives_the_way_through_english(value: int) -> None:
    (q,) = quantities_en(spelled_en(value))
    assert q.value == value


@given(st.text(alphabet="0123456789.,%零一二两十百千万亿点分之成折倍年月日时半多几第至-比a million half", max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    for parse in (quantities_zh, quantities_en):
        for q in parse(text):
            assert 0 <= q.span[0] < q.span[1] <= len(text)


def spelled_zh(value: int) -> str:
    """`value` as Chinese writes it, by the school rule: groups of four, a zero for each gap."""
    out, unit = "", 0
    while value:
        value, group = divmod(value, 10_000)
        if group:
            text = ""
            for power, name in enumerate(["", "十", "百", "千"]):
                digit = group // 10**power % 10
                if digit:
                    text = "零一二三四五六七八九"[digit] + name + text
                elif text and not text.startswith("零"):
                    text = "零" + text
            if value and group < 1000 and not text.startswith("零"):
                text = "零" + text
            out = text + ["", "万", "亿", "万亿"][unit] + out.lstrip() if unit < 3 else text + "万" + join_trillion(out)
        unit += 1
    return out.removeprefix("零")


def join_trillion(rest: str) -> str:
    """万亿 needs its 亿 where the group below it has none."""
    return rest if "亿" in rest else "亿" + rest


ONES = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled_en(value: int) -> str:
    words: list[str] = []
    for unit, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (1, "")):
        group, value = divmod(value, unit)
        if group:
            words += hundreds(group), name
    return " ".join(w for w in words if w)


def hundreds(group: int) -> str:
    parts = [f"{ONES[group // 100]} hundred"] if group >= 100 else []
    rest = group % 100
    if rest:
        small = ONES[rest] if rest < 20 else TENS[rest // 10] + (f"-{ONES[rest % 10]}" if rest % 10 else "")
        parts.append(f"and {small}" if parts else small)
    return " ".join(parts)
