"""Systems on a test set: scores that are sacrebleu's, differences, segments, tables, and overlap with training data."""

from __future__ import annotations

import csv
import io
import json
import lzma
import random
from pathlib import Path

import pytest
import quality

from duizhao import evaluation, flow, hanzi, scoring, settings
from duizhao.errors import InputError, UsageError
from duizhao.evaluation import overlap, page, segments, tables
from duizhao.settings import Checking

NEWS = quality.sample("news")


def spoilt(lines: list[str], share: float) -> list[str]:
    """Lines that lack a share of their words."""
    rng = random.Random(1)
    return [" ".join(w for w in line.split() if rng.random() > share) for line in lines]


SYSTEMS = {"good": spoilt(NEWS.references, 0.1), "bad": spoilt(NEWS.references, 0.5), "none": ["", *[" "] * 28, "A"]}


@pytest.fixture(scope="module")
def found() -> evaluation.Evaluation:
    test = evaluation.Segments("news", tuple(NEWS.sources), tuple((r,) for r in NEWS.references))
    outputs = [evaluation.Output(name, tuple(line.strip() for line in lines)) for name, lines in SYSTEMS.items()]
    return evaluation.evaluate(test, outputs, evaluation.chosen(()), baseline="good", seed=3)


def test_scores_are_those_of_sacrebleu(found: evaluation.Evaluation) -> None:
    from sacrebleu.metrics import BLEU, CHRF, TER

    for system in found.systems:
        lines = list(system.output.lines)
        for name, metric in {"BLEU": BLEU(), "chrF2": CHRF(), "TER": TER()}.items():
            theirs = metric.corpus_score(lines, [NEWS.references]).score
            assert system.scores[name].score == pytest.approx(theirs, abs=1e-6)
            assert system.scores[name].low <= theirs <= system.scores[name].high


def test_segments_have_the_scores_that_sacrebleu_gives_a_sentence(found: evaluation.Evaluation) -> None:
    from sacrebleu.metrics import BLEU, CHRF, TER

    metrics = {"BLEU": BLEU(effective_order=True), "chrF2": CHRF(), "TER": TER()}
    rows = list(segments.segments(found, Checking()))
    assert [r["source"] for r in rows] == NEWS.sources
    for row in rows:
        for told in row["systems"].values():
            for name, metric in metrics.items():
                theirs = metric.sentence_score(told["output"], row["references"]).score
                assert told[name] == pytest.approx(theirs, abs=0.006)
    assert rows[0]["systems"]["none"]["flags"][0]["check"] == "empty"


def test_the_worse_system_is_surely_worse_and_is_compared_with_the_baseline(found: evaluation.Evaluation) -> None:
    good, bad, none = found.systems
    assert not good.differences
    for name in ("BLEU", "chrF2"):
        assert bad.differences[name].difference.high < 0
        assert bad.differences[name].p < tables.SURE
    assert bad.differences["TER"].difference.low > 0
    text = scoring.to_text(tables.shown(found))
    _, one, two, three, reference = text.splitlines()
    assert one.count("*") == 5  # all but the length, in which there is no best
    assert "↓" in two
    assert "↑" not in text
    assert three.split()[0] == "none"
    assert "100.0" in reference  # people keep all numbers of these
    assert none.scores["numbers"].score == 0
    assert any("none: 29 empty segments" in note for note in found.notes)


def test_the_same_seed_gives_the_same_intervals(found: evaluation.Evaluation) -> None:
    outputs = [s.output for s in found.systems]
    again = evaluation.evaluate(found.test, outputs, evaluation.chosen(["bleu"]), baseline="good", seed=3)
    assert again.systems[1].scores["BLEU"] == found.systems[1].scores["BLEU"]


def test_tables_for_programs_and_papers_hold_every_score_and_the_signature(found: evaluation.Evaluation) -> None:
    rows = list(csv.DictReader(io.StringIO(scoring.to_csv(tables.full(found)))))
    assert len(rows) == 3 * len(found.measures)
    assert all("chrF2|nrefs:1|case:mixed" in r["signature"] and "seed:3" in r["signature"] for r in rows)
    assert [r["p"] == "" for r in rows] == [r["system"] == "good" for r in rows]
    latex = scoring.to_latex(tables.shown(found))
    assert r"\textbf{" in latex
    assert latex.isascii()
    told = json.loads(json.dumps(tables.as_json(found)))
    assert told["systems"][1]["scores"]["BLEU"]["difference"]["p"] < tables.SURE


def test_segments_as_a_table_have_the_columns_of_every_system(found: evaluation.Evaluation) -> None:
    rows = list(csv.DictReader(io.StringIO(segments.to_csv(found, Checking()).removeprefix("\ufeff"))))
    assert [r["reference"] for r in rows] == NEWS.references
    assert {"good", "bad", "none BLEU", "bad flags", "good numbers"} <= rows[0].keys()
    assert all(" of " in r["bad numbers"] for r in rows)
    assert len(segments.to_jsonl(found, Checking()).splitlines()) == len(rows)


