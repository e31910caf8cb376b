"""transformers as a contestant, float32. Told: `folder`, `beam`, `threads`, `batch` (0: paragraph by paragraph),
`opus` (a model of that shape with random weights, whose outputs are as long as `lengths` says of each piece)."""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

from contest.channel import serve

OPUS = {
    "vocab_size": 65_001,
    "d_model": 512,
    "encoder_layers": 6,
    "decoder_layers": 6,
    "encoder_attention_heads": 8,
    "decoder_attention_heads": 8,
    "encoder_ffn_dim": 2048,
    "decoder_ffn_dim": 2048,
    "max_position_embeddings": 512,
    "activation_function": "swish",
    "scale_embedding": True,
    "static_position_embeddings": True,
    "pad_token_id": 65_000,
    "eos_token_id": 0,
    "forced_eos_token_id": 0,
    "decoder_start_token_id": 65_000,
}
"""The config.json of Helsinki-NLP/opus-mt-zh-en, as far as it costs time."""


def main(told: dict[str, Any]) -> None:
    import torch
    import transformers

    warnings.simplefilter("ignore")  # it recommends a package
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(told["threads"])
    tokenizer = transformers.MarianTokenizer.from_pretrained(told["folder"])
    if told.get("opus"):
        model = transformers.MarianMTModel(transformers.MarianConfig(**OPUS))
        model.generation_config.bad_words_ids = [[65_000]]
    else:
        model = transformers.MarianMTModel.from_pretrained(told["folder"], dtype=torch.float32)
    model.eval()
    pad = model.config.pad_token_id

    def translated(texts: list[str], length: int | None) -> int:
        """Tokens of the English of some texts, in one batch; every output has `length` tokens, None: as it comes."""
        batch = tokenizer(texts, return_tensors="pt", padding=True, truncation=True, max_length=512)
        ids = batch["input_ids"].masked_fill(batch["attention_mask"] == 0, pad)
        forced = {"min_new_tokens": length, "max_new_tokens": length} if length else {"max_length": 512}
        with torch.inference_mode():
            rows = model.generate(
                input_ids=ids, attention_mask=batch["attention_mask"], num_beams=told["beam"], do_sample=False, **forced
            )
        if length:
            return len(texts) * length
        tokenizer.batch_decode(rows, skip_special_tokens=True)
        return int((rows[:, 1:] != pad).sum())

    def work(articles: list[dict[str, Any]]) -> dict[str, Any]:
        lengths = told.get("lengths") or {}
        if told["batch"]:
            pieces = [piece for article in articles for paragraph in article["pieces"] for piece in paragraph]
            pieces.sort(key=len)
            groups = [pieces[i : i + told["batch"]] for i in range(0, len(pieces), told["batch"])]
            longest = [max(lengths.get(piece, 0) for piece in group) for group in groups]
        else:
            groups = [[text] for article in articles for text in article["paragraphs"]]
            own = [paragraph for article in articles for paragraph in article["pieces"]]
            longest = [min(sum(lengths.get(piece, 0) for piece in paragraph), 511) for paragraph in own]
        return {"tokens": sum(translated(g, n or None) for g, n in zip(groups, longest, strict=True))}

    serve(work)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
