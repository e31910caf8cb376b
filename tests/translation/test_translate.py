"""Order, copies, failures and the retry ladder, with engines made to misbehave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import get_ident

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.errors import DuizhaoError, ModelError
from duizhao.settings import Translation
from duizhao.translation import Decoding, Hypothesis, needs_translation, translate


@dataclass
class Fake:
    """Says `EN:` and the text. `fails(texts)` raises when it likes; `calls` lists the batches asked for."""

    fails: Callable[[Sequence[str]], None] = lambda texts: None
    says: Callable[[str, Decoding], str] = lambda text, decoding: f"EN:{text}"
    calls: list[tuple[list[str], Decoding]] = field(default_factory=list)
    name: str = "fake"
    device: str = "cpu"
    compute: str = "none"
    input_limit: int = 512
    workers: int = 1
    room: int = 8192

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(t) + 1 for t in texts]

    def generate(self, texts: Sequence[str], decoding: Decoding) -> list[Hypothesis]:
        self.calls.append((list(texts), decoding))
        self.fails(texts)
        return [Hypothesis(self.says(t, decoding), -0.5 - 0.01 * len(self.calls), 3, True) for t in texts]

    def close(self) -> None: ...


text = st.text(alphabet="雨茶a1。 ", max_size=6)


@given(st.lists(text, max_size=30), st.sampled_from([1, 3]), st.sampled_from([1, 16]))
def test_as_many_targets_as_texts_in_their_order(texts: list[str], workers: int, batch_tokens: int) -> None:
    targets = [h.text for h in translate(texts, Fake(workers=workers), Translation(batch_tokens=batch_tokens))]
    assert targets == [f"EN:{t}" if needs_translation(t) else t for t in texts]


def test_copies_are_translated_once_and_text_without_chinese_never() -> None:
    fake = Fake()
    texts = ["茶", "https://example.org/茶", "42", "茶", "🎐", "ab", "茶"]
    made = translate(texts, fake, Translation())
    assert [sorted(batch) for batch, _ in fake.calls] == [["https://example.org/茶", "茶"]]
    assert [h.text for h in made] == ["EN:茶", "EN:https://example.org/茶", "42", "EN:茶", "🎐", "ab", "EN:茶"]
    assert made[2] == Hypothesis("42", None, 0, True)


@pytest.mark.parametrize("text", ["茶", "〇", "㐀", "𠮷", "A座", "\uf900"])
def test_what_needs_translation(text: str) -> None:
    assert needs_translation(text)


@pytest.mark.parametrize("text", ["", " ", "42%", "https://a.b/c", "。，！", "かな", "한글", "🎐", "ㄅㄆ", "Ａ"])
def test_what_is_copied(text: str) -> None:
    assert not needs_translation(text)


def test_nothing_to_do_asks_nothing() -> None:
    fake = Fake()
    assert translate([], fake, Translation()) == []
    assert [h.text for h in translate(["1", "2"], fake, Translation())] == ["1", "2"]
    assert fake.calls == []


def test_out_of_memory_halves_down_to_what_fits(caplog: pytest.LogCaptureFixture) -> None:
    def small_memory(texts: Sequence[str]) -> None:
        if len(texts) > 2:
            raise RuntimeError("CUDA failed with error out of memory")

    fake = Fake(fails=small_memory)
    texts = [f"茶{'雨' * i}" for i in range(9)]
    assert [h.text for h in translate(texts, fake, Translation())] == [f"EN:{t}" for t in texts]
    assert max(len(batch) for batch, _ in fake.calls[1:]) < 9
    assert "degraded" in caplog.text


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("batch_tokens", [0, 1])  # with 1 the groups are so small that one fails whole
def test_one_bad_sentence_costs_only_itself(batch_tokens: int, workers: int) -> None:
    def poison(texts: Sequence[str]) -> None:
        if any("毒" in t for t in texts):
            raise ValueError("no")

    fake = Fake(fails=poison, workers=workers)
    made = translate(["茶", "毒", "雨", "石", "毒" * 9], fake, Translation(batch_tokens=batch_tokens))
    assert [h.text for h in made] == ["EN:茶", "", "EN:雨", "EN:石", ""]
    assert (made[1].score, made[1].complete) == (None, False)


def test_an_engine_that_fails_on_everything_is_an_error() -> None:
    def broken(texts: Sequence[str]) -> None:
        raise OSError("gone")

    with pytest.raises(ModelError, match=r"every sentence \(OSError: gone\)"):
        translate(["茶", "雨"], Fake(fails=broken), Translation())
    with pytest.raises(ModelError, match=r"every sentence \(OSError: gone\)"):
        translate(["茶" * 9, "雨" * 9], Fake(fails=broken, workers=2), Translation(batch_tokens=1))


def test_a_wrong_number_of_targets_is_a_defect() -> None:
    class Short(Fake):
        def generate(self, texts: Sequence[str], decoding: Decoding) -> list[Hypothesis]:
            return super().generate(texts, decoding)[1:]

    with pytest.raises(DuizhaoError, match="gave 1 targets for 2 sentences") as caught:
        translate(["茶", "雨"], Short(), Translation())
    assert caught.value.exit_code == 1


def test_progress_is_heard_in_the_thread_that_asked_and_not_after_it_raised() -> None:
    heard: list[tuple[int, int]] = []

    def progress(n: int) -> None:
        heard.append((get_ident(), n))
        if len(heard) > 1:
            raise BrokenPipeError

    texts = [f"茶{i}" for i in range(200)]
    with pytest.raises(BrokenPipeError):
        translate(texts, Fake(workers=3), Translation(batch_tokens=2), progress=progress)
    assert [thread for thread, _ in heard] == [get_ident()] * 2
    heard.clear()
    translate(texts, Fake(workers=3), Translation(batch_tokens=2), progress=lambda n: heard.append((get_ident(), n)))
    assert {thread for thread, _ in heard} == {get_ident()}
    assert sum(n for _, n in heard) == 200


def test_progress_adds_up() -> None:
    steps: list[int] = []
    texts = ["茶", "雨雨", "1", "茶", "石石石石石石", "茶"]
    translate(texts, Fake(), Translation(batch_tokens=8), progress=steps.append)
    assert sum(steps) == len(texts)
    assert len(steps) > 2


def judge_loops(i: int, h: Hypothesis) -> int:
    return h.text.count("loop")


def test_a_flagged_target_is_decoded_again_and_the_better_one_kept() -> None:
    fake = Fake(says=lambda t, d: "loop loop" if "雨" in t and not d.no_repeat_ngram else f"EN:{t}")
    made = translate(["茶", "雨", "雨茶"], fake, Translation(), judge_loops)
    assert [h.text for h in made] == ["EN:茶", "EN:雨", "EN:雨茶"]
    assert [sorted(batch) for batch, _ in fake.calls] == [["茶", "雨", "雨茶"], ["雨", "雨茶"], ["雨", "雨茶"]]
    assert [decoding.beam for _, decoding in fake.calls] == [4, 1, 6]


def test_a_greedy_search_is_not_tried_again() -> None:
    fake = Fake(says=lambda t, d: "loop")
    translate(["雨"], fake, Translation(beam=1), judge_loops)
    assert [decoding.beam for _, decoding in fake.calls] == [1, 3]


def test_of_equally_bad_targets_the_likelier_stays() -> None:
    fake = Fake(says=lambda t, d: f"loop {d.beam}")  # scores fall with each call
    (h,) = translate(["雨"], fake, Translation(beam=4), judge_loops)
    assert h.text == "loop 4"
    assert len(fake.calls) == 3


def test_no_retries_when_none_are_wanted() -> None:
    fake = Fake(says=lambda t, d: "loop")
    translate(["雨"], fake, Translation(retries=0), judge_loops)
    translate(["雨"], fake, Translation(), None)
    assert len(fake.calls) == 2


def test_the_judge_hears_the_index_of_the_first_copy() -> None:
    heard: list[int] = []
    translate(["1", "茶", "雨", "茶"], Fake(), Translation(), lambda i, h: heard.append(i) or 0)
    assert set(heard) == {1, 2}


def test_a_retry_that_fails_changes_nothing() -> None:
    calls = 0

    def second(texts: Sequence[str]) -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise RuntimeError("out of memory")

    (h,) = translate(["雨"], Fake(fails=second, says=lambda t, d: "loop"), Translation(), judge_loops)
    assert h.text == "loop"
