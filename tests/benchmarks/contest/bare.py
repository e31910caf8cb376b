"""CTranslate2 alone as a contestant: the same pieces, one call. Told: `folder`, `converted`, `beam`, `threads` ..."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from contest.channel import serve


def main(told: dict[str, Any]) -> None:
    import ctranslate2
    import sentencepiece

    translator = ctranslate2.Translator(
        told["converted"],
        device=told.get("device", "cpu"),
        compute_type=told.get("compute", "int8"),
        inter_threads=told.get("workers", 1),
        intra_threads=told["threads"],
    )
    source, target = (
        sentencepiece.SentencePieceProcessor(model_file=str(Path(told["folder"], f"{side}.spm")))
        for side in ("source", "target")
    )

    def work(articles: list[dict[str, Any]]) -> dict[str, Any]:
        pieces = [piece for article in articles for paragraph in article["pieces"] for piece in paragraph]
        once = list(dict.fromkeys(pieces))
        results = translator.translate_batch(
            [[*tokens, "</s>"] for tokens in source.encode(once, out_type=str)],
            beam_size=told["beam"],
            length_penalty=told["length_penalty"],
            patience=told["patience"],
            max_batch_size=told["batch_tokens"],
            batch_type="tokens",
        )
        tokens = [result.hypotheses[0] for result in results]
        english = dict(zip(once, target.decode(tokens), strict=True))
        counts = {piece: len(t) + 1 for piece, t in zip(once, tokens, strict=True)}
        answer: dict[str, Any] = {"tokens": sum(counts[piece] for piece in pieces)}
        if told.get("show"):
            answer |= {"lengths": counts, "english": [english[piece] for piece in pieces]}
        return answer

    serve(work)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
