"""Scores against the programs that define them, and against values worked out by hand."""

from __future__ import annotations

import csv
import io
import random

import numpy as np
import pytest

from duizhao import scoring
from duizhao.scoring import METRICS, TOKENISERS

WORDS = (
    "the cat sat on a mat, dogs ran away. Markets fell 5.2 % in Beijing; " + "it said running runs café U.S."
).split()


def _text(rng: random.Random, least: int = 0) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(least, 25)))


def _summary(rng: random.Random) -> str:
    return "\n".join(_text(rng) for _ in range(rng.randint(0, 4)))


@pytest.mark.parametrize(("tokens", "stemmer"), [("en", False), ("en-stem", True)])
def test_english_rouge_is_that_of_rouge_score(tokens: str, stemmer: bool) -> None:
    scorer = pytest.importorskip("rouge_score.rouge_scorer").RougeScorer(list(scoring.ROUGES), use_stemmer=stemmer)
    rng = random.Random(1)
    for _ in range(150):
        candidate, references = _summary(rng), [_summary(rng) for _ in range(rng.randint(1, 4))]
        theirs = scorer.score_multi(references, candidate)
        ours = scoring.rouge(candidate, references, TOKENISERS[tokens])
        for name in scoring.ROUGES:
            # of references with one F1 either may be taken
            assert ours[name].f1 == pytest.approx(theirs[name].fmeasure, abs=5e-5), (name, candidate, references)


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("references", [1, 2])
def test_corpus_scores_are_those_of_sacrebleu(name: str, references: int) -> None:
    from sacrebleu.metrics import BLEU, CHRF, TER

    theirs = {"BLEU": BLEU, "chrF2": CHRF, "TER": TER}[name]()
    rng = random.Random(2)
    for trial in range(40):
        size = rng.randint(1, 6)
        candidates = [_text(rng, trial % 2) for _ in range(size)]
        wanted = [[_text(rng, 1) for _ in range(references)] for _ in range(size)]
        metric = METRICS[name]
        ours = float(metric.score(scoring.statistics(metric, candidates, wanted).sum(axis=0)))
        streams = [list(stream) for stream in zip(*wanted, strict=True)]
        assert ours == pytest.approx(theirs.corpus_score(candidates, streams).score, abs=1e-6)
    assert metric.signature in str(theirs.get_signature())


@pytest.mark.parametrize(
    ("tokens", "text", "expect"),
    [
        ("char", "中国ＧＤＰ增长5.2％，𠮷野家", ["中", "国", "gdp", "增", "长", "5.2", "𠮷", "野", "家"]),
        ("char", "iPhone_15 很好", ["iphone", "15", "很", "好"]),
        ("char", "，。！", []),
        ("word", "中国国务院总理李强会见IMF总裁。", ["中国", "国务院", "总理", "李强", "会见", "imf", "总裁"]),
        ("en", "It's U.S. $5.2 café", ["it", "s", "u", "s", "5", "2", "caf"]),
        ("en-stem", "running was easily", ["run", "was", "easili"]),
    ],
)
def test_tokens(tokens: str, text: str, expect: list[str]) -> None:
    assert TOKENISERS[tokens](text) == expect


def test_equal_chinese_texts_score_one_and_unequal_ones_less() -> None:
    same = scoring.rouge("央行下调利率", ["央行下调利率"], TOKENISERS["char"])
    other = scoring.rouge("央行上调利率", ["央行下调利率"], TOKENISERS["char"])
    assert {s.f1 for s in same.values()} == {1.0}
    assert other["rouge1"].f1 == pytest.approx(5 / 6)
    assert other["rouge2"].f1 == pytest.approx(3 / 5)
    assert other["rougeL"].f1 == pytest.approx(5 / 6)


def test_extraction_by_hand() -> None:
    article, summary = list("甲乙丙丁戊己"), list("乙丙丁庚甲己")
    found = scoring.extraction(article, summary)  # fragments 乙丙丁, 甲, 己
    assert found.coverage == pytest.approx(5 / 6)
    assert found.density == pytest.approx((9 + 1 + 1) / 6)
    assert found.compression == pytest.approx(1.0)
    assert scoring.novelty(article, summary, 2) == pytest.approx(3 / 5)
    assert scoring.extraction(article, []) == scoring.Extraction(0.0, 0.0, 0.0)


def test_redundancy_and_position() -> None:
    assert scoring.redundancy([list("甲乙"), list("甲乙"), list("丙丁")]) == pytest.approx(1 / 3)
    assert scoring.redundancy([list("甲乙")]) == 0
    assert scoring.position([0, 4], 5) == pytest.approx(0.5)
    assert scoring.position([0], 1) == 0


def test_an_interval_covers_what_it_should() -> None:
    rng = np.random.default_rng(0)
    inside = 0
    for seed in range(100):
        found = scoring.interval(scoring.column(rng.normal(0.3, 1, 60)), scoring.mean, seed=seed, times=300)
        inside += found.low <= 0.3 <= found.high
    assert 87 <= inside <= 100


def test_a_difference_is_found_where_there_is_one_only() -> None:
    rng = np.random.default_rng(1)
    base = rng.normal(0, 1, 200)
    better = scoring.difference(
        scoring.column(base + 0.3 + rng.normal(0, 0.5, 200)), scoring.column(base), scoring.mean, seed=3
    )
    same = scoring.difference(scoring.column(base), scoring.column(base), scoring.mean, seed=3)
    assert better.p < 0.01
    assert better.difference.low > 0
    assert same.p == 1
    false = sum(
        scoring.difference(
            scoring.column(rng.normal(0, 1, 50)), scoring.column(rng.normal(0, 1, 50)), scoring.mean, seed=s, times=200
        ).p
        < 0.05
        for s in range(100)
    )
    assert false <= 12


def test_the_same_seed_gives_the_same_interval() -> None:
    statistics = scoring.column(np.random.default_rng(2).random(50))
    one, two = (scoring.interval(statistics, scoring.mean, seed=7) for _ in range(2))
    assert one == two != scoring.interval(statistics, scoring.mean, seed=8)


def test_holm_by_hand() -> None:
    assert scoring.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert scoring.holm([]) == []


def test_alpha_of_the_published_example() -> None:
    """The reliability data of Krippendorff 2011, section C: four observers, twelve units, values 1 to 5."""
    rows = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."]
    table = [row.split() for row in rows]
    units = [{str(o): float(table[o][u]) for o in range(4) if table[o][u] != "."} for u in range(12)]
    assert scoring.alpha(units, scoring.nominal_distance) == pytest.approx(0.743, abs=5e-4)
    assert scoring.alpha(units, scoring.interval_distance) == pytest.approx(0.849, abs=5e-4)
    assert scoring.alpha([{"a": 1.0}, {"b": 2.0}]) is None


def test_a_table_keeps_its_numbers_and_harms_no_spreadsheet() -> None:
    table = scoring.Table(
        ("system", "rouge1"),
        (("=cmd|x", 12.3456789), ("50%_best & co", None)),
        "rouge:f1|tok:char",
        "Of news",
        frozenset({(0, 1)}),
    )
    rows = list(csv.reader(io.StringIO(scoring.to_csv(table))))
    assert rows[1] == ["'=cmd|x", "12.345679", "rouge:f1|tok:char"]
    assert r"\textbf{12.35}" in scoring.to_latex(table)
    assert r"50\%\_best \& co" in scoring.to_latex(table)
    assert "booktabs" in scoring.to_latex(table).splitlines()[0]
    assert "12.35*" in scoring.to_text(table)
