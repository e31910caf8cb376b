"""What the model reads in the place of what it misreads; and what it reads as it stands."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from duizhao import checks, preediting
from duizhao.dateline import dateline
from duizhao.errors import ModelError

CASES = Path(__file__).parents[1] / "cases" / "preediting"
PLAINER = preediting.Plainer({"亚军": "第二名", "军演": "军事演习", "夺冠": "获得冠军", "加紧": "加快"})


def rows(name: str) -> list[list[str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if not row[0].startswith("#")]


@pytest.mark.parametrize(("document", "sentence", "expected"), rows("sentences.tsv"))
def test_a_sentence_is_put_as_the_model_reads_it_best(document: str, sentence: str, expected: str) -> None:
    states = preediting.states(document + sentence, checks.countries())
    foreigners = preediting.learnt(document + sentence)
    assert preediting.preedited(sentence, states, PLAINER, checks.names_in, (), foreigners) == expected


def test_a_term_of_the_glossary_stays() -> None:
    text = "联合军演26号结束。"
    assert preediting.preedited(text, {}, PLAINER, terms=[(2, 4)]) == "联合军演26日结束。"


@pytest.mark.parametrize(("sentence", "opening", "rest"), rows("datelines.tsv"))
def test_a_dateline_is_said_by_rule(sentence: str, opening: str, rest: str) -> None:
    english, end = dateline(sentence, checks.known_name, checks.by_pinyin)
    assert (english, sentence[end:]) == (opening, rest)


@pytest.mark.parametrize("line", ["亚军", "亚\t第二名", "亚军\t", "亚军\t第二名\t第二"])
def test_a_table_that_cannot_be_read_says_where(tmp_path: Path, line: str) -> None:
    (tmp_path / "plainer.tsv").write_text(f"夺冠\t获得冠军\n{line}\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"line 2 "):
        preediting.read(tmp_path)


def test_a_folder_without_a_table_has_no_words(tmp_path: Path) -> None:
    assert not preediting.read(tmp_path).words
    (tmp_path / "plainer.tsv").write_text("# word, what is read\n亚军\t第二名\n", encoding="utf-8")
    assert preediting.read(tmp_path).words == {"亚军": "第二名"}
