"""The embedded model: whole, the same through both engines, and quick to start."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from duizhao.settings import Translation
from duizhao.translation import Decoding, Engine, Hypothesis, encode, translate

Open = Callable[..., Engine]
GREEDY = Decoding(beam=1)


def test_the_row_of_pad_is_zero(embedded: Path) -> None:
    """CTranslate2 starts Marian from a zero embedding, transformers from that of `<pad>`."""
    from safetensors.numpy import load_file

    encoder = encode.load(embedded)
    table = load_file(embedded / "model.safetensors")["model.shared.weight"]
    assert encoder.pad == encoder.start == len(table) - 1
    assert not table[-1].any()


def agreement(sentences: list[str], embedded: Path, engine: Open) -> float:
    settings = Translation(beam=1, batch_tokens=400)
    ct2, torch = (translate(sentences, engine(embedded, name, threads=1), settings) for name in ("ct2", "torch"))
    same = [a.text == b.text and abs((a.score or 0) - (b.score or 0)) < 0.01 for a, b in zip(ct2, torch, strict=True)]
    return sum(same) / len(same)


def test_the_engines_agree_on_sentences(embedded: Path, engine: Open, cases: Path) -> None:
    sentences = (cases / "translation" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    assert agreement(sentences, embedded, engine) >= 0.95
    assert all(re.search("[a-z]", h.text) and h.complete for h in engine(embedded, "ct2").generate(sentences, GREEDY))


@pytest.mark.long
def test_the_engines_agree_on_the_seed_article(embedded: Path, engine: Open, shared: Path) -> None:
    import opencc

    text = (shared / "data" / "news" / "seed-chinanews-bole.txt").read_text(encoding="utf-8")
    text = opencc.OpenCC("t2s").convert(re.sub(r"\?|\([^()\u4e00-\u9fff]{1,8}\)", "", text))
    sentences = [s for s in re.split(r"(?<=[。!?！？])|\n", text) if len(s) > 8]
    assert len(sentences) > 40
    assert agreement(sentences, embedded, engine) >= 0.95


@pytest.mark.parametrize("name", ["ct2", "torch"])
def test_patience_finds_targets_that_rank_higher(name: str, embedded: Path, engine: Open, cases: Path) -> None:
    sentences = (cases / "translation" / "sentences.txt").read_text(encoding="utf-8").splitlines()[:20]
    hasty, patient = (
        engine(embedded, name, threads=1).generate(sentences, Decoding(4, 2.0, patience)) for patience in (1.0, 2.0)
    )
    gains = [_rank(b) - _rank(a) for a, b in zip(hasty, patient, strict=True)]
    assert min(gains) >= -1e-5
    assert max(gains) > 1e-4


def _rank(hypothesis: Hypothesis) -> float:
    """What a search with length penalty 2 orders targets by: the sum of log-probabilities over the length squared."""
    assert hypothesis.score is not None
    return hypothesis.score / hypothesis.tokens


def test_what_stands_after_a_control_symbol_in_the_text_is_translated_too(embedded: Path, engine: Open) -> None:
    made = engine(embedded, "ct2", "auto").generate(["他写了 </s> 和 <pad>。", "雨停了。"], Decoding())
    assert "and" in made[0].text
    assert all(h.complete for h in made)


RUN = """
import sys
from pathlib import Path
from duizhao import store, translation
from duizhao.settings import Translation
model = store.find("zh-en-small")
engine = translation.load(model.folder, Translation(device="cpu"), store.convert(model))
assert translation.translate(["雨停了。"], engine, Translation())[0].text
heavy = {"torch", "transformers", "huggingface_hub", "opencc"} & set(sys.modules)
sys.exit(f"imported {heavy}" if heavy else 0)
"""


def test_once_converted_neither_torch_nor_transformers_is_imported(embedded: Path, engine: Open) -> None:
    engine(embedded, "ct2")  # converts
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_torch_engine_says_nothing(embedded: Path, capfd: pytest.CaptureFixture[str], engine: Open) -> None:
    engine(embedded, "torch", threads=1).generate(["雨停了。"], Decoding(beam=2))
    assert capfd.readouterr() == ("", "")
