"""duizhao as a contestant: `Translator.translate_all`. Told: `options` of the Translator, `engine` to see inside."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from contest.channel import serve

from duizhao import Translator, translation


class Watched:
    """An engine, with the tokens it makes, second tries counted, and the seconds in which it works on any batch."""

    def __init__(self, engine: Any, seen: Counter[str]) -> None:
        self._engine, self._seen = engine, seen
        self._lock, self._busy, self._since = threading.Lock(), 0, 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def generate(self, *given: Any) -> Any:
        with self._timed():
            out = self._engine.generate(*given)
        with self._lock:
            self._seen["decoded"] += sum(h.tokens for h in out)
        return out

    def score(self, *given: Any) -> Any:
        with self._timed():
            return self._engine.score(*given)

    @contextmanager
    def _timed(self) -> Iterator[None]:
        with self._lock:
            if not self._busy:
                self._since = time.perf_counter()
            self._busy += 1
        yield
        with self._lock:
            self._busy -= 1
            if not self._busy:
                self._seen["engine"] += time.perf_counter() - self._since


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
