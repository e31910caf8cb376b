"""As many sentences out as in, in order, whatever the engine does; and long sentences whole."""

from __future__ import annotations

import random

import pytest

import duizhao
from duizhao import translation
from duizhao.translation import Hypothesis


class Faulty:
    """An engine that fails, returns nothing, repeats itself or stops early, as the text decides."""

    name, device, compute, input_limit = "ct2", "cpu", "int8", 512
    workers, room = 1, 8192

    def count(self, texts):
        return [len(t) for t in texts]

    def generate(self, texts, decoding):
        out = []
        for text in texts:
            fault = random.Random(text).choice(["fine", "empty", "raise", "loop", "cut"])
            if fault == "raise":
                raise RuntimeError("a fault in the engine")
            target = {"empty": "", "loop": "again and " * 60}.get(fault, f"The English of {len(text)} characters.")
            out.append(Hypothesis(target, -0.5, 5, fault != "cut"))
        return out

    def close(self):
        pass


@pytest.fixture
def faulty(monkeypatch):
    monkeypatch.setattr(translation, "load", lambda *_: Faulty())


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_lost_and_faults_are_flagged(seed, faulty) -> None:
    choose = random.Random(seed)
    sentences = [
        "".join(choose.choices("山城市今天公布新的规划和方案", k=choose.randint(3, 40))) + "。" for _ in range(60)
    ]
    text = "".join(s + choose.choice(["", "", "\n"]) for s in sentences)
    draft = duizhao.translate(text, summary="0")
    assert "".join(s.source for s in draft.sentences) == text.replace("\n", "")
    assert [s.source for s in draft.sentences] == sentences
    for sentence in draft.sentences:
        checks = {f.check for f in sentence.flags}
        if not sentence.target:
            assert sentence.came_from == "none"
            assert "empty" in checks
        if "again and again and" in sentence.target:
            assert "repetition" in checks


def test_an_engine_that_can_do_nothing_is_an_error(monkeypatch) -> None:
    class Dead(Faulty):
        def generate(self, texts, decoding):
            raise RuntimeError("no")

    monkeypatch.setattr(translation, "load", lambda *_: Dead())
    with pytest.raises(duizhao.DuizhaoError):
        duizhao.translate("今天下雨。")


def test_a_long_sentence_is_cut_flagged_and_translated_to_its_end() -> None:
    clauses = [f"第{n}个代表团参观了展览" for n in range(1, 160)]
    draft = duizhao.translate("，".join(clauses) + "。", beam=1, summary="0", retries=0)
    (sentence,) = draft.paragraphs[0].sentences
    assert "split" in {f.check for f in sentence.flags}
    assert "159" in sentence.target
