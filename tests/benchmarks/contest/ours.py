"""duizhao as a contestant: `Translator.translate_all`. Told: `options` of the Translator, `engine` to see inside."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from typing import Any

from contest.channel import serve

from duizhao import Translator, translation


class Watched:
    """An engine, with the tokens it makes and the seconds it takes, the second and third tries counted."""

    def __init__(self, engine: Any, seen: Counter[str]) -> None:
        self._engine, self._seen = engine, seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def generate(self, *given: Any) -> Any:
        start = time.perf_counter()
        out = self._engine.generate(*given)
        self._seen["engine"] += time.perf_counter() - start
        self._seen["decoded"] += sum(h.tokens for h in out)
        return out

    def score(self, *given: Any) -> Any:
        start = time.perf_counter()
        out = self._engine.score(*given)
        self._seen["engine"] += time.perf_counter() - start
        return out


def main(told: dict[str, Any]) -> None:
    seen: Counter[str] = Counter()
    for name, load in list(translation.ENGINES.items()):
        translation.ENGINES[name] = lambda *given, _load=load: Watched(_load(*given), seen)
    translator = Translator(**told["options"])
    translator._load()  # what the first document would do

    def work(articles: list[dict[str, Any]]) -> dict[str, Any]:
        seen.clear()
        before = translator.counts["tokens"]
        drafts = list(translator.translate_all([article["text"] for article in articles]))
        return {"tokens": translator.counts["tokens"] - before, "drafts": len(drafts), **seen}

    serve(work)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
