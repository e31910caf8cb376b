"""BERTScore with tiny encoders: against its formula, term by term, and what is refused.

The program of its authors (bert-score 0.3.13) gave the same to four places; it fails on empty texts and on tokenisers
without a length under transformers 5, and so is none of ours.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

import tiny_models
from duizhao.errors import ModelError
from duizhao.scoring import BertScore

OLD = "The old bridge over the river was mended this year."
NEW = "The bridge was mended, and people ride across it."
BRIDGE, TEA = "河上的老桥今年重新修好了。", "他们把茶叶装上船。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.bert(tmp_path_factory.mktemp("bert") / "tiny")


@pytest.fixture(scope="module")
def score(folder: Path) -> BertScore:
    return BertScore(folder, "0123456789abcdef")


def vectors(folder: Path, text: str, layer: int) -> tuple[list[list[float]], list[bool]]:
    """All of a text in one piece, through transformers, with the marks at its ends."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    model: Any = AutoModel.from_pretrained(folder).eval()
    found = tokenizer(text, return_tensors="pt")
    with torch.inference_mode():
        rows = model(**found, output_hidden_states=True).hidden_states[layer][0].tolist()
    return rows, [
        i not in tokenizer.all_special_ids or i == tokenizer.unk_token_id for i in found["input_ids"][0].tolist()
    ]


def brute(folder: Path, candidate: str, reference: str, layer: int) -> tuple[float, float, float]:
    def cosine(a: list[float], b: list[float]) -> float:
        return sum(x * y for x, y in zip(a, b, strict=True)) / math.hypot(*a) / math.hypot(*b)

    (mine, my_own), (theirs, their_own) = vectors(folder, candidate, layer), vectors(folder, reference, layer)
    precision = [max(cosine(a, b) for b in theirs) for a, own in zip(mine, my_own, strict=True) if own]
    recall = [max(cosine(a, b) for a in mine) for b, own in zip(theirs, their_own, strict=True) if own]
    p, r = sum(precision) / len(precision), sum(recall) / len(recall)
    return p, r, 2 * p * r / (p + r)


@pytest.mark.parametrize(("candidate", "reference"), [(NEW, OLD), (BRIDGE, TEA), (BRIDGE, OLD)])
def test_scores_are_those_of_the_formula(folder: Path, score: BertScore, candidate: str, reference: str) -> None:
    found = score(candidate, [reference])
    assert (found.precision, found.recall, found.f1) == pytest.approx(brute(folder, candidate, reference, 3), abs=1e-5)


def test_a_known_encoder_is_read_at_the_layer_of_its_table(tmp_path: Path) -> None:
    known = tiny_models.bert(tmp_path / "bert-base-chinese", layers=10)
    score = BertScore(known, "0" * 64)
    assert "|layer:8|" in score.signature
    assert score(NEW, [OLD]).f1 == pytest.approx(brute(known, NEW, OLD, 8)[2], abs=1e-5)
    assert score(NEW, [OLD]).f1 != pytest.approx(brute(known, NEW, OLD, 10)[2], abs=1e-3)


def test_the_best_reference_counts_and_the_same_text_has_all(score: BertScore) -> None:
    assert score(BRIDGE, [TEA, BRIDGE]).f1 == pytest.approx(1, abs=1e-5)
    assert score(NEW, [OLD, BRIDGE]) == max(score(NEW, [OLD]), score(NEW, [BRIDGE]), key=lambda s: s.f1)
    assert score("", [OLD]).f1 == score(OLD, [""]).f1 == score(" \n", ["\t"]).f1 == 0


def test_nothing_of_a_long_text_is_left_out(score: BertScore) -> None:
    """The encoder takes 38 tokens."""
    cut, whole = score(BRIDGE * 20, [TEA]), score(BRIDGE * 20 + TEA, [TEA])
    assert whole.precision != pytest.approx(cut.precision, abs=1e-4)
    assert score(BRIDGE * 20 + TEA, [BRIDGE * 20 + TEA]).f1 == pytest.approx(1, abs=1e-5)


def test_the_signature_names_the_weights(score: BertScore) -> None:
    assert score.signature.startswith("F1|best-reference|model:tiny-0123456789ab|layer:3|idf:no|rescaled:no|")


def test_what_is_no_encoder_is_refused(folder: Path, tmp_path: Path) -> None:
    writer = tiny_models.t5(tmp_path / "t5")
    with pytest.raises(ModelError, match="is no encoder but a mt5"):
        BertScore(writer, "")
    pickled = tmp_path / "pickled"
    pickled.mkdir()
    for name in ("config.json", "vocab.txt"):
        (pickled / name).write_bytes((folder / name).read_bytes())
    (pickled / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelError, match="no weights"):
        BertScore(pickled, "")
    (pickled / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:-9])
    with pytest.raises(ModelError, match="cannot load"):
        BertScore(pickled, "")
