"""The test sets of names and numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recipe import domain, pages, score
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


def test_scores_become_pages(tmp_path: Path) -> None:
    pytest.importorskip("sacrebleu")
    lines = [(c.source, c.reference, c.reference.replace("the", "<b>")) for c in domain.cases("places", 12)]
    sources, references, outputs = (list(side) for side in zip(*lines, strict=True))
    own = score.measure(outputs, references)
    peer = score.measure(references, references)
    assert peer.chrf == pytest.approx(100)
    sets = ("flores-dev", "wmt20")
    scored = [score.Line(*row, 50.0) for row in zip(sources, references, outputs, strict=True)]
    result = score.Result(
        "some/model", dict.fromkeys(sets, own), {"opusmt": dict.fromkeys(sets, peer)}, dict.fromkeys(domain.SETS, 0.5),
        dict.fromkeys(sets, scored), 100.0,
    )  # fmt: skip
    pages.write(result, tmp_path)
    assert json.loads((tmp_path / "scores.json").read_text())["scores"]["wmt20"]["chrf_half"] > 0
    table = (tmp_path / "scores.md").read_text()
    assert "| **model** |" in table
    assert "| OPUS-MT zh-en | 100.0 ± 0.0 / 100.0 ± 0.0 | 100.0 ± 0.0 / 100.0 ± 0.0 |" in table
    assert "Names right 50.0%, numbers right 50.0%." in table
    page = (tmp_path / "worst.html").read_text()
    assert page.count("<dl>") == 2 * score.WORST
    assert "<b>" not in page
