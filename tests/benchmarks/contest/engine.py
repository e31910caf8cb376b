"""One of duizhao's engines alone as a contestant. Told: `folder`, `converted`, `settings` of the translation, `cores`.

A request names the `budget` of its batches in its first article.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from contest.channel import serve

from duizhao import translation
from duizhao.settings import Translation
from duizhao.translation import Decoding
from duizhao.translation.guard import generate_all


def main(told: dict[str, Any]) -> None:
    wanted = Translation(**told["settings"])
    engine = translation.load(Path(told["folder"]), wanted, Path(told["converted"]))
    decoding = Decoding(wanted.beam, wanted.length_penalty, wanted.patience)

    def work(articles: list[dict[str, Any]]) -> dict[str, Any]:
        pieces = [piece for article in articles for paragraph in article["pieces"] for piece in paragraph]
        wall, used = time.perf_counter(), time.process_time()
        made = generate_all(pieces, engine, decoding, articles[0].get("budget", wanted.batch_tokens))
        wall, used = time.perf_counter() - wall, time.process_time() - used
        answer: dict[str, Any] = {
            "tokens": sum(h.tokens for h in made),
            "degraded": sum(h.degraded for h in made),
            "failed": sum(h.score is None for h in made),
            "busy": used / wall / told["cores"],
        }
        return answer | {"english": [h.text for h in made]} if told.get("show") else answer

    serve(work)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
