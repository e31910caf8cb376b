"""Earlier translations: they win, they are checked, their likes are shown, and the rest stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

import duizhao
from duizhao import hanzi, translation
from duizhao.errors import InputError
from duizhao.recall import Entry, Memory
from duizhao.translation import Hypothesis

TEXT = "山城市图书馆延长开放时间。\n去年共有46万人次到馆，比前年增长12%。读者想在下班以后看书。"
TRADITIONAL = "山城市圖書館延長開放時間。\n去年共有46萬人次到館，比前年增長12%。讀者想在下班以後看書。"
VISITS = "去年共有46万人次到馆，比前年增长12%。"


class Counting:
    """An engine that keeps what it was asked for."""

    name, device, compute, input_limit = "ct2", "cpu", "int8", 512
    workers, room = 1, 8192

    def __init__(self):
        self.asked = []

    def count(self, texts):
        return [len(t) for t in texts]

    def generate(self, texts, decoding):
        self.asked += texts
        return [Hypothesis(f"The English of {len(text)} characters.", -0.5, 5, True) for text in texts]

    def close(self):
        pass


@pytest.fixture
def engine(monkeypatch):
    engine = Counting()
    monkeypatch.setattr(translation, "load", lambda *_: engine)
    return engine


@pytest.fixture
def remember(tmp_path):
    path = tmp_path / "memory.sqlite"

    def add(source, target, origin="edited"):
        with Memory(path, hanzi.fold) as memory:
            memory.add([Entry(source, target, origin, changed="2026-01-01")])
        return str(path)

    return add


def by_source(draft):
    return {s.normalised: s for s in draft.sentences}


@pytest.mark.parametrize("text", [TEXT, TRADITIONAL])
@pytest.mark.parametrize(("origin", "came_from"), [("edited", "edited"), ("imported", "memory")])
def test_an_exact_hit_wins_in_either_script_and_the_model_is_not_asked(
    text, origin, came_from, engine, remember
) -> None:
    memory = remember(VISITS, "Last year saw 460,000 visits, 12% more than the year before.", origin)
    before = duizhao.translate(text, summary="0", memory="none")
    engine.asked.clear()
    after = duizhao.translate(text, summary="0", memory=memory)
    changed = [(a, b) for a, b in zip(before.sentences, after.sentences, strict=True) if a != b]
    assert [(b.normalised, b.target, b.came_from, b.score, b.confidence, b.flags) for _, b in changed] == [
        (VISITS, "Last year saw 460,000 visits, 12% more than the year before.", came_from, None, "high", ())
    ]
    assert VISITS not in engine.asked
    assert len(set(engine.asked)) == 2


def test_hits_are_checked_like_the_models_work(engine, remember) -> None:
    draft = duizhao.translate(
        TEXT, memory=remember(VISITS, "Last year saw 4.6 million visits, 12% more than the year before.")
    )
    sentence = by_source(draft)[VISITS]
    assert [f.check for f in sentence.flags] == ["number"]
    assert sentence.confidence == "low"


def test_a_likeness_is_shown_beside_the_models_work(engine, remember) -> None:
    memory = remember(
        "去年共有45万人次到馆，比前年增长12%。", "Last year saw 450,000 visits, 12% more than the year before."
    )
    sentence = by_source(duizhao.translate(TEXT, memory=memory))[VISITS]
    *others, flag = sentence.flags
    assert others == list(by_source(duizhao.translate(TEXT, memory="none"))[VISITS].flags)
    assert (sentence.came_from, flag.check, flag.severity) == ("model", "fuzzy", "warning")
    assert flag.message.startswith("95% like “去年共有45万人次到馆")
    assert "450,000 visits" in flag.message


def test_a_likeness_above_the_threshold_is_inserted_and_flagged(engine, remember) -> None:
    memory = remember(
        "去年共有45万人次到馆，比前年增长12%。", "Last year saw 450,000 visits, 12% more than the year before."
    )
    sentence = by_source(duizhao.translate(TEXT, memory=memory, threshold=0.9))[VISITS]
    assert (sentence.came_from, sentence.target) == (
        "memory",
        "Last year saw 450,000 visits, 12% more than the year before.",
    )
    assert [f.check for f in sentence.flags] == ["number", "fuzzy"]


def test_the_signature_names_what_was_recalled(engine, remember, tmp_path) -> None:
    with Memory(tmp_path / "empty.sqlite", hanzi.fold):
        pass
    bare, empty = (duizhao.translate(TEXT, memory=m).engine.signature for m in ("none", str(tmp_path / "empty.sqlite")))
    one = duizhao.translate(TEXT, memory=remember("甲。", "A.")).engine.signature
    two = duizhao.translate(TEXT, memory=remember("乙。", "B.")).engine.signature
    assert bare == empty
    assert len({bare, one, two}) == 3


def test_a_run_reads_the_memory_as_it_was_when_it_began(engine, remember) -> None:
    memory = remember(VISITS, "One.")
    with duizhao.Translator(memory=memory) as translator:
        first = translator.translate(TEXT)
        remember(VISITS.replace("46", "47"), "Two.")
        second = translator.translate(TEXT.replace("46", "47"))
        assert second.engine.signature == first.engine.signature
        assert "Two." not in [s.target for s in second.sentences]
    with Memory(Path(memory), hanzi.fold, read_only=True) as after:
        assert after.exact(VISITS).uses == 1


def test_a_memory_asked_for_by_name_must_be_there_one_of_a_project_need_not(tmp_path, monkeypatch) -> None:
    with pytest.raises(InputError, match=r"missing\.sqlite: does not exist"):
        duizhao.Translator(memory=str(tmp_path / "missing.sqlite"))
    (tmp_path / "duizhao.toml").write_text('memory = "missing.sqlite"\n')
    (tmp_path / "texts").mkdir()
    monkeypatch.chdir(tmp_path / "texts")
    with duizhao.Translator() as translator:
        assert translator.settings.recall.memory == str(tmp_path / "missing.sqlite")


def test_the_rest_of_a_draft_is_the_same(remember) -> None:
    memory = remember(VISITS, "Last year saw 460,000 visits, 12% more than the year before.")
    before, after = (duizhao.translate(TEXT, memory=m) for m in ("none", memory))
    for was, now in zip(before.sentences, after.sentences, strict=True):
        if was.normalised != VISITS:
            assert now == was