def test_the_page_shows_the_worst_segments_and_takes_text_as_text() -> None:
    sources, references = ("图书馆<b>明天</b>开门。", "会议开始。"), (("The <b>library</b> opens.",), ("It starts.",))
    test = evaluation.Segments("a & b", sources, references)
    outputs = [evaluation.Output("x", ("<script>alert(1)</script>", "It starts."))]
    html = page.page(evaluation.evaluate(test, outputs, evaluation.chosen(()), baseline="x"))
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<title>Evaluation on a &amp; b</title>" in html
    assert html.index("library") < html.index("It starts.")


def test_a_metric_that_is_not_known_is_told_the_nearest() -> None:
    assert list(evaluation.chosen(["chrf", " ter"])) == ["chrF2", "TER"]
    with pytest.raises(UsageError, match="BLEU"):
        evaluation.chosen(["BLUE"])


def test_segments_that_ter_would_take_hours_for_are_refused() -> None:
    long = "the library opens " * 101
    test = evaluation.Segments("a", ("图书馆开门。",), ((long,),))
    outputs = [evaluation.Output("x", ("It opens.",))]
    with pytest.raises(UsageError, match="segment 1 has more than 300 English words"):
        evaluation.evaluate(test, outputs, evaluation.chosen(()), baseline="x")
    assert evaluation.evaluate(test, outputs, evaluation.chosen(["chrF2"]), baseline="x").systems


def test_every_line_is_translated_for_itself() -> None:
    """Lines that cleaning would drop from an article, or join, are segments of a test set all the same."""
    lines = [
        "分享到：",
        "",
        "图书馆明天开门，",
        "欢迎读者。",
        "图书馆明天开门，",
        "The end.",
        "【责任编辑：王伟】",
        " 雨停了。 ",
    ]
    wanted = evaluation.settings_for(settings.load({"model": quality.MODEL, "device": "cpu"}, environ={}))
    with flow.Translator(wanted) as translator:
        made, seconds, signature = evaluation.translate(lines, translator)
        alone, _, _ = evaluation.translate(["雨停了。"], translator)
    assert [bool(m) for m in made] == [bool(line.strip()) for line in lines]
    assert made[5] == "The end."
    assert made[7] == alone[0]
    assert made[2] == made[4]
    assert seconds > 0
    assert "skip:boilerplate+duplicates+metadata+structure+wrapping" in signature
    assert "memory" not in signature


def test_lines_without_chinese_are_refused() -> None:
    wanted = evaluation.settings_for(settings.load({"model": quality.MODEL, "device": "cpu"}, environ={}))
    with flow.Translator(wanted) as translator, pytest.raises(InputError, match="no Chinese"):
        evaluation.translate(["The end."], translator)


def test_segments_are_found_in_training_data_in_any_script(tmp_path: Path) -> None:
    training = tmp_path / "pairs.tsv.xz"
    lines = [f"{hanzi.convert(z, 's2t').text.replace('，', ', ')}\tEnglish\n" for z in NEWS.sources[:7]]
    training.write_bytes(lzma.compress("".join(lines).encode()))
    seen = overlap.with_file(NEWS.sources, training)
    assert (seen.found, seen.asked) == (7, 30)
    assert "7 of 30" in overlap.told(seen, len(NEWS.sources))
    other = tmp_path / "other.txt"
    other.write_text("图书馆开门。\n")
    assert "0 of 30 different segments are in" in overlap.told(overlap.with_file(NEWS.sources, other), 30)
    with pytest.raises(InputError, match=r"cannot be read \(No such file or directory\)"):
        overlap.with_file(NEWS.sources, tmp_path / "absent.tsv")


def test_a_model_tells_how_much_of_a_test_set_it_has_seen(tmp_path: Path) -> None:
    sentences = [f"第{n}次会议讨论了今年的粮食生产问题。" for n in range(4000)]
    (tmp_path / overlap.SEEN).write_bytes(overlap.sample(sentences[:3000]))
    half = overlap.with_model(sentences[2000:], tmp_path, "m")
    assert half is not None
    assert half.asked == pytest.approx(2000 / overlap.SAMPLE, rel=0.3)
    assert half.share == pytest.approx(0.5, abs=0.15)
    assert "of m" in overlap.told(half, 2000)
    new = overlap.with_model(sentences[3000:], tmp_path, "m")
    assert new is not None
    assert new.found == 0
    assert overlap.with_model(sentences, tmp_path / "elsewhere", "m") is None


@pytest.mark.parametrize(
    ("found", "asked", "said"),
    [
        (0, 0, "none of 400 segments can be looked up in the sample of the training data of m; whether"),
        (
            0,
            10,
            "10 of 400 segments could be looked up in the training data of m, 0 of them are there: more than 26%",
        ),
        (0, 59, "0 of them are there: more than 5% of the test set is hardly there"),
        (1, 10, "1 of them is there: too few to say how much"),
        (30, 60, "30 of them are there: an estimated 50% of the test set is, and its scores say little"),
    ],
)
def test_what_could_be_looked_up_is_said_with_what_it_means(found: int, asked: int, said: str) -> None:
    assert said in overlap.told(overlap.Overlap(found, asked, "m", sampled=True), 400)
