"""One encoder for both engines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import tiny_models
from duizhao.errors import ModelError
from duizhao.translation import encode

CASES = json.loads((Path(__file__).parents[1] / "cases/translation/encode.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_what_a_document_says_is_text(case: dict[str, str], embedded: Path) -> None:
    encoder = encode.load(embedded)
    (ids,) = encoder.encode([case["input"]])
    assert ids[-1] == encoder.eos
    assert not {encoder.eos, encoder.pad, *encoder.barred} & set(ids[:-1])
    assert case["expect"] in encoder.decode(ids)


def test_ids_are_those_of_the_tokenizer_on_ordinary_sentences(embedded: Path, cases: Path) -> None:
    from transformers import MarianTokenizer

    sentences = (cases / "translation" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    tokenizer = MarianTokenizer.from_pretrained(embedded)
    assert encode.load(embedded).encode(sentences) == tokenizer(sentences).input_ids


def test_the_tokenizer_takes_an_end_token_from_the_text_and_we_do_not(embedded: Path) -> None:
    from transformers import MarianTokenizer

    text = "写上 </s> 然后停"
    assert MarianTokenizer.from_pretrained(embedded)(text).input_ids.count(0) == 2
    assert encode.load(embedded).encode([text])[0].count(0) == 1


def test_without_byte_pieces_a_strange_character_is_unknown(tiny: Callable[[str], Path]) -> None:
    encoder = encode.load(tiny("marian-no-bytes"))
    assert encoder.encode(["龘"])[0].count(1) == 1
    assert encoder.decode(encoder.encode(["河上的老桥"])[0]) == "河上的老桥"


def test_a_marian_prefix_that_is_a_token_stays_whole(tmp_path: Path) -> None:
    folder = tiny_models.marian(tmp_path / "many")
    vocab = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    vocab[">>eng<<"] = vocab.pop("<0xFF>")
    tiny_models.write_json(folder / "vocab.json", vocab)
    plain, prefixed = encode.load(folder).encode(["雨"])[0], encode.load(folder, ">>eng<<").encode(["雨"])[0]
    assert prefixed == [vocab[">>eng<<"], *plain]
    assert encode.load(folder).encode([">>eng<< 雨"])[0][0] != vocab[">>eng<<"]


def test_t5_prefix_from_beside_the_weights_or_the_settings(tmp_path: Path) -> None:
    folder = tiny_models.t5(tmp_path / "mt5")
    bare = encode.load(folder)
    (folder / "duizhao.toml").write_text('prefix = "the tea "\n', encoding="utf-8")
    assert encode.load(folder).encode(["雨"]) == bare.encode(["the tea 雨"])
    assert encode.load(folder, "").encode(["雨"]) == bare.encode(["雨"])
    assert bare.encode(["雨"])[0][-1] == 1


def test_t5_never_makes_what_has_no_piece(tiny: Callable[[str], Path]) -> None:
    encoder = encode.load(tiny("mt5"))
    size = json.loads((tiny("mt5") / "config.json").read_text(encoding="utf-8"))["vocab_size"]
    assert set(range(len(encoder.pieces), size)) <= set(encoder.barred)
    assert {0, 2} <= set(encoder.barred)


def test_too_long_is_cut_and_said(tiny: Callable[[str], Path]) -> None:
    encoder = encode.load(tiny("marian"))
    ids, whole = encoder.fit(encoder.encode(["雨" * 500])[0])
    assert (len(ids), ids[-1], whole) == (64, encoder.eos, False)
    assert encoder.fit([5, 0]) == ([5, 0], True)


@pytest.mark.parametrize("name", ["config.json", "vocab.json", "source.spm", "target.spm"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    folder = tiny_models.marian(tmp_path / "model")
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        encode.load(folder)


def test_a_damaged_vocabulary_and_a_strange_family(tmp_path: Path) -> None:
    folder = tiny_models.marian(tmp_path / "model")
    (folder / "source.spm").write_bytes(b"no model")
    with pytest.raises(ModelError, match="vocabulary cannot be read"):
        encode.load(folder)
    tiny_models.write_json(folder / "config.json", {"model_type": "llama"})
    with pytest.raises(ModelError, match=r"llama.*marian, t5, mt5"):
        encode.load(folder)
