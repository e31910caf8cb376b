"""Tiny Marian, T5 and BERT models made at test time: Hugging Face folders with random weights from a fixed seed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

TEXT = """河上的老桥今年重新修好了，骑车的人一天比一天多。
村里的小学有二十三个学生，三位老师轮流做饭。
昨天下午三点，镇上的图书馆开了新的阅览室。
他们把茶叶装上船，沿着运河送到北边的城市。
雨停以后，山路上的石头还是很滑，请慢慢走。
The old bridge over the river was mended this year, and more people ride across it every day.
The village school has twenty-three pupils, and three teachers take turns to cook.
Yesterday at three in the afternoon the town library opened a new reading room.
They loaded the tea onto boats and sent it along the canal to the city in the north.
After the rain the stones on the mountain path are still slippery, so please walk slowly.
"""


def sentencepiece(path: Path, *, kind: str = "unigram", size: int = 420, **options: Any) -> list[str]:
    """A SentencePiece model with byte pieces, learnt from TEXT; its pieces by id."""
    import sentencepiece

    corpus = path.with_suffix(".txt")
    corpus.write_text(TEXT, encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus),
        model_prefix=str(path.with_suffix("")),
        model_type=kind,
        vocab_size=size,
        hard_vocab_limit=False,
        minloglevel=2,
        **{"byte_fallback": True, **options},
    )
    path.with_suffix(".model").rename(path)
    path.with_suffix(".vocab").unlink()
    corpus.unlink()
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [processor.id_to_piece(i) for i in range(len(processor))]


def marian(
    folder: Path,
    *,
    kind: str = "unigram",
    byte_pieces: bool = True,
    seed: int = 7,
    width: int = 32,
    outputs: int | None = None,
) -> Path:
    """A Marian in the layout of opus-mt: `</s>` 0, `<unk>` 1, `<pad>` last, one table for both sides.

    `outputs`: the first pieces, of which alone targets are made; None: all.
    """
    folder.mkdir(parents=True)
    pieces = sentencepiece(folder / "source.spm", kind=kind, byte_fallback=byte_pieces)
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    pieces = [p for p in pieces if p not in ("<unk>", "<s>", "</s>")]
    vocab = {piece: i for i, piece in enumerate(["</s>", "<unk>", *pieces, "<pad>"])}
    config = {
        "model_type": "marian",
        "architectures": ["MarianMTModel"],
        "vocab_size": len(vocab),
        "decoder_vocab_size": len(vocab),
        "d_model": width,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "encoder_ffn_dim": 2 * width,
        "decoder_ffn_dim": 2 * width,
        "activation_function": "swish",
        "scale_embedding": True,
        "static_position_embeddings": True,
        "share_encoder_decoder_embeddings": True,
        "tie_word_embeddings": True,
        "max_position_embeddings": 64,
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "bos_token_id": 0,
        "pad_token_id": len(vocab) - 1,
        "decoder_start_token_id": len(vocab) - 1,
        "bad_words_ids": [[len(vocab) - 1]],
    }
    write_json(folder / "vocab.json", vocab)
    write_json(folder / "config.json", config)
    silent = [i for piece, i in vocab.items() if piece.startswith("<0x")]  # a random model would speak in bytes
    _save(folder, _marian_weights({**config, "silent": silent, "outputs": outputs}, np.random.default_rng(seed)))
    return folder


def _marian_weights(config: dict[str, Any], random: np.random.Generator) -> dict[str, np.ndarray]:
    width, inner, size = config["d_model"], config["encoder_ffn_dim"], config["vocab_size"]
    weights = {"model.shared.weight": random.normal(0, 0.5, (size, width))}
    weights["model.shared.weight"][-1] = 0
    weights["final_logits_bias"] = random.normal(0, 1, (1, size))
    weights["final_logits_bias"][0, config["silent"]] = -100
    if config["outputs"]:
        weights["final_logits_bias"][0, config["outputs"] :] = -1e4
    for side in ("encoder", "decoder"):
        for i in range(2):
            name = f"model.{side}.layers.{i}"
            for attention in ("self_attn", "encoder_attn")[: 1 if side == "encoder" else 2]:
                for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    weights[f"{name}.{attention}.{part}.weight"] = random.normal(0, 0.4, (width, width))
                    weights[f"{name}.{attention}.{part}.bias"] = random.normal(0, 0.1, width)
                weights[f"{name}.{attention}_layer_norm.weight"] = random.normal(1, 0.1, width)
                weights[f"{name}.{attention}_layer_norm.bias"] = random.normal(0, 0.1, width)
            weights[f"{name}.fc1.weight"] = random.normal(0, 0.3, (inner, width))
            weights[f"{name}.fc1.bias"] = random.normal(0, 0.1, inner)
            weights[f"{name}.fc2.weight"] = random.normal(0, 0.3, (width, inner))
            weights[f"{name}.fc2.bias"] = random.normal(0, 0.1, width)
            weights[f"{name}.final_layer_norm.weight"] = random.normal(1, 0.1, width)
            weights[f"{name}.final_layer_norm.bias"] = random.normal(0, 0.1, width)
    return weights


def t5(folder: Path, *, kind: str = "mt5", tied: bool = False, seed: int = 11, **changes: Any) -> Path:
    """A T5 or mT5: the config classes and the names of the weights are those of transformers."""
    import torch
    import transformers

    folder.mkdir(parents=True)
    pieces = sentencepiece(folder / "spiece.model", pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    classes = {
        "t5": (transformers.T5Config, transformers.T5ForConditionalGeneration),
        "mt5": (transformers.MT5Config, transformers.MT5ForConditionalGeneration),
    }
    config_class, model_class = classes[kind]
    config = config_class(
        vocab_size=len(pieces) + 12,
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=2,
        num_heads=4,
        feed_forward_proj="relu" if tied else "gated-gelu",
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
        **changes,
    )
    torch.manual_seed(seed)
    model = model_class(config)
    random = np.random.default_rng(seed)
    weights = {name: random.normal(0, 0.3, tuple(t.shape)) for name, t in model.state_dict().items()}
    norms = {name: random.normal(1, 0.1, w.shape) for name, w in weights.items() if "layer_norm" in name}
    weights |= norms
    for copy in ("encoder.embed_tokens.weight", "decoder.embed_tokens.weight", *(["lm_head.weight"] if tied else [])):
        weights.pop(copy)
    _save(folder, weights)
    written = {**config.to_dict(), "tie_word_embeddings": tied}  # as in the files of the hub
    written.pop("scale_decoder_outputs", None)
    write_json(folder / "config.json", written)
    return folder


def bert(folder: Path, *, layers: int = 3, seed: int = 5, **changes: Any) -> Path:
    """A BERT whose tokens are the characters and words of TEXT."""
    import torch
    import transformers

    folder.mkdir(parents=True)
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = re.findall("[a-z]+|[^a-z\\s]", TEXT.lower())
    vocab = [
        *marks,
        *dict.fromkeys([*words, *"abcdefghijklmnopqrstuvwxyz", *map("##{}".format, "abcdefghijklmnopqrstuvwxyz")]),
    ]
    (folder / "vocab.txt").write_text("\n".join(vocab) + "\n", encoding="utf-8")
    write_json(folder / "tokenizer_config.json", {"tokenizer_class": "BertTokenizer", "do_lower_case": True})
    config = transformers.BertConfig(
        vocab_size=len(vocab),
        hidden_size=32,
        num_hidden_layers=layers,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=40,
        initializer_range=0.5,
        **changes,
    )
    torch.manual_seed(seed)
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _save(folder: Path, weights: dict[str, np.ndarray]) -> None:
    from safetensors.numpy import save_file

    arrays = {name: np.ascontiguousarray(w, dtype=np.float16) for name, w in weights.items()}
    save_file(arrays, folder / "model.safetensors", metadata={"format": "pt"})
