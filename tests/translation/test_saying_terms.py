"""Terms: said where they can be, never at the cost of a worse target, and free where nothing is missed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from duizhao.settings import Translation
from duizhao.terms import Found, Term
from duizhao.translation import Decoding, Engine, Hypothesis, mending, terms, translate

Open = Callable[..., Engine]
Tiny = Callable[[str], Path]

CASES = Path(__file__).resolve().parents[1] / "cases" / "translation" / "terms.jsonl"
GLOSSARY = {
    "青石镇": "Bluestone",
    "唐雨薇": "Tang Yuwei",
    "水务局": "Waterworks Board",
    "图书馆": "reading house",
    "對照": "對照",
}
TEXTS = [
    "青石镇的图书馆昨天重新开放。",
    "唐雨薇在水务局工作了十年。",
    "今天下雨。",
    "水务局局长说，青石镇明年会有一座新桥。",
]


class Asked:
    """A glossary, and how often it was asked."""

    def __init__(self, texts: Sequence[str], glossary: dict[str, str]) -> None:
        self.texts = texts
        self.found = [
            [Found(Term(zh, en), m.span()) for zh, en in glossary.items() for m in re.finditer(zh, text)]
            for text in texts
        ]

    def missed(self, i: int, hypothesis: Hypothesis) -> list[Found]:
        return [f for f in self.found[i] if f.term.target.lower() not in hypothesis.text.lower()]


@pytest.mark.parametrize("case", list(map(json.loads, CASES.read_text("utf-8").splitlines())), ids=lambda c: c["label"])
def test_where_a_term_can_begin(case: dict[str, object]) -> None:
    made = terms.beginnings(str(case["target"]), str(case["term"]))
    assert ["".join(cut) for cut in made] == case["expect"]


def test_the_english_is_put_in_the_place_of_the_chinese() -> None:
    text = "青石镇和水务局，青石镇。"
    found = Asked([text], GLOSSARY).found[0]
    assert terms.switched(text, found, terms.themselves(text, found)) == "Bluestone 和 Waterworks Board ， Bluestone 。"


def test_a_number_that_the_text_lacks_stands_for_a_term_and_goes_again() -> None:
    text = "青石镇有7301人，水务局。"
    found = Asked([text], GLOSSARY).found[0]
    words = terms.numbers(text, found)
    assert terms.switched(text, found, words) == "7302 有7301人， 7303 。"
    assert mending.put_back("7302 and 7303, 73021", words.items()) == "Bluestone and Waterworks Board, 73021"


@pytest.mark.parametrize("name", ["ct2", "torch"])
def test_the_embedded_model_says_the_terms(name: str, embedded: Path, engine: Open) -> None:
    one = engine(embedded, name)
    asked = Asked(TEXTS, GLOSSARY)
    plain = translate(TEXTS, one, Translation())
    made = translate(TEXTS, one, Translation(), missed=asked.missed)
    assert sum(len(asked.missed(i, h)) for i, h in enumerate(plain)) >= 4
    assert [asked.missed(i, h) for i, h in enumerate(made)] == [[], [], [], []]
    assert made[2] == plain[2]
    assert made == translate(TEXTS, one, Translation(), missed=asked.missed)
    for i in (0, 1, 3):
        assert made[i].complete
        assert made[i].score is not None
        assert made[i].score > _mean(one, TEXTS[i], made[i].text) + 0.05


def test_a_word_that_is_not_to_be_translated_stays(embedded: Path, engine: Open) -> None:
    texts = ["這個軟件叫「對照」。"]
    (made,) = translate(texts, engine(embedded, "ct2"), Translation(), missed=Asked(texts, GLOSSARY).missed)
    assert made.text.count("對照") == 1


def test_what_is_said_anyway_costs_nothing(embedded: Path, engine: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    one = engine(embedded, "ct2")
    (plain,) = translate(["他在中国工作。"], one, Translation())
    calls: list[object] = []
    monkeypatch.setattr(type(one), "score", lambda *given: calls.append(given))
    asked = Asked(["他在中国工作。"], {"中国": "China"})
    assert translate(["他在中国工作。"], one, Translation(), missed=asked.missed) == [plain]
    assert not calls


def test_a_worse_target_is_not_taken_for_a_term(embedded: Path, engine: Open) -> None:
    one = engine(embedded, "ct2")
    (plain,) = translate(TEXTS[:1], one, Translation())

    def judge(i: int, hypothesis: Hypothesis) -> int:
        return 0 if hypothesis.text == plain.text else 200

    assert translate(TEXTS[:1], one, Translation(), judge, missed=Asked(TEXTS, GLOSSARY).missed) == [plain]


def test_a_failing_engine_leaves_what_was_there(
    embedded: Path, engine: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one = engine(embedded, "ct2")
    plain = translate(TEXTS, one, Translation())

    def broken(*_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(type(one), "score", broken)
    assert translate(TEXTS, one, Translation(), missed=Asked(TEXTS, GLOSSARY).missed) == plain
    assert "terms could not be enforced in one way: out of memory" in caplog.text


@pytest.mark.parametrize("name", ["ct2", "torch"])
@pytest.mark.parametrize("kind", ["marian", "marian-mute", "mt5"])
@pytest.mark.parametrize("beam", [1, 3])
def test_a_target_begins_as_it_was_begun(kind: str, name: str, beam: int, tiny: Tiny, engine: Open) -> None:
    one = engine(tiny(kind), name)
    texts = ["雨下了一天。", "茶。"]
    begun = ["雨", "茶"]
    made = one.generate(texts, Decoding(beam=beam, max_output=16), begun)
    assert all(h.text.startswith(b) for h, b in zip(made, begun, strict=True))


@pytest.mark.parametrize(("kind", "off"), [("marian", 0.01), ("mt5", 0.2)])  # of mt5 torch bars what means nothing
def test_the_engines_score_alike(kind: str, off: float, tiny: Tiny, engine: Open) -> None:
    texts, targets = ["雨下了一天。", "茶。"], ["rain rain", "the tea of rain"]
    ct2, torch = (engine(tiny(kind), name).score(texts, targets) for name in ("ct2", "torch"))
    for one, other, spelled in zip(ct2, torch, engine(tiny(kind), "ct2").spell(targets), strict=True):
        assert one == pytest.approx(other, abs=off)
        assert len(one) == len(spelled) + 1


def _mean(engine: Engine, text: str, target: str) -> float:
    (row,) = engine.score([text], [target])
    return sum(row) / len(row)
