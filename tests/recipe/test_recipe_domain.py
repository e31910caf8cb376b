"""The test sets of names and numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from recipe import domain
from recipe.domain import Case, numbers


@pytest.mark.parametrize("name", domain.SETS)
def test_the_written_sets_are_what_the_rules_give(name: str, cases: Path) -> None:
    assert domain.read(cases / "recipe" / f"{name}.tsv") == domain.cases(name)


@pytest.mark.parametrize("name", domain.SETS)
def test_references_are_right_and_nothing_is_not(name: str) -> None:
    made = domain.cases(name)
    assert len({c.source for c in made}) == len(made) >= 200
    assert [c for c in made if not c.right(c.reference)] == []
    assert [c for c in made if c.right("")] == []
    others = made[1:] + made[:1]
    wrong = [not c.right(other.reference) for c, other in zip(made, others, strict=True)]
    assert sum(wrong) > 0.9 * len(made)


@pytest.mark.parametrize(
    ("forms", "output", "right"),
    [
        (("Li Xiaoming", "Xiaoming Li"), "Mr. Xiaoming Li spoke.", True),
        (("Li Xiao-ming",), "Li Xiao Ming spoke.", True),
        (("Li Xiaoming",), "Li Xiaomingyang spoke.", False),
        (("Urumqi",), "It snowed in Ürümqi.", True),
        (("Xi'an",), "She lives in Xi’an.", True),
        (("State Council",), "The state council met.", True),
        (("Shaanxi",), "It snowed in Shanxi.", False),
    ],
)
def test_names_are_looked_for_as_words(forms: tuple[str, ...], output: str, right: bool) -> None:
    assert Case("他来了。", "", (forms,)).right(output) is right


def test_all_names_of_a_sentence_count() -> None:
    case = Case("李明见了王强。", "", (("Li Ming",), ("Wang Qiang",)))
    assert not case.right("Li Ming met him.")
    assert case.right("Wang Qiang was met by Li Ming.")


def test_latin_letters_must_come_as_they_are() -> None:
    case = Case("我们正在测试F-35。", "", (("F-35",),))
    assert case.right("We are testing the F-35.")
    assert not case.right("We are testing the F 35.")


@pytest.mark.parametrize(
    ("n", "zh"),
    [
        (4, "四"),
        (10, "十"),
        (15, "十五"),
        (40, "四十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (1050, "一千零五十"),
        (9999, "九千九百九十九"),
    ],
)
def test_chinese_numerals(n: int, zh: str) -> None:
    assert numbers.chinese(n) == zh
