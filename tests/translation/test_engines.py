"""One contract for both engines and every family, and where the two must agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

import tiny_models
from duizhao import store
from duizhao.errors import ModelError, UsageError
from duizhao.settings import Translation
from duizhao.translation import Decoding, Engine, load

Open = Callable[..., Engine]
Tiny = Callable[[str], Path]

SENTENCES = tiny_models.TEXT.splitlines()[:5]
KINDS = ["marian", "marian-no-bytes", "marian-mute", "mt5", "t5", "t5-gated"]
GREEDY = Decoding(beam=1, max_output=12)
NO_PIECE_TWICE = Decoding(beam=1, max_output=12, no_repeat_ngram=1)
"""Random weights loop; without loops twelve pieces tell much about the ranking that the model gives."""


@pytest.mark.parametrize("kind", KINDS)
def test_the_engines_agree(kind: str, tiny: Tiny, engine: Open) -> None:
    texts = [*SENTENCES, "雨", "龘𠮷 </s> 茶"]
    ct2, torch = (engine(tiny(kind), name).generate(texts, GREEDY) for name in ("ct2", "torch"))
    assert [(h.text, h.tokens, h.complete) for h in ct2] == [(h.text, h.tokens, h.complete) for h in torch]
    assert [h.score for h in ct2] == pytest.approx([h.score for h in torch], abs=0.01)


@pytest.mark.parametrize("name", ["ct2", "torch"])
@pytest.mark.parametrize("kind", ["marian", "mt5"])
class TestContract:
    def test_a_hypothesis_for_each_text_in_order(self, kind: str, name: str, tiny: Tiny, engine: Open) -> None:
        one = engine(tiny(kind), name)
        together = one.generate(SENTENCES, GREEDY)
        assert [h.text for h in together] == [one.generate([s], GREEDY)[0].text for s in SENTENCES]
        assert len({h.text for h in together}) > 1
        assert one.generate([], GREEDY) == []

    def test_it_says_what_it_is(self, kind: str, name: str, tiny: Tiny, engine: Open) -> None:
        one = engine(tiny(kind), name)
        assert (one.name, one.device, one.compute) == (name, "cpu", "float32")
        assert one.input_limit == (64 if kind == "marian" else 512)
        assert one.count(["雨", "雨" * 600])[0] < 600 < one.count(["雨", "雨" * 600])[1]

    def test_the_score_is_the_mean_whatever_the_penalties(self, kind: str, name: str, tiny: Tiny, engine: Open) -> None:
        one = engine(tiny(kind), name)
        plain = one.generate(SENTENCES, Decoding(beam=1, max_output=12))
        long = one.generate(SENTENCES, Decoding(beam=1, max_output=12, length_penalty=2.0))
        assert [h.score for h in plain] == pytest.approx([h.score for h in long], abs=1e-4)
        other = one.generate(SENTENCES, Decoding(beam=1, max_output=12, repetition_penalty=1.5, no_repeat_ngram=2))
        for h in other:
            assert h.score is not None
            assert h.score < 0
        assert [h.text for h in other] != [h.text for h in plain]

    def test_the_limit_of_the_output_counts_and_shows(self, kind: str, name: str, tiny: Tiny, engine: Open) -> None:
        for h in engine(tiny(kind), name).generate(SENTENCES, Decoding(beam=2, max_output=5)):
            assert h.tokens <= 5
            assert h.complete <= (h.tokens < 6)
            assert h.text

    def test_a_source_beyond_the_limit_is_never_complete(self, kind: str, name: str, tiny: Tiny, engine: Open) -> None:
        (h,) = engine(tiny(kind), name).generate(["雨停以后" * 300], Decoding(beam=1, max_output=3))
        assert not h.complete

    def test_the_longest_source_and_output_fit_the_positions(
        self, kind: str, name: str, tiny: Tiny, engine: Open
    ) -> None:
        one = engine(tiny(kind), name)
        (h,) = one.generate(["石" * 1000], Decoding(beam=1, max_output=10_000))
        assert h.tokens <= one.input_limit


def test_no_piece_pair_comes_twice_with_no_repeat_ngram(tiny: Tiny, engine: Open) -> None:
    for name in ("ct2", "torch"):
        made = engine(tiny("marian-chars"), name).generate(
            SENTENCES, Decoding(beam=3, max_output=30, no_repeat_ngram=2)
        )
        for h in made:
            pairs = list(pairwise(h.text))
            assert len(pairs) > 10
            assert len(pairs) == len(set(pairs))


def test_golden_outputs(tiny: Tiny, engine: Open, cases: Path) -> None:
    """A tiny model of fixed weights says today what it said when the case was written: a library has not changed it."""
    golden = json.loads((cases / "translation" / "golden.json").read_text(encoding="utf-8"))
    for name in ("ct2", "torch"):
        made = engine(tiny("marian-chars"), name).generate([case["input"] for case in golden], NO_PIECE_TWICE)
        assert [h.text for h in made] == [case["expect"] for case in golden]
        assert [h.score for h in made] == pytest.approx([case["score"] for case in golden], abs=0.02)


def test_int8_is_near_float32(tiny: Tiny, engine: Open) -> None:
    exact = engine(tiny("marian"), "ct2").generate(SENTENCES, GREEDY)
    small = engine(tiny("marian"), "ct2", "auto")
    assert small.compute == "int8"
    assert [h.score for h in small.generate(SENTENCES, GREEDY)] == pytest.approx([h.score for h in exact], abs=0.5)


@pytest.mark.parametrize("name", ["ct2", "torch"])
def test_pickles_are_refused_and_not_opened(name: str, tmp_path: Path) -> None:
    import pickle

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return Path.touch, (tmp_path / "sprung",)

    folder = tiny_models.marian(tmp_path / "model")
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ModelError, match=r"pickled weights only.*safetensors"):
        load(folder, Translation(engine=name), folder)
    with pytest.raises(ModelError, match="pickled weights only"):
        store.find(str(folder))
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("name", ["ct2", "torch"])
def test_a_gpu_that_is_not_there(name: str, tiny: Tiny) -> None:
    with pytest.raises(ModelError, match=r"device cuda:7: .*--device cpu"):
        load(tiny("marian"), Translation(engine=name, device="cuda:7"), tiny("marian"))
    with pytest.raises(UsageError, match="unknown device 'gpu'"):
        load(tiny("marian"), Translation(engine=name, device="gpu"), tiny("marian"))


def test_settings_that_make_no_sense(tiny: Tiny) -> None:
    with pytest.raises(UsageError, match=r"unknown engine 'ct3'.*'ct2'"):
        load(tiny("marian"), Translation(engine="ct3"))
    with pytest.raises(UsageError, match=r"no float64"):
        load(tiny("marian"), Translation(device="cpu", compute="float64"), tiny("marian"))
    with pytest.raises(UsageError, match=r"no int8.*ct2 has int8"):
        load(tiny("marian"), Translation(engine="torch", device="cpu", compute="int8"))


def test_damaged_weights_are_one_line(tmp_path: Path) -> None:
    folder = tiny_models.marian(tmp_path / "model")
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])
    with pytest.raises(ModelError, match="cannot be converted"):
        store.convert(store.find(str(folder)))
    with pytest.raises(ModelError, match="cannot load it"):
        load(folder, Translation(engine="torch", device="cpu"))
    with pytest.raises(ModelError, match="cannot load it"):
        load(folder, Translation(device="cpu"), folder)


def test_weights_that_are_not_all_there(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = tiny_models.marian(tmp_path / "model")
    weights = load_file(folder / "model.safetensors")
    weights.pop("model.encoder.layers.1.fc1.weight")
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"lacks weights \(model\.encoder\.layers\.1\.fc1\.weight"):
        load(folder, Translation(engine="torch", device="cpu"))
    with pytest.raises(ModelError, match=r"lack model\.encoder\.layers\.1\.fc1\.weight"):
        store.convert(store.find(str(folder)))
